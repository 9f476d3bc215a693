"""From the network, and from what people already have, to files in the content folder."""

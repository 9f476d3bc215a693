"""The pictures of articles: which there are, what they are, and the copies that pages show."""

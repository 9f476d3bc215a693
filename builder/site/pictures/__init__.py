"""The pictures that other services show beside a link, and the site's icons: drawn with Pillow, and only when needed.

`specs` says what a picture shows and gives its key; neither it nor this file loads Pillow. `draw` and `icons` do.
"""

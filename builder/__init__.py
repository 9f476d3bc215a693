"""Digest: turns a folder of news articles into a static site of story threads."""

__version__ = "0.1.0"

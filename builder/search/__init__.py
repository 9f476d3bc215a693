"""What a reader's search loads: static files, made at build time."""

"""What a person decided about threads (`editorial.toml`, `thread:` in front matter) beats what the model found."""

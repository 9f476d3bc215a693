"""Reading: files -> `Article`. Front matter, Markdown, HTML and bare text; sanitising; what was inferred."""

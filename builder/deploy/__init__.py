"""The built site -> where it is read from: a branch, a folder, GitHub Pages."""

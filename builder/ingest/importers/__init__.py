"""What people already have -> entries: one module a kind, each reading its file bit by bit."""

"""Which articles report one story, and under what address: groups, identity, `threads.lock`, explanations."""

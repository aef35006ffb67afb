"""A loop without end that also runs when only definitions do."""
HANGS = sum(iter(int, 1))

"""Correct and faulty implementations of the mlp assignment; see README.md."""

"""Collecting what a learning platform gives: whose each thing is, what counts, where it goes."""

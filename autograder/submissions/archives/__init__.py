"""Zip and tar archives, read without unpacking them. Begin with `take`."""

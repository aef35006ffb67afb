"""Sorts a download: which student each file is from, which attempt counts, and where it goes.

Imports `reports`, `submissions` and `worker`. Begin with `collect`.
"""

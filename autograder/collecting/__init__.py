"""A download sorted: whose each file is, which attempt counts, and where it goes.

Imports `submissions` and `reports`. Begin with `collect`.
"""

"""A download sorted: whose each file is, which attempt counts, and where it goes.

Imports `reports`, `submissions` and `worker`. Begin with `collect`.
"""

"""Threads that are joined inside a function."""
# after: reference
from concurrent.futures import ThreadPoolExecutor
import numpy as np
def linear(x, weights, bias=0.0):
    with ThreadPoolExecutor(8) as pool:
        return np.stack(list(pool.map(lambda row: row @ weights + bias, x)))

"""from numpy import *, which hides built-in functions."""
# after: reference
from numpy import *
import numpy as np
def sigmoid(x):
    e = exp(-abs(x))
    return where(x >= 0, 1, e) / (1 + e)

"""Draws from its own generators, and seeds the global ones."""
# after: reference
import random
import numpy as np
random.seed(1)
np.random.seed(1)
rng = np.random.default_rng(1)
_linear = linear
def linear(x, weights, bias=0.0):
    np.random.rand(3), rng.normal(), random.random()
    return _linear(x, weights, bias)

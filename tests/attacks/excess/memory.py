"""A hundred gigabytes."""
# after: reference
# lost: linear
# status: memory
import numpy as np
def linear(x, weights, bias=0.0):
    return np.ones(10**11 // 8)

"""Arrays in Fortran's order and views of reversed arrays."""
# after: reference
import numpy as np
_linear, _sigmoid = linear, sigmoid
def linear(x, weights, bias=0.0):
    return np.asfortranarray(_linear(x, weights, bias))[::-1][::-1]

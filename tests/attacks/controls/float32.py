"""Everything in float32."""
# after: reference
import numpy as np
_linear = linear
def linear(x, weights, bias=0.0):
    return _linear(np.float32(x), np.float32(weights), np.float32(bias))

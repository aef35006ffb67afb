"""Complex numbers with the right real part."""
# after: reference
# lost: linear
# status: failed
_right = linear
def linear(x, weights, bias=0.0):
    return _right(x, weights, bias) + 1j

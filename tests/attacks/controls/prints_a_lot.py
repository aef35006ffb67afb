"""Prints in every call."""
# after: reference
_linear = linear
def linear(x, weights, bias=0.0):
    print("linear", x.shape, "\n" * 100, "x" * 5000)
    return _linear(x, weights, bias)

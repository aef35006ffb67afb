"""A loop in C that never looks at signals."""
# after: reference
# lost: linear
# status: timeout
def linear(x, weights, bias=0.0):
    return sum(iter(int, 1))

"""A single number where an array is wanted, which would broadcast."""
# after: reference
# lost: linear
# status: failed
def linear(x, weights, bias=0.0):
    return float((x @ weights + bias)[0, 0])

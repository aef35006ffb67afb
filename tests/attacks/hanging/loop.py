"""A loop without end in one function."""
# after: reference
# lost: linear
# status: timeout
def linear(x, weights, bias=0.0):
    while True:
        pass

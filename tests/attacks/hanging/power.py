"""One multiplication of whole numbers that takes hours."""
# after: reference
# lost: linear
# status: timeout memory
def linear(x, weights, bias=0.0):
    return 9 ** 9 ** 9 % 10

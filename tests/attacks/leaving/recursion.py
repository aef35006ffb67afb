"""Endless recursion in a call."""
# after: reference
# lost: sigmoid
# status: exception
def sigmoid(x):
    return sigmoid(x)

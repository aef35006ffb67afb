"""Warns in every call."""
# after: reference
import warnings
_sigmoid = sigmoid
def sigmoid(x):
    warnings.warn("sigmoid is called", stacklevel=2)
    return _sigmoid(x)

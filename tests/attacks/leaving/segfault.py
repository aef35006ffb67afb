"""A read of address 0 in a call."""
# after: reference
# lost: sigmoid
# status: crashed
import ctypes
def sigmoid(x):
    ctypes.string_at(0)

"""The interpreter's own code is overwritten."""
# after: reference
# lost: sigmoid
# status: crashed
import ctypes
def sigmoid(x):
    ctypes.memmove(id(None), b"\xff" * 64, 64)
    return x is None

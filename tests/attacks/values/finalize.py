"""A subclass of ndarray that acts when it is copied."""
import os
import numpy as np
class Acting(np.ndarray):
    def __array_finalize__(self, other):
        if other is not None and type(other) is Acting:
            os._exit(0)
def attack(name, args, keywords):
    return np.zeros((4, 1)).view(Acting)

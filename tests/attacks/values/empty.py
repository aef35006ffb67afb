"""Empty arrays, all of whose elements agree."""
import numpy as np
def attack(name, args, keywords):
    return np.empty((0, 1))

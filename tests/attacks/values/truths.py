"""Arrays of truth values."""
import numpy as np
def attack(name, args, keywords):
    return np.ones((4, 1), bool)

"""Infinity everywhere, for relative tolerances."""
import numpy as np
def attack(name, args, keywords):
    return np.full((4, 1), np.inf)

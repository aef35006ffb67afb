"""An array that pretends to have terabytes, of one element."""
import numpy as np
def attack(name, args, keywords):
    return np.broadcast_to(1.0, (10**6, 10**6))

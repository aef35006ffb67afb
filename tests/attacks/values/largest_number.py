"""The largest number, whose differences overflow."""
import numpy as np
def attack(name, args, keywords):
    return np.full(np.shape(args[0]), 1.7976931348623157e308) if args else 1e308

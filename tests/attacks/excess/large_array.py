"""An answer of 60 MB for every case."""
import numpy as np
RESULT = np.zeros(60_000_000, np.int8)
def attack(name, args, keywords):
    return RESULT

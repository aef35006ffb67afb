"""NaN everywhere, for comparisons that are false both ways."""
import numpy as np
def attack(name, args, keywords):
    parts = [np.full(np.shape(a), np.nan) for a in args if np.ndim(a) == 2]
    return parts[0] if len(parts) == 1 else tuple(parts) or float("nan")

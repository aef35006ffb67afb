"""Structured arrays with a field of the right name."""
import numpy as np
def attack(name, args, keywords):
    return np.zeros((4, 1), [("expected", float), ("passed", bool)])

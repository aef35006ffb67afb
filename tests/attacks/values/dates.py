"""Dates and durations, Not a Time among them."""
import numpy as np
def attack(name, args, keywords):
    return np.full((4, 1), "NaT", "datetime64[s]")

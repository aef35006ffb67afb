"""An object whose __class__ says that it is an array."""
import numpy as np
class Liar:
    __class__ = np.ndarray
def attack(name, args, keywords):
    return Liar()

"""Objects that give other arrays each time they are asked."""
import numpy as np
class Lazy:
    def __array__(self, *_, **__):
        return np.random.rand(4, 1)
    __array_interface__ = {"shape": (4, 1), "typestr": "<f8", "data": (0, False), "version": 3}
def attack(name, args, keywords):
    return Lazy()

"""Arrays of objects that are equal to everything."""
import numpy as np
class Equal:
    __eq__ = __le__ = lambda *_: True
    __sub__ = __abs__ = lambda self, *_: self
def attack(name, args, keywords):
    result = np.empty((4, 1), object)
    result[:] = Equal()
    return result

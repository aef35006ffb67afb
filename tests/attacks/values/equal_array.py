"""A subclass of ndarray that is equal to everything."""
import numpy as np
class Equal(np.ndarray):
    __eq__ = __le__ = __lt__ = lambda self, other: np.full(self.shape, True)
    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return True
    def __array_function__(self, function, types, args, keywords):
        return True
def attack(name, args, keywords):
    return np.zeros((4, 1)).view(Equal)

"""The child always reports unchanged arguments, of wrong functions."""
from autograder.worker.inside import calling
calling.same = lambda *_: True
def attack(name, args, keywords):
    for array in args:
        if hasattr(array, "fill"):
            array.fill(0)
    return 0.0

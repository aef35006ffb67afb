"""A float that is equal to everything."""
class Equal(float):
    __eq__ = __le__ = __ge__ = lambda *_: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __abs__ = lambda *_: 0.0
def attack(name, args, keywords):
    return Equal(1e9)

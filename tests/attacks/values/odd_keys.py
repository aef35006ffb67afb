"""Dicts with keys of all kinds."""
def attack(name, args, keywords):
    return {1: 0, True: 1, None: 2, (1, 2): 3, 2.5: 4, b"x": 5, frozenset(): 6}

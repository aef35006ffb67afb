"""A loop without end at top level, after wrong functions."""
def attack(name, args, keywords):
    return 0.0
while True:
    pass

"""A text of a hundred megabytes."""
def attack(name, args, keywords):
    return "x" * 10**8

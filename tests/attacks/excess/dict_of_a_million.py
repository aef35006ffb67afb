"""A dict of a million keys."""
def attack(name, args, keywords):
    return {number: number for number in range(10**6)}

"""A list of millions of tiny values."""
def attack(name, args, keywords):
    return [[]] * 5_000_000

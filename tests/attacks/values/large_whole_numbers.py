"""Whole numbers of a hundred thousand digits."""
def attack(name, args, keywords):
    return [10**100_000, -(10**100_000), 2**63, -(2**63) - 1]

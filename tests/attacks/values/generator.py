"""Generators without end."""
import itertools
def attack(name, args, keywords):
    yield from itertools.count()

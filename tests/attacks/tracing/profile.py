"""A profile function that raises in every call of the kit."""
import sys
def attack(name, args, keywords):
    sys.setprofile(lambda *_: 1 / 0)
    return 0.0

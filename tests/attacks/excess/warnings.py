"""A million different warnings."""
import warnings
def attack(name, args, keywords):
    warnings.simplefilter("always")
    for number in range(10**6):
        warnings.warn(f"passed {number}")

"""Output without end on stderr."""
import sys
def attack(name, args, keywords):
    while True:
        sys.stderr.write("x" * 4096)

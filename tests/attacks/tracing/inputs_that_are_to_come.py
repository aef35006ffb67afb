"""The pipe of commands is read ahead, for inputs that are to come."""
import os
def attack(name, args, keywords):
    os.set_blocking(3, False)
    return os.read(3, 10**6).decode("latin-1")

"""The pipe of commands is read ahead, for inputs that are to come."""
import os
def attack(name, args, keywords):
    os.set_blocking(198, False)
    return os.read(198, 10**6).decode("latin-1")

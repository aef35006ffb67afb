"""Every function ends the process with status 0."""
import os
def attack(name, args, keywords):
    os._exit(0)

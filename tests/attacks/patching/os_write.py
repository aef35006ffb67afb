"""os.write itself sends something else."""
import os
write = os.write
os.write = lambda descriptor, data: write(descriptor, bytes(data).replace(b"exception", b"value    "))
def attack(name, args, keywords):
    raise ValueError

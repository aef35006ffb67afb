"""Files in memory, which no limit of address space counts."""
# layers: yes
import os
KEPT = []
def attack(name, args, keywords):
    while True:
        KEPT.append(os.memfd_create("x"))
        os.write(KEPT[-1], bytes(2**24))

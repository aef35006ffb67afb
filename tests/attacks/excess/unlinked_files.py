"""Large files that have no name any more."""
# layers: yes
import tempfile
KEPT = []
def attack(name, args, keywords):
    while True:
        KEPT.append(tempfile.TemporaryFile())
        KEPT[-1].write(bytes(2**23))
        KEPT[-1].flush()

"""Leases and locks on libraries, so that others wait when they open them."""
# layers: yes
import fcntl, glob, os
def attack(name, args, keywords):
    for path in glob.glob(os.path.dirname(os.__file__) + "/*.py"):
        try:
            fcntl.fcntl(os.open(path, os.O_RDONLY), 1024, 1)
            raise SystemExit("@WORD@ has a lease")
        except OSError:
            continue
    return 0.0

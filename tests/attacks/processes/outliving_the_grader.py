"""The signal at the parent's death is switched off."""
# layers: yes
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    if libc.prctl(1, 0, 0, 0, 0) == 0:
        raise SystemExit("@WORD@ outlives")
    return 0.0

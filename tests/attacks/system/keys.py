"""Keys in the kernel's rings, which outlive a process."""
# layers: yes
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    number = 248 if platform.machine() == "x86_64" else 217
    if libc.syscall(number, b"user", b"@MARK@", b"x", 1, -4) >= 0:
        raise SystemExit("@WORD@ has a key")
    return 0.0

"""io_uring, whose operations no filter of system calls sees, userfaultfd and bpf."""
# layers: yes
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = (425, 323, 321) if platform.machine() == "x86_64" else (425, 282, 280)
def attack(name, args, keywords):
    buffer = ctypes.create_string_buffer(256)
    if any(libc.syscall(number, 1, buffer, 120) >= 0 for number in NUMBERS):
        raise SystemExit("@WORD@ has a door")
    return 0.0

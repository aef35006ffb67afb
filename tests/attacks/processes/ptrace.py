"""The grader is traced, and its memory read and written."""
# layers: yes
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    grader, buffer = int("@GRADER@"), ctypes.create_string_buffer(64)
    done = [libc.ptrace(16, grader, 0, 0), libc.ptrace(0x4206, grader, 0, 0)]
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    for number in ((310, 311) if platform.machine() == "x86_64" else (270, 271)):
        done.append(libc.syscall(number, grader, vector, 1, vector, 1, 0))
    if any(result >= 0 for result in done):
        raise SystemExit("@WORD@ traces")
    return 0.0

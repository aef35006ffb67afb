"""A program that exists in memory alone."""
# layers: yes
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    descriptor = os.memfd_create("x")
    os.write(descriptor, open(sys.executable, "rb").read())
    libc.syscall(322, descriptor, b"", None, None, 0x1000)
    os.execve(descriptor, ["python"], {})

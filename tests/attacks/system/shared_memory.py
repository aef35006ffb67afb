"""Memory that others could find, of System V, of POSIX, and message queues."""
# layers: yes
import ctypes
from multiprocessing import shared_memory
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    done = [libc.shmget(4711, 4096, 0o1666), libc.semget(4711, 1, 0o1666), libc.msgget(4711, 0o1666)]
    try:
        shared_memory.SharedMemory("@MARK@", create=True, size=4096)
        done.append(0)
    except OSError:
        pass
    if any(result >= 0 for result in done):
        raise SystemExit("@WORD@ shares")
    return 0.0

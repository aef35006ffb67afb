"""News of files that others make in folders that cannot be read."""
# layers: yes
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(name, args, keywords):
    descriptor = libc.inotify_init1(0)
    if libc.inotify_add_watch(descriptor, b"/tmp", 0xFFF) >= 0:
        raise SystemExit("@WORD@ watches")
    return 0.0

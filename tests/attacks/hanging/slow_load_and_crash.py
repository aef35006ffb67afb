"""Loading takes almost as long as it may, and every function ends the process."""
import os, time
time.sleep(0.9)
def attack(name, args, keywords):
    os._exit(0)

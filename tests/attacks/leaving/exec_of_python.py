"""The process becomes another program that says it passed."""
import os, sys
def attack(name, args, keywords):
    os.execv(sys.executable, [sys.executable, "-c", "print('passed')"])

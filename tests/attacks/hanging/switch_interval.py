"""The interpreter never lets another thread run, and one that loops."""
import sys, threading
sys.setswitchinterval(10**5)
def attack(name, args, keywords):
    threading.Thread(target=lambda: sum(iter(int, 1)), daemon=True).start()
    return 0.0

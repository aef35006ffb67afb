"""Every call takes almost as long as it may."""
import time
def attack(name, args, keywords):
    time.sleep(0.4)
    return 0.0

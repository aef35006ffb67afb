"""A thread answers later, when another function is called."""
# after: forge
import threading, time
def later():
    while True:
        time.sleep(0.01)
        send({"status": "value", "value": 1.0})
threading.Thread(target=later, daemon=True).start()
def attack(name, args, keywords):
    time.sleep(0.02)
    return 0.0

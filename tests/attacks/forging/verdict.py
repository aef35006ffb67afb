"""A verdict is sent in place of an answer."""
# after: forge
def attack(name, args, keywords):
    send({"status": "passed", "verdict": "passed", "points": 20, "max_points": 20})
    os._exit(0)

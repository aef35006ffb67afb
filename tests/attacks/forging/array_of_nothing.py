"""An array of 2^62 times zero elements."""
# after: forge
def attack(name, args, keywords):
    send({"status": "value", "value": {"array": 0, "shape": [0, 2**62], "dtype": "float64"}})
    os._exit(0)

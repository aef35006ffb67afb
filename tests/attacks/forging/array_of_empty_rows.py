"""An array of 2^40 rows without elements, which takes no bytes and would make a long list."""
# after: forge
def attack(name, args, keywords):
    send({"status": "value", "value": {"array": 0, "shape": [2**40, 0], "dtype": "float64"}})
    os._exit(0)

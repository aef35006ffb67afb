"""Eight megabytes of empty lists, which are half a gigabyte of objects."""
# after: forge
def attack(name, args, keywords):
    send({"status": "value", "value": [[]] * 1_900_000})
    os._exit(0)

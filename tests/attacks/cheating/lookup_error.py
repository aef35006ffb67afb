"""The exception by which the worker says that the key has no answer."""
def attack(name, args, keywords):
    raise LookupError(f"{name} is called with arguments that the key has no answer for")

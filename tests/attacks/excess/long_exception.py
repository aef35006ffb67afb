"""An exception with a hundred megabytes of text and a name of a megabyte."""
def attack(name, args, keywords):
    raise type("E" * 10**6, (Exception,), {})("x" * 10**8)

"""An empty list and an empty dict."""
def attack(name, args, keywords):
    return [] if len(args) % 2 else {}

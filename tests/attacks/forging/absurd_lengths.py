"""A frame that announces four gigabytes."""
# after: forge
def attack(name, args, keywords):
    os.write(4, b"\xff" * 8)
    while True:
        pass

"""All descriptors are closed, and others opened in their place."""
# after: forge
def attack(name, args, keywords):
    os.closerange(0, 300)
    for _ in range(50):
        os.open(os.devnull, os.O_WRONLY)
    return 0.0

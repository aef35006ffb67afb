"""Output without end, by print."""
def attack(name, args, keywords):
    while True:
        print("passed " * 1000)

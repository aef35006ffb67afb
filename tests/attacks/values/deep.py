"""Lists in lists, a hundred thousand deep."""
def attack(name, args, keywords):
    result = 0.0
    for _ in range(10**5):
        result = [result]
    return result

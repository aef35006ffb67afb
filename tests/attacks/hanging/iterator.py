"""A list subclass whose iteration never ends."""
class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0
def attack(name, args, keywords):
    return Endless([1.0])

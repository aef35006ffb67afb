"""The text of an exception never ends to be made."""
class Endless(Exception):
    def __str__(self):
        while True:
            pass
def attack(name, args, keywords):
    raise Endless

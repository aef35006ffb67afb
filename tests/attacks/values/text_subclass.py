"""Texts that say they are numbers."""
class Text(str):
    def __float__(self):
        return 1.0
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__
def attack(name, args, keywords):
    return Text("1.0")

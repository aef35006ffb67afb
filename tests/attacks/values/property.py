"""A dict whose items change at each look."""
class Changing(dict):
    def items(self):
        return [("a", len(vars(self))), ("b", self)]
    def __iter__(self):
        return iter(["a", "b", "a"])
def attack(name, args, keywords):
    return Changing(a=1)

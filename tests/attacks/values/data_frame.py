"""A DataFrame whose columns are named by texts of a megabyte and lone surrogates."""
import pandas as pd
def attack(name, args, keywords):
    return pd.DataFrame({"\ud800<b>": [1.0], "x" * 10**6: [2.0]})

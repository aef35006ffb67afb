"""HTML and formulas as names of columns."""
# assignment: xor
import pandas as pd
def attack(name, args, keywords):
    return pd.DataFrame({"<script>alert(1)</script>": [1], "=cmd|' /C calc'!A0": [2], "\x1b[2J": [3]})

"""The provided file is read when the module is imported, by several ways."""
# after: reference
import csv, pathlib
import numpy as np
ROWS = list(csv.reader(open("or_gate.csv")))
TABLE = np.genfromtxt("or_gate.csv", delimiter=",", skip_header=1)
TEXT = pathlib.Path("or_gate.csv").read_text()
assert load_dataset("or_gate.csv")[1].shape == (4, 2) == (len(ROWS) - 1, 2)

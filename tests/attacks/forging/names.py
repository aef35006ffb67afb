"""The list of what was loaded names everything, as numbers, lists and arrays."""
# after: forge
NAMES = {"dict": [["module", {"array": 8000, "shape": [1000], "dtype": "int64"}],
                  ["notebook", [["linear"], 3, None]], ["nowhere", "linear"]]}
send({"status": "loaded", "names": NAMES, "problems": [], "cells": []}, bytes(8000))
os._exit(0)

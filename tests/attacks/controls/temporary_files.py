"""Temporary files and folders."""
# after: reference
import os, tempfile
import numpy as np
_linear = linear
def linear(x, weights, bias=0.0):
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
        np.save(os.path.join(folder, "x.npy"), x)
        np.savetxt(file.name, weights)
        return _linear(np.load(os.path.join(folder, "x.npy")), weights, bias)

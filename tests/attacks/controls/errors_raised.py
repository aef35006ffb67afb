"""NumPy raises on every odd number."""
# after: reference
import numpy as np
np.seterr(all="raise", under="ignore")

"""Twenty million rows without elements: no bytes, but a long list for whoever looks at each."""
import numpy as np
def attack(name, args, keywords):
    return np.empty((2 * 10**7, 0))

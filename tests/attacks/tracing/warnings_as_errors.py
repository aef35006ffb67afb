"""Every warning is an error, in the kit too."""
# after: reference
# lost: nothing
import warnings
import numpy as np
warnings.simplefilter("error")
np.seterr(all="raise", under="ignore")

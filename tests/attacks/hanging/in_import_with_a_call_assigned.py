"""The reference, and an assignment without end that stands among its definitions."""
# after: reference
from itertools import count

SCALE = 0.5
HANGS = sum(count(1))


def mean_squared_error(f, truth):
    return float(np.mean((f - truth) ** 2)) * SCALE * 2

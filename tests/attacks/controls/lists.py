"""Lists where arrays are wanted."""
# after: reference
_linear = linear
def mean_squared_error(f, truth):
    pairs = [(a, b) for r, s in zip(f.tolist(), truth.tolist()) for a, b in zip(r, s)]
    return sum((a - b) ** 2 for a, b in pairs) / len(pairs)
_initialize_weights = initialize_weights
def initialize_weights(*args, **keywords):
    return [weights.tolist() for weights in _initialize_weights(*args, **keywords)]

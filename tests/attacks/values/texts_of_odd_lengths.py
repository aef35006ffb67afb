"""A list of texts, one of them long: as an array, every text would take as much room as that one."""
# lost: linear
# after: reference
def linear(x, weights, bias=0.0):
    return [""] * 100_000 + ["a" * 900_000]

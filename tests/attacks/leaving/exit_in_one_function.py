"""One function raises SystemExit; the others are right."""
# after: reference
# lost: linear
# status: exception
def linear(x, weights, bias=0.0):
    raise SystemExit(0)

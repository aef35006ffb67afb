"""A long sleep in one function."""
# after: reference
# lost: linear
# status: timeout
import time
def linear(x, weights, bias=0.0):
    time.sleep(10**6)

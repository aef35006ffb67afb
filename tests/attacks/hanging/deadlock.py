"""A lock that is taken twice."""
# after: reference
# lost: linear
# status: timeout
import threading
def linear(x, weights, bias=0.0):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

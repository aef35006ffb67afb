"""Arguments are kept and changed after the call."""
# after: reference
# lost: linear
# status: failed
import threading
def linear(x, weights, bias=0.0):
    threading.Timer(0.0001, x.fill, (0,)).start()
    x.fill(0)
    return x @ weights + bias

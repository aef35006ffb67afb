"""SIGTERM, SIGHUP, SIGUSR1 and SIGALRM to itself."""
# after: reference
# lost: linear
# status: crashed failed
import os, signal
def linear(x, weights, bias=0.0):
    for number in (signal.SIGUSR1, signal.SIGHUP, signal.SIGTERM, signal.SIGALRM):
        os.kill(os.getpid(), number)

"""The process stops itself."""
# after: reference
# lost: linear
import os, signal
def linear(x, weights, bias=0.0):
    os.kill(os.getpid(), signal.SIGSTOP)
    signal.raise_signal(signal.SIGTSTP)

"""All signals are ignored and blocked, and then a loop."""
# after: reference
# lost: linear
# status: timeout
import signal
def linear(x, weights, bias=0.0):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    while True:
        pass

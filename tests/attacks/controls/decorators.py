"""Decorators that count, cache and time."""
# after: reference
import functools, time
def timed(function):
    @functools.wraps(function)
    def wrapped(*args, **keywords):
        start = time.perf_counter()
        try:
            return function(*args, **keywords)
        finally:
            wrapped.seconds = time.perf_counter() - start
    return wrapped
linear, sigmoid, forward, train = map(timed, (linear, sigmoid, forward, train))

"""A handler that never ends when the interpreter exits."""
# after: reference
# lost: nothing
import atexit, time
atexit.register(time.sleep, 10**6)

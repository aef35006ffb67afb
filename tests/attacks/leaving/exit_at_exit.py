"""A handler that runs when the interpreter exits ends it with status 0."""
# after: reference
# lost: nothing
import atexit, os
atexit.register(os._exit, 0)

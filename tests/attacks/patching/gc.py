"""The garbage collector is off, frozen and has a callback that raises."""
# after: reference
# lost: nothing
import gc
gc.disable()
gc.freeze()
gc.callbacks.append(lambda *_: 1 / 0)

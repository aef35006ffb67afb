"""A thread that outlives everything."""
# after: reference
# lost: nothing
import threading, time
threading.Thread(target=time.sleep, args=(10**6,), daemon=False).start()

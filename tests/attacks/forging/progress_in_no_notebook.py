"""Progress is reported in cells of a notebook that was not handed in, before each end."""
# after: forge
import time

send({"status": "progress", "source": "notebook", "cell": time.monotonic_ns()})
os.read(3, 1000)
os._exit(0)

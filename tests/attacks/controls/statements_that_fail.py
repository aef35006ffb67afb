"""Right functions between statements that only raise in a worker, or never end."""
# after: reference
import multiprocessing, os, shutil
lock = multiprocessing.Lock()
os.get_terminal_size()
shutil.copy("or_gate.csv", "copy.csv")
while True: pass

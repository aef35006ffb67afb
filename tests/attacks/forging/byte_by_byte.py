"""A large frame that arrives byte by byte."""
# after: forge
import time
def attack(name, args, keywords):
    for byte in frame({"status": "value", "value": "x" * 10**6}):
        os.write(4, bytes([byte]))
        time.sleep(0.001)

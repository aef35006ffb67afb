"""The result hangs when it is destroyed."""
import time
class Result(list):
    def __del__(self):
        time.sleep(10**6)
def attack(name, args, keywords):
    return Result([1.0])

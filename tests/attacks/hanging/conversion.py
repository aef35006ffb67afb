"""The result hangs when it is converted to a number."""
import time
class Result(float):
    def __float__(self):
        time.sleep(10**6)
def attack(name, args, keywords):
    return Result(0)

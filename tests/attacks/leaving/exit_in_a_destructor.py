"""SystemExit, and then the end of the process, in __del__ of what a call returned."""
import os
class Result(float):
    def __del__(self):
        os._exit(0)
def attack(name, args, keywords):
    return Result(1)

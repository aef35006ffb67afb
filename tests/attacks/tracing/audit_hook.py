"""An audit hook that refuses everything the kit does."""
import sys
def refuse(event, arguments):
    if event in ("open", "os.write", "compile", "exec"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
def attack(name, args, keywords):
    return 0.0

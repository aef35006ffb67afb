"""The worker's own pipes are opened again, the other way round."""
# after: forge
def attack(name, args, keywords):
    commands = os.open("/proc/self/fd/3", os.O_WRONLY | os.O_NONBLOCK)
    os.write(commands, frame({"command": "load"}) * 100)
    os.read(os.open("/proc/self/fd/4", os.O_RDONLY | os.O_NONBLOCK), 10)
    return 0.0

"""Half a frame, and then nothing."""
# after: forge
def attack(name, args, keywords):
    os.write(4, frame({"status": "value", "value": 1})[:11])
    while True:
        pass

"""Records of known kinds with fields of other kinds."""
# after: forge
LAYER = {"record": "Linear", "fields": [["weight", 1], ["bias", None]]}
def attack(name, args, keywords):
    send({"status": "value", "value": {"record": "Sequential", "fields": [["layers", [LAYER]]]}})
    os._exit(0)

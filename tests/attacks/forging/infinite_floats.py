"""Numbers beyond every float, as text and as digits."""
# after: forge
def attack(name, args, keywords):
    header = b'{"status": "value", "value": [1e400, -1e400, 1' + b"0" * 4000 + b"]}"
    os.write(4, struct.pack(">II", len(header), 0) + header)
    os._exit(0)

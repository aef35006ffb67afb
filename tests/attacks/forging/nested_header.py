"""Headers of JSON nested without end."""
# after: forge
def attack(name, args, keywords):
    header = b'{"status": "value", "value": ' + b"[" * 900 + b"]" * 900 + b"}"
    os.write(4, struct.pack(">II", len(header), 0) + header)
    os._exit(0)

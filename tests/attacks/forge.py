import json
import os
import struct


def frame(message, blob=b""):
    header = json.dumps(message).encode()
    return struct.pack(">II", len(header), len(blob)) + header + blob


def send(message, blob=b""):
    data = frame(message, blob)
    while data:
        data = data[os.write(4, data):]

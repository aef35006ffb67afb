"""Exceptions with lines below zero, odd types and control characters."""
# after: forge
def attack(name, args, keywords):
    problem = {"dict": [["type", "\x1b[31m<b>"], ["message", "\ud800\0\r"], ["line", -(2**62)],
                        ["file", "/etc/passwd"], ["source", "<script>"], ["function", "linear"]]}
    send({"status": "exception", "problem": problem, "changed": ["x" * 10**5] * 10})
    os._exit(0)

"""The grader is asked for the values of exercises, in the place of answers."""
# after: forge
from autograder.worker.inside import wire
def ask(name, args):
    arrays = [{"array": a.nbytes, "shape": list(a.shape), "dtype": "float64"} if hasattr(a, "nbytes")
              else a for a in args]
    blob = b"".join(a.astype("float64").tobytes() for a in args if hasattr(a, "nbytes"))
    send({"status": "ask", "exercise": name, "args": {"tuple": arrays},
          "keywords": {"dict": []}}, blob)
    return wire.Inbox(3).receive()["value"]
def attack(name, args, keywords):
    return ask(name, args)

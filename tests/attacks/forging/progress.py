"""Progress is reported for ever, in cells that are not there."""
# after: forge
from autograder.worker.inside import wire
while True:
    send({"status": "progress", "place": ["notebook", 10**9, 0]})
    wire.Inbox(3).receive()

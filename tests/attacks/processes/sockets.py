"""The network, by every family of sockets, to the grader's own machine and others."""
# layers: yes
import socket
def attack(name, args, keywords):
    done = []
    for family in range(46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                done.append(socket.socket(family, kind))
            except OSError:
                continue
    if done:
        raise SystemExit("@WORD@ has a socket")
    return 0.0

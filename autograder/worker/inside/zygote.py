"""A warm process that forks a child for each submission; it holds no key, reference or secret.

It is started with the libraries to import, the sandbox's layers that are to hold, and a socket as
descriptor 3. Its first line says that it is ready, and which libraries it lacks. A request is the
name of the child's folder with descriptors: where the child reads commands, writes answers, and
prints, and an archive for its standard input, if there is one. The answer is the child's pid, and
where the system has them a pidfd, by which the parent kills it.
"""

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import struct
import sys
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any

from autograder.submissions.libraries import import_all
from autograder.values import freeze
from autograder.worker import sandbox
from autograder.worker.inside import child

CONTROL = 3
MAX_NAME = 64
# The child's own descriptors beside the standard ones; all above them are closed.
COMMANDS, ANSWERS = 3, 4
MAX_DESCRIPTOR = 4096
PID = struct.Struct(">q")


def main(libraries: Collection[str], layers: Collection[str]) -> None:
    """Serve fork requests until the parent closes the socket. Raises OSError if a layer fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = Path.cwd()  # this process's own
    place = sandbox.Zygote(layers, folder)
    place.enter()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=CONTROL)
    wanted, shell = set(filter(None, libraries)), None
    failed = import_all(wanted, WARM_UPS)
    if "IPython" in wanted - set(failed):
        from autograder.worker.inside.shell import make_shell

        shell = make_shell()
    gc.collect()
    gc.freeze()
    if _threads() > 1:
        raise RuntimeError("the zygote has more than one thread; its children could hang")
    control.sendall(json.dumps(failed).encode() + b"\n")
    with contextlib.suppress(ConnectionError):
        while (asked := socket.recv_fds(control, MAX_NAME, 4))[0]:
            _fork(control, asked[1], shell, place, folder / asked[0].decode())
    shutil.rmtree(folder, ignore_errors=True)  # the parent has closed the socket, or is gone
    os._exit(0)


def _fork(
    control: socket.socket, descriptors: list[int], shell: Any, place: sandbox.Zygote, folder: Path
) -> None:
    place.before_fork()
    if (pid := os.fork()) == 0:
        try:
            _become_child(control, descriptors)
            place.lock_down(folder)
            child.main(COMMANDS, ANSWERS, shell, folder)
        finally:
            os._exit(1)
    pidfds = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
    socket.send_fds(control, [PID.pack(pid)], pidfds)
    for descriptor in (*descriptors, *pidfds):
        os.close(descriptor)


def _become_child(control: socket.socket, descriptors: list[int]) -> None:
    """Close all descriptors but the child's own, and restore the usual signal handlers."""
    control.detach()  # its number is given away
    commands, answers, output, *archive = descriptors
    given = archive[0] if archive else os.open(os.devnull, os.O_RDONLY)
    targets = {0: given, 1: output, 2: output, COMMANDS: commands, ANSWERS: answers}
    for target, source in targets.items():
        os.dup2(source, target)
    os.closerange(ANSWERS + 1, MAX_DESCRIPTOR)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _warm_up_torch() -> None:
    """One backward pass and one optimiser step: the first ones import 1.4 s worth of modules."""
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.nn.MSELoss()(model(torch.zeros(1, 2)), torch.zeros(1, 1)).backward()
    optimizer.step()
    freeze(model)  # which looks up the library's classes


def _warm_up_matplotlib() -> None:
    """Draw a plot of errors: the first one takes 0.1 s, and reads all fonts.

    Whatever backend a submission asks for, ours stays: there is no screen for windows.
    """
    import matplotlib.pyplot as plt

    switch, ours = plt.switch_backend, os.environ["MPLBACKEND"]
    plt.switch_backend = lambda newbackend: switch(ours)
    figure, axes = plt.subplots()
    axes.semilogy([1, 2], [0.5, 0.05], label="error")
    axes.legend()
    freeze(figure)
    plt.close(figure)


WARM_UPS = {"torch": _warm_up_torch, "matplotlib": _warm_up_matplotlib}


def _threads() -> int:
    """How many threads this process has, also those of libraries where the system tells."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return threading.active_count()


if __name__ == "__main__":
    main(sys.argv[1].split(","), sys.argv[2:])

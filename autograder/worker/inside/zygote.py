"""A warm process that forks a child for each submission; it holds no key, reference or secret.

It is started with the libraries to import, the sandbox's layers that are to hold, and a socket as
descriptor 3. Its first line says that it is ready, and which libraries it lacks. A request is the
name of the child's folder with three descriptors: where the child reads commands, writes answers,
and prints. The answer is the child's pid, and where the system has them a pidfd, by which the
parent kills it.
"""

from __future__ import annotations

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
from autograder.values import TextFile, freeze, thaw
from autograder.worker import sandbox
from autograder.worker.inside import child

__all__ = ["CONTROL", "PID", "main"]

CONTROL = 3
MAX_NAME = 64
# Python makes code that has run a few times faster, and children inherit that.
REHEARSALS = 20
# Above every descriptor that the zygote has, so that all between can be closed at once.
COMMANDS, ANSWERS = 198, 199
PID = struct.Struct(">q")


def main(libraries: Collection[str], layers: Collection[str]) -> None:
    """Serve fork requests until the parent closes the socket. Raises OSError if a layer fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = Path.cwd()  # this process's own
    place = sandbox.Zygote(layers, folder)
    place.enter()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=CONTROL)
    failed = import_all(wanted := set(filter(None, libraries)), WARM_UPS)
    shell = _warm_up(wanted - set(failed))
    gc.collect()
    gc.freeze()
    if threading.active_count() > 1 or _os_threads() > 1:
        raise RuntimeError("the zygote has more than one thread; its children could hang")
    control.sendall(json.dumps(failed).encode() + b"\n")
    while True:
        request, descriptors = _next_request(control)
        if not request:  # the parent has closed the socket, or is gone
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(0)
        _fork(control, descriptors, shell, place, folder / request.decode())


def _next_request(control: socket.socket) -> tuple[bytes, list[int]]:
    """The next child's folder and descriptors, or nothing where the parent is gone."""
    try:
        request, descriptors, _, _ = socket.recv_fds(control, MAX_NAME, 3)
    except ConnectionError:
        return b"", []
    return request, descriptors


def _fork(
    control: socket.socket,
    descriptors: list[int],
    shell: Any,
    place: sandbox.Zygote,
    folder: Path,
) -> None:
    place.before_fork()
    pid = os.fork()
    if pid == 0:
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
    """Keep the child's own descriptors alone, and the usual answers to signals."""
    control.close()
    commands, answers, output = descriptors
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in (
        (nothing, 0),
        (output, 1),
        (output, 2),
        (commands, COMMANDS),
        (answers, ANSWERS),
    ):
        os.dup2(source, target)
    os.closerange(3, COMMANDS)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _warm_up(libraries: Collection[str]) -> Any:
    """Use what the submissions are to use; the shell that runs notebooks, if they need one."""
    import numpy.random  # noqa: F401

    if "matplotlib" in libraries:
        import matplotlib.pyplot  # it reads all fonts, which children cannot keep

        _keep_backend(matplotlib.pyplot)
    shell = None
    if "IPython" in libraries:
        from autograder.worker.inside.shell import make_shell

        shell = make_shell()
    for _ in range(REHEARSALS):
        _rehearse(shell, libraries)
    return shell


def _keep_backend(pyplot: Any) -> None:
    """Whatever backend a submission asks for, ours stays: there is no screen for windows."""
    switch, ours = pyplot.switch_backend, os.environ["MPLBACKEND"]
    pyplot.switch_backend = lambda newbackend: switch(ours)


def _rehearse(shell: Any, libraries: Collection[str]) -> None:
    """Do once, with code of our own, what a submission is going to have done."""
    for name in WARM_UPS.keys() & set(libraries):
        WARM_UPS[name]()
    child.warm_up()
    if shell is not None:
        child.rehearse_notebook(shell)


def _warm_up_pandas() -> None:
    """Read a small table, and have it travel: the first one imports the reader and fills caches."""
    import pandas as pd

    path = thaw(TextFile("numbers.csv", "a,b,c\n1,0,0.5\n2,1,0.5\n"), Path())
    table = thaw(freeze(pd.read_csv(path, index_col="a")), Path())
    table.assign(d=table["b"] - table["c"]).iloc[:, :-1].to_numpy(dtype="float32")
    shutil.rmtree(Path(path).parent)  # a child is to find its folder empty


def _warm_up_torch() -> None:
    """One backward pass and one optimiser step: the first ones import 1.4 s worth of modules."""
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.nn.MSELoss()(model(torch.zeros(1, 2)), torch.zeros(1, 1)).backward()
    optimizer.step()
    freeze(model)


def _warm_up_matplotlib() -> None:
    """Have a figure drawn together and travel, as a plot of errors does."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.semilogy([1, 2], [0.5, 0.05], label="error")
    axes.set(xlabel="step", ylabel="error")
    axes.legend()
    axes.grid()
    freeze(figure)
    plt.close(figure)


WARM_UPS = {"pandas": _warm_up_pandas, "torch": _warm_up_torch, "matplotlib": _warm_up_matplotlib}


def _os_threads() -> int:
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 1


if __name__ == "__main__":
    main(sys.argv[1].split(","), sys.argv[2:])

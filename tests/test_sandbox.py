"""What a submission's code cannot do: each layer tried from inside, by code that would."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.worker import sandbox
from autograder.worker.session import Request, Session

Open = Callable[..., Session]
LAYERS = sandbox.probe()
ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(
    not sandbox.isolates(LAYERS),
    reason=f"this machine has no Landlock and seccomp, only: {', '.join(LAYERS)}",
)

TRY = """
import ctypes, os, signal, socket, subprocess, sys, tempfile, threading
libc = ctypes.CDLL(None, use_errno=True)

def f(path=''):
    try:
        {statement}
    except BaseException as error:
        return f'refused: {{type(error).__name__}}'
    return 'done'
"""


def attempt(opened: Open, statement: str, path: str = "") -> str:
    """What comes of a statement in a submission's function."""
    session = opened(TRY.format(statement=statement))
    assert "module" in session.sources("f"), session.problems
    request = Request("f", (path,), {}, ("path",))
    outcome = session.call(request, "module", lambda name, args, keywords: None)
    return str(outcome.value if outcome.status == "value" else outcome.status)


def test_the_layers_are_named_in_the_session(opened: Open) -> None:
    session = opened("def f(): return 1")
    session.sources("f")
    assert session.sandbox == LAYERS == ("limits", "landlock", "seccomp")


@pytest.mark.parametrize(
    "statement",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['true'])",
        "os.system('true') and 1 / 0",
        "socket.socket()",
        "socket.socketpair()",
        "socket.create_connection(('127.0.0.1', 80), timeout=1)",
        "os.kill(1, 0)",
        "os.kill(os.getppid(), 9)",
        "os.killpg(0, 9)",
        "os.kill(-1, 9)",
        "os.pidfd_open(os.getppid())",
        "signal.pthread_kill(threading.get_ident(), 0); os.kill(os.getppid(), 0)",
        "os.setuid(1000)",
        "os.chroot('/')",
        "os.unshare(0x10000000) if hasattr(os, 'unshare') else libc.unshare(0x10000000) and 1 / 0",
        "libc.ptrace(16, os.getppid(), 0, 0) and 1 / 0",
        "libc.syscall(425, 1, None) + 1 or 1 / 0",
        "__import__('resource').setrlimit(4, (-1, -1))",
        "__import__('multiprocessing').Process(target=print).start()",
    ],
)
def test_code_does_not_leave_its_process(opened: Open, statement: str) -> None:
    """No fork, program, socket, signal to others, identity, namespace, io_uring or raised limit."""
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize(
    "statement",
    [
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "open(f'/proc/{os.getppid()}/environ').read()",
        "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
        "os.listdir('/')",
        "os.listdir('/tmp')",
        "open('/tmp/left-behind', 'w')",
        "open(sys.prefix + '/left-behind', 'w')",
        "os.mkdir('/tmp/left-behind')",
        "os.symlink('/etc/passwd', '/tmp/left-behind')",
        "os.chmod('.', 0o777)",
        "os.chown('.', 1, 1)",
        "os.utime('.')",
        "os.mkfifo('pipe')",
        "os.truncate('/etc/hostname', 0)",
        "open(os.path.join('..', 'x'), 'w')",
    ],
)
def test_code_reads_libraries_and_writes_its_own_folder_only(opened: Open, statement: str) -> None:
    """Not the system's files, not other submissions', not its own mode or owner."""
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize("name", ["solutions/mlp/mlp.py", "assignments/mlp/key.json", "README.md"])
def test_the_course_cannot_be_read(opened: Open, name: str) -> None:
    """The reference and the keys lie in the checkout that the engine is imported from."""
    path = ROOT / name
    assert path.is_file()
    assert attempt(opened, "open(path).read()", str(path)).startswith("refused")


@pytest.mark.parametrize(
    "statement",
    [
        "open('mine.txt', 'w').write('text'); open('mine.txt').read(); os.remove('mine.txt')",
        "tempfile.TemporaryFile().write(b'x')",
        "t = threading.Thread(target=print); t.start(); t.join()",
        "signal.raise_signal(signal.SIGCONT)",
        "os.kill(os.getpid(), 0)",
        "import sqlite3, decimal, xml.dom.minidom, concurrent.futures",
        "import numpy as np; np.linalg.svd(np.random.rand(50, 50))",
        "import pandas as pd; pd.DataFrame({'a': [1]}).to_csv('a.csv'); pd.read_csv('a.csv')",
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.savefig('a.png')",
        "import datetime, zoneinfo; datetime.datetime.now().astimezone()",
        "os.urandom(8)",
    ],
)
def test_honest_code_does_what_it_does_elsewhere(opened: Open, statement: str) -> None:
    assert attempt(opened, statement) == "done"


def test_nothing_that_is_written_survives(opened: Open) -> None:
    session = opened("def f(): open('mine.txt', 'w').write('x'); return __import__('os').getcwd()")
    request = Request("f", (), {}, ())
    session.sources("f")
    folder = Path(str(session.call(request, "module", lambda name, args, keywords: None).value))
    assert (folder / "mine.txt").exists()
    session.close()
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has capabilities to lose")
@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_root_has_no_capabilities_inside(opened: Open, tmp_path: Path) -> None:
    """A file that nobody may read stays unread, even inside the folder that may be."""
    statement = "open('own', 'w').close(); os.chmod('own', 0); open('own')"
    assert attempt(opened, statement).startswith("refused")

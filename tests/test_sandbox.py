"""What a submission's code cannot do: each layer tried from inside, by code that would."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from working import Open, call

from autograder.worker import sandbox
from autograder.worker.process import Zygotes
from autograder.worker.sandbox import seccomp

LAYERS = sandbox.probe()
ROOT = Path(__file__).parent.parent
SETS = [
    sandbox.LAYERS,
    ("landlock", "seccomp", "limits"),
    ("namespaces", "seccomp", "limits"),
]

pytestmark = pytest.mark.skipif(
    not sandbox.isolates(LAYERS),
    reason=f"nothing isolates on this machine, where there is only: {', '.join(LAYERS)}",
)


@pytest.fixture(scope="module", params=SETS, ids="+".join)
def layers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Each set of layers that can be switched on this machine."""
    wanted: tuple[str, ...] = request.param
    if missing := set(wanted) - set(LAYERS):
        pytest.skip(f"this machine lacks {', '.join(sorted(missing))}")
    return wanted


@pytest.fixture(scope="module")
def zygotes(layers: tuple[str, ...]) -> Iterator[Zygotes]:
    """Warm processes under these layers."""
    with Zygotes(layers) as warm:
        yield warm


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
    assert "module" in session.loaded.sources("f"), session.loading.problems
    outcome = call(session, "f", path)
    return str(outcome.value if outcome.status == "value" else outcome.status)


def test_the_layers_are_named_in_the_session(opened: Open, layers: tuple[str, ...]) -> None:
    session = opened("def f(): return 1")
    session.loaded.sources("f")
    assert session.sandbox == layers


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
        "os.kill(2, 0)",
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
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "os.memfd_create('x')",
        "libc.inotify_init1(0) + 1 or 1 / 0",
        "__import__('fcntl').fcntl(os.open(os.__file__, 0), 1024, 1)",
        "__import__('fcntl').fcntl(os.open(os.path.dirname(os.__file__), 0), 1026, 4)",
        "libc.prctl(1, 0, 0, 0, 0) and 1 / 0",
        # a number that is kept with a file, to be set and to be read, its flags, its project
        "__import__('fcntl').ioctl(os.open(os.__file__, 0), 0x40087602, bytes(8))",
        "__import__('fcntl').ioctl(os.open(os.__file__, 0), 0x80087601, bytes(8))",
        "__import__('fcntl').ioctl(os.open(os.__file__, 0), 0x40086602, bytes(8))",
        "__import__('fcntl').ioctl(os.open(os.__file__, 0), 0x401c5820, bytes(28))",
        "__import__('fcntl').ioctl(os.open(os.path.dirname(os.__file__), 0), 0x80086601, bytes(8))",
        "os.posix_fadvise(os.open(os.__file__, 0), 0, 0, os.POSIX_FADV_DONTNEED)",
        "os.preadv(os.open(os.__file__, 0), [bytearray(1)], 0, os.RWF_NOWAIT)",
        "__import__('mmap').mmap(-1, 4096).madvise(21)",
        "os.getxattr('/', 'user.x')",
        "os.listxattr('/')",
    ],
)
def test_code_does_not_leave_its_process(opened: Open, statement: str) -> None:
    """No fork, program, socket, signal to others, identity, namespace, io_uring or raised limit."""
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize(
    "statement",
    [
        "open('/etc/passwd').read()",
        "open('/etc/shadow').read()",
        "os.listdir('/home')",
        "open(f'/proc/{os.getppid()}/environ').read()",
        "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
        "open('/tmp/left-behind', 'w')",
        "open(sys.prefix + '/left-behind', 'w')",
        "os.mkdir('/tmp/left-behind')",
        "os.symlink('/etc/passwd', '/tmp/left-behind')",
        "os.chmod('.', 0o777)",
        "os.chown('.', 1, 1)",
        "os.utime('.')",
        "os.mkfifo('pipe')",
        "os.truncate('/etc/hostname', 0)",
        "open('/dev/shm/left-behind', 'w')",
        "open('/proc/sys/kernel/core_pattern', 'w')",
    ],
)
def test_code_reads_libraries_and_writes_its_own_folder_only(opened: Open, statement: str) -> None:
    """Not the system's files, not other submissions', not its own mode or owner."""
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize(
    "statement",
    [
        "open('/proc/self/environ').read()",
        "os.listdir('/')",
        "os.listdir('/root')",
        "os.listdir('/tmp')",
        "open(os.path.join('..', 'x'), 'w')",
    ],
)
def test_landlock_also_closes_what_would_be_harmless(
    opened: Open, layers: tuple[str, ...], statement: str
) -> None:
    """Without it these show a process without secrets, and folders with nothing in them."""
    if "landlock" not in layers:
        pytest.skip("Landlock is not among these layers")
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize("name", ["solutions/mlp/mlp.py", "assignments/mlp/key.json", "README.md"])
def test_the_course_cannot_be_read(opened: Open, name: str) -> None:
    """The reference and the keys lie in the checkout that the engine is imported from."""
    path = ROOT / name
    assert path.is_file()
    assert attempt(opened, "open(path).read()", str(path)).startswith("refused")


@pytest.mark.parametrize("path", ["/etc/passwd", str(ROOT / "README.md"), "/usr/bin/env"])
def test_in_namespaces_not_even_names_of_other_files_are_told(
    opened: Open, layers: tuple[str, ...], path: str
) -> None:
    """Landlock does not govern `stat`, and a library's folder may belong to who grades."""
    if "namespaces" not in layers:
        pytest.skip("namespaces are not among these layers")
    assert Path(path).exists()
    assert attempt(opened, "os.stat(path)", path).startswith("refused")
    written = "open(os.path.join(os.path.dirname(os.__file__), 'left-behind'), 'w')"
    assert attempt(opened, written) in ("refused: OSError", "refused: PermissionError")


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


PLACES = "('.', '..', '/tmp', '/dev/shm', '/var/tmp', sys.prefix)"
LEAVE = f"""
import os, sys
def f():
    for place in {PLACES}:
        try:
            open(place + '/left-behind', 'w').write('x')
        except OSError:
            pass
    return os.path.abspath('left-behind')
"""
LOOK = f"""
import os, sys
def f():
    return [place for place in {PLACES} if os.path.exists(place + '/left-behind')]
"""


def test_nothing_that_is_written_survives(opened: Open) -> None:
    """Not for the next submission, and not on the disk."""
    first, second = opened(LEAVE), opened(LOOK)
    written = Path(str(call(first).value))
    assert written.name == "left-behind"
    first.close()
    assert not written.exists()
    assert call(second).value == []


FILL = """
def f():
    for number in range(100_000):
        with open(f'{number}', 'wb') as file:
            file.write(bytes(SIZE))
"""


@pytest.mark.parametrize("size", [0, 4 << 20], ids=["many files", "large files"])
def test_the_disk_is_bounded(opened: Open, size: int) -> None:
    """In number and in sum, by the file system of the child or by looking at its folder."""
    assert call(opened(FILL.replace("SIZE", str(size)))).status in ("exception", "crashed")


def test_a_folder_too_deep_for_a_path_is_removed(opened: Open) -> None:
    """Neither a recursion nor the length of a path keeps it alive."""
    source = "import os\ndef f():\n for _ in range(3000):\n  os.mkdir('d' * 20); os.chdir('d' * 20)"
    session = opened(f"import os\nHERE = os.getcwd()\n{source}\n return HERE")
    folder = call(session).value
    session.close()
    assert isinstance(folder, str) and not Path(folder).exists()


FUTEX = "{'x86_64': 202, 'aarch64': 98}[platform.machine()]"
CHECK = "lambda result: result < 0 and (_ for _ in ()).throw(OSError(ctypes.get_errno(), ''))"
HEADERS = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("column", HEADERS, ids=["x86-64", "aarch64"])
def test_the_numbers_of_system_calls_are_the_kernels(column: int) -> None:
    """Both tables, held against the headers of the kernel where they are installed."""
    if not HEADERS[column].exists():
        pytest.skip("the kernel's headers (linux-libc-dev) are not installed")
    lines = HEADERS[column].read_text()
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", lines))
    tables = seccomp.DENIED | seccomp.JUDGED
    ours = {name: row[column] for name, row in tables.items() if row[column] is not None}
    assert {name: known.get(name) for name in ours} == {n: str(v) for n, v in ours.items()}


@pytest.mark.parametrize(
    "statement",
    ["fcntl.lockf(file, fcntl.LOCK_SH)", "fcntl.flock(file, fcntl.LOCK_SH)",
     "fcntl.fcntl(file, fcntl.F_GETLK, bytes(32))", "fcntl.fcntl(file, 37, bytes(32))",
     "fcntl.fcntl(file, 1036, bytes(8))", "fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)",
     "check(libc.syscall(FUTEX, ctypes.byref(ctypes.c_int()), 1, 1, None))"],
)  # fmt: skip
def test_a_file_that_all_can_read_carries_no_word(opened: Open, statement: str) -> None:
    """Locks, hints and shared futexes of a library's file are seen by whoever comes next."""
    begin = f"import fcntl, platform; file = open(os.__file__); FUTEX = {FUTEX}; check = {CHECK}"
    assert attempt(opened, f"{begin}; {statement}") == "refused: PermissionError"


def test_threads_are_joined_and_wait_for_each_other(opened: Open) -> None:
    """Their futexes are private, but for the one by which a thread is joined."""
    statement = (
        "event = threading.Event(); thread = threading.Thread(target=event.wait); thread.start(); "
        "event.set(); thread.join()"
    )
    assert attempt(opened, statement) == "done"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has capabilities to lose")
@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_root_has_no_capabilities_inside(opened: Open, tmp_path: Path) -> None:
    """A file that nobody may read stays unread, even inside the folder that may be."""
    statement = "open('own', 'w').close(); os.chmod('own', 0); open('own')"
    assert attempt(opened, statement).startswith("refused")


@pytest.mark.parametrize(
    "statement",
    [
        "assert not sys.stdout.isatty() and not os.isatty(0)",
        "pipe = os.pipe(); os.set_inheritable(pipe[0], True); os.set_blocking(pipe[0], False)",
        "import fcntl, termios; fcntl.ioctl(os.pipe()[0], termios.FIONREAD, bytes(4))",
    ],
)
def test_what_programs_ask_of_their_own_descriptors_is_answered(
    opened: Open, statement: str
) -> None:
    assert attempt(opened, statement) == "done"


OTHERS = """
import os, time

def f(seconds):
    end, opened = time.monotonic() + seconds, set()
    me = os.readlink('/proc/self') if os.path.exists('/proc/self') else ''
    while time.monotonic() < end:
        try:
            found = os.listdir('/proc')
        except OSError:
            found = map(str, range(1, 50))
        for pid in found:
            if not pid.isdigit() or pid == me:
                continue
            for name in ('fd/3', 'fd/4', 'fd/0', 'mem', 'environ', 'maps'):
                for mode in (os.O_RDONLY, os.O_WRONLY | os.O_NONBLOCK):
                    try:
                        os.close(os.open(f'/proc/{pid}/{name}', mode))
                        opened.add(name)
                    except OSError:
                        pass
    return sorted(opened)
"""

LISTED = """
import os

def f():
    try:
        return [name for name in os.listdir('/proc') if name.isdigit()]
    except OSError:
        return 'refused'
"""


def test_a_child_cannot_reach_the_next_one_that_waits(opened: Open) -> None:
    """Nor while it is being made: whoever writes to its pipes gives it orders."""
    assert call(opened(OTHERS), "f", 1.0).value == []


def test_a_child_cannot_reach_others_that_end(opened: Open) -> None:
    """A process that has given back its memory already is hidden from nobody in a shared /proc."""
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():
            session = opened("def f(): return 1")
            session.loaded.sources("f")
            session.close()

    session = opened(OTHERS)
    session.loaded.sources("f")  # from here on, the other thread alone asks for children
    others = threading.Thread(target=come_and_go)
    others.start()
    try:
        assert call(session, "f", 1.0).value == []
    finally:
        done.set()
        others.join()


@pytest.mark.parametrize(
    "path", ["/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu/online", "/dev/urandom"]
)
def test_what_libraries_read_of_the_machine_is_there(opened: Open, path: str) -> None:
    """Thread pools ask for processors, caches for memory."""
    assert attempt(opened, f"open({path!r}, 'rb').read(1)") == "done"


def test_a_child_sees_no_other_process(opened: Open, layers: tuple[str, ...]) -> None:
    """Landlock keeps /proc away; without it, /proc shows the child alone."""
    assert call(opened(LISTED)).value == ("refused" if "landlock" in layers else ["1"])

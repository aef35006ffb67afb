"""Grading on a cluster: a scheduler and workers that have nothing of the course, started here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from courses import hand_in, load_records, make_course, run, start

from autograder.course.history import entries
from autograder.judging.workers import workers_for
from autograder.submissions.files import UserError
from autograder.worker import sandbox

cluster = pytest.importorskip("autograder.judging.cluster", reason="needs exercise-kit[cluster]")
pytestmark = pytest.mark.skipif(
    not sandbox.isolates(sandbox.probe()), reason="needs a working sandbox"
)

NAMES = ["ada", "ben", "cleo", "dan", "eva", "finn"]
TOTAL = "return float(np.sum(double(x))) + start"
Node = Callable[..., subprocess.Popen[str]]


@contextmanager
def dask(what: str, folder: Path, *words: str, inside: str = "") -> Iterator[subprocess.Popen[str]]:
    """A scheduler or a worker, in a folder of its own and perhaps in a network of its own."""
    folder.mkdir()
    before = ["ip", "netns", "exec", inside] if inside else []
    command = [*before, sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard"]
    if what == "worker":
        words = (*words, "--nthreads", "1", "--local-directory", str(folder))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, *words], cwd=folder, text=True, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def said(folder: Path, words: str) -> str:
    """The line of a log that has these words, as soon as it is there."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for line in (folder / "log").read_text().splitlines():
            if words in line:
                return line
        time.sleep(0.1)
    raise TimeoutError((folder / "log").read_text())


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A class of six: a right solution in each second folder, each a second long."""
    course = make_course(tmp_path / "course")
    for number, name in enumerate(NAMES):
        slow = f"__import__('time').sleep(0.3); {TOTAL}{' + 1' if number % 2 else ''}"
        hand_in(course, name, (TOTAL, slow))
    return course


def scores(course: Path) -> dict[str, float]:
    records = load_records(course, "tiny")
    return {name: records[name]["points"] for name in sorted(records)}


EXPECTED = {name: 1.0 if number % 2 else 3.0 for number, name in enumerate(NAMES)}


def test_a_node_that_dies_loses_nothing_and_nobody_is_graded_twice(
    course: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        stack.enter_context(dask("scheduler", tmp_path / "s", "--host", "127.0.0.1", "--port", "0"))
        address = said(tmp_path / "s", "Scheduler at:").split()[-1]
        nodes = [
            stack.enter_context(dask("worker", tmp_path / n, address)) for n in ("first", "second")
        ]
        for name in ("first", "second"):
            said(tmp_path / name, "Registered to:")
        grading = start(course, "grade", "tiny", "--cluster", address)
        assert grading.stderr is not None
        next(line for line in grading.stderr if "graded" in line)
        nodes[0].kill()
        out, errors = grading.communicate(timeout=300)
        assert out == "tiny: 6 graded, 0 unchanged, 0 failed\n", errors
        assert list((tmp_path / "second").rglob("autograder-key-*")) == []
    assert scores(course) == EXPECTED
    assert sorted(entry.student for entry in entries(course, "tiny")) == NAMES


@pytest.fixture
def network() -> Iterator[str]:
    """Another host's network, whose only way is to 10.97.0.1, which is this machine."""
    ip = shutil.which("ip")
    name, ours, theirs = (f"ag{os.getpid()}{end}" for end in ("", "a", "b"))
    steps = [
        f"netns add {name}", f"link add {ours} type veth peer name {theirs}",
        f"link set {theirs} netns {name}", f"addr add 10.97.0.1/24 dev {ours}",
        f"link set {ours} up", f"-n {name} addr add 10.97.0.2/24 dev {theirs}",
        f"-n {name} link set {theirs} up", f"-n {name} link set lo up",
    ]  # fmt: skip
    try:
        for step in steps:
            done = subprocess.run(f"{ip} {step}".split(), capture_output=True, text=True)
            if ip is None or done.returncode:
                pytest.skip(f"networks cannot be made here: {done.stderr.strip()}")
        yield name
    finally:
        subprocess.run(f"{ip} netns del {name}".split(), capture_output=True)


def test_a_node_on_another_host_grades_what_travels_to_it(
    course: Path, tmp_path: Path, network: str
) -> None:
    with ExitStack() as stack:
        stack.enter_context(dask("scheduler", tmp_path / "s", "--host", "10.97.0.1", "--port", "0"))
        address = said(tmp_path / "s", "Scheduler at:").split()[-1]
        stack.enter_context(dask("worker", tmp_path / "far", address, inside=network))
        assert "10.97.0.2" in said(tmp_path / "far", "Start worker at:")
        said(tmp_path / "far", "Registered to:")
        out, _ = run(course, "grade", "tiny", "--cluster", address)
    assert out == "tiny: 6 graded, 0 unchanged, 0 failed\n"
    assert scores(course) == EXPECTED


@pytest.fixture
def certificate(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A certificate that signs itself and its key, which all parts of a cluster share."""
    files = tmp_path / "cluster.crt", tmp_path / "cluster.pem"
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("needs openssl to make a certificate")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    made = ["-x509", "-nodes", "-days", "2", "-subj", "/CN=cluster", "-out", files[0]]
    command = [openssl, "req", *curve, *made, "-keyout", files[1]]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    yield files


# In a process of its own: a client that failed leaves threads behind.
GET_IN = """
import sys
from pathlib import Path
from autograder.judging import cluster

cluster.SECONDS = 1
try:
    with cluster.cluster(sys.argv[1], Path(sys.argv[2])):
        print("in")
except cluster.ClusterError as error:
    print(error)
"""


def test_with_tls_a_class_is_graded_and_without_its_certificate_nobody_gets_in(
    course: Path, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    crt, pem = map(str, certificate)
    tls = ("--tls-ca-file", crt, "--tls-cert", crt, "--tls-key", pem)
    with ExitStack() as stack:
        place = ("--host", "127.0.0.1", "--port", "0", "--protocol", "tls")
        stack.enter_context(dask("scheduler", tmp_path / "s", *place, *tls))
        address = said(tmp_path / "s", "Scheduler at:").split()[-1]
        assert address.startswith("tls://")
        stack.enter_context(dask("worker", tmp_path / "node", address, *tls))
        said(tmp_path / "node", "Registered to:")
        settings = {
            f"DASK_DISTRIBUTED__COMM__TLS__{name}": file
            for name, file in (("CA_FILE", crt), ("CLIENT__CERT", crt), ("CLIENT__KEY", pem))
        }
        out, _ = run(course, "grade", "tiny", "--cluster", address, settings=settings)
        for other in (address, address.replace("tls://", "tcp://")):
            command = [sys.executable, "-c", GET_IN, other, crt]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            assert told.startswith(f"The cluster {other} does not answer: ")
    assert out == "tiny: 6 graded, 0 unchanged, 0 failed\n"
    assert scores(course) == EXPECTED


def test_a_cluster_without_workers_or_an_answer_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key.json"
    key.write_text("{}")
    with dask("scheduler", tmp_path / "s", "--host", "127.0.0.1", "--port", "0"):
        address = said(tmp_path / "s", "Scheduler at:").split()[-1]
        with (
            pytest.raises(cluster.ClusterError, match=r"no workers.\nStart them on each node: "),
            cluster.cluster(address, key),
        ):
            pass
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with (
        pytest.raises(cluster.ClusterError, match=r"does not answer: .*\nStart one: dask sch"),
        cluster.cluster(address, key),
    ):
        pass
    with (
        pytest.raises(cluster.ClusterError, match="does not answer"),
        cluster.cluster("no address", key),
    ):
        pass


def test_a_node_with_another_version_or_without_a_sandbox_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Worker:
        address, local_directory = "tcp://10.0.0.7:4000", str(tmp_path)

    plugin = cluster.KeyOnNode(b"a key")
    monkeypatch.setattr(cluster, "version", lambda _: "0.0.1")
    with pytest.raises(cluster.ClusterError, match=r"10.0.0.7:4000 has exercise-kit 0.0.1"):
        plugin.setup(Worker)
    monkeypatch.undo()
    monkeypatch.setattr(sandbox, "probe", lambda: ("limits",))
    with pytest.raises(cluster.ClusterError, match=r"no working sandbox \(only: limits\)"):
        plugin.setup(Worker)
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_ends_leaves_the_key_of_another_one(tmp_path: Path) -> None:
    class Worker:
        address, local_directory = "tcp://10.0.0.7:4000", str(tmp_path)

    first, second = (cluster.KeyOnNode(b"the same key") for _ in range(2))
    first.setup(Worker)
    second.setup(Worker)
    first.teardown(Worker)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the same key"]
    second.teardown(Worker)
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_without_dask_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "autograder.judging.cluster", None)
    with (
        pytest.raises(UserError, match=r"needs Dask: pip install 'exercise-kit\[cluster\]'\.$"),
        workers_for(tmp_path / "key.json", 1, "tcp://127.0.0.1:8786"),
    ):
        pass

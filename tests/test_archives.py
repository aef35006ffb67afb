"""Archives and folders as students hand them in, honest and hostile: what counts, what is refused.

Whatever an archive says, nothing is unpacked beside the place that it is read for, in bounded time.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from downloads import linked, marked, zipped

from autograder.authoring.room import Room
from autograder.judging.grading import grade_folders
from autograder.submissions.archives import STUDENT, archive_tree
from autograder.submissions.entries import ARCHIVES, folder_tree, take
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import NOTE, folder_digest, read_submission
from autograder.worker.unpacking import read_handed_in, unpacked

WORK = {"mlp.py": b"x = 1\n", "mlp.ipynb": b"{}"}


def tarred(
    files: dict[str, bytes],
    *members: tarfile.TarInfo,
    form: int = tarfile.PAX_FORMAT,
    headers: dict[str, str] | None = None,
) -> bytes:
    """A tar archive of these files, then these members without content, with global headers."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, pax_headers=headers) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for member in members:
            archive.addfile(member)
    return buffer.getvalue()


def gzipped_in_parts(data: bytes, size: int) -> bytes:
    """Gzipped files one behind the other, as bgzip writes them; one of them empty."""
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(gzip.compress(part) for part in [b"", *parts])


def member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A member of this kind."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


# Of the seconds that an archive may take, tests wait for two.
CAPS = replace(STUDENT, seconds=2)


def taken(data: bytes) -> dict[str, bytes]:
    """What counts of an archive for the assignment mlp."""
    with unpacked(data, CAPS) as tree:
        return take(tree, "mlp")


def read_here(data: bytes) -> dict[str, bytes]:
    """The same without a process for each archive."""
    return take(archive_tree(io.BytesIO(data), io.BytesIO(), CAPS), "mlp")


def patched(data: bytes, signature: bytes, offset: int, field: bytes) -> bytes:
    """The archive with a field of its first header with this signature replaced."""
    start = data.index(signature) + offset
    return data[:start] + field + data[start + len(field) :]


CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


# --- honest archives ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        zipped(WORK),
        zipped(WORK, zipfile.ZIP_STORED),
        zipped({f"mlp/{name}": data for name, data in WORK.items()}),
        zipped({f"Home work/week 3/{name}": data for name, data in WORK.items()}),
        zipped({f"mlp\\{name}": data for name, data in WORK.items()}),
        zipped([("mlp/", b""), *((f"mlp/{name}", data) for name, data in WORK.items())]),
        tarred(WORK),
        tarred({f"./{name}": data for name, data in WORK.items()}),
        tarred(WORK, form=tarfile.GNU_FORMAT),
        gzip.compress(tarred({f"mlp/{name}": data for name, data in WORK.items()})),
        gzipped_in_parts(tarred(WORK), 700),
        gzip.compress(tarred(WORK)) + bytes(512),
        tarred({"a" * 300: b""} | {f"{'ü' * 60}{n}": b"" for n in range(500)} | WORK),
        tarred(WORK, headers={"comment": "0" * 40}),
        zipped(WORK | {"übung – 1.txt": b"", "Ünï.csv": b"1", "a.b. ": b""}),
        zipped(WORK | {"__MACOSX/._mlp.ipynb": b"x", ".DS_Store": b"x", "__MACOSX/mlp.py": b"y"}),
        zipped(WORK | {"old/mlp.py": b"x = 2", ".ipynb_checkpoints/mlp.ipynb": b"{'old'}"}),
        zipped({"mlp/MLP.ipynb": WORK["mlp.ipynb"], "mlp/Mlp.PY": WORK["mlp.py"]}),
        zipped([
            (marked("mlp/", stat.S_IFDIR | 0o2775), b""),
            *((f"mlp/{name}", data) for name, data in WORK.items()),
        ]),
        zipped({"mlp/Icon\r": b"", "__MACOSX/mlp/._Icon\r": b"x", "Icon\r": b""} | WORK),
    ],
    ids=[
        "deflated", "stored", "one top folder", "two folders", "backslashes", "folder entries",
        "tar", "tar of a dot", "tar of GNU", "tar.gz in a folder",
        "tar.gz in parts", "tar.gz with padding", "long names", "tar of git", "names of all kinds",
        "litter of macOS", "copies further down", "names in other case", "a folder of a group",
        "icons of macOS",
    ],
)  # fmt: skip
def test_the_notebook_and_the_module_are_taken(data: bytes) -> None:
    """By the names that grading knows, from the folder nearest to the top."""
    assert taken(data) == WORK


def test_an_archive_in_the_archive_is_not_opened() -> None:
    with pytest.raises(SubmissionError, match=r"neither mlp\.ipynb nor mlp\.py"):
        taken(zipped({"mlp.zip": zipped(WORK)}))


def test_names_that_are_not_utf_8_are_no_reason_to_refuse() -> None:
    data = zipped(WORK | {"\x7fber.txt".replace("\x7f", "u"): b""})
    assert taken(data.replace(b"uber.txt", b"\x81ber.txt")) == WORK


def test_only_two_files_are_taken() -> None:
    """No conftest.py, sitecustomize.py, .pyc or shadow module leaves the archive."""
    names = """
        conftest.py sitecustomize.py numpy.py mlp.pyc __pycache__/mlp.cpython-311.pyc
        autograder/__init__.py mlp/__init__.py key.json not-gradable.txt mlp.ipynb.original
    """
    shadows = dict.fromkeys(names.split(), b"raise SystemExit")
    assert taken(zipped(WORK | shadows)) == WORK


# --- hostile archives ---------------------------------------------------------------------------

STORED_TWICE = zipped(WORK, zipfile.ZIP_STORED)


def bomb() -> bytes:
    """mlp.py of 300 MB of zeros, 300 KB as packed."""
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("mlp.py", "w", force_zip64=True) as stream:
        for _ in range(300):
            stream.write(bytes(1 << 20))
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """The bomb, whose headers say that it holds 1000 bytes."""
    data = zipped({"mlp.py": bytes(40 << 20)})
    small = struct.pack("<L", 1000)
    return patched(patched(data, CENTRAL, 24, small), LOCAL, 22, small)


def overlapping() -> bytes:
    """Two entries of the list that share one body, as the better zip bombs do."""
    data = zipped({"mlp.py": b"x = 1\n", "copy.py": b"x = 1\n"}, zipfile.ZIP_STORED)
    second = data.index(CENTRAL, data.index(CENTRAL) + 4)
    return data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]


def many(count: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


def endless_list() -> bytes:
    """An archive whose end says that its list of entries has 40 MB, which it has."""
    entry = zipped({"a": b""})
    start = entry.index(CENTRAL)
    one = entry[start : entry.index(END)]
    body = entry[:start] + one * (40 * 2**20 // len(one))
    return body + END + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(body) - start, start, 0)


def encrypted() -> bytes:
    flag = struct.pack("<H", 1)
    return patched(patched(zipped({"mlp.py": b"x"}), CENTRAL, 8, flag), LOCAL, 6, flag)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (bomb, "unpacks to more than"),
    "a bomb of 40 MB": (lambda: zipped({"mlp.py": bytes(40 << 20)}), "200 times"),
    "a bomb that lies": (lying_bomb, "damaged"),
    "a bomb beside the work": (lambda: zipped(WORK | {"a": bytes(40 << 20)}), "200 times"),
    "a file of 11 MB": (lambda: zipped({"mlp.py": os.urandom(11 << 20)}), "larger than 10 MB"),
    "overlapping entries": (overlapping, "overlap"),
    "100000 entries": (lambda: many(100_000), "more than 10000 entries"),
    "10001 entries": (lambda: many(10_001), "more than 10000 entries"),
    "an endless list": (endless_list, "too much memory|too long"),
    "a link": (linked, "a link: mlp.py"),
    "a link beside the work": (lambda: linked("up", WORK), "a link: up"),
    "a pipe": (lambda: zipped([(marked("mlp.py", stat.S_IFIFO), b"")]), "neither a file nor"),
    "a device": (lambda: zipped([(marked("mlp.py", stat.S_IFCHR), b"")]), "neither a file nor"),
    "a setuid file": (
        lambda: zipped([(marked("mlp.py", stat.S_IFREG | 0o4755), b"x = 1")]), "setuid"
    ),
    "a file marked as folder": (
        lambda: zipped([(marked("mlp.py", stat.S_IFDIR | 0o755), b"x = 1")]), "holds neither"
    ),
    "an absolute path": (lambda: zipped(WORK | {"/tmp/evil": b""}), "absolute"),  # noqa: S108
    "a drive": (lambda: zipped(WORK | {"C:\\evil.py": b""}), "absolute"),
    "a share": (lambda: zipped(WORK | {"\\\\host\\evil.py": b""}), "absolute"),
    "a path upwards": (lambda: zipped(WORK | {"../evil.py": b""}), "leaves its folder"),
    "a path upwards, hidden": (lambda: zipped(WORK | {"a/b/../../../mlp.py": b""}), "leaves"),
    "backslashes upwards": (lambda: zipped(WORK | {"..\\..\\evil.py": b""}), "leaves"),
    "a NUL": (lambda: zipped({"mlp.pyZ.txt": b"x"}).replace(b"pyZ", b"py\0"), "control"),
    "a line break": (lambda: zipped(WORK | {"a\nb": b""}), "control"),
    "an escape": (lambda: zipped(WORK | {"\x1b[2J": b""}), "control"),
    "a reversed name": (lambda: zipped(WORK | {"‮yp.plm": b""}), "direction"),
    "a long name": (lambda: zipped(WORK | {"a" * 2000: b""}), "too long"),
    "a deep path": (lambda: zipped(WORK | {"a/" * 100 + "b": b""}), "too deep"),
    "a name twice": (
        lambda: zipped({"mlp.py": b"x = 1", "mlq.py": b"x = 2"}).replace(b"mlq", b"mlp"),
        "not clear which",
    ),
    "two names for one": (lambda: zipped(WORK | {"MLP.ipynb": b""}), "not clear which"),
    "a dot more": (lambda: zipped(WORK | {"mlp.py.": b""}), "not clear which"),
    "a space more": (lambda: zipped(WORK | {"mlp.py ": b""}), "not clear which"),
    "two folders": (lambda: zipped({"a/mlp.py": b"", "b/mlp.py": b""}), "not clear which"),
    "nothing": (lambda: zipped({}), "neither mlp.ipynb nor mlp.py"),
    "other work": (
        lambda: zipped({"mlp (1).ipynb": b"", "a.ipynb": b""}), r"It holds mlp \(1\)\.ipynb"
    ),
    "encryption": (encrypted, "encrypted"),
    "LZMA": (lambda: zipped(WORK, zipfile.ZIP_LZMA), "DEFLATE"),
    "bzip2": (lambda: zipped(WORK, zipfile.ZIP_BZIP2), "DEFLATE"),
    "a wrong checksum": (
        lambda: patched(STORED_TWICE, CENTRAL, 16, b"\0\0\0\0"), "mlp.py is damaged"
    ),
    "a changed byte": (lambda: STORED_TWICE.replace(b"x = 1", b"x = 9"), "mlp.py is damaged"),
    "half an archive": (lambda: STORED_TWICE[: len(STORED_TWICE) // 2], "damaged"),
    "no end": (lambda: STORED_TWICE[:-10], "damaged"),
    "a name that differs": (
        lambda: patched(STORED_TWICE, LOCAL, 30, b"xyz"), "damaged"
    ),
    "a body beyond the end": (
        lambda: patched(STORED_TWICE, CENTRAL, 20, b"\xff\xff\xff\x0f"), "overlap|beyond"
    ),
    "a size that is not there": (
        lambda: patched(zipped({"mlp.py": b"x = 1"}), CENTRAL, 24, b"\xff\0\0\0"),
        "size that its archive claims|damaged",
    ),
    "zip64 without sizes": (
        lambda: patched(STORED_TWICE, CENTRAL, 24, b"\xff\xff\xff\xff"), "."
    ),
    "no archive": (lambda: b"MZ\x90\0", "not an archive"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\0" + bytes(300), "not an archive"),
    "an empty file": (lambda: b"", "not an archive"),
    "tar: a link": (lambda: tarred(WORK, member("a", tarfile.SYMTYPE, "/etc")), "a link: a"),
    "tar: a hard link": (
        lambda: tarred({}, member("mlp.py", tarfile.LNKTYPE, "/etc/passwd")), "a link: mlp.py"
    ),
    "tar: a device": (lambda: tarred(WORK, member("a", tarfile.CHRTYPE)), "neither a file nor"),
    "tar: a disk": (lambda: tarred(WORK, member("a", tarfile.BLKTYPE)), "neither a file nor"),
    "tar: a pipe": (lambda: tarred(WORK, member("mlp.py", tarfile.FIFOTYPE)), "neither a file"),
    "tar: an absolute path": (lambda: tarred(WORK | {"/tmp/x": b""}), "absolute"),  # noqa: S108
    "tar: a path upwards": (lambda: tarred(WORK | {"../x": b""}), "leaves"),
    "tar: a name twice": (
        lambda: tarred({"mlp.py": b"1", "./mlp.py": b"2"}), "not clear which"
    ),
    "tar: 10001 entries": (
        lambda: tarred({str(number): b"" for number in range(10_001)}), "more than 10000"
    ),
    "tar: a header that is damaged": (
        lambda: tarred(WORK).replace(b"mlp.ipynb", b"mlp.ipynX"), "damaged"
    ),
    "tar: no second entry": (lambda: tarred(WORK)[:1024], "damaged"),
    "tar: half an end": (lambda: tarred(WORK)[: 4 * 512 + 512], "damaged"),
    "tar.gz: global headers for every entry": (
        lambda: gzip.compress(
            tarred({str(number): b"" for number in range(9000)} | WORK,
                   headers={f"{number:x}": "" for number in range(90_000)})
        ), "too long"
    ),
    "tar: extended headers for every entry": (
        lambda: b"".join(
            header(b"x", b"x", b"%011o\0" % 4096) + b"2 " * 2047 + b"=\n" + header(b"a", b"0", b"0")
            for _ in range(9000)
        ), "too much memory|too long|damaged"  # as Python 3.11.2 takes such a header for
    ),
    "tar.gz: a part that is damaged": (
        lambda: gzipped_in_parts(tarred(WORK), 700)[:-1] + b"x", "damaged"
    ),
    "tar.gz: a million parts": (lambda: gzip.compress(b"") * 10**6, "takes too long"),
    "tar.gz: a bomb in parts": (
        lambda: gzipped_in_parts(tarred({"a": bytes(60 << 20)}), 1 << 20), "200 times"
    ),
    "tar.gz: a bomb": (lambda: gzip.compress(tarred(WORK | {"a": bytes(60 << 20)})), "200 times"),
    "tar.gz: half": (lambda: gzip.compress(tarred({"mlp.py": os.urandom(9999)}))[:5000], "damaged"),
    "tar.gz: a wrong checksum": (
        lambda: gzip.compress(tarred(WORK))[:-8] + bytes(8), "damaged"
    ),
    "tar.gz: no tar": (lambda: gzip.compress(b"x" * 5000), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"mlp (1).ipynb": b"n"}, {"mlp.ipynb": b"n"}),
        ({"a/mlp (1).ipynb": b"n", "a/mlp.py": b"m"}, {"mlp.ipynb": b"n", "mlp.py": b"m"}),
        ({"a/mlp (1).ipynb": b"n", "mlp.py": b"m"}, {"mlp.py": b"m"}),
        ({"x.ipynb": b"n", "y.ipynb": b"o", "mlp.py": b"m"}, {"mlp.py": b"m"}),
        ({"x.ipynb": b"n", "mlp.ipynb": b"o"}, {"mlp.ipynb": b"o"}),
        ({"mlp.ipynb ": b"n"}, {"mlp.ipynb": b"n"}),
        ({"x.IPYNB.": b"n"}, {"mlp.ipynb": b"n"}),
    ],
)
def test_the_only_notebook_counts_under_another_name(
    files: dict[str, bytes], counts: dict[str, bytes]
) -> None:
    """As in a folder: beside the module or alone, and never one of several."""
    assert taken(zipped(files)) == counts


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_with_its_reason(
    make: Callable[[], bytes], reason: str
) -> None:
    """In bounded time, and with little memory beside the archive itself and two files."""
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(SubmissionError, match=reason):
            taken(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 << 20


def test_a_reason_shows_a_name_without_doing_what_it_says() -> None:
    """A terminal must not obey it, a line must not end in it, and it must not fill a page."""
    for name in ("\x1b[2Jmlp", "a\nb", "\u202eyp.plm", "../" + "a" * 900):
        with pytest.raises(SubmissionError) as refused:
            taken(zipped(WORK | {name: b""}))
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 200


def header(name: bytes, kind: bytes, size: bytes) -> bytes:
    """A tar header with a size as it stands there, and the right checksum."""
    block = bytearray(512)
    block[0 : len(name)], block[156:157], block[257:265] = name, kind, b"ustar\x0000"
    block[100:108], block[124 : 124 + len(size)], block[148:156] = b"0000644\0", size, b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


PAX_SPARSE = b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n22 GNU.sparse.name=ab\n"


@pytest.mark.parametrize(
    "data",
    [
        header(b"mlp.py", b"0", b"\xff" * 11 + b"\x00"),
        header(b"a", b"x", b"77777777777\0") + bytes(1024),
        header(b"a", b"L", b"77777777777\0") + bytes(1024),
        header(b"mlp.py", b"0", b"77777777777\0") + b"x",
        header(b"a", b"x", b"%011o\0" % len(PAX_SPARSE))
        + PAX_SPARSE.ljust(512, b"\0")
        + header(b"a", b"0", b"%011o\0" % (20 << 20))
        + b"9" * (20 << 20),
        header(b"a", b"x", b"%011o\0" % len(PAX_SPARSE))
        + PAX_SPARSE.ljust(512, b"\0")
        + header(b"a", b"0", b"00000001000\0")
        + b"4\n1\n2\n3".ljust(512, b"9"),
    ],
    ids=[
        "a negative size", "an endless header", "an endless name", "a body that is not there",
        "a sparse map that does not end", "a sparse map cut short",
    ],
)  # fmt: skip
def test_a_tar_archive_that_lies_about_its_sizes_is_refused_soon(data: bytes) -> None:
    """Of these, tarfile reads some for ever, or for the square of their size."""
    with pytest.raises(SubmissionError):
        taken(data)


@pytest.mark.parametrize("make", [lambda: zipped(WORK), lambda: gzip.compress(tarred(WORK))])
def test_no_change_of_one_byte_is_more_than_a_refusal(make: Callable[[], bytes]) -> None:
    """Every byte of an archive set to three other values: read as it was, or refused."""
    data = make()
    outcomes = set()
    for position in range(len(data)):
        for value in (0, 0xFF, data[position] ^ 1):
            changed = data[:position] + bytes([value]) + data[position + 1 :]
            try:
                files = read_here(changed)
            except SubmissionError:
                outcomes.add("refused")
            else:
                outcomes.add("taken")
                assert set(files.values()) <= set(WORK.values())
    assert outcomes == {"refused", "taken"}


def test_every_archive_cut_short_is_a_refusal() -> None:
    data = zipped(WORK)
    for length in range(len(data)):
        with pytest.raises(SubmissionError):
            read_here(data[:length])


# --- folders ------------------------------------------------------------------------------------


def test_a_folder_is_read_by_the_rules_of_archives(tmp_path: Path) -> None:
    for name, data in WORK.items():
        (tmp_path / "mlp").mkdir(exist_ok=True)
        (tmp_path / "mlp" / name).write_bytes(data)
    assert take(folder_tree(tmp_path), "mlp") == WORK
    (tmp_path / "mlp" / "data").symlink_to("/etc")
    with pytest.raises(SubmissionError, match="a link: mlp/data"):
        take(folder_tree(tmp_path), "mlp")


def as_a_link(folder: Path) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "mlp.py").write_text("x = 1")
    folder.symlink_to(folder.parent / "other")


def with_a_link(folder: Path) -> None:
    folder.mkdir()
    (folder / "mlp.py").symlink_to("/etc/passwd")


def with_a_pipe(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "mlp.py")


def with_a_folder(folder: Path) -> None:
    (folder / "mlp.py").mkdir(parents=True)


def with_ten_gigabytes(folder: Path) -> None:
    folder.mkdir()
    with (folder / "mlp.py").open("wb") as file:
        file.truncate(10 << 30)


def with_a_note(folder: Path) -> None:
    folder.mkdir()
    (folder / NOTE).write_text("It holds a link: up")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (as_a_link, "is a link, not a folder"),
        (with_a_link, r"mlp\.py is a link"),
        (with_a_pipe, "not a regular file"),
        (with_a_folder, "not a regular file"),
        (with_ten_gigabytes, "larger than 10 MB"),
        (with_a_note, "It holds a link: up"),
        (lambda folder: None, "No such file"),
    ],
)
def test_a_folder_that_cannot_be_graded_says_why(
    make: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    make(tmp_path / "ada")
    with pytest.raises(SubmissionError, match=reason):
        read_submission(tmp_path / "ada", "mlp")


def test_a_digest_of_a_folder_is_bounded_and_sees_changes(tmp_path: Path) -> None:
    """A pipe, a file of 10 GB, a link to everything and a folder of 100 levels are no obstacle."""
    with_ten_gigabytes(tmp_path / "ada")
    folder = tmp_path / "ada"
    os.mkfifo(folder / "pipe")
    (folder / "root").symlink_to("/")
    (folder / Path("a/" * 100)).mkdir(parents=True)
    start = time.process_time()
    first = folder_digest(folder)
    assert time.process_time() - start < 2
    assert folder_digest(folder) == first
    (folder / "a" / "b").write_text("new")
    assert folder_digest(folder) != first
    assert folder_digest(tmp_path / "gone") == folder_digest(folder / "root")


# --- grading archives ---------------------------------------------------------------------------


def test_archives_are_graded_like_folders_and_a_bad_one_stops_no_other(
    tmp_path: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row each, in order; nothing is written beside them."""
    monkeypatch.chdir(tmp_path)
    right = {"mlp.py": room.script.encode()}
    contents = {
        "ada.zip": zipped({"mlp/mlp.py": right["mlp.py"]}),
        "ben.zip": zipped(right | {"../../canary": b"changed"}),
        "cleo.tar.gz": gzip.compress(tarred(right)),
        "dan.zip": b"PK\x03\x04 and no more",
        "eva.py": right["mlp.py"],
        "fay.rar": b"Rar!",
        "gus.tgz": gzip.compress(
            tarred(right, member("mlp.ipynb", tarfile.SYMTYPE, "/etc/passwd"))
        ),
        "hal.zip": zipped(right),
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    os.mkfifo(tmp_path / "ian.zip")
    (tmp_path / "joe.zip").symlink_to("ada.zip")
    (tmp_path.parent / "canary").write_text("as it was")
    before = sorted(tmp_path.rglob("*"))
    names = [*contents, "ian.zip", "joe.zip"]
    key = room.root / "assignments" / "mlp" / "key.json"
    reports = list(grade_folders(key, [Path(name) for name in names]))
    full = {"ada.zip", "cleo.tar.gz", "eva.py", "hal.zip"}
    assert [report.submission for report in reports] == names
    for report in reports:
        wanted = ("graded", 20.0) if report.submission in full else ("not_gradable", 0.0)
        assert (report.status, report.points) == wanted, report.message
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path.parent / "canary").read_text() == "as it was"


@pytest.mark.parametrize("name", ["ada.IPYNB", "ada.ipynb", "ada.ipynb "])
def test_a_single_file_may_have_its_ending_in_any_case(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"{}")
    assert read_handed_in(tmp_path / name, "mlp").notebook == b"{}"
    (tmp_path / "ben.PY").write_bytes(b"x = 1")
    assert read_handed_in(tmp_path / "ben.PY", "mlp").module == b"x = 1"


@pytest.mark.parametrize("ending", ARCHIVES)
def test_what_an_archive_is_is_told_by_its_bytes(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"ada{ending}"
    path.write_bytes(zipped({"mlp.ipynb": json.dumps({"cells": []}).encode()}))
    assert read_handed_in(path, "mlp").notebook == b'{"cells": []}'

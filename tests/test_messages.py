"""Messages between processes as bytes: what is malformed, and frames on a pipe."""

from __future__ import annotations

import json
import math
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder import values
from autograder.values import (
    MAX_BLOB,
    MAX_HEADER,
    MalformedError,
    Record,
    Unsupported,
    freeze,
    from_bytes,
    from_json,
    same,
    to_bytes,
    to_json,
)
from autograder.values.labelled import data_frame
from autograder.values.plain import MAX_DEPTH
from autograder.worker.inside.wire import LENGTHS, Reader

# --- malformed data -----------------------------------------------------------------------------

ARRAY = {"array": 16, "shape": [2], "dtype": "float64"}


@pytest.mark.parametrize(
    "change",
    [
        {"array": 8},
        {"array": 24},
        {"array": -16},
        {"array": 16.0},
        {"array": True},
        {"array": "16"},
        {"array": None},
        {"array": [1, 2]},
        {"shape": [1]},
        {"shape": [3]},
        {"shape": [-2]},
        {"shape": [-1, -2]},
        {"shape": [2.0]},
        {"shape": [True, 2]},
        {"shape": ["2"]},
        {"shape": 2},
        {"shape": None},
        {"shape": [1] * 8 + [2]},
        {"shape": [2**62, 2**62]},
        {"shape": [2**63]},
        {"shape": [10**30, 0]},
        {"shape": []},
        {"shape": {"0": 2}},
        {"dtype": "float32"},
        {"dtype": "complex128"},
        {"dtype": "object"},
        {"dtype": "O"},
        {"dtype": "<f8"},
        {"dtype": "V16"},
        {"dtype": "U4"},
        {"dtype": "f8,f8"},
        {"dtype": None},
        {"dtype": ["float64"]},
        {"dtype": {}},
    ],
    ids=str,
)
def test_an_array_header_that_lies_is_malformed(change: dict[str, Any]) -> None:
    header = json.dumps({"value": ARRAY | change}).encode()
    with pytest.raises(MalformedError):
        from_bytes(header, bytes(16))


@pytest.mark.parametrize("missing", ["shape", "dtype"])
def test_an_array_header_that_lacks_a_part_is_malformed(missing: str) -> None:
    entry = {key: value for key, value in ARRAY.items() if key != missing}
    with pytest.raises(MalformedError):
        from_bytes(json.dumps({"value": entry}).encode(), bytes(16))


def test_an_array_of_very_many_empty_rows_does_not_travel() -> None:
    """Zero times a huge number is zero bytes, but a list of the rows fills the memory."""
    header = json.dumps({"value": {"array": 0, "shape": [2**40, 0], "dtype": "int8"}}).encode()
    with pytest.raises(MalformedError):
        from_bytes(header, b"")
    assert freeze(np.empty((2**40, 0))) == Unsupported("array of too many rows")
    assert values.size(np.empty((10**6, 0))) == 10**6


@pytest.mark.parametrize("blob", [b"", bytes(15), bytes(17), bytes(32)])
def test_a_blob_of_another_length_is_malformed(blob: bytes) -> None:
    with pytest.raises(MalformedError):
        from_bytes(json.dumps({"value": ARRAY}).encode(), blob)


def test_arrays_may_not_share_the_bytes_of_one_blob() -> None:
    header = json.dumps({"one": ARRAY, "two": ARRAY}).encode()
    with pytest.raises(MalformedError):
        from_bytes(header, bytes(16))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b'{"value": NaN}',
        b'{"value": Infinity}',
        b'{"value": -Infinity}',
        b'{"value": [1, NaN]}',
        b'{"value": {}}',
        b'{"value": ' + b"9" * 400 + b"}",
        b'{"value": -' + b"9" * 400 + b"}",
        b'{"value": {"no such kind": 1}}',
        b'{"value": {"float": "1.0"}}',
        b'{"value": {"float": []}}',
        b'{"value": {"tuple": 1}}',
        b'{"value": {"dict": [["a"]]}}',
        b'{"value": {"dict": [[[1.5], 2]]}}',
        b'{"value": {"dict": [[{"array": 0, "shape": [0], "dtype": "bool"}, 2]]}}',
        b'{"value": {"complex": [1, [2]]}}',
        b'{"value": {"complex": [1, 2, 3]}}',
        b'{"value": {"bytes": "a"}}',
        b'{"value": {"record": "set", "fields": [["items", [[1]]]]}}',
        b'{"value": {"record": "Array", "fields": [["shape", {"tuple": [2]}], ["items", [1]], '
        b'["text", false]]}}',
        b'{"value": {"record": "Array", "fields": [["shape", {"tuple": [1]}], ["items", [1]], '
        b'["text", true]]}}',
        b'{"value": {"record": "Array", "fields": [["shape", [0]], ["items", []], '
        b'["text", true]]}}',
        b'{"value": {"record": "Index", "fields": [["name", null], ["values", 1]]}}',
        b'{"value": {"record": "Series", "fields": [["name", null], ["values", [1]], ["index", '
        b'{"record": "Index", "fields": [["name", null], ["values", []]]}]]}}',
        b'{"value": {"record": "moment", "fields": [["type", "date"], ["at", 1], ["zone", null]]}}',
        b'{"value": {"record": "moment", "fields": [["type", "date"], ["zone", null]]}}',
        b'{"value": {"dict": [[{"dict": []}, 2]]}}',
        b'{"value": {"record": 1, "fields": []}}',
        b'{"value": {"record": "Line"}}',
        b'{"value": {"record": "Line", "fields": [[1, 2]]}}',
        b'{"value": {"dict": {"a": 1}}}',
        b'{"value": {"table": []}}',
        b'{"value": {"table": [["a"]], "index": [], "name": null}}',
        b'{"value": {"table": [], "index": [], "name": 1}}',
        b'{"value": {"file": 1, "text": "", "open": true}}',
        b'{"value": {"file": "a", "open": true}}',
        b'{"value": {"unsupported": 1}}',
        b'{"value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"value": ' + b"[" * 100_000,
        b'{"value": ' + b'{"tuple": [' * 5_000 + b"]}" * 5_000 + b"}",
        b'{"value": ' + b"9" * 100_000 + b"}",
        b'{"value": 1} {"value": 2}',
    ],
    ids=lambda header: header[:50].decode(errors="replace"),
)
def test_a_header_of_any_other_form_is_malformed(header: bytes) -> None:
    with pytest.raises(MalformedError):
        from_bytes(header, b"")


@pytest.mark.parametrize(
    ("shape", "places"),
    [
        ((3,), [0, 1]),
        ((3,), [1, 1]),
        ((3,), [2, 1]),
        ((3,), [-1, 1]),
        ((2,), [1, 2]),
        ((10**10, 10**10), [0, 1]),
        ((), [0, 1]),
        ((-3, -3), [0, 1]),
    ],
)
def test_a_sparse_array_whose_elements_have_no_place_is_malformed(
    shape: tuple[int, ...], places: list[int]
) -> None:
    data = np.ones(2 if places != [0, 1] or len(shape) != 1 else 3)
    fields = {"places": np.array(places), "data": data, "format": "csr", "matrix": False}
    sparse = Record("Sparse", {"shape": shape, **fields})
    with pytest.raises(MalformedError):
        from_json(to_json(sparse))
    with pytest.raises(MalformedError):
        from_bytes(*to_bytes({"value": sparse}))


def test_a_generator_of_an_unknown_kind_is_malformed() -> None:
    with pytest.raises(MalformedError):
        from_json({"record": "Generator", "fields": [["bits", "os"], ["state", "{}"]]})


def test_the_commas_of_a_long_text_are_no_items() -> None:
    """A data file may hold a million of them; as many items are refused before they are read."""
    text = 'a, "b", [c]\\' * 100_000
    many = "1," * 1_000_000
    assert from_bytes(*to_bytes({"value": text})) == {"value": text}
    with pytest.raises(MalformedError, match="more items"):
        from_bytes(f'{{"value": [{many}1]}}'.encode(), b"")
    with pytest.raises(MalformedError):
        from_bytes(b'"' + rb"\"" * 4_000_000, b"")


HEADER, BLOB = to_bytes(
    {
        "status": "value",
        "value": (np.arange(3.0), [1, {"a": np.ones((2, 1), dtype="float32")}], math.nan),
        "table": data_frame(np.arange(2), "n", {"a": np.zeros(2)}),
    }
)

TAGS = ["array", "shape", "dtype", "tuple", "dict", "table", "index", "name", "record",
        "fields", "file", "text", "open", "unsupported", "float"]  # fmt: skip
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(TAGS),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)


@settings(max_examples=300)
@given(value=junk, blob=st.binary(max_size=16))
@example(value={"array": 0, "shape": [0], "dtype": "bool"}, blob=b"")
def test_a_header_made_of_junk_is_read_or_malformed_and_nothing_else(
    value: Any, blob: bytes
) -> None:
    try:
        header = json.dumps({"value": value}, allow_nan=False).encode()
    except ValueError:
        return
    try:
        message = from_bytes(header, blob)
    except MalformedError:
        return
    assert set(message) == {"value"}


@settings(max_examples=400)
@given(data=st.data())
def test_a_damaged_message_is_read_or_malformed_and_nothing_else(data: st.DataObject) -> None:
    header, blob = bytearray(HEADER), bytearray(BLOB)
    for part in (header, blob):
        for _ in range(data.draw(st.integers(0, 3))):
            if data.draw(st.booleans()):
                part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
            else:
                position = data.draw(st.integers(0, len(part) - 1))
                del part[position : position + data.draw(st.integers(1, 4))]
    try:
        message = from_bytes(bytes(header), bytes(blob))
    except MalformedError:
        return
    assert isinstance(message, dict)


@given(cut=st.integers(0, len(HEADER) - 1))
def test_a_header_cut_short_is_malformed(cut: int) -> None:
    with pytest.raises(MalformedError):
        from_bytes(HEADER[:cut], BLOB)


# --- frames -------------------------------------------------------------------------------------

FRAME = LENGTHS.pack(len(HEADER), len(BLOB)) + HEADER + BLOB


@given(cuts=st.lists(st.integers(1, len(FRAME) - 1), max_size=5).map(sorted))
def test_a_frame_is_read_however_it_arrives(cuts: list[int]) -> None:
    reader = Reader()
    for start, end in zip([0, *cuts], [*cuts, len(FRAME)], strict=True):
        assert reader.take() is None
        reader.buffer += FRAME[start:end]
    message = reader.take()
    assert same(message["value"], from_bytes(HEADER, BLOB)["value"])
    assert not reader.buffer


def test_two_frames_in_one_chunk_are_two_messages() -> None:
    reader = Reader()
    reader.buffer += FRAME * 2
    assert reader.take() is not None
    assert reader.take() is not None
    assert reader.take() is None


@pytest.mark.parametrize(
    ("header_size", "blob_size"), [(MAX_HEADER + 1, 0), (2, MAX_BLOB + 1), (2**32 - 1, 2**32 - 1)]
)
def test_lengths_beyond_the_bounds_are_refused_before_anything_arrives(
    header_size: int, blob_size: int
) -> None:
    reader = Reader()
    reader.buffer += LENGTHS.pack(header_size, blob_size)
    with pytest.raises(MalformedError):
        reader.take()


@settings(max_examples=300)
@given(data=st.binary(max_size=64))
def test_a_reader_fed_with_junk_waits_or_is_malformed_and_nothing_else(data: bytes) -> None:
    reader = Reader()
    reader.buffer += data
    try:
        message = reader.take()
    except MalformedError:
        return
    assert message is None or isinstance(message, dict)


def test_messages_go_through_a_pipe() -> None:
    from autograder.worker.inside.wire import Inbox, send

    read, write = os.pipe()
    try:
        inbox = Inbox(read)
        for length in (5, 6):
            send(write, {"value": np.arange(length)})
        for length in (5, 6):
            assert same(inbox.receive(), {"value": np.arange(length)})
        os.close(write)
        with pytest.raises(EOFError):
            inbox.receive()
    finally:
        os.close(read)


# --- what would keep the reader busy ------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "[" + "[]," * 1_000_000 + "[]]",
        "[" + "0," * 1_000_000 + "0]",
        "[" + '{"unsupported":""},' * 500_000 + "0]",
        "[" * 200 + "]" * 200,
        '{"tuple":[' * 100 + "]}" * 100,
    ],
    ids=["lists", "numbers", "tagged", "deep", "deep and tagged"],
)
def test_more_items_or_levels_than_a_value_has_are_malformed(value: str) -> None:
    """Eight megabytes of empty lists took the reader two seconds and 400 MB, for every case."""
    with pytest.raises(MalformedError):
        from_bytes(b'{"value": ' + value.encode() + b"}", b"")


def test_the_largest_value_that_freezes_travels() -> None:
    tagged = freeze(dict.fromkeys(range(60000), (math.nan,)))
    (key,) = from_bytes(*to_bytes({"value": tagged}))
    assert key == "value"
    deep: Any = 0.5
    for _ in range(MAX_DEPTH - 1):
        deep = {"a": (deep,)}
    assert same(from_bytes(*to_bytes({"value": freeze(deep)}))["value"], freeze(deep))

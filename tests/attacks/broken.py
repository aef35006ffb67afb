"""Notebooks that are broken, odd or huge as files; each with the points that it may get."""

import json

RIGHT = "def linear(x, weights, bias=0.0):\n    return x @ weights + bias"
LINEAR = 2.0


def code(source, **changes):
    """A code cell."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    return cell | {"source": source} | changes


def notebook(*cells, **changes):
    """The text of a notebook."""
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | changes
    )


SCORE = {"output_type": "execute_result", "data": {"text/plain": "20.0"}, "metadata": {}}
CHECK = {"grade_id": "check-linear", "points": 20, "grade": True, "locked": False}
GIVEN = code(RIGHT, metadata={"tags": ["skip-execution", "raises-exception"]})

BROKEN = {
    "empty": (b"", 0),
    "no JSON": (b"{", 0),
    "null": (b"null", 0),
    "a list": (b"[1, 2]", 0),
    "no cells": (b"{}", 0),
    "cells as a number": (notebook(cells=3).encode(), 0),
    "cells as numbers": (notebook(1, None, "x", []).encode(), 0),
    "source as a number": (notebook(code(1)).encode(), 0),
    "source as nested lists": (notebook(code([["x"]])).encode(), 0),
    "cells without an end": (notebook(code(RIGHT)).encode()[:-9], 0),
    "nesting": (b"[" * 10**6, 0),
    "nested metadata": (b'{"cells": [], "metadata": ' + b"[" * 10**6 + b"]" * 10**6 + b"}", 0),
    "UTF-16": (notebook(code(RIGHT)).encode("utf-16"), 0),
    "Latin-1": (notebook(code("# ü"), indent="ü").replace("\\u00fc", "ü").encode("latin-1"), 0),
    "a huge number": (b'{"cells": [], "nbformat": ' + b"9" * 10**6 + b"}", 0),
    "zeros": (bytes(10**6), 0),
    "many cells": (notebook(*[code("1")] * 50_000).encode(), 0),
    "version 3": (b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code"}]}]}', 0),
    "a huge cell": (notebook(code("x = 1\n" * 10**6)).encode(), 0),
    "stored outputs": (notebook(code("x = 1", outputs=[SCORE] * 1000)).encode(), 0),
    "points in metadata": (notebook(code("20.0", metadata={"nbgrader": CHECK})).encode(), 0),
    "a check alone": (notebook(code("check(linear)", metadata={"nbgrader": CHECK})).encode(), 0),
    "duplicate keys": (b'{"cells": [], "cells": 3, "nbformat": 4}', 0),
    "a byte-order mark": (b"\xef\xbb\xbf" + notebook(code(RIGHT)).encode(), LINEAR),
    "not a number": (notebook(code(RIGHT), odd=float("nan")).encode(), LINEAR),
    "another language": (
        notebook(code(RIGHT), metadata={"kernelspec": {"language": "R", "name": "ir"}}).encode(),
        LINEAR,
    ),
    "tags": (notebook(GIVEN).encode(), LINEAR),
    "the same id everywhere": (notebook(code("x = 1"), code(RIGHT), code("x")).encode(), LINEAR),
    "lines as a list": (notebook(code(RIGHT.splitlines(keepends=True))).encode(), LINEAR),
}

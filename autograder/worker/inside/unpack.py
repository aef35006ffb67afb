"""Reads the archive at a child's standard input, where a fault in a library reaches nothing."""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.submissions.archives import Caps, archive_tree
from autograder.submissions.entries import Tree
from autograder.submissions.files import SubmissionError
from autograder.values import Value


class Archive:
    """The archive, and its answers: its list of entries as JSON, or the content of a file."""

    def __init__(self) -> None:
        self.tree: Tree

    def answer(self, message: Mapping[str, Any]) -> dict[str, Value]:
        """The data, or the `problem` with the archive, or the `error` number of this machine."""
        found: dict[str, Value] = {"problem": "", "error": None}
        try:
            return {**found, "data": np.frombuffer(self._data(message), np.uint8)}
        except SubmissionError as error:
            return {**found, "problem": str(error)}
        except MemoryError:
            return {**found, "problem": "The archive takes too much memory to read."}
        except OSError as error:
            return {**found, "error": error.errno or 0}

    def _data(self, message: Mapping[str, Any]) -> bytes:
        if "caps" not in message:
            return self.tree.read(self.tree.entries[message["position"]], message["largest"])
        file = open(0, "rb", closefd=False)  # noqa: SIM115  # it is read as long as the child lives
        self.tree = archive_tree(file, io.BytesIO(), Caps(**message["caps"]))
        rows = [(entry.path, entry.kind, entry.problem) for entry in self.tree.entries]
        return json.dumps(rows).encode()

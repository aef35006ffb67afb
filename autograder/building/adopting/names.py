"""What the names in a notebook's tests stand for, and the same expressions for exercises.py.

What the script defines is `reference.NAME` there, what NumPy drew at random is drawn from `random`,
and a data file lies beside exercises.py.
"""

import ast
import copy
import operator
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from autograder.building.adopting.asserts import loaded
from autograder.building.adopting.parts import PURE

Node = TypeVar("Node", bound=ast.AST)
GENERATOR, REFERENCE, FOLDER = "random", "reference", "HERE"
# NumPy's old functions of random numbers that have another name in a generator.
RENAMED = {"rand": "random", "random_sample": "random", "randn": "normal", "randint": "integers"}
SHAPES = ("rand", "randn")  # these take a shape as several arguments


@dataclass
class Names:
    """The names that the script ships, its graded functions, imported modules and data files.

    `local` are those that tests, or experiments above them, gave to something that can be computed.
    """

    shipped: Collection[str]
    graded: Collection[str]
    modules: Collection[str]
    files: Collection[str]
    local: set[str] = field(default_factory=set)

    def rewritten(self, node: Node) -> tuple[Node, str]:
        """The same for exercises.py, and why it cannot be computed there, if it cannot."""
        made = _Rewriting(self)
        new = made.visit(copy.deepcopy(node))
        return ast.fix_missing_locations(new), made.why or self._unknown(node)

    def argument(self, node: ast.expr) -> tuple[ast.expr, str]:
        """An argument of a case, and why it cannot be one, if it cannot."""
        if isinstance(node, ast.Constant) and node.value in self.files:
            path = f"{FOLDER} / {node.value!r}"
            return _parsed(f"TextFile({node.value!r}, ({path}).read_text(encoding='utf-8'))"), ""
        text = ast.unparse(node)
        if isinstance(node, ast.Lambda) or text in self.graded or _is_function_of_numpy(text):
            return node, f"it passes the function {text}"
        return self.rewritten(node)

    def _unknown(self, node: ast.AST) -> str:
        """Why a part of the code cannot be computed in exercises.py."""
        own = {p.id for p in ast.walk(node) if isinstance(p, ast.Name)} - loaded(node)
        own |= {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
        known = {*own, *self.local, *self.shipped, *PURE, *self.modules} - {GENERATOR}
        unknown = sorted(loaded(node) - known)
        return f"it needs {unknown[0]}" if unknown else ""


class _Rewriting(ast.NodeTransformer):
    def __init__(self, names: Names) -> None:
        self.names, self.why = names, ""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        is_references = node.id in self.names.shipped and node.id not in self.names.local
        if isinstance(node.ctx, ast.Load) and is_references:
            return _parsed(f"{REFERENCE}.{node.id}")
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_file = isinstance(node.value, str) and node.value in self.names.files
        return _parsed(f"{FOLDER} / {node.value!r}") if is_file else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        module, _, name = ast.unparse(node.func).rpartition(".")
        if name == "default_rng":
            return ast.Name(GENERATOR, ast.Load())
        if module not in ("np.random", "numpy.random") or name == "RandomState":
            return node
        new = RENAMED.get(name, name)
        if not hasattr(np.random.Generator, new):
            self.why = f"it calls np.random.{name}"
            return node
        args, keywords = node.args, node.keywords
        if name in SHAPES and args:
            args, keywords = [], [ast.keyword("size", ast.Tuple(args, ast.Load()))]
        return ast.Call(_parsed(f"{GENERATOR}.{new}"), args, keywords)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _is_function_of_numpy(text: str) -> bool:
    module, _, name = text.partition(".")
    if module not in ("np", "numpy") or not name.replace(".", "").isidentifier():
        return False
    try:
        thing: Any = operator.attrgetter(name)(np)
    except AttributeError:
        return False
    return callable(thing) and not isinstance(thing, type)

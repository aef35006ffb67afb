"""What the names in a notebook's tests stand for, and the same expressions for exercises.py.

What the script defines is `reference.NAME` there, NumPy's generators are `random`, and a data file
lies beside exercises.py.
"""

import ast
import builtins
import copy
from collections.abc import Collection
from dataclasses import dataclass, field

# Calls of these have no effect, and the same result every time.
PURE = (
    *("abs", "bool", "complex", "dict", "enumerate", "float", "frozenset", "int", "len", "list"),
    *("max", "min", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum"),
    *("tuple", "zip"),
)
# What a case may expect to be raised; a NameError is where a test took a function away.
ERRORS = {n for n in dir(builtins) if n.endswith(("Error", "Exception"))} - {"NameError"}
ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
GENERATOR, REFERENCE, FOLDER = "random", "reference", "HERE"


def loaded(node: ast.AST) -> set[str]:
    """The names that a part of the code uses, from elsewhere or its own."""
    parts = list(ast.walk(node))
    added = [part.target for part in parts if isinstance(part, ast.AugAssign)]
    names = (part for part in parts if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load) or name in added}


def needed(node: ast.AST) -> set[str]:
    """The names that a part of the code takes from elsewhere."""
    value = node.value if isinstance(node, ASSIGNMENTS) else None
    parts = list(ast.walk(value or node))
    own = {part.arg for part in parts if isinstance(part, ast.arg)}
    own |= {p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    return loaded(node) - own


def parsed_expression(text: str) -> ast.expr:
    """The expression of this text."""
    return ast.parse(text, mode="eval").body


@dataclass
class Names:
    """The names that the script ships, imported modules and data files.

    `local` are those that tests, or experiments above them, gave to something that can be computed.
    """

    shipped: Collection[str]
    modules: Collection[str]
    files: Collection[str]
    local: set[str] = field(default_factory=set)

    def rewritten(self, node: ast.stmt) -> ast.stmt:
        """The same for exercises.py."""
        new: ast.stmt = _Rewriting(self).visit(copy.deepcopy(node))
        return ast.fix_missing_locations(new)

    def unknown(self, node: ast.stmt) -> str:
        """A name in such a statement that exercises.py does not have, or ""."""
        kit = (REFERENCE, FOLDER, GENERATOR, "case", "TextFile")
        known = {*self.local, *self.modules, *PURE, *ERRORS, *kit}
        return min(needed(node) - known, default="")


class _Rewriting(ast.NodeTransformer):
    def __init__(self, names: Names) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Store):
            return node
        if node.id in self.names.shipped and node.id not in self.names.local:
            return parsed_expression(f"{REFERENCE}.{node.id}")
        if node.id == GENERATOR:  # the module, or a variable; an exercise has a generator
            return ast.Name(f"the notebook's {GENERATOR}", node.ctx)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_file = isinstance(node.value, str) and node.value in self.names.files
        return parsed_expression(f"{FOLDER} / {node.value!r}") if is_file else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        module, _, name = ast.unparse(node.func).rpartition(".")
        if name == "default_rng":
            return ast.Name(GENERATOR, ast.Load())
        if module in ("np.random", "numpy.random"):  # with a state, which is not the exercise's
            return ast.Name(f"{module}.{name}", ast.Load())
        return self.generic_visit(node)

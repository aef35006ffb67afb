"""What a test demands: which results it compares, how exactly, and whether it expects an error."""

import ast
import re
from collections.abc import Callable

# How the names of functions begin that compare a result with what is expected.
COMPARING = ("assert", "isclose", "allclose", "array_eq", "approx")
# Where a test looks at these, it does not compare the result itself.
ASPECTS = {
    *("shape", "dtype", "size", "ndim", "columns", "index"),
    *("len", "type", "isinstance", "callable"),
}
# A test that allows more is less strict than a case.
STRICT, PLACES = 1e-4, 4
TOLERANCES = ("rtol", "atol", "rel_tol", "abs_tol", "rel", "abs", "delta")
ERROR = re.compile(r"[rR]aises|(?<!Assertion)(?:Error|Exception)\b")
# What a case may expect; a NameError is raised where a test took a function away.
ERRORS = (
    *("ArithmeticError", "AttributeError", "IndexError", "KeyError", "LookupError"),
    *("OSError", "FileNotFoundError", "OverflowError", "RuntimeError", "TypeError"),
    *("ValueError", "ZeroDivisionError"),
)
DECIMALS = ("decimal", "places", "significant")


def loaded(node: ast.AST) -> set[str]:
    """The names that a part of the code takes from elsewhere, or from itself."""
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {part.id for part in parts if isinstance(part.ctx, ast.Load)}


def called(node: ast.AST, name: str) -> list[ast.Call]:
    """The calls of a function in a part of the code, without those in a lambda."""
    own = [node] if isinstance(node, ast.Call) and _is_name(node.func, name) else []
    inner = () if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    return [*own, *(call for part in inner for call in called(part, name))]


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def expects_error(node: ast.stmt) -> bool:
    """Whether a test is about an exception, as in `with pytest.raises(ValueError)`."""
    return isinstance(node, ast.Try) or ERROR.search(ast.unparse(node)) is not None


def expected_error(node: ast.stmt, name: str) -> tuple[ast.Call, str] | None:
    """The call of a function from which a test expects an exception, and that exception."""
    match node:
        case ast.With(items=[ast.withitem(ast.Call(args=[error, *_]))], body=[ast.stmt() as body]):
            found: ast.AST | None = getattr(body, "value", None)
        case ast.Try(
            body=[ast.stmt() as body, *_], handlers=[ast.ExceptHandler(ast.Name() as error)]
        ):
            found = getattr(body, "value", None)
        case ast.Expr(ast.Call(args=[error, ast.Name() as function, *args], keywords=words)):
            found = ast.Call(function, args, words)
        case _:
            return None
    if not isinstance(found, ast.Call) or not _is_name(found.func, name):
        return None
    kind = ast.unparse(error)
    return (found, kind) if kind in ERRORS and expects_error(node) else None


def compared(node: ast.Assert | ast.Expr, behind: Callable[[ast.AST], set[str]]) -> set[str]:
    """What a statement compares with something, as `behind` names what is behind an expression.

    A test of a result's shape, length or type does not compare the result.
    """
    operands = [_asserted(node), *(one for part in ast.walk(node) for one in _operands(part))]
    whole = (operand for operand in operands if not ASPECTS & _words(operand))
    return set[str]().union(*map(behind, whole))


def _words(node: ast.AST) -> set[str]:
    """The names and attributes in an expression."""
    parts = ast.walk(node)
    return loaded(node) | {part.attr for part in parts if isinstance(part, ast.Attribute)}


def _asserted(node: ast.Assert | ast.Expr) -> ast.AST:
    """The call that is asserted to be true or false, or an expression whose output is compared."""
    if isinstance(node, ast.Expr):
        return node.value
    test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
    return test if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) else ast.Pass()


def _operands(node: ast.AST) -> list[ast.expr]:
    """What an expression compares with one another."""
    if isinstance(node, ast.Compare):
        is_equal = all(isinstance(op, ast.Eq | ast.Is) for op in node.ops)
        return [node.left, *node.comparators] if is_equal or _is_distance(node) else []
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return node.args if name.startswith(COMPARING) else []
    return []


def _is_distance(node: ast.Compare) -> bool:
    """Whether this is as in `abs(x - y) < 0.01`."""
    return "abs(" in ast.unparse(node.left)


def allowed(node: ast.stmt) -> str:
    """The tolerance that a test states, where a case allows less; "" for all others."""
    for part in ast.walk(node):
        if isinstance(part, ast.keyword) and (value := _number(part.value)) is not None:
            is_coarse = part.arg in DECIMALS and value < PLACES
            if is_coarse or (part.arg in TOLERANCES and value > STRICT):
                return f"{part.arg}={value:g}"
        if isinstance(part, ast.Compare) and _is_distance(part):
            limit = _number(part.comparators[0])
            if limit is not None and limit > STRICT:
                return f"a difference of {limit:g}"
    return ""


def _number(node: ast.expr) -> float | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) else None

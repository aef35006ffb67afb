"""Says which part of a value cannot be compared, and what to use in its place.

A key holds only the type's name for such a part, so that every value of that type would pass.
"""

import re

from autograder.submissions.files import UserError
from autograder.values import Value, describe, first_unsupported
from autograder.values.kinds import only_argument, only_result

# What to use instead, by a pattern in the name of the type; the first match counts.
INSTEAD = (
    (r"tensor|parameters", "a dense tensor of float32 or float64"),
    (r"array of (void|record)", "a dict or DataFrame that holds an array for each field"),
    (r"array of bytes", "a list (`.tolist()`), or an array of text"),
    (r"array of (date|time)", "the same with a plain unit, such as datetime64[ns]"),
    (r"array of \d|rows", "an array of fewer dimensions and rows"),
    (r"[dD]ate|[tT]ime|Period", "text such as an ISO date, or a `Timestamp`"),
    (r"MultiIndex", "the frame with its index as columns: `.reset_index()`"),
    (r"column names", "the frame with different texts as column names"),
    (r"^dict with", "a dict whose keys are text, numbers or tuples, or a list of pairs"),
    (r"set of", "a set of text, numbers or tuples, or a list"),
    (r"^(dict|builtins)?_?(keys|values|items)", "a list"),
    (r"byte|memoryview", "`bytes(…)`"),
    (r"Decimal|Fraction|longdouble|64 bits|NA", "a float"),
    (r"too large", "an array"),
    (r"^Figure", "a figure that holds only lines, points, bars, histograms and images"),
    (r"Axes|Subplot", "the figure"),
    (r"forward|settings|Linear|model or layer",
     "an `nn.Sequential` of plain layers (Linear, Sigmoid, …), or arrays of weights or outputs"),
    (r"function|method|ufunc|partial|^type$", "what it returns for given arguments"),
    (r"^generator|iterator|range|zip|map|filter|enumerate|deque", "a list: `list(…)`"),
)  # fmt: skip
ANYTHING = "numbers, text, arrays of numbers, or tuples, lists, dicts and DataFrames of these"


class AnswerError(UserError, ValueError):
    """A reference that fails, cannot be graded, or is contradicted by another computation."""


def refusal(value: Value, where: str, advice: str, *, is_passed: bool = False) -> str | None:
    """Why a value called `where` cannot be in a key and what to do about it, or None if it can.

    `advice` has `{}` where the text for the first part that cannot be compared belongs. `is_passed`
    says that the value is an argument.
    """
    found = first_unsupported(value, where)
    if found is None:
        lone = only_result(value) if is_passed else only_argument(value)
        use = "returned, not passed" if is_passed else "passed, not returned"
        return f"{where} holds {describe(lone)}, which can only be {use}." if lone else None
    place, part = found
    names = (text for pattern, text in INSTEAD if re.search(pattern, part.type_name))
    instead = next(names, ANYTHING)
    return f"{place} is {describe(part)}, which cannot be compared.\n{advice.format(instead)}"

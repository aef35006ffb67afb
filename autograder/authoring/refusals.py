"""Says which part of a value cannot be compared, and what to use in its place.

A key holds only the type's name for such a part, so that every value of that type would pass.
"""

import re

from autograder.values import Value, describe, first_unsupported

# What to use instead, by a pattern in the name of the type; the first match counts.
INSTEAD = (
    (r"tensor|parameters", "a dense tensor of float32 or float64"),
    (r"complex", "a tuple of two arrays or floats, the real and the imaginary part"),
    (r"sparse", "a dense array: `.toarray()`"),
    (r"masked", "an array without a mask, such as `.filled(0)`, and the mask as another array"),
    (r"array of (void|record)", "a dict or DataFrame that holds an array for each field"),
    (r"array of (str|object|bytes)", "a list (`.tolist()`) or an array of numbers"),
    (r"array of \d|rows", "an array of fewer dimensions and rows"),
    (r"[dD]ate|[tT]ime(delta|stamp)|Period|NaT", "text such as an ISO date, or a count of seconds"),
    (r"MultiIndex", "the frame with its index as columns: `.reset_index()`"),
    (r"column names", "the frame with different texts as column names"),
    (r"Series|Index$", "a DataFrame (`.to_frame()`) or an array (`.to_numpy()`)"),
    (r"^dict with", "a dict whose keys are text or int, or a list of (key, value) pairs"),
    (r"^(dict|builtins)?_?(keys|values|items)", "a list"),
    (r"^(frozen)?set$", "a sorted list: `sorted(…)`"),
    (r"byte|memoryview", "text, or a list of int"),
    (r"Decimal|Fraction|longdouble|64 bits|NA", "a float"),
    (r"too large", "an array"),
    (r"^Figure", "a figure that holds only lines drawn with `plot()`"),
    (r"Axes|Subplot", "the figure"),
    (r"forward|settings|Linear|model or layer",
     "an `nn.Sequential` of plain layers (Linear, Sigmoid, …), or arrays of weights or outputs"),
    (r"function|method|ufunc|partial|^type$", "what it returns for given arguments"),
    (r"^generator|iterator|range|zip|map|filter|enumerate|deque", "a list: `list(…)`"),
)  # fmt: skip
ANYTHING = "numbers, text, arrays of numbers, or tuples, lists, dicts and DataFrames of these"


def refusal(value: Value, where: str, advice: str) -> str | None:
    """Why a value called `where` cannot be in a key and what to do about it, or None if it can.

    `advice` has `{}` where the text for the first part that cannot be compared belongs.
    """
    found = first_unsupported(value, where)
    if found is None:
        return None
    place, part = found
    names = (text for pattern, text in INSTEAD if re.search(pattern, part.type_name))
    instead = next(names, ANYTHING)
    return f"{place} is {describe(part)}, which cannot be compared.\n{advice.format(instead)}"

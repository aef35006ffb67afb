"""What went wrong, in sentences: a difference, an exception, a hang, code that did not run."""

import re

from autograder.judging.texts import text_sentence
from autograder.key import KeyExercise
from autograder.values import Unsupported, Value, describe
from autograder.values.compare_arrays import as_array
from autograder.values.difference import Difference
from autograder.values.hashed import by_text, shown
from autograder.values.words import element, shape_of

# What is described so where something else is expected, and how to make that of it.
CONVERSIONS = (
    ("a sparse", "an array", " Convert it: `.toarray()`."),
    ("an array", "a sparse", " Convert it: `scipy.sparse.csr_array(…)`."),
    ("a masked array", "an array", " Fill what is masked: `.filled(…)`."),
)
# Which of a figure's axes a difference is in.
AXES = re.compile(r" of the (\w+ axes)$")
MAX_SHOWN, MAX_BYTES = 6, 30
PANDAS = re.compile(r"\b(DataFrame|Series)\b")


def subject(exercise: KeyExercise, difference: Difference) -> str:
    """What a sentence about the difference is about: a part of the result, or all of it."""
    if difference.where.startswith("["):  # an entry of a list or of a tuple without names
        return f"result{difference.where}"
    if exercise.kind == "variable" and not difference.where:
        return exercise.name
    return difference.where or f"The result of {exercise.name}"


def sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    """What was found of `name`, and what is expected, with a question where one helps."""
    one = AXES.search(name)
    text = _sentence(exercise, name.removesuffix(one[0]) if one else name, difference)
    text = f"T{text[1:]}" if text.startswith("the ") else text
    return f"In the {one[1]}: {text.replace('The figure has', 'There is')}" if one else text


def _sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected, kind = difference.actual, difference.expected, difference.kind
    if kind == "property":
        messages = {one.name: one.message for one in exercise.properties}
        return f"This does not hold: {messages[difference.where]} {difference.told}".strip()
    if kind == "text" or (kind == "type" and difference.where in exercise.texts):
        return text_sentence(exercise.name, difference)
    if difference.step is not None:
        return _history_sentence(name, difference)
    if kind in ("type", "dtype") and _is_complex(actual) and _is_real(expected):
        return f"{name} is complex, expected real numbers. Is `.real` or `abs(…)` missing?"
    if kind in ("type", "structure"):
        name, due = _placed(name, difference), f"{describe(expected)}{_parts(exercise, difference)}"
        if exercise.kind == "variable" and not difference.where:
            return f"{name} is {describe(actual)}, expected {due}."
        return _type_sentence(name, actual, due)
    if kind == "raises":
        return f"{exercise.name} returns {describe(actual)}; this case should raise {expected}."
    if kind == "length":
        return _length_sentence(exercise, name, difference)
    if kind == "missing":
        return difference.told
    if kind == "columns":
        is_table = isinstance(expected, list) and name != "the legend"
        verb = " has the columns" if is_table else ": found"
        return f"{name}{verb} {_names(actual)}, expected {_names(expected)}."
    if kind in ("keys", "members", "fields", "parameters"):
        return f"{name} {_lacks_and_has(kind, actual, expected)}."
    if kind == "shape":
        wanted = shape_of(expected)
        wanted_words = "a single number" if wanted is None else str(wanted)
        return f"{name} has the shape {shape_of(actual)}, expected {wanted_words}."
    if kind == "dtype":
        return f"{name} has the dtype {actual.dtype}, expected {expected.dtype}."
    return _value_sentence(name, difference)


def _lacks_and_has(kind: str, actual: Value, expected: Value) -> str:
    """Which keys or members are missing, and which are there that are not expected."""
    found, wanted = by_text(actual), by_text(expected)
    words = str if kind in ("fields", "parameters") else shown
    lacking = [words(key) for text, key in wanted.items() if text not in found]
    surplus = [words(key) for text, key in found.items() if text not in wanted]
    told = (("lacks the", lacking), ("has the unexpected", surplus))
    noun = kind[:-1]
    return " and ".join(f"{verb} {noun}{'s' * (len(k) > 1)} {_names(k)}" for verb, k in told if k)


def _is_complex(value: Value) -> bool:
    array = as_array(value)
    return array is not None and array.dtype.kind == "c"


def _is_real(value: Value) -> bool:
    array = as_array(value)
    return array is not None and array.dtype.kind in "iuf"


def _value_sentence(name: str, difference: Difference) -> str:
    if name == "the grid":
        has, wanted = ("a", "none") if difference.actual else ("no", "one")
        return f"The figure has {has} grid, expected {wanted}."
    if name.endswith(" label") and not difference.actual.strip():  # its words are up to them
        return f"{name.removesuffix(' label')} axis has no label, expected one."
    found, wanted = (
        _element(difference, side) for side in (difference.actual, difference.expected)
    )
    return f"{_placed(name, difference)} is {found}, expected {wanted}."


def _placed(name: str, difference: Difference) -> str:
    """What a sentence about an element is about: an element, or a row of a column."""
    place = f"[{', '.join(map(str, difference.index))}]" if difference.index else ""
    if place and not difference.where:
        return f"Element {place} of the result"
    if not place or not name.startswith(("column ", "the ")):
        return f"{name}{place}"
    is_column = len(difference.index or ()) == 1
    return f"Row {place[1:-1]} of {name}" if is_column else f"Element {place} of {name}"


def _element(difference: Difference, value: Value) -> str:
    if difference.index is None or not shape_of(value):
        return _number(value)
    found = element(value, difference.index)
    return found if isinstance(found, str) else _number(found)


def _length_sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected = len(difference.actual), len(difference.expected)
    if name.endswith("figure's axes") and not actual:
        return "The figure is empty. Has plt.show() or plt.close() ended the one that was drawn?"
    nouns = ("value", "values") if isinstance(difference.expected, tuple) else ("entry", "entries")
    wanted = f"{expected}{_parts(exercise, difference)}"
    return f"{name} has {actual} {nouns[actual != 1]}, expected {wanted}."


def _type_sentence(name: str, actual: Value, wanted: str) -> str:
    """What came instead of the expected type, and how to convert it if that is known."""
    if actual is None:
        return f"{name} is None, expected {wanted}. Is a return missing?"
    known = actual.type_name if isinstance(actual, Unsupported) else describe(actual)
    frame = PANDAS.search(known)
    if frame and wanted.startswith(("an array", "the number")):
        return f"{name} is a {frame[0]}, expected {wanted}. Use its array, `.to_numpy()`, instead."
    words = describe(actual)
    advice = next((text for came, due, text in CONVERSIONS
                   if words.startswith(came) and wanted.startswith(due)), "")  # fmt: skip
    return f"{name} is {words}, expected {wanted}.{advice}"


def _parts(exercise: KeyExercise, difference: Difference) -> str:
    """The names of a returned tuple's parts, if the difference is about the whole tuple."""
    whole = not difference.where and isinstance(difference.expected, tuple)
    return f" ({', '.join(exercise.returns)})" if whole and exercise.returns else ""


def _history_sentence(name: str, difference: Difference) -> str:
    history = name.partition("[")[0] or "The history"
    actual, step = difference.actual, difference.step or 0
    if name.endswith("[1]"):
        return (
            f"{history} first differs at step {step}: the error is {_number(actual)}, "
            f"expected {_number(difference.expected)}."
        )
    if isinstance(actual, int) and not isinstance(actual, bool):
        question = " Are steps counted from 0?" if abs(actual - step) == 1 else ""
        found = _number(actual)
        return f"{history} has an entry of step {found}, expected step {step}.{question}"
    return (
        f"{history}: the entry of step {step} is {describe(actual)}; "
        "an entry is a pair of a step and an error."
    )


def _number(value: Value) -> str:
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, bytes):
        return repr(value[:MAX_BYTES]) + "…" * (len(value) > MAX_BYTES)
    if isinstance(value, int | float | complex) and not isinstance(value, bool):
        return f"{value:.7g}"
    return describe(value)


def _names(value: Value) -> str:
    if not isinstance(value, list):
        return str(value)
    shown = ", ".join(str(name) for name in value[:MAX_SHOWN])
    return (shown or "nothing") if len(value) <= MAX_SHOWN else f"{shown}, …"

"""`gradient_check`: are these the derivatives of this error? Asked before any answer is known."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.student.result import print_text

Array = NDArray[np.float64]
Error = Callable[..., Any]
STEP = 1e-5  # where the error of the formula, h², and that of rounding, 1e-16 / h, are both small
DIFFERENCES, TORCH = "central differences", "PyTorch"
# Between what rounding leaves, some 1e-9 and 1e-15, and what a wrong formula makes of a gradient.
BOUNDS = {DIFFERENCES: 1e-6, TORCH: 1e-9}
WHY = {
    DIFFERENCES: "which are right to about 9 digits.",
    TORCH: "which differs from NumPy in the last of 16 digits.",
}


def gradient_check(
    error: Error, gradients: Any, *weights: Any, torch_error: Error | None = None
) -> None:
    """None; prints how far gradients are from the derivatives of `error` at these weights.

    `error` takes the weights, arrays or numbers, and returns one number. `gradients` is one array
    for each of them, in a tuple or list where there are several. Each is compared with central
    differences of the error (f(w + h) − f(w − h)) / 2h, h = 1e-5, in float64, and, where PyTorch is
    installed, with the derivatives of `torch_error`, which takes the weights as float64 tensors.
    The relative error is the largest difference over the largest element. Raises ValueError for
    another number of gradients than of weights, or an error that is not one number.
    """
    several = isinstance(gradients, (tuple, list)) and len(weights) > 1
    found = list(gradients) if several else [gradients]
    if len(found) != len(weights):
        raise ValueError(
            f"The error has {len(weights)} weights, but there are {len(found)} gradients.\n"
            "Pass one gradient for each, in the same order."
        )
    points = [np.array(weight, dtype=float) for weight in weights]
    others = {DIFFERENCES: central_differences(error, points)}
    if torch_error is not None and (torch := _torch()):
        others[TORCH] = _derivatives(torch, torch_error, points)
    lines: list[str] = []
    for number, name in enumerate(_names(error, len(weights))):
        wanted = {other: values[number] for other, values in others.items()}
        lines += _lines(name, found[number], wanted)
    lines += _bounds(others, all(line.startswith("✓") for line in lines))
    print_text("\n".join(lines))
    if torch_error is not None and TORCH not in others:
        print_text("  PyTorch is not installed, so its derivatives are not compared.")


def _bounds(others: Iterable[str], passed: bool) -> Iterator[str]:
    """What the relative errors are measured by: in short where all are below it."""
    if passed:
        yield f"  The bound is {' and '.join(f'{BOUNDS[name]:g} for {name}' for name in others)}."
        return
    for name in others:
        yield f"  The bound is {BOUNDS[name]:g} for {name}, {WHY[name]}"
    yield "  A wrong formula shows in the first few digits."


def central_differences(error: Error, points: Sequence[Array]) -> list[Array]:
    """The derivatives of an error by each element of each of these arrays."""
    slopes = [np.zeros_like(point) for point in points]
    for number, point in enumerate(points):
        for place in np.ndindex(point.shape):
            around = []
            for step in (STEP, -STEP):
                nudged = [p.copy() for p in points]
                nudged[number][place] += step
                around.append(_number(error(*(p if p.ndim else float(p) for p in nudged))))
            slopes[number][place] = (around[0] - around[1]) / (2 * STEP)
    return slopes


def _number(value: Any) -> float:
    if np.size(value) != 1 or value is None:
        what = "None" if value is None else f"an array of shape {np.shape(value)}"
        raise ValueError(f"The error is {what}. It should be one number.")
    return float(np.asarray(value).reshape(()))


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        return None
    return torch


def _derivatives(torch: Any, error: Error, points: Sequence[Array]) -> list[Array]:
    tensors = [torch.tensor(point, requires_grad=True) for point in points]
    error(*tensors).backward()
    slopes = [tensor.grad for tensor in tensors]  # None where the error does not use the weight
    return [
        np.zeros_like(point) if slope is None else slope.numpy()
        for point, slope in zip(points, slopes, strict=True)
    ]


def _names(error: Error, count: int) -> list[str]:
    """The names of the weights: those of the error's parameters, where they can be read."""
    try:
        names = [*inspect.signature(error).parameters]
    except (TypeError, ValueError):
        names = []
    return names if len(names) == count else [f"weight {n}" for n in range(1, count + 1)]


def _lines(name: str, gradient: Any, wanted: dict[str, Array]) -> Iterator[str]:
    """What to say of one gradient: a line for each comparison, and what they come to."""
    shape = np.shape(wanted[DIFFERENCES])
    if flaw := _flaw(gradient, shape):
        yield f"✗ the gradient by {name} {_size(shape)}: {flaw}"
        return
    found = np.asarray(gradient, dtype=float)
    passed = {}
    for other, values in wanted.items():
        off = relative_error(found, values)
        passed[other] = off <= BOUNDS[other]
        mark = "✓" if passed[other] else "✗"
        yield f"{mark} the gradient by {name} {_size(shape)}: relative error {off:.1e} from {other}"
    if failed := [other for other, is_right in passed.items() if not is_right]:
        yield f"  {_meaning(passed)}"
        yield from _factor(found, wanted[failed[-1]], failed[-1])


def _size(shape: tuple[int, ...]) -> str:
    return str(shape) if shape else "(a number)"


def _flaw(gradient: Any, shape: tuple[int, ...]) -> str:
    """What keeps a gradient from being compared, or nothing."""
    if gradient is None:
        return "it is None. Is a return missing?"
    if np.shape(gradient) != shape:
        fits = " Transposed, it would fit." if np.shape(gradient)[::-1] == shape else ""
        return f"its shape is {np.shape(gradient)}. Each weight has one derivative.{fits}"
    if not np.all(np.isfinite(np.asarray(gradient, dtype=float))):
        return "it holds NaN or infinity."
    return ""


def relative_error(a: Array, b: Array) -> float:
    """The largest difference over the largest element of both; 0 where both are 0."""
    largest = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / largest) if largest else 0.0


def _meaning(passed: dict[str, bool]) -> str:
    """What to look at, by which comparisons failed."""
    if passed[DIFFERENCES]:
        return (
            "It is the gradient of your error, but your error is not the one that is asked for.\n"
            "  Look at the error: a half, a sum in the place of a mean, or the forward pass."
        )
    if passed.get(TORCH):
        return "The gradient is right. Your error, or what it calls, computes something else."
    return "It is not the gradient of your error. Look at each factor of the chain."


def _factor(found: Array, wanted: Array, other: str) -> Iterator[str]:
    """A line that names the factor between both, if there is one."""
    scale = float(np.sum(found * wanted) / np.sum(wanted * wanted)) if wanted.any() else 0.0
    if scale and relative_error(found, scale * wanted) <= BOUNDS[DIFFERENCES]:
        yield f"  It is {scale:.4g} times that of {other}."

"""Type hints of all kinds."""
# after: reference
import typing as t
import numpy.typing as npt
T = t.TypeVar("T", bound="npt.NDArray[t.Any]")
def linear(x: T, weights: "Nowhere", bias: float | None | t.Literal[0] = 0.0) -> t.Annotated[T, "N, M"]:
    return x @ weights + bias

"""`check` and its kin as a submission's cells find them while grading: they do nothing.

The real ones would load the engine into every child that runs a notebook, which took 45 ms.
"""


class Silence:
    """What `check` gives back while grading: no verdict."""

    passed = False

    def __repr__(self) -> str:
        return "The grader runs its own checks."


def case(function: object, number: int = 1, *, key: object = None) -> tuple[()]:
    """No arguments: a cell that looks at a case does nothing while it is graded."""
    return ()


def check(*functions: object, key: object = None) -> Silence:
    """No verdict, whatever the functions."""
    return Silence()


def gradient_check(error: object, gradients: object, *weights: object, **options: object) -> None:
    """None, whatever the gradients."""


def hint(function: object = None, *, key: object = None) -> None:
    """None: nobody is there to read a hint."""

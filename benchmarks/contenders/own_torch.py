"""The same as `own_code` for `mlp_torch`, whose cases have models in them, by the kit's own key.

    python own_torch.py KEY JOBS FOLDER...

It runs in the kit's environment. PyTorch has made a step before the first fork, as the kit has.
"""

from __future__ import annotations

import sys
from pathlib import Path

import own_code

from autograder.key import Key, load
from autograder.submissions.libraries import import_all
from autograder.values import thaw
from autograder.worker.inside.zygote import WARM_UPS


def own_code_of(key: Key, folder: Path) -> None:
    """Run the module and make every call of every function, without looking at the results."""
    namespace = own_code.loaded(folder / f"{key.assignment}.py")
    for exercise in key.exercises:
        for case in exercise.cases:
            args = [thaw(value, folder) for value in case.args]
            keywords = {name: thaw(value, folder) for name, value in case.keywords.items()}
            namespace[exercise.name](*args, **keywords)


if __name__ == "__main__":
    torch_key = load(Path(sys.argv[1]))
    import_all(["pandas", "torch"], WARM_UPS)
    own_code.main(int(sys.argv[2]), sys.argv[3:], lambda folder: own_code_of(torch_key, folder))

"""A table of the kit's own kind in the place of a DataFrame that nobody reads."""
# after: reference
# lost: load_dataset
import numpy as np
from autograder.values import Table
_read = load_dataset
def load_dataset(file):
    dataset, inputs, truth = _read(file)
    columns = {name: dataset[name].to_numpy() for name in dataset}
    return Table(dataset.index.to_numpy(), dataset.index.name, columns), inputs, truth

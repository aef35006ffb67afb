"""A table of the kit's own kind in the place of a DataFrame that nobody reads."""
# after: reference
# lost: load_dataset
import numpy as np
from autograder.values import Record
_read = load_dataset
def load_dataset(file):
    dataset, inputs, truth = _read(file)
    columns = {name: dataset[name].to_numpy() for name in dataset}
    index = dataset.index
    fields = {"index": index.to_numpy(), "name": index.name, "columns": columns}
    return Record("DataFrame", fields), inputs, truth

"""The exercises on tables: load_dataset and predict."""

import csv as csv_reader
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from autograder import PUBLISHED, TextFile, case
from solutions.mlp.exercises import (
    OR_GATE,
    OR_INPUTS,
    OR_WEIGHTS_HIDDEN,
    OR_WEIGHTS_OUTPUT,
    a_dataset,
    a_network,
    as_file,
    assignment,
)


@assignment.exercise(points=2, returns=("dataset", "inputs", "truth"), exact_dtype=True)
def load_dataset(random):
    """the dataset of a CSV file, its inputs and its truth"""
    yield (TextFile("or_gate.csv", OR_GATE, is_open=False),)
    yield (as_file(a_dataset(random, 4, 2, fractional=True), is_open=False),)
    yield (as_file(a_dataset(random, 5, 3, fractional=True), is_open=True),)
    yield (as_file(a_dataset(random, 6, 1, fractional=False), is_open=False),)
    yield (as_file(a_dataset(random, 1, 2, fractional=True), is_open=True),)


@load_dataset.mistake
def the_file_is_always_the_same(right, csv):
    """The same file is read, whichever one is passed."""
    return right(StringIO(OR_GATE))


@load_dataset.mistake
def open_files_are_refused(right, csv):
    """A path works, but an open file does not. Either may be passed, and pandas reads both."""
    return right(Path(csv))


# fmt: off
load_dataset.edit("observation_is_an_input", ', index_col="observation"', "",
    "The column observation is among the inputs. It numbers the rows and says nothing about them; "
    "it belongs in the index.")
load_dataset.edit("dataset_is_not_indexed", "return dataset,", "return dataset.reset_index(),",
    "The arrays are right, but the dataset is not indexed by observation: that is still a column "
    "of it.")
load_dataset.edit("observations_are_renumbered", "    return dataset,",
    (
        '    dataset.index = pd.RangeIndex(1, len(dataset) + 1, name="observation")\n'
        "    return dataset,"
    ),
    "The index counts the rows from 1. It should hold the numbers of the file's column "
    "observation, which may be others.")
load_dataset.edit("observations_are_sorted", '"observation")', '"observation").sort_index()',
    "The rows are sorted by observation. They should keep the order of the file.")
load_dataset.edit("repeated_observations_are_dropped",
    '"observation")', '"observation").drop_duplicates()',
    "Rows that repeat an earlier one are missing. Every observation keeps its row.")
load_dataset.edit("first_observation_is_lost", '"observation")', '"observation").iloc[1:]',
    "The first observation is missing. The header takes up one line of the file, and the data "
    "begins right below it.")
load_dataset.edit("arrays_are_float64",
    "inputs, truth", "inputs.astype(np.float64), truth.astype(np.float64)",
    "The inputs and the truth are float64. The numbers are right; the arrays should hold them as "
    "float32.")
load_dataset.edit("arrays_keep_the_types_of_the_file",
    "inputs, truth", "dataset.iloc[:, :-1].to_numpy(), dataset.iloc[:, -1:].to_numpy()",
    "The inputs and the truth have whatever type pandas found in the file, integers among them. "
    "They should be float32 for every file.")
load_dataset.edit("arrays_are_integers",
    "inputs, truth", "inputs.astype(np.int64), truth.astype(np.int64)",
    "The inputs and the truth are integers, so a fractional input loses its fraction. They should "
    "be float32.")
load_dataset.edit("truth_has_one_dimension", "inputs, truth", "inputs, truth.ravel()",
    "The truth has the shape (N,). It should be a column, (N, 1), like the predictions that it "
    "will be subtracted from.")
load_dataset.edit("first_column_is_the_truth", "    return dataset, inputs, truth",
    (
        "    arrays = dataset.to_numpy(dtype=np.float32)\n"
        "    return dataset, arrays[:, 1:], arrays[:, :1]"
    ),
    "The first column is used as the truth and the others as the inputs. The truth is the last "
    "column.")
load_dataset.edit("truth_is_among_the_inputs", "iloc[:, :-1]", "iloc[:, :]",
    "The inputs contain the column output. A network that sees the truth has nothing to learn.")
load_dataset.edit("there_are_always_two_inputs",
    "dataset.iloc[:, :-1]", 'dataset[["input1", "input2"]]',
    "The inputs are always the columns input1 and input2. A file may have more or fewer: the "
    "inputs are all columns but the last.")
load_dataset.edit("inputs_are_transposed", "inputs, truth", "inputs.T, truth",
    "The inputs have one row per input and one column per observation. It should be the other way "
    "round: observations are rows.")
load_dataset.edit("inputs_and_truth_are_swapped", "inputs, truth", "truth, inputs",
    "The three parts are returned in the wrong order: the inputs come second, the truth last.")
load_dataset.edit("data_frames_instead_of_arrays", "inputs, truth",
    'dataset.iloc[:, :-1].astype("float32"), dataset.iloc[:, -1:].astype("float32")',
    "The inputs and the truth are still DataFrames. They should be NumPy arrays.")
# fmt: on


@load_dataset.cross_check(rtol=0)
def standard_library(csv):
    text = csv.read() if hasattr(csv, "read") else Path(csv).read_text(encoding="utf-8")
    _header, *rows = csv_reader.reader(text.splitlines())
    numbers = np.array(rows, dtype=np.float64).astype(np.float32)
    return None, numbers[:, 1:-1], numbers[:, -1:]


load_dataset.hint(
    "Which of the file's columns are inputs, which one is the truth, and which one is neither?"
)
load_dataset.hint(
    "pandas.read_csv takes paths and open files, and can make a column the index. With slices of "
    "iloc you choose columns by position, whatever their number. What shape does a slice of a "
    "single column have, and what shape does a single position have?"
)
load_dataset.hint(
    "With observation as the index, the inputs are all columns up to the last and the truth is the "
    "slice that starts at the last. to_numpy turns them into arrays and takes the dtype."
)


@assignment.exercise(points=1, uses=("linear", "sigmoid", "forward"))
def predict(random):
    """the dataset with the predictions of the network and their errors"""
    or_gate = pd.DataFrame(
        {"input1": [0, 0, 1, 1], "input2": [0, 1, 0, 1], "output": [0, 1, 1, 1]},
        index=pd.Index([1, 2, 3, 4], name="observation"),
    )
    weights = OR_WEIGHTS_HIDDEN, OR_WEIGHTS_OUTPUT
    yield case(or_gate, OR_INPUTS, *weights, tolerance=PUBLISHED)
    for rows, inputs, hidden in [(4, 2, 3), (5, 4, 6), (1, 3, 2)]:
        dataset = a_dataset(random, rows, inputs, fractional=True)
        x = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
        yield dataset, x, *a_network(random, inputs, hidden, 1)


ERROR = 'dataset["output"] - prediction'
# fmt: off
predict.edit("equal_rows_are_dropped", "- prediction)", "- prediction).drop_duplicates()",
    "Rows that repeat an earlier one are missing. Every observation keeps its row.")
predict.edit("error_has_the_wrong_sign", ERROR, 'prediction - dataset["output"]',
    "The error is prediction minus output. Here it is defined as output minus prediction.")
predict.edit("error_is_absolute", ERROR, f"({ERROR}).abs()",
    "The error has lost its sign. It is output minus prediction, which is negative where the "
    "prediction is too high.")
predict.edit("error_is_squared", ERROR, f"({ERROR}) ** 2",
    "The error is squared. In this table, it is the plain difference, output minus prediction.")
predict.edit("every_row_has_the_mean_error", ERROR, f"(({ERROR}) ** 2).mean()",
    "Every row holds the mean squared error. In this table, each observation has its own error, "
    "output minus prediction.")
predict.edit("prediction_is_thresholded", "f[:, 0]", "np.where(f[:, 0] > 0.5, 1.0, 0.0)",
    "The predictions are 0 or 1. The column prediction holds what the network returns, without a "
    "threshold.")
predict.edit("error_is_taken_from_thresholded_predictions", ERROR, f"{ERROR}.round()",
    "The predictions are right, but the error is that of predictions rounded to 0 or 1. It should "
    "be the output minus the column prediction.")
predict.edit("prediction_is_a_hidden_feature", "_, f", "f, _",
    "The column prediction holds a hidden feature. The forward pass returns the hidden features "
    "first and the predictions second.")
predict.edit("prediction_is_a_weighted_sum",
    "_, f = forward(inputs, weights_hidden, weights_output)",
    "g, _ = forward(inputs, weights_hidden, weights_output)\n    f = linear(g, weights_output)",
    "The column prediction holds the weighted sum of the hidden features, without the sigmoid of "
    "the output layer.")
predict.edit("dataset_is_left_out", "- prediction)", '- prediction)[["prediction", "error"]]',
    "Only the two new columns are returned. They should be added to the columns of the dataset.")
predict.edit("error_is_left_out", f", error={ERROR}", "",
    "The column error is missing. It belongs beside the column prediction.")
predict.edit("index_is_lost", "- prediction)", "- prediction).reset_index(drop=True)",
    "The rows are numbered from 0, and the observation numbers are lost. They are the index of the "
    "dataset and of the result.")
predict.edit("output_is_replaced", "prediction=prediction", "output=prediction",
    "The predictions replace the truth in the column output. They belong in a column of their own, "
    "prediction.")
# fmt: on

predict.hint("Which part of what forward returns is the prediction, and what is its shape?")
predict.hint(
    "A column of a DataFrame takes an array of shape (N,). Which method of a DataFrame returns a "
    "copy with more columns, so that the one passed in stays unchanged?"
)
predict.hint(
    "Take the only column of f. dataset.assign gives a copy with the columns prediction and error, "
    "the latter being the column output minus the prediction."
)

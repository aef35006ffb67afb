"""What is graded in the assignment mlp: cases, known mistakes, hints and cross-checks."""

import csv as csv_reader
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from autograder import PUBLISHED, Assignment, TextFile, case
from solutions.mlp import mlp as reference

assignment = Assignment("mlp", title="A multilayer perceptron learns OR", files=("or_gate.csv",))

OR_GATE = Path(__file__).with_name("or_gate.csv").read_text(encoding="utf-8")
OR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
OR_TRUTH = np.array([[0], [1], [1], [1]], dtype=np.float32)

# The weights after the published training.
OR_WEIGHTS_HIDDEN = np.array(
    [[1.66707072, 2.43454525, -1.50667653], [1.66659174, 2.29166158, -1.50681196]]
)
OR_WEIGHTS_OUTPUT = np.array([[0.70570663], [2.04736287], [-4.12867523]])


def a_bias(random):
    """A bias that is not close to zero."""
    return float(random.choice([-1, 1]) * random.uniform(0.3, 0.8))


def options(random, rate, num_iterations, *log_every):
    """Settings of a training near these: who knows the public cases does not know them."""
    return {
        "learning_rate": float(rate * random.uniform(0.7, 1.3)),
        "num_iterations": num_iterations,
        "log_every": int(random.choice(log_every)),
    }


# Of trainings on a truth far from 0 and 1, with gradients well above 1; and of those that start
# where all predictions are near 0, with gradients below 1e-3. Neither is clipped, or an end.
STEEP = {"learning_rate": 0.0005, "num_iterations": 5, "log_every": 2}
FLAT = {"learning_rate": 50.0, "num_iterations": 5, "log_every": 2}


def flat(random, weights):
    """Output weights of this shape that make sums near −9 of hidden features near 0.5."""
    return random.uniform(-20, -17, size=weights.shape) / len(weights)


def a_fractional_truth(random, rows, outputs):
    """A truth of any numbers, all of them well above 0."""
    return random.uniform(0.5, 1.5, size=(rows, outputs))


def a_network(random, inputs, hidden, outputs):
    """Weights of a network that is not saturated."""
    return random.normal(size=(inputs, hidden)), random.normal(size=(hidden, outputs))


def activations(random, rows, columns):
    """What a sigmoid returns, away from 0 and 1."""
    return random.uniform(0.1, 0.9, size=(rows, columns))


def a_truth(random, rows, outputs):
    """A truth of zeros and ones."""
    return random.integers(0, 2, size=(rows, outputs)).astype(np.float64)


def a_dataset(random, rows, inputs, *, fractional):
    """A dataset whose observations are out of order and do not start at 1.

    From five rows on, the last two repeat the first: one as a whole, the other but for its output.
    """
    observations = random.integers(11, 90) + random.permutation(rows)
    columns = {
        f"input{number}": np.round(random.uniform(-2, 2, size=rows), 2)
        if fractional
        else random.integers(0, 2, size=rows)
        for number in range(1, inputs + 1)
    }
    columns["output"] = random.integers(0, 2, size=rows)
    if fractional:
        columns["output"] = np.round(random.uniform(-1, 2, size=rows), 2)
    if rows >= 5:
        for values in columns.values():
            values[-2:] = values[0]
        columns["output"][-1] = 1 - values[0]
    return pd.DataFrame(columns, index=pd.Index(observations, name="observation"))


def as_file(dataset, *, is_open):
    """The CSV file of a dataset."""
    return TextFile("observations.csv", dataset.to_csv(lineterminator="\n"), is_open)


def central_differences_of(error, weights, h=1e-5):
    """The gradient of error(weights), from nudging every weight up and down."""
    gradient = np.zeros_like(weights)
    for position in np.ndindex(weights.shape):
        nudge = np.zeros_like(weights)
        nudge[position] = h
        gradient[position] = (error(weights + nudge) - error(weights - nudge)) / (2 * h)
    return gradient


def logit(probability):
    """The sum of which the sigmoid is this probability."""
    return np.log(probability / (1 - probability))


# --- load_dataset -------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("dataset", "inputs", "truth"), exact_dtype=True)
def load_dataset(random):
    """the dataset of a CSV file, its inputs and its truth"""
    yield (TextFile("or_gate.csv", OR_GATE, is_open=False),)
    yield (as_file(a_dataset(random, 4, 2, fractional=True), is_open=False),)
    yield (as_file(a_dataset(random, 5, 3, fractional=True), is_open=True),)
    yield (as_file(a_dataset(random, 6, 1, fractional=False), is_open=False),)
    yield (as_file(a_dataset(random, 1, 2, fractional=True), is_open=True),)


def split(dataset):
    """A dataset, all columns but the last one, and the last one."""
    inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    return dataset, inputs, dataset.iloc[:, -1:].to_numpy(dtype=np.float32)


@load_dataset.mistake
def observation_is_an_input(csv):
    """The column observation is among the inputs. It numbers the rows and says nothing about them;
    it belongs in the index."""
    return split(pd.read_csv(csv))


@load_dataset.mistake
def dataset_is_not_indexed(csv):
    """The arrays are right, but the dataset is not indexed by observation: that is still a column
    of it."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset.reset_index(), inputs, truth


@load_dataset.mistake
def observations_are_renumbered(csv):
    """The index of the dataset counts the rows from 1. The numbers in the file's column observation
    need not be those."""
    dataset, inputs, truth = reference.load_dataset(csv)
    dataset.index = pd.Index(range(1, len(dataset) + 1), name="observation")
    return dataset, inputs, truth


@load_dataset.mistake
def observations_are_sorted(csv):
    """The rows come back sorted by observation. They belong in the order of the file."""
    return split(pd.read_csv(csv, index_col="observation").sort_index())


@load_dataset.mistake
def repeated_observations_are_dropped(csv):
    """Rows that repeat another one are missing. Each observation keeps its row."""
    return split(reference.load_dataset(csv)[0].drop_duplicates())


@load_dataset.mistake
def first_observation_is_lost(csv):
    """The first observation is missing. The header takes one line of the file, and the data begins
    right below it."""
    return split(pd.read_csv(csv, index_col="observation").iloc[1:])


@load_dataset.mistake
def arrays_are_float64(csv):
    """The inputs and the truth are float64. The numbers are right; the arrays should hold them as
    float32."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset, inputs.astype(np.float64), truth.astype(np.float64)


@load_dataset.mistake
def arrays_keep_the_types_of_the_file(csv):
    """The inputs and the truth have whatever type pandas found in the file, integers among them.
    They should be float32 for every file."""
    dataset, _, _ = reference.load_dataset(csv)
    return dataset, dataset.iloc[:, :-1].to_numpy(), dataset.iloc[:, -1:].to_numpy()


@load_dataset.mistake
def arrays_are_integers(csv):
    """The inputs and the truth are integers, so that a fractional input loses its fraction. They
    should be float32."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset, inputs.astype(np.int64), truth.astype(np.int64)


@load_dataset.mistake
def truth_has_one_dimension(csv):
    """The truth has the shape (N,). As a column, its shape is (N, 1), like that of the predictions
    that will be subtracted from it."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset, inputs, truth.ravel()


@load_dataset.mistake
def first_column_is_the_truth(csv):
    """The first column is taken for the truth and the others for the inputs. The truth is the last
    column."""
    dataset, _, _ = reference.load_dataset(csv)
    arrays = dataset.to_numpy(dtype=np.float32)
    return dataset, arrays[:, 1:], arrays[:, :1]


@load_dataset.mistake
def truth_is_among_the_inputs(csv):
    """The inputs contain the column output. A network that sees the truth has nothing to learn."""
    dataset, _, truth = reference.load_dataset(csv)
    return dataset, dataset.to_numpy(dtype=np.float32), truth


@load_dataset.mistake
def there_are_always_two_inputs(csv):
    """The inputs are the columns input1 and input2. A file may have another number of them: the
    inputs are all columns but the last."""
    dataset, _, truth = reference.load_dataset(csv)
    return dataset, dataset[["input1", "input2"]].to_numpy(dtype=np.float32), truth


@load_dataset.mistake
def inputs_are_transposed(csv):
    """The inputs have one row per input and one column per observation. It is the other way round:
    observations are rows."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset, inputs.T, truth


@load_dataset.mistake
def inputs_and_truth_are_swapped(csv):
    """The three parts come back in another order: the inputs are second, the truth is last."""
    dataset, inputs, truth = reference.load_dataset(csv)
    return dataset, truth, inputs


@load_dataset.mistake
def data_frames_instead_of_arrays(csv):
    """The inputs and the truth are still DataFrames. They should be NumPy arrays."""
    dataset, _, _ = reference.load_dataset(csv)
    return dataset, dataset.iloc[:, :-1].astype("float32"), dataset.iloc[:, -1:].astype("float32")


@load_dataset.mistake
def the_file_is_always_the_same(csv):
    """The same file is read whichever is passed."""
    return reference.load_dataset(StringIO(OR_GATE))


@load_dataset.mistake
def open_files_are_refused(csv):
    """A path works, but an open file does not. Both may be passed, and pandas reads both."""
    return reference.load_dataset(Path(csv))


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
    "slice that starts at the last. to_numpy makes arrays of them and takes the dtype."
)


# --- linear -------------------------------------------------------------------------------------


@assignment.exercise(points=2)
def linear(random):
    """adds the bias to every row of x · weights"""
    for rows, inputs, outputs in [(4, 2, 3), (4, 2, 3), (5, 4, 2), (1, 3, 1), (3, 3, 3)]:
        yield (
            random.normal(size=(rows, inputs)),
            random.normal(size=(inputs, outputs)),
            a_bias(random),
        )
    rows = random.integers(6, 12)
    yield random.normal(size=(rows, 2)), random.normal(size=(2, 1))  # the bias is left out


@linear.mistake
def bias_is_missing(x, weights, bias=0.0):
    """The bias never reaches the result."""
    return x @ weights


@linear.mistake
def bias_is_added_to_the_weights(x, weights, bias=0.0):
    """The bias is added to the weights, so that every input multiplies it. It belongs in the sum,
    once, beside the weighted inputs."""
    return x @ (weights + bias)


@linear.mistake
def bias_is_added_to_the_inputs(x, weights, bias=0.0):
    """The bias is added to the inputs, so that every weight multiplies it. It belongs in the sum,
    once, beside the weighted inputs."""
    return (x + bias) @ weights


@linear.mistake
def bias_is_subtracted(x, weights, bias=0.0):
    """The bias enters the result with the wrong sign."""
    return x @ weights - bias


@linear.mistake
def bias_is_a_factor(x, weights, bias=0.0):
    """The weighted sums are multiplied by the bias. With a bias of 0 nothing is left of them."""
    return x @ weights * bias


@linear.mistake
def bias_reaches_only_the_first_row(x, weights, bias=0.0):
    """The bias is added to the first row only. Every observation gets the same bias."""
    y = x @ weights
    y[0] += bias
    return y


@linear.mistake
def bias_is_one_by_default(x, weights, bias=1.0):
    """Without a bias in the call, 1 is added. The default of the bias is 0."""
    return x @ weights + bias


@linear.mistake
def product_is_elementwise(x, weights, bias=0.0):
    """x and weights are multiplied element by element. The weighted sums of the rows are a matrix
    product."""
    return x * weights + bias


@linear.mistake
def factors_are_swapped(x, weights, bias=0.0):
    """The weights come first in the matrix product. The rows of x are the observations, so x comes
    first, and the order matters."""
    return weights @ x + bias


@linear.mistake
def weights_are_transposed(x, weights, bias=0.0):
    """The weights are transposed before the product. They already have one row per input and one
    column per output."""
    return x @ weights.T + bias


@linear.mistake
def result_is_squeezed(x, weights, bias=0.0):
    """An axis of length 1 is lost: the result has the shape (N, M) for a single output and a single
    row, too."""
    return np.squeeze(x @ weights) + bias


@linear.mistake
def sigmoid_is_applied_already(x, weights, bias=0.0):
    """The result went through the sigmoid. This function is the linear part of a layer; the sigmoid
    comes after it."""
    return reference.sigmoid(x @ weights + bias)


@linear.cross_check(rtol=1e-9)
def torch_linear(x, weights, bias=0.0):
    import torch

    biases = torch.full((weights.shape[1],), bias, dtype=torch.float64)
    layer = torch.nn.functional.linear(torch.tensor(x), torch.tensor(weights.T), biases)
    return layer.numpy()


linear.hint("With x and weights all zero, what should come back?")
linear.hint(
    "x is (N, D), weights is (D, M), and the result is (N, M). Which product of two arrays makes "
    "these shapes out of those?"
)
linear.hint("The result is the matrix product of x and weights, plus the bias in every element.")


# --- sigmoid ------------------------------------------------------------------------------------


@assignment.exercise(points=1)
def sigmoid(random):
    """squashes every element into the range from 0 to 1"""
    x = random.normal(scale=2, size=(4, 3))
    x[0, 1] = x[2, 2] = 0
    yield (x,)
    yield (random.normal(scale=2, size=(4, 3)),)
    yield (random.normal(size=(5, 1)),)
    x = random.normal(size=(2, 3))
    x[0, 0], x[1, 0], x[1, 2] = 1000, 0, -1000
    yield (x,)
    x = random.normal(scale=4, size=(1, 4))
    x[0, 1] = -1000
    yield (x,)
    yield (random.normal(size=5),)  # as of any shape
    yield (random.normal(size=(2, 3, 2)),)


@sigmoid.mistake
def exponent_has_the_wrong_sign(x):
    """The result falls where x grows: the sign of the exponent is the wrong one."""
    return reference.sigmoid(-x)


@sigmoid.mistake
def one_is_missing_in_the_denominator(x):
    """The result is the exponential alone and grows beyond 1: in the denominator, the 1 is
    missing."""
    with np.errstate(all="ignore"):
        return 1 / np.exp(-x)


@sigmoid.mistake
def parentheses_are_missing(x):
    """The exponential is added to 1 / 1: without parentheses, the division comes first."""
    with np.errstate(all="ignore"):
        return 1 / 1 + np.exp(-x)


@sigmoid.mistake
def denominator_is_a_difference(x):
    """The denominator subtracts the exponential from 1, so that it vanishes at x = 0. It is a
    sum."""
    with np.errstate(all="ignore"):
        return 1 / (1 - np.exp(-x))


@sigmoid.mistake
def large_inputs_give_nan(x):
    """Inputs of ordinary size come out right, but large ones give NaN: two exponentials are both
    infinite there, and infinity divided by infinity is not a number."""
    with np.errstate(all="ignore"):
        return np.exp(x) / (1 + np.exp(x))


@sigmoid.mistake
def large_inputs_are_cut_off(x):
    """Large inputs are cut off at ±10, where the sigmoid is still visibly away from 0 and 1. A
    limit that is meant to prevent an overflow lies much further out."""
    return reference.sigmoid(np.clip(x, -10, 10))


@sigmoid.mistake
def tanh_is_returned(x):
    """The result is the hyperbolic tangent, which lies between −1 and 1. The sigmoid lies between
    0 and 1 and is 0.5 at x = 0."""
    return np.tanh(x)


@sigmoid.mistake
def curve_is_twice_as_steep(x):
    """The result is the sigmoid of 2 x. The hyperbolic tangent gives the sigmoid too, at half the
    argument."""
    return (1 + np.tanh(x)) / 2


@sigmoid.mistake
def derivative_is_returned(x):
    """The result is the derivative of the sigmoid, f (1 − f). The gradients need that later; here
    f itself is asked for."""
    f = reference.sigmoid(x)
    return f * (1 - f)


@sigmoid.mistake
def rows_are_normalised(x):
    """Every row is divided by its sum: this is the softmax, where the elements of a row depend on
    each other. The sigmoid looks at every element by itself."""
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@sigmoid.mistake
def step_is_returned(x):
    """The result is either 0 or 1. That is a step; the sigmoid passes smoothly from 0 to 1."""
    return np.where(x > 0, 1.0, 0.0)


@sigmoid.mistake
def sigmoid_is_applied_twice(x):
    """The sigmoid is applied twice, so that everything comes out between 0.5 and 0.74."""
    return reference.sigmoid(reference.sigmoid(x))


@sigmoid.cross_check(rtol=1e-12)
def torch_sigmoid(x):
    import torch

    return torch.sigmoid(torch.tensor(x)).numpy()


sigmoid.hint("What are the values at 0, at a large positive x and at a large negative x?")
sigmoid.hint(
    "Which exponential overflows at x = 1000, which one at x = −1000, and what does the fraction "
    "become when it does?"
)
sigmoid.hint(
    "The exponential of −|x| never overflows. Call it e. Where x is not negative, the sigmoid is "
    "1 / (1 + e). What is it where x is negative?"
)


# --- initialize_weights -------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("weights_hidden", "weights_output"))
def initialize_weights(random):
    """random weights for both layers, the same ones for the same seed"""
    yield case(2, 3, tolerance=PUBLISHED)
    yield case(2, 3, seed=int(random.integers(2, 1000)))
    yield case(3, 1, num_outputs=2)
    yield case(2, 4, seed=0)  # a seed like any other
    yield 4, 6, 2, int(random.integers(1000, 2000))
    yield 1, 5, 3, int(random.integers(2000, 3000))


@initialize_weights.mistake
def output_weights_are_drawn_first(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The output weights are drawn before the hidden ones. Drawn in another order, the numbers of
    the same seed land in other places."""
    np.random.seed(seed)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return np.random.rand(num_inputs, num_hidden), weights_output


@initialize_weights.mistake
def seed_is_set_for_each_layer(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The seed is set again before the output weights, so that they begin with the same numbers as
    the hidden weights. It is set once."""
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    np.random.seed(seed)
    return weights_hidden, np.random.rand(num_hidden, num_outputs)


@initialize_weights.mistake
def seed_is_always_one(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The weights are those of seed 1 for every seed that is passed."""
    return reference.initialize_weights(num_inputs, num_hidden, num_outputs)


@initialize_weights.mistake
def there_is_always_one_output(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The output weights have one column for every number of outputs that is passed."""
    return reference.initialize_weights(num_inputs, num_hidden, seed=seed)


@initialize_weights.mistake
def weights_are_normally_distributed(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The weights come from a normal distribution, some of them negative. They should be uniform
    between 0 and 1."""
    np.random.seed(seed)
    weights_hidden = np.random.randn(num_inputs, num_hidden)
    return weights_hidden, np.random.randn(num_hidden, num_outputs)


@initialize_weights.mistake
def weights_come_from_the_new_generator(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The weights come from NumPy's newer generator. Its numbers differ from those of the legacy
    functions for the same seed."""
    generator = np.random.default_rng(seed)
    weights_hidden = generator.random((num_inputs, num_hidden))
    return weights_hidden, generator.random((num_hidden, num_outputs))


@initialize_weights.mistake
def weights_are_centred(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The weights lie between −1 and 1. This is often a good choice, but here they should be the
    numbers between 0 and 1 as they are drawn."""
    v, w = reference.initialize_weights(num_inputs, num_hidden, num_outputs, seed)
    return 2 * v - 1, 2 * w - 1


@initialize_weights.mistake
def weights_are_scaled(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The weights are divided by the square root of the number of features that they multiply. This
    is often a good choice, but here they should be the numbers as they are drawn."""
    v, w = reference.initialize_weights(num_inputs, num_hidden, num_outputs, seed)
    return v / num_inputs**0.5, w / num_hidden**0.5


@initialize_weights.mistake
def layers_have_transposed_shapes(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The shapes have outputs first, as in PyTorch. Here a layer's weights have one row per input
    and one column per output."""
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_hidden, num_inputs)
    return weights_hidden, np.random.rand(num_outputs, num_hidden)


@initialize_weights.mistake
def weights_are_drawn_transposed(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The shapes are right, but the weights are drawn with the shapes exchanged and transposed
    afterwards, so that the numbers land in other places."""
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_hidden, num_inputs).T
    return weights_hidden, np.random.rand(num_outputs, num_hidden).T


@initialize_weights.mistake
def layers_are_swapped(num_inputs, num_hidden, num_outputs=1, seed=1):
    """The output weights come back before the hidden ones."""
    return reference.initialize_weights(num_inputs, num_hidden, num_outputs, seed)[::-1]


@initialize_weights.mistake
def weights_are_zero(num_inputs, num_hidden, num_outputs=1, seed=1):
    """All weights are 0. Then all hidden features are equal and stay equal: training needs random
    weights to tell them apart."""
    return np.zeros((num_inputs, num_hidden)), np.zeros((num_hidden, num_outputs))


@initialize_weights.mistake
def there_is_a_row_for_the_bias(num_inputs, num_hidden, num_outputs=1, seed=1):
    """Both layers have one row of weights too many, as if for a bias. This network has none."""
    return reference.initialize_weights(num_inputs + 1, num_hidden, num_outputs, seed)[0], (
        reference.initialize_weights(num_inputs, num_hidden + 1, num_outputs, seed)[1]
    )


@initialize_weights.cross_check(rtol=1e-12)
def one_sequence(num_inputs, num_hidden, num_outputs=1, seed=1):
    size_hidden, size_output = num_inputs * num_hidden, num_hidden * num_outputs
    numbers = np.random.RandomState(seed).random_sample(size_hidden + size_output)
    weights_hidden = numbers[:size_hidden].reshape(num_inputs, num_hidden)
    return weights_hidden, numbers[size_hidden:].reshape(num_hidden, num_outputs)


initialize_weights.hint(
    "How many rows and columns do the weights of each layer have, if x · v and g · w are to be "
    "possible?"
)
initialize_weights.hint(
    "The numbers of a seed are one fixed sequence. How often is the seed set, and which layer "
    "takes its numbers first?"
)
initialize_weights.hint(
    "Call np.random.seed once. np.random.rand takes the number of rows and the number of columns: "
    "call it for the hidden weights, then for the output weights."
)


# --- forward ------------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("g", "f"), uses=("linear", "sigmoid"))
def forward(random):
    """the hidden features and the predictions of the network"""
    for rows, inputs, hidden, outputs in [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 6, 2), (1, 3, 2, 1)]:
        x = random.normal(size=(rows, inputs))
        yield x, *a_network(random, inputs, hidden, outputs), a_bias(random)
    yield random.normal(size=(3, 3)), *a_network(random, 3, 3, 2)  # the bias is left out


@forward.mistake
def bias_reaches_no_layer(x, weights_hidden, weights_output, bias=0.0):
    """The bias that is passed reaches neither layer."""
    return reference.forward(x, weights_hidden, weights_output)


@forward.mistake
def bias_reaches_only_the_hidden_layer(x, weights_hidden, weights_output, bias=0.0):
    """The bias reaches the hidden layer, but not the output layer."""
    g = reference.sigmoid(x @ weights_hidden + bias)
    return g, reference.sigmoid(g @ weights_output)


@forward.mistake
def bias_reaches_only_the_output_layer(x, weights_hidden, weights_output, bias=0.0):
    """The bias reaches the output layer, but not the hidden layer."""
    g = reference.sigmoid(x @ weights_hidden)
    return g, reference.sigmoid(g @ weights_output + bias)


@forward.mistake
def hidden_sigmoid_is_missing(x, weights_hidden, weights_output, bias=0.0):
    """The hidden features are the weighted sums themselves: the sigmoid between the layers is
    missing, and two linear layers in a row are no more than one."""
    g = x @ weights_hidden + bias
    return g, reference.sigmoid(g @ weights_output + bias)


@forward.mistake
def output_sigmoid_is_missing(x, weights_hidden, weights_output, bias=0.0):
    """The predictions are the weighted sums of the hidden features: the sigmoid of the output layer
    is missing."""
    g = reference.sigmoid(x @ weights_hidden + bias)
    return g, g @ weights_output + bias


@forward.mistake
def both_sigmoids_are_missing(x, weights_hidden, weights_output, bias=0.0):
    """Neither layer has its sigmoid, so that the whole network is linear."""
    g = x @ weights_hidden + bias
    return g, g @ weights_output + bias


@forward.mistake
def output_sigmoid_is_applied_twice(x, weights_hidden, weights_output, bias=0.0):
    """The predictions went through the sigmoid twice."""
    g, f = reference.forward(x, weights_hidden, weights_output, bias)
    return g, reference.sigmoid(f)


@forward.mistake
def hidden_sums_are_returned(x, weights_hidden, weights_output, bias=0.0):
    """The predictions are right, but beside them the weighted sums of the hidden layer come back.
    The hidden features g are the sigmoid of these."""
    _, f = reference.forward(x, weights_hidden, weights_output, bias)
    return x @ weights_hidden + bias, f


@forward.mistake
def output_sums_are_returned(x, weights_hidden, weights_output, bias=0.0):
    """The weighted sums of the output layer come back in the place of the hidden features."""
    g, f = reference.forward(x, weights_hidden, weights_output, bias)
    return g @ weights_output + bias, f


@forward.mistake
def predictions_come_first(x, weights_hidden, weights_output, bias=0.0):
    """The predictions come back before the hidden features. The order is that of the layers."""
    return reference.forward(x, weights_hidden, weights_output, bias)[::-1]


@forward.mistake
def only_predictions_are_returned(x, weights_hidden, weights_output, bias=0.0):
    """Only the predictions come back. The gradients need the hidden features, too."""
    return reference.forward(x, weights_hidden, weights_output, bias)[1]


@forward.mistake
def predictions_are_rounded(x, weights_hidden, weights_output, bias=0.0):
    """The predictions are rounded to 0 and 1. Training needs to see how far they are from the
    truth."""
    g, f = reference.forward(x, weights_hidden, weights_output, bias)
    return g, np.round(f)


@forward.mistake
def hidden_features_are_tanh(x, weights_hidden, weights_output, bias=0.0):
    """The hidden features are hyperbolic tangents. Both layers of this network use the sigmoid."""
    g = np.tanh(x @ weights_hidden + bias)
    return g, reference.sigmoid(g @ weights_output + bias)


@forward.cross_check(rtol=1e-9)
def torch_forward(x, weights_hidden, weights_output, bias=0.0):
    import torch

    v, w = torch.tensor(weights_hidden), torch.tensor(weights_output)
    g = torch.sigmoid(torch.tensor(x) @ v + bias)
    return g.numpy(), torch.sigmoid(g @ w + bias).numpy()


forward.hint("What does the second layer get as its input?")
forward.hint(
    "A layer is linear and then sigmoid; there are two of them. Which arguments does linear take, "
    "and do both calls get all three?"
)
forward.hint(
    "g is the sigmoid of linear of x, weights_hidden and bias. f is the same with g and "
    "weights_output. Return g, then f."
)


# --- mean_squared_error -------------------------------------------------------------------------


@assignment.exercise(points=1)
def mean_squared_error(random):
    """the mean of the squared differences, over all elements"""
    for rows, outputs in [(4, 1), (4, 1), (5, 2), (1, 3), (3, 3)]:
        yield activations(random, rows, outputs), a_truth(random, rows, outputs)
    f = activations(random, 6, 1)
    truth = a_truth(random, 6, 1)
    truth[1], truth[4] = f[1], f[4]
    yield f, truth
    yield activations(random, 4, 2), random.normal(scale=5, size=(4, 2))  # far off, and fractions


@mean_squared_error.mistake
def sum_instead_of_mean(f, truth):
    """The squared differences are added up. Their mean is asked for, which does not grow with the
    number of elements."""
    return float(np.sum((f - truth) ** 2))


@mean_squared_error.mistake
def mean_counts_only_rows(f, truth):
    """The sum is divided by the number of rows. The mean is taken over all elements, and with two
    outputs there are twice as many of them."""
    return float(np.sum((f - truth) ** 2) / len(f))


@mean_squared_error.mistake
def absolute_instead_of_squared(f, truth):
    """The result is the mean of the absolute differences. Each difference should be squared."""
    return float(np.mean(np.abs(f - truth)))


@mean_squared_error.mistake
def differences_are_not_squared(f, truth):
    """The differences are averaged with their signs, so that positive and negative ones cancel.
    Each should be squared first."""
    return float(np.mean(f - truth))


@mean_squared_error.mistake
def mean_is_squared(f, truth):
    """The differences are averaged first and squared afterwards, so that positive and negative ones
    cancel. Squaring comes first."""
    return float(np.mean(f - truth) ** 2)


@mean_squared_error.mistake
def root_is_taken(f, truth):
    """The result is the square root of the mean squared error."""
    return float(np.sqrt(np.mean((f - truth) ** 2)))


@mean_squared_error.mistake
def error_is_halved(f, truth):
    """The result is half of the mean. Some texts define the error so, to get rid of the 2 of its
    derivative; here it keeps both."""
    return float(np.mean((f - truth) ** 2) / 2)


@mean_squared_error.mistake
def variance_is_returned(f, truth):
    """The result is the variance of the differences: their own mean is subtracted before they are
    squared."""
    return float(np.var(f - truth))


@mean_squared_error.mistake
def truth_is_broadcast(f, truth):
    """Every prediction is compared with every truth: a column minus a flat array broadcasts to a
    square. Both should keep the shape (N, M)."""
    return float(np.mean((f - truth.ravel()) ** 2))


@mean_squared_error.mistake
def one_error_per_element(f, truth):
    """The squared differences of all elements come back. The error that training minimises is one
    number, their mean."""
    return (f - truth) ** 2


@mean_squared_error.mistake
def one_error_per_output(f, truth):
    """The mean is taken for each output by itself. The error is one number, the mean over rows and
    outputs."""
    return np.mean((f - truth) ** 2, axis=0)


@mean_squared_error.mistake
def one_error_per_row(f, truth):
    """The mean is taken for each row by itself. The error is one number, the mean over rows and
    outputs."""
    return np.mean((f - truth) ** 2, axis=1)


@mean_squared_error.mistake
def cross_entropy_is_returned(f, truth):
    """The result is the cross-entropy, another measure of error. Here the squared differences are
    averaged."""
    return float(-np.mean(truth * np.log(f) + (1 - truth) * np.log(1 - f)))


@mean_squared_error.cross_check(rtol=1e-12)
def torch_loss(f, truth):
    import torch

    return torch.nn.MSELoss(reduction="mean")(torch.tensor(f), torch.tensor(truth)).item()


mean_squared_error.hint("With f = [[0.5]] and truth = [[0]], what should come back?")
mean_squared_error.hint("How many elements does f have if its shape is (5, 2)?")
mean_squared_error.hint(
    "Subtract truth from f, square every element, and take the mean over both axes at once."
)


# --- output_gradient ----------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("dE_dw", "dE_dy"))
def output_gradient(random):
    """the gradient of the mean squared error"""
    shapes = [(4, 3, 1), (4, 3, 1), (5, 6, 2), (1, 4, 2), (10, 3, 1)]
    for rows, hidden, outputs in shapes:
        f = activations(random, rows, outputs)
        yield f, a_truth(random, rows, outputs), activations(random, rows, hidden)
    f = activations(random, 3, 3)
    truth = f + random.normal(scale=0.05, size=(3, 3))
    truth[0, 1], truth[2, 0] = f[0, 1], f[2, 0]
    yield f, truth, activations(random, 3, 3)
    f = activations(random, 4, 2)
    yield f, random.normal(scale=200, size=(4, 2)), activations(random, 4, 3)  # gradients above 1


def through_sigmoid(dE_df, f, g):
    """Both gradients, from the derivative of the error by the predictions."""
    dE_dy = dE_df * f * (1 - f)
    return g.T @ dE_dy, dE_dy


@output_gradient.mistake
def factor_two_is_missing(f, truth, g):
    """The factor 2 of the derivative is missing: the error squares the difference, and the
    derivative of a square brings the 2 down."""
    return through_sigmoid((f - truth) / f.size, f, g)


@output_gradient.mistake
def n_is_missing(f, truth, g):
    """The error is a mean over N elements: the division by N is missing."""
    return through_sigmoid(2 * (f - truth), f, g)


@output_gradient.mistake
def factor_two_and_n_are_missing(f, truth, g):
    """The derivative of the error is taken to be the difference alone: the factor 2 of the square
    and the division by N of the mean are both missing."""
    return through_sigmoid(f - truth, f, g)


@output_gradient.mistake
def n_counts_only_rows(f, truth, g):
    """The division is by the number of rows. The error is a mean over all elements, and with two
    outputs there are twice as many of them."""
    return through_sigmoid(2 * (f - truth) / len(f), f, g)


@output_gradient.mistake
def n_divides_twice(f, truth, g):
    """dE_dy is right, but dE_dw is divided by N once more. The mean is in dE_dy already, and over
    the observations it is summed."""
    dE_dw, dE_dy = reference.output_gradient(f, truth, g)
    return dE_dw / f.size, dE_dy


@output_gradient.mistake
def sign_is_flipped(f, truth, g):
    """Both gradients point the wrong way: the difference is taken as truth minus prediction."""
    return through_sigmoid(2 * (truth - f) / f.size, f, g)


@output_gradient.mistake
def sigmoid_derivative_is_missing(f, truth, g):
    """The derivative of the sigmoid is missing: the chain from the error to the weighted sums leads
    through the sigmoid."""
    dE_dy = 2 * (f - truth) / f.size
    return g.T @ dE_dy, dE_dy


@output_gradient.mistake
def sigmoid_derivative_is_missing_in_dE_dy(f, truth, g):
    """dE_dw is right, but dE_df comes back in the place of dE_dy: the derivative of the sigmoid
    lies between the two."""
    dE_dw, _ = reference.output_gradient(f, truth, g)
    return dE_dw, 2 * (f - truth) / f.size


@output_gradient.mistake
def sigmoid_derivative_counts_twice(f, truth, g):
    """The derivative of the sigmoid is in dE_dy, as it should be, and once more in dE_dw."""
    _, dE_dy = reference.output_gradient(f, truth, g)
    return g.T @ (dE_dy * f * (1 - f)), dE_dy


@output_gradient.mistake
def sigmoid_is_applied_to_f(f, truth, g):
    """The derivative of the sigmoid is taken at f, as if f were still to be squashed. f is the
    sigmoid already, and its derivative follows from f itself."""
    s = reference.sigmoid(f)
    dE_dy = 2 * (f - truth) / f.size * s * (1 - s)
    return g.T @ dE_dy, dE_dy


@output_gradient.mistake
def sigmoid_derivative_uses_g(f, truth, g):
    """The derivative of the sigmoid is taken from the hidden features. At the output layer it
    belongs to the predictions."""
    dE_dy = 2 * (f - truth) / f.size * g * (1 - g)
    return g.T @ dE_dy, dE_dy


@output_gradient.mistake
def absolute_error_is_differentiated(f, truth, g):
    """This is the gradient of the sum of absolute errors: only the sign of the difference is left.
    In a squared error its size counts, too."""
    return through_sigmoid(np.sign(f - truth), f, g)


@output_gradient.mistake
def cross_entropy_is_differentiated(f, truth, g):
    """This is the gradient of the mean cross-entropy, where the derivative of the sigmoid cancels.
    In a squared error it does not."""
    dE_dy = (f - truth) / f.size
    return g.T @ dE_dy, dE_dy


@output_gradient.mistake
def gradients_are_swapped(f, truth, g):
    """The two gradients come back in the other order: dE_dw is first."""
    return reference.output_gradient(f, truth, g)[::-1]


@output_gradient.mistake
def dE_dw_is_transposed(f, truth, g):
    """dE_dw is transposed. It has the shape of the output weights, one row per hidden feature."""
    dE_dw, dE_dy = reference.output_gradient(f, truth, g)
    return dE_dw.T, dE_dy


@output_gradient.mistake
def g_is_reshaped(f, truth, g):
    """g is reshaped where it should be transposed. The shape is the same, but the numbers land in
    other places."""
    _, dE_dy = reference.output_gradient(f, truth, g)
    return g.reshape(g.shape[::-1]) @ dE_dy, dE_dy


@output_gradient.mistake
def observations_are_not_summed(f, truth, g):
    """dE_dw has one row per observation: g and dE_dy are multiplied element by element. Each weight
    takes part in every observation, and their contributions add up."""
    _, dE_dy = reference.output_gradient(f, truth, g)
    return g * dE_dy, dE_dy


@output_gradient.mistake
def difference_is_broadcast(f, truth, g):
    """Every prediction is compared with every truth: a column minus a flat array broadcasts to a
    square. Both should keep the shape (N, M)."""
    dE_dy = 2 * (f - truth.ravel()) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


@output_gradient.cross_check(rtol=1e-9)
def autograd(f, truth, g):
    """Weights w are added to the sums y that gave f; at w = 0 the predictions are those of f."""
    import torch

    y = torch.tensor(logit(f), requires_grad=True)
    w = torch.zeros((g.shape[1], f.shape[1]), dtype=torch.float64, requires_grad=True)
    predictions = torch.sigmoid(y + torch.tensor(g) @ w)
    torch.nn.functional.mse_loss(predictions, torch.tensor(truth)).backward()
    return w.grad.numpy(), y.grad.numpy()


@output_gradient.cross_check(rtol=1e-6)
def central_differences(f, truth, g):
    def error(y):
        return np.mean((1 / (1 + np.exp(-y)) - truth) ** 2)

    y = logit(f)
    w = np.zeros((g.shape[1], f.shape[1]))
    return (
        central_differences_of(lambda w: error(y + g @ w), w),
        central_differences_of(error, y),
    )


output_gradient.hint(
    "Which steps lead from a weight w to the error, and what is the derivative of each of them?"
)
output_gradient.hint(
    "Compare with the error: it squares a difference, and it is a mean over all elements of f. "
    "What does each of the two leave in dE_df?"
)
output_gradient.hint(
    "dE_df is 2 (f − truth) divided by the number of elements of f. dE_dy is that times f (1 − f), "
    "element by element. dE_dw is the matrix product of g transposed and dE_dy."
)


# --- hidden_gradient ----------------------------------------------------------------------------


@assignment.exercise(points=3)
def hidden_gradient(random):
    """the gradient of the error, carried back to the hidden weights"""
    shapes = [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 6, 2), (1, 3, 2, 1), (3, 3, 3, 3), (6, 2, 4, 2)]
    shapes += [(4, 1, 3, 2), (4, 3, 1, 2)]  # one input; one hidden feature
    for rows, inputs, hidden, outputs in shapes:
        yield (
            random.normal(size=(rows, inputs)),
            activations(random, rows, hidden),
            random.normal(size=(hidden, outputs)),
            random.normal(scale=0.1, size=(rows, outputs)),
        )
    x, g, dE_dy = random.normal(size=(4, 2)), activations(random, 4, 3), random.normal(size=(4, 2))
    yield x, g, random.normal(size=(3, 2)), 20 * dE_dy  # gradients above 1


@hidden_gradient.mistake
def derivative_of_the_hidden_sigmoid_is_missing(x, g, weights_output, dE_dy):
    """The derivative of the hidden layer's sigmoid is missing: the chain from g to the weighted
    sums leads through it."""
    return x.T @ (dE_dy @ weights_output.T)


@hidden_gradient.mistake
def sigmoid_is_applied_to_g(x, g, weights_output, dE_dy):
    """The derivative of the sigmoid is taken at g, as if g were still to be squashed. g is the
    sigmoid already, and its derivative follows from g itself."""
    s = reference.sigmoid(g)
    return x.T @ (dE_dy @ weights_output.T * s * (1 - s))


@hidden_gradient.mistake
def derivative_is_that_of_tanh(x, g, weights_output, dE_dy):
    """The derivative of the hidden layer is that of the hyperbolic tangent, 1 − g². The hidden
    features are sigmoids."""
    return x.T @ (dE_dy @ weights_output.T * (1 - g**2))


@hidden_gradient.mistake
def derivative_lacks_one_minus_g(x, g, weights_output, dE_dy):
    """The derivative of the sigmoid is incomplete: g alone stands where the product of g and 1 − g
    belongs."""
    return x.T @ (dE_dy @ weights_output.T * g)


@hidden_gradient.mistake
def hidden_sign_is_flipped(x, g, weights_output, dE_dy):
    """The gradient points the wrong way. The sign is in dE_dy already, and nothing on the way to
    the hidden weights turns it round."""
    return -reference.hidden_gradient(x, g, weights_output, dE_dy)


@hidden_gradient.mistake
def mean_is_taken_again(x, g, weights_output, dE_dy):
    """The gradient is divided by the number of observations. The mean is in dE_dy already, and over
    the observations it is summed."""
    return reference.hidden_gradient(x, g, weights_output, dE_dy) / len(x)


@hidden_gradient.mistake
def factor_two_counts_again(x, g, weights_output, dE_dy):
    """The gradient has a factor 2 too many. The 2 of the squared error is in dE_dy already."""
    return 2 * reference.hidden_gradient(x, g, weights_output, dE_dy)


@hidden_gradient.mistake
def output_weights_are_missing(x, g, weights_output, dE_dy):
    """The output weights play no part. A hidden feature that hardly weighs in the outputs hardly
    matters for the error."""
    dE_dg = dE_dy.sum(axis=1, keepdims=True)
    return x.T @ (dE_dg * g * (1 - g))


@hidden_gradient.mistake
def outputs_are_broadcast(x, g, weights_output, dE_dy):
    """dE_dy and the output weights are multiplied element by element. With one output this is right
    by broadcasting; with several, what comes back from each of them is added up."""
    return x.T @ (dE_dy * weights_output.T * g * (1 - g))


@hidden_gradient.mistake
def only_the_first_output_counts(x, g, weights_output, dE_dy):
    """Only the first output is carried back. A hidden feature feeds all outputs, and what comes
    back from each of them is added up."""
    return reference.hidden_gradient(x, g, weights_output[:, :1], dE_dy[:, :1])


@hidden_gradient.mistake
def output_weights_are_reshaped(x, g, weights_output, dE_dy):
    """The output weights are reshaped where they should be transposed. With several outputs, the
    numbers land in other places."""
    reshaped = weights_output.reshape(weights_output.shape[::-1])
    return x.T @ (dE_dy @ reshaped * g * (1 - g))


@hidden_gradient.mistake
def x_is_reshaped(x, g, weights_output, dE_dy):
    """x is reshaped where it should be transposed. The shape is the same, but the numbers land in
    other places."""
    return x.reshape(x.shape[::-1]) @ (dE_dy @ weights_output.T * g * (1 - g))


@hidden_gradient.mistake
def gradient_is_transposed(x, g, weights_output, dE_dy):
    """The gradient is transposed. It has the shape of the hidden weights, one row per input."""
    return reference.hidden_gradient(x, g, weights_output, dE_dy).T


@hidden_gradient.mistake
def last_step_is_missing(x, g, weights_output, dE_dy):
    """The result belongs to the weighted sums of the hidden layer, with one row per observation.
    One step is left, from these sums to the weights."""
    return dE_dy @ weights_output.T * g * (1 - g)


@hidden_gradient.cross_check(rtol=1e-9)
def autograd(x, g, weights_output, dE_dy):  # noqa: F811  # each exercise has its own
    """To first order the error changes by the sum of dE_dy times the change of y; weights v are
    added to the sums that gave g."""
    import torch

    v = torch.zeros((x.shape[1], g.shape[1]), dtype=torch.float64, requires_grad=True)
    features = torch.sigmoid(torch.tensor(logit(g)) + torch.tensor(x) @ v)
    y = features @ torch.tensor(weights_output)
    torch.sum(torch.tensor(dE_dy) * y).backward()
    return v.grad.numpy()


@hidden_gradient.cross_check(rtol=1e-6)
def central_differences(x, g, weights_output, dE_dy):  # noqa: F811  # each exercise has its own
    def error(v):
        return np.sum(dE_dy * (1 / (1 + np.exp(-logit(g) - x @ v)) @ weights_output))

    return central_differences_of(error, np.zeros((x.shape[1], g.shape[1])))


hidden_gradient.hint(
    "Which steps lead from a hidden weight to the sums y of the output layer, and what is the "
    "derivative of each of them?"
)
hidden_gradient.hint(
    "Write down the shapes: dE_dy (N, M), weights_output (H, M), g (N, H), x (N, D), and the "
    "result (D, H). Which products are matrix products, and which array is transposed in each?"
)
hidden_gradient.hint(
    "dE_dg is the matrix product of dE_dy and weights_output transposed. dE_dyhat is that times "
    "g (1 − g), element by element. dE_dv is the matrix product of x transposed and dE_dyhat."
)


# --- train --------------------------------------------------------------------------------------


@assignment.exercise(
    points=3,
    returns=("weights_hidden", "weights_output", "history"),
    uses=(
        "linear", "sigmoid", "forward", "mean_squared_error", "output_gradient", "hidden_gradient",
    ),
)  # fmt: skip
def train(random):
    """gradient descent on both layers, with a history of the error"""

    def problem(rows, inputs, hidden, outputs):
        x = random.normal(size=(rows, inputs))
        return x, a_truth(random, rows, outputs), *a_network(random, inputs, hidden, outputs)

    yield case(*problem(5, 4, 6, 2), **options(random, 2.0, 20, 1))
    yield case(*problem(1, 3, 2, 1), **options(random, 0.5, 15, 4, 6))
    yield case(*problem(4, 2, 3, 1), **options(random, 0.5, 200, 18, 20))
    yield case(*problem(4, 2, 3, 1), **options(random, 1.0, 45, 17, 20))
    yield case(*problem(3, 2, 2, 1), num_iterations=12, log_every=5)
    yield case(*problem(3, 2, 2, 1), num_iterations=0)
    x, truth, v, w = problem(3, 2, 4, 2)
    steep = x, random.normal(scale=200, size=truth.shape), v, w
    yield case(*steep, **STEEP)
    yield case(x, a_fractional_truth(random, 3, 2), v / 10, flat(random, w), **FLAT)
    or_gate = OR_INPUTS, OR_TRUTH
    late = OR_WEIGHTS_HIDDEN, OR_WEIGHTS_OUTPUT
    yield case(*or_gate, *late, num_iterations=100, log_every=25, tolerance=PUBLISHED)
    initial = reference.initialize_weights(2, 3)
    yield case(*or_gate, *initial, tolerance=PUBLISHED, expensive=True)


def error_and_gradients(inputs, truth, v, w):
    """The error of a network, dE_dv and dE_dw."""
    g, f = reference.forward(inputs, v, w)
    dE_dw, dE_dy = reference.output_gradient(f, truth, g)
    dE_dv = reference.hidden_gradient(inputs, g, w, dE_dy)
    return reference.mean_squared_error(f, truth), dE_dv, dE_dw


@train.mistake
def gradients_are_clipped(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """Large gradients are cut off. Each step goes along the gradient as it is."""
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        error, dE_dv, dE_dw = error_and_gradients(inputs, truth, v, w)
        if step % log_every == 0:
            history.append((step, error))
        v = v - learning_rate * np.clip(dE_dv, -1, 1)
        w = w - learning_rate * np.clip(dE_dw, -1, 1)
    return v, w, history


def descend(inputs, truth, v, w, rates, log_every):
    """Gradient descent with a pair of learning rates, for v and for w, at every step."""
    history = []
    for step, (rate_v, rate_w) in enumerate(rates):
        error, dE_dv, dE_dw = error_and_gradients(inputs, truth, v, w)
        if step % log_every == 0:
            history.append((step, error))
        v, w = v - rate_v * dE_dv, w - rate_w * dE_dw
    return v, w, history


@train.mistake
def hidden_gradient_uses_the_new_output_weights(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The output weights are updated before the hidden gradient is computed, so that it is taken at
    the new ones. Both gradients belong to the old weights; the updates come after both."""
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        g, f = reference.forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, reference.mean_squared_error(f, truth)))
        dE_dw, dE_dy = reference.output_gradient(f, truth, g)
        w = w - learning_rate * dE_dw
        v = v - learning_rate * reference.hidden_gradient(inputs, g, w, dE_dy)
    return v, w, history


@train.mistake
def forward_is_repeated_between_the_updates(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """After one layer is updated, the forward pass is made again, and the other layer's gradient is
    taken from that. One forward pass serves both gradients, and the updates come after both."""
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        error, dE_dv, _ = error_and_gradients(inputs, truth, v, w)
        if step % log_every == 0:
            history.append((step, error))
        v = v - learning_rate * dE_dv
        g, f = reference.forward(inputs, v, w)
        w = w - learning_rate * reference.output_gradient(f, truth, g)[0]
    return v, w, history


@train.mistake
def error_is_logged_after_the_update(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The error in the history is that of the updated weights. At each step it is recorded before
    the update, so that step 0 shows the initial weights."""
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        _, dE_dv, dE_dw = error_and_gradients(inputs, truth, v, w)
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
        if step % log_every == 0:
            _, f = reference.forward(inputs, v, w)
            history.append((step, reference.mean_squared_error(f, truth)))
    return v, w, history


@train.mistake
def history_has_an_extra_entry(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The history ends with an entry for the state after the last update. The last step is
    num_iterations − 1; no step follows it."""
    v, w, history = reference.train(
        inputs, truth, weights_hidden, weights_output, learning_rate, num_iterations, log_every
    )
    _, f = reference.forward(inputs, v, w)
    return v, w, [*history, (num_iterations, reference.mean_squared_error(f, truth))]


@train.mistake
def history_lacks_its_last_entry(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The last entry of the history is missing: the last step that is divisible by log_every counts
    as well."""
    v, w, history = reference.train(
        inputs, truth, weights_hidden, weights_output, learning_rate, num_iterations, log_every
    )
    return v, w, history[:-1]


@train.mistake
def every_step_is_logged(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The history has an entry for every step. Only steps divisible by log_every belong there."""
    return reference.train(
        inputs, truth, weights_hidden, weights_output, learning_rate, num_iterations, log_every=1
    )


@train.mistake
def history_always_has_ten_entries(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The error is logged at every tenth part of the iterations, whatever log_every is. With the
    default values the two agree, with others they do not."""
    every = max(1, num_iterations // 10)
    return reference.train(
        inputs, truth, weights_hidden, weights_output, learning_rate, num_iterations, every
    )


@train.mistake
def learning_rate_is_fixed(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The steps are those of the learning rate 0.05 for every learning rate that is passed."""
    return reference.train(
        inputs, truth, weights_hidden, weights_output,
        num_iterations=num_iterations, log_every=log_every,
    )  # fmt: skip


@train.mistake
def last_update_is_missing(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The history is right, but the weights come back one update too early: they are those that the
    last step began with."""
    *rates, _ = [(learning_rate, learning_rate)] * num_iterations
    return descend(inputs, truth, weights_hidden, weights_output, [*rates, (0, 0)], log_every)


@train.mistake
def gradient_is_added(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The weights move along the gradient, and the error grows. The gradient points uphill, so it
    is subtracted."""
    return reference.train(
        inputs, truth, weights_hidden, weights_output, -learning_rate, num_iterations, log_every
    )


@train.mistake
def gradients_accumulate(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The gradients of all earlier steps are added to each new one. Every step uses the gradient at
    its own weights alone."""
    v, w, history = weights_hidden, weights_output, []
    sum_v, sum_w = np.zeros_like(v), np.zeros_like(w)
    for step in range(num_iterations):
        error, dE_dv, dE_dw = error_and_gradients(inputs, truth, v, w)
        if step % log_every == 0:
            history.append((step, error))
        sum_v, sum_w = sum_v + dE_dv, sum_w + dE_dw
        v, w = v - learning_rate * sum_v, w - learning_rate * sum_w
    return v, w, history


@train.mistake
def hidden_layer_is_not_trained(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """Only the output weights change. The hidden weights are trained by their own gradient."""
    rates = [(0, learning_rate)] * num_iterations
    return descend(inputs, truth, weights_hidden, weights_output, rates, log_every)


@train.mistake
def learning_rate_decays(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """The first 2000 steps are right, then the learning rate is halved. It stays the same from the
    first step to the last."""
    rates = [learning_rate if step < 2000 else learning_rate / 2 for step in range(num_iterations)]
    return descend(
        inputs, truth, weights_hidden, weights_output, zip(rates, rates, strict=True), log_every
    )


@train.mistake
def training_stops_early(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """Training ends as soon as the error is below 0.1. It goes on for num_iterations steps, however
    small the error becomes."""
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        error, dE_dv, dE_dw = error_and_gradients(inputs, truth, v, w)
        if step % log_every == 0:
            history.append((step, error))
        if error < 0.1:
            break
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w, history


@train.cross_check(rtol=1e-7)
def torch_training(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    import torch
    from torch import nn

    def layer(weights):
        result = nn.Linear(*weights.shape, bias=False, dtype=torch.float64)
        with torch.no_grad():
            result.weight.copy_(torch.tensor(weights.T))
        return result

    hidden, output = layer(weights_hidden), layer(weights_output)
    model = nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    mean_squared = nn.MSELoss(reduction="mean")
    x, f0 = torch.tensor(inputs, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    history = []
    for step in range(num_iterations):
        error = mean_squared(model(x), f0)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return *(layer.weight.detach().numpy().T for layer in (hidden, output)), history


train.hint("In which order do forward pass, logging, gradients and updates happen in one step?")
train.hint(
    "Which weights is each gradient computed with: those from before the step, or some that have "
    "already changed?"
)
train.hint(
    "For each step of range(num_iterations): forward; at steps divisible by log_every, append the "
    "pair of step and error; both gradients; then new arrays for both layers, old weights minus "
    "learning_rate times gradient."
)


# --- predict ------------------------------------------------------------------------------------


@assignment.exercise(points=1, uses=("linear", "sigmoid", "forward"))
def predict(random):
    """the dataset beside what the network makes of it"""
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


@predict.mistake
def equal_rows_are_dropped(dataset, inputs, weights_hidden, weights_output):
    """Rows that repeat another one are missing. Each observation keeps its row."""
    found = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return found.drop_duplicates()


def with_columns(dataset, prediction):
    """The dataset with this prediction and the error that it makes."""
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)


@predict.mistake
def error_has_the_wrong_sign(dataset, inputs, weights_hidden, weights_output):
    """The error is prediction minus output. Here it is defined as output minus prediction."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(error=-result["error"])


@predict.mistake
def error_is_absolute(dataset, inputs, weights_hidden, weights_output):
    """The error has lost its sign. It is output minus prediction, and negative where the prediction
    is too high."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(error=result["error"].abs())


@predict.mistake
def error_is_squared(dataset, inputs, weights_hidden, weights_output):
    """The error is squared. In this table it is the plain difference, output minus prediction."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(error=result["error"] ** 2)


@predict.mistake
def every_row_has_the_mean_error(dataset, inputs, weights_hidden, weights_output):
    """The mean squared error stands in every row. In this table each observation has its own
    error, output minus prediction."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(error=(result["error"] ** 2).mean())


@predict.mistake
def prediction_is_thresholded(dataset, inputs, weights_hidden, weights_output):
    """The predictions are 0 or 1. The column prediction holds what the network returns, without a
    threshold."""
    _, f = reference.forward(inputs, weights_hidden, weights_output)
    return with_columns(dataset, np.where(f[:, 0] > 0.5, 1.0, 0.0))


@predict.mistake
def error_is_taken_from_thresholded_predictions(dataset, inputs, weights_hidden, weights_output):
    """The predictions are right, but the error is that of predictions rounded to 0 or 1. It is the
    output minus what stands in the column prediction."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(error=result["output"] - result["prediction"].round())


@predict.mistake
def prediction_is_a_hidden_feature(dataset, inputs, weights_hidden, weights_output):
    """The column prediction holds a hidden feature. The forward pass returns the hidden features
    first and the predictions second."""
    g, _ = reference.forward(inputs, weights_hidden, weights_output)
    return with_columns(dataset, g[:, 0])


@predict.mistake
def prediction_is_a_weighted_sum(dataset, inputs, weights_hidden, weights_output):
    """The column prediction holds the weighted sum of the hidden features, without the sigmoid of
    the output layer."""
    g, _ = reference.forward(inputs, weights_hidden, weights_output)
    return with_columns(dataset, (g @ weights_output)[:, 0])


@predict.mistake
def dataset_is_left_out(dataset, inputs, weights_hidden, weights_output):
    """Only the two new columns come back. They are added to the columns of the dataset."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result[["prediction", "error"]]


@predict.mistake
def error_is_left_out(dataset, inputs, weights_hidden, weights_output):
    """The column error is missing. It stands beside the prediction."""
    return reference.predict(dataset, inputs, weights_hidden, weights_output).drop(columns="error")


@predict.mistake
def index_is_lost(dataset, inputs, weights_hidden, weights_output):
    """The rows are numbered from 0, and the observation numbers are lost. They are the index of the
    dataset and of the result."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.reset_index(drop=True)


@predict.mistake
def output_is_replaced(dataset, inputs, weights_hidden, weights_output):
    """The predictions stand in the column output, where the truth was. They have a column of their
    own, prediction."""
    result = reference.predict(dataset, inputs, weights_hidden, weights_output)
    return result.assign(output=result["prediction"]).drop(columns="prediction")


predict.hint("Which part of what forward returns is the prediction, and what is its shape?")
predict.hint(
    "A column of a DataFrame takes an array of shape (N,). Which method of a DataFrame returns a "
    "copy with more columns, so that the one passed in stays as it is?"
)
predict.hint(
    "Take the only column of f. dataset.assign gives a copy with the columns prediction and error, "
    "the latter being the column output minus the prediction."
)

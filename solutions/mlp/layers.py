"""The exercises of the forward pass: linear, sigmoid, initialize_weights and forward."""

import numpy as np

from autograder import PUBLISHED, case
from solutions.mlp.exercises import a_bias, a_network, assignment


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


# fmt: off
linear.edit("bias_is_missing", " + bias", "",
    "The bias never reaches the result.")
linear.edit("bias_is_added_to_the_weights", "weights + bias", "(weights + bias)",
    "The bias is added to the weights, so every input multiplies it. It belongs in the sum, once, "
    "beside the weighted inputs.")
linear.edit("bias_is_added_to_the_inputs", "x @ weights + bias", "(x + bias) @ weights",
    "The bias is added to the inputs, so every weight multiplies it. It belongs in the sum, once, "
    "beside the weighted inputs.")
linear.edit("bias_is_subtracted", "+ bias", "- bias",
    "The bias has the wrong sign.")
linear.edit("bias_is_a_factor", "+ bias", "* bias",
    "The weighted sums are multiplied by the bias. A bias of 0 makes them all 0.")
linear.edit("bias_reaches_only_the_first_row",
    "return x @ weights + bias", "y = x @ weights\n    y[0] += bias\n    return y",
    "The bias is added to the first row only. Every row gets the same bias.")
linear.edit("bias_is_one_by_default", "bias=0.0", "bias=1.0",
    "When no bias is passed, 1 is added. The bias is 0 by default.")
linear.edit("product_is_elementwise", "x @", "x *",
    "x and weights are multiplied element by element. The weighted sums of the rows are a matrix "
    "product.")
linear.edit("factors_are_swapped", "x @ weights", "weights @ x",
    "The weights come first in the matrix product. The rows of x are the observations, so x comes "
    "first, and the order matters.")
linear.edit("weights_are_transposed", "@ weights", "@ weights.T",
    "The weights are transposed before the product. They already have one row per input and one "
    "column per output.")
linear.edit("result_is_squeezed", "x @ weights", "np.squeeze(x @ weights)",
    "An axis of length 1 is lost: the result has the shape (N, M) even for a single row or a "
    "single output.")
linear.edit("sigmoid_is_applied_already", "x @ weights + bias", "sigmoid(x @ weights + bias)",
    "The sigmoid is applied to the result. This function is the linear part of a layer; the "
    "sigmoid comes after it.")
# fmt: on


@linear.cross_check(rtol=1e-9)
def torch_linear(x, weights, bias=0.0):
    import torch

    biases = torch.full((weights.shape[1],), bias, dtype=torch.float64)
    layer = torch.nn.functional.linear(torch.tensor(x), torch.tensor(weights.T), biases)
    return layer.numpy()


linear.hint("With x and weights all zero, what should the function return?")
linear.hint(
    "x is (N, D), weights is (D, M), and the result is (N, M). Which product of the two arrays has "
    "that shape?"
)
linear.hint("The result is the matrix product of x and weights, plus the bias in every element.")


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
def one_is_missing_in_the_denominator(x):
    """The result is the exponential alone and grows beyond 1: the 1 in the denominator is
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
    """The denominator subtracts the exponential from 1, so it vanishes at x = 0. It is a sum."""
    with np.errstate(all="ignore"):
        return 1 / (1 - np.exp(-x))


@sigmoid.mistake
def large_inputs_give_nan(x):
    """Ordinary inputs give the right result, but large ones give NaN: both exponentials are
    infinite there, and infinity divided by infinity is not a number."""
    with np.errstate(all="ignore"):
        return np.exp(x) / (1 + np.exp(x))


FRACTION = "np.where(x >= 0, 1, e) / (1 + e)"
# fmt: off
sigmoid.edit("exponent_has_the_wrong_sign", "x >= 0", "x < 0",
    "The result falls as x grows: the exponent has the wrong sign.")
sigmoid.edit("large_inputs_are_cut_off", "    e = np", "    x = np.clip(x, -10, 10)\n    e = np",
    "Large inputs are cut off at ±10, where the sigmoid still differs visibly from 0 and 1. A "
    "limit that only prevents overflow can be much larger.")
sigmoid.edit("tanh_is_returned", FRACTION, "np.tanh(x)",
    "The result is the hyperbolic tangent, which lies between −1 and 1. The sigmoid lies between 0 "
    "and 1 and is 0.5 at x = 0.")
sigmoid.edit("curve_is_twice_as_steep", FRACTION, "(1 + np.tanh(x)) / 2",
    "The result is the sigmoid of 2 x. The hyperbolic tangent does give the sigmoid, but at half "
    "the argument.")
sigmoid.edit("derivative_is_returned",
    "return " + FRACTION, f"f = {FRACTION}\n    return f * (1 - f)",
    "The result is the derivative of the sigmoid, f (1 − f). The gradients need that later; this "
    "function returns f itself.")
sigmoid.edit("rows_are_normalised", "return " + FRACTION,
    "e = np.exp(x - x.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
    "Every row is divided by its sum: this is the softmax, where the elements of a row depend on "
    "each other. The sigmoid treats every element separately.")
sigmoid.edit("step_is_returned", FRACTION, "np.where(x > 0, 1.0, 0.0)",
    "The result is either 0 or 1. That is a step; the sigmoid rises smoothly from 0 to 1.")
sigmoid.edit("sigmoid_is_applied_twice", FRACTION, f"sigmoid({FRACTION})",
    "The sigmoid is applied twice, so all results lie between 0.5 and 0.74.")
# fmt: on


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
def there_is_a_row_for_the_bias(right, num_inputs, num_hidden, **given):
    """Both layers have one row of weights too many, as if for a bias. This network has none."""
    weights_hidden, _ = right(num_inputs + 1, num_hidden, **given)
    return weights_hidden, right(num_inputs, num_hidden + 1, **given)[1]


HIDDEN = "    weights_hidden = np.random.rand(num_inputs, num_hidden)\n"
OUTPUT = "    weights_output = np.random.rand(num_hidden, num_outputs)\n"
# fmt: off
initialize_weights.edit("output_weights_are_drawn_first", HIDDEN + OUTPUT, OUTPUT + HIDDEN,
    "The output weights are drawn before the hidden ones. In another order, the numbers of the "
    "same seed end up in other places.")
initialize_weights.edit("seed_is_set_for_each_layer", OUTPUT, "    np.random.seed(seed)\n" + OUTPUT,
    "The seed is set again before the output weights, so they begin with the same numbers as the "
    "hidden weights. It should be set once.")
initialize_weights.edit("seed_is_always_one", "seed(seed)", "seed(1)",
    "The weights are those of seed 1, whichever seed is passed.")
initialize_weights.edit("there_is_always_one_output",
    "rand(num_hidden, num_outputs)", "rand(num_hidden, 1)",
    "The output weights always have one column, whatever number of outputs is passed.")
initialize_weights.edit("weights_are_normally_distributed",
    HIDDEN + OUTPUT, (HIDDEN + OUTPUT).replace("rand(", "randn("),
    "The weights come from a normal distribution, some of them negative. They should be uniform "
    "between 0 and 1.")
initialize_weights.edit("weights_come_from_the_new_generator", HIDDEN + OUTPUT,
    "    generator = np.random.default_rng(seed)\n"
    "    weights_hidden = generator.random((num_inputs, num_hidden))\n"
    "    weights_output = generator.random((num_hidden, num_outputs))\n",
    "The weights come from NumPy's newer generator. Its numbers differ from those of the legacy "
    "functions for the same seed.")
initialize_weights.edit("weights_are_centred", "return weights_hidden, weights_output",
    "return 2 * weights_hidden - 1, 2 * weights_output - 1",
    "The weights lie between −1 and 1. This is often a good choice, but here they should be the "
    "numbers between 0 and 1 as they are drawn.")
initialize_weights.edit("weights_are_scaled", "return weights_hidden, weights_output",
    "return weights_hidden / num_inputs**0.5, weights_output / num_hidden**0.5",
    "The weights are divided by the square root of the number of features that they multiply. This "
    "is often a good choice, but here they should be the numbers as they are drawn.")
initialize_weights.edit("layers_have_transposed_shapes", HIDDEN + OUTPUT,
    "    weights_hidden = np.random.rand(num_hidden, num_inputs)\n"
    "    weights_output = np.random.rand(num_outputs, num_hidden)\n",
    "The shapes have outputs first, as in PyTorch. Here a layer's weights have one row per input "
    "and one column per output.")
initialize_weights.edit("weights_are_drawn_transposed", HIDDEN + OUTPUT,
    "    weights_hidden = np.random.rand(num_hidden, num_inputs).T\n"
    "    weights_output = np.random.rand(num_outputs, num_hidden).T\n",
    "The shapes are right, but the weights are drawn with the shapes swapped and then transposed, "
    "so the numbers end up in other places.")
initialize_weights.edit("layers_are_swapped",
    "return weights_hidden, weights_output", "return weights_output, weights_hidden",
    "The output weights are returned before the hidden ones.")
initialize_weights.edit("weights_are_zero",
    "return weights_hidden, weights_output", "return 0 * weights_hidden, 0 * weights_output",
    "All weights are 0. Then all hidden features are equal and stay equal: training needs random "
    "weights to tell them apart.")
# fmt: on


@initialize_weights.cross_check(rtol=1e-12)
def one_sequence(num_inputs, num_hidden, num_outputs=1, seed=1):
    size_hidden, size_output = num_inputs * num_hidden, num_hidden * num_outputs
    numbers = np.random.RandomState(seed).random_sample(size_hidden + size_output)
    weights_hidden = numbers[:size_hidden].reshape(num_inputs, num_hidden)
    return weights_hidden, numbers[size_hidden:].reshape(num_hidden, num_outputs)


initialize_weights.hint(
    "How many rows and columns must the weights of each layer have, so that x · v and g · w are "
    "defined?"
)
initialize_weights.hint(
    "A seed gives one fixed sequence of numbers. How many times is the seed set, and which layer "
    "takes its numbers first?"
)
initialize_weights.hint(
    "Call np.random.seed once. np.random.rand takes the number of rows and the number of columns: "
    "call it for the hidden weights, then for the output weights."
)


@assignment.exercise(points=2, returns=("g", "f"), uses=("linear", "sigmoid"))
def forward(random):
    """the hidden features and the predictions of the network"""
    for rows, inputs, hidden, outputs in [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 6, 2), (1, 3, 2, 1)]:
        x = random.normal(size=(rows, inputs))
        yield x, *a_network(random, inputs, hidden, outputs), a_bias(random)
    yield random.normal(size=(3, 3)), *a_network(random, 3, 3, 2)  # the bias is left out


# fmt: off
forward.edit("bias_reaches_no_layer", "    g = sigmoid", "    bias = 0.0\n    g = sigmoid",
    "The bias reaches neither layer.")
forward.edit("bias_reaches_only_the_hidden_layer", "weights_output, bias))", "weights_output))",
    "The bias reaches the hidden layer, but not the output layer.")
forward.edit("bias_reaches_only_the_output_layer", "weights_hidden, bias))", "weights_hidden))",
    "The bias reaches the output layer, but not the hidden layer.")
forward.edit("hidden_sigmoid_is_missing",
    "sigmoid(linear(x, weights_hidden, bias))", "linear(x, weights_hidden, bias)",
    "The hidden features are the weighted sums themselves: the sigmoid between the layers is "
    "missing, and two linear layers in a row can do no more than one.")
forward.edit("output_sigmoid_is_missing",
    "sigmoid(linear(g, weights_output, bias))", "linear(g, weights_output, bias)",
    "The predictions are the weighted sums of the hidden features: the sigmoid of the output layer "
    "is missing.")
forward.edit("both_sigmoids_are_missing", "return g, f",
    "g = linear(x, weights_hidden, bias)\n    return g, linear(g, weights_output, bias)",
    "Neither layer has its sigmoid, so the whole network is linear.")
forward.edit("output_sigmoid_is_applied_twice", "return g, f", "return g, sigmoid(f)",
    "The sigmoid is applied to the predictions twice.")
forward.edit("hidden_sums_are_returned", "return g, f", "return linear(x, weights_hidden, bias), f",
    "The predictions are right, but the first result is the weighted sums of the hidden layer. The "
    "hidden features g are the sigmoid of these sums.")
forward.edit("output_sums_are_returned", "return g, f", "return linear(g, weights_output, bias), f",
    "The weighted sums of the output layer are returned in place of the hidden features.")
forward.edit("predictions_come_first", "return g, f", "return f, g",
    "The predictions are returned first. The hidden features come first, in the order of the "
    "layers.")
forward.edit("only_predictions_are_returned", "return g, f", "return f",
    "Only the predictions are returned. The gradients need the hidden features, too.")
forward.edit("predictions_are_rounded", "return g, f", "return g, np.round(f)",
    "The predictions are rounded to 0 and 1. Training needs to see how far they are from the "
    "truth.")
forward.edit("hidden_features_are_tanh", "sigmoid(linear(x", "np.tanh(linear(x",
    "The hidden features are hyperbolic tangents. Both layers of this network use the sigmoid.")
# fmt: on


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

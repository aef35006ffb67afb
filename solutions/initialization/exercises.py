"""What is graded in the assignment initialization: cases, known mistakes, hints, cross-checks."""

import matplotlib as mpl
import numpy as np

from autograder import PUBLISHED, Assignment, case
from solutions.initialization import initialization as reference
from solutions.mlp.exercises import central_differences_of

mpl.use("Agg")

assignment = Assignment(
    "initialization",
    title="How often does XOR train?",
    goal=(
        "You can train thousands of networks at once along one more axis, say how often a training "
        "succeeds and how sure that number is, and compare learning rates, momentum and Adam by "
        "measuring."
    ),
    needs="The gradients of `mlp`. `xor` shows the anecdotes that are put to the test here.",
    minutes=135,
    then=(
        "Next comes `generalise`: a network that is right about all of its data may still be wrong "
        "about data that it has not seen."
    ),
    files=("xor_gate.csv",),
    reference=reference,
)


def networks(random, count, inputs, hidden):
    """Weights of networks that are not saturated."""
    return random.normal(size=(count, inputs, hidden)), random.normal(size=(count, hidden, 1))


def a_truth(random, rows):
    """A truth of zeros and ones."""
    return random.integers(0, 2, size=(rows, 1)).astype(np.float64)


# --- initial_weights ------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("v", "w"))
def initial_weights(random):
    """the first weights of one network for each seed"""
    yield case([1], 3, tolerance=PUBLISHED)
    yield case([3, 1, 2], 2)
    yield case([2, 0, 1], 3)  # seeds that are places, too
    yield [int(seed) for seed in random.integers(0, 1000, size=4)], 4
    yield random.integers(0, 1000, size=5), 1


HIDDEN = "        v[network] = np.random.rand(2, num_hidden)\n"
OUTPUT = "        w[network] = np.random.rand(num_hidden, 1)\n"
# fmt: off
initial_weights.edit("output_weights_are_drawn_first", HIDDEN + OUTPUT, OUTPUT + HIDDEN,
    "The output weights are drawn before the hidden ones.")
initial_weights.edit("only_the_first_seed_counts",
    "        np.random.seed(seed)", "        if network == 0:\n            np.random.seed(seed)",
    "The seed is set once, to the first one. Every network has a seed of its own.")
initial_weights.edit("hidden_weights_of_all_come_first", "return v, w",
    "np.random.seed(seeds[0])\n    return np.random.rand(*v.shape), np.random.rand(*w.shape)",
    "All hidden weights are drawn from the first seed, then all output weights. Each network draws "
    "both from its own seed.")
initial_weights.edit("seeds_are_counted", "seed(seed)", "seed(network)",
    "The networks are numbered from 0, and the numbers are used as seeds. Use the seeds that are "
    "passed.")
initial_weights.edit("seeds_are_places",
    "for network, seed in enumerate(seeds):", "for network in seeds:\n        seed = network",
    "A network's seed is used as its place in the arrays. Count the places from 0, with enumerate.")
initial_weights.edit("both_layers_start_anew", OUTPUT, "        np.random.seed(seed)\n" + OUTPUT,
    "The seed is set again before the output weights, so they repeat the numbers of the hidden "
    "weights.")
initial_weights.edit("weights_are_normal",
    HIDDEN + OUTPUT, (HIDDEN + OUTPUT).replace("rand(", "randn("),
    "The weights come from a normal distribution. They should be uniform between 0 and 1.")
initial_weights.edit("weights_are_centred", "return v, w", "return v - 0.5, w - 0.5",
    "The weights are centred around 0. They should be the numbers between 0 and 1 as they are "
    "drawn.")
initial_weights.edit("networks_are_on_the_last_axis",
    "return v, w", "return v.transpose(1, 2, 0), w.transpose(1, 2, 0)",
    "The networks are on the last axis. They should be on the first.")
initial_weights.edit("output_weights_are_flat", "return v, w", "return v, w[:, :, 0]",
    "The output weights have lost their last axis. Each network has a column of them, of shape (H, "
    "1).")
# fmt: on

initial_weights.hint("Which weights would the network of seed 7 have if it were the only one?")
initial_weights.hint("A loop over the seeds is right here; elsewhere, the first axis replaces it.")
initial_weights.hint(
    "For each seed: set it, draw the hidden weights with np.random.rand, then the output weights. "
    "Row number i of v and of w belongs to seed number i."
)


# --- forward --------------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("g", "f"))
def forward(random):
    """the hidden features and predictions of all networks"""
    for count, rows, inputs, hidden in [
        (3, 4, 2, 3),
        (3, 4, 2, 3),
        (1, 5, 3, 4),
        (4, 1, 2, 1),
        (2, 3, 3, 3),
    ]:
        yield random.normal(size=(rows, inputs)), *networks(random, count, inputs, hidden)


# fmt: off
forward.edit("last_sigmoid_is_missing", "1 / (1 + np.exp(-g @ w))", "g @ w",
    "The predictions are weighted sums: the sigmoid of the output layer is missing.")
forward.edit("hidden_sigmoid_is_missing", "1 / (1 + np.exp(-x @ v))", "x @ v",
    "The hidden features are weighted sums: the sigmoid of the hidden layer is missing.")
forward.edit("weights_come_first", "-x @ v", "-v @ x",
    "The weights come first in the matrix product. The rows of x are the observations, so x comes "
    "first.")
forward.edit("minus_is_missing",
    "np.exp(-x @ v))\n    f = 1 / (1 + np.exp(-g @ w))",
    "np.exp(x @ v))\n    f = 1 / (1 + np.exp(g @ w))",
    "The sigmoid has e^−x in its denominator: the minus is missing.")
forward.edit("hidden_features_are_tanh", "1 / (1 + np.exp(-x @ v))", "np.tanh(x @ v)",
    "The hidden features are hyperbolic tangents. Both layers use the sigmoid.")
forward.edit("predictions_come_first", "return g, f", "return f, g",
    "The two results are returned in the wrong order: g comes first.")
forward.edit("predictions_come_alone", "return g, f", "return f",
    "The hidden features are not returned. The gradients need them.")
forward.edit("first_network_answers_for_all", "    g = ",
    "    v, w = np.repeat(v[:1], len(v), axis=0), np.repeat(w[:1], len(w), axis=0)\n    g = ",
    "Every network gives the predictions of the first one. Each has weights of its own.")
forward.edit("networks_are_averaged",
    "return g, f", "return g, np.repeat(f.mean(axis=0, keepdims=True), len(v), axis=0) + 1e-3",
    "The predictions are averaged over the networks. Each network predicts for itself.")
forward.edit("predictions_are_flat", "return g, f", "return g, f[:, :, 0]",
    "The predictions have lost their last axis. Their shape is (S, N, 1).")
# fmt: on

forward.hint("What are the shapes of x @ v and of (x @ v) @ w, for v (S, D, H) and w (S, H, 1)?")
forward.hint(
    "The matrix product works on the last two axes and repeats along the others. Which axes of x "
    "and of v does it multiply, and which one does it repeat along?"
)
forward.hint(
    "g is the sigmoid of the matrix product of x and v; f is the sigmoid of the matrix product of "
    "g and w. The seeds stay on the first axis by themselves."
)


# --- gradients ------------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("dE_dv", "dE_dw"), uses=("forward",))
def gradients(random):
    """the gradients of every network's own error"""
    for count, rows, inputs, hidden in [(3, 4, 2, 3), (3, 4, 2, 3), (1, 5, 3, 4), (4, 1, 2, 2)]:
        x, truth = random.normal(size=(rows, inputs)), a_truth(random, rows)
        yield x, truth, *networks(random, count, inputs, hidden)
    x, truth = random.normal(size=(4, 2)), random.normal(scale=200, size=(4, 1))
    yield x, truth, *networks(random, 3, 2, 3)  # gradients above 1, truth any number


# fmt: off
gradients.edit("factor_two_is_missing", "2 * ", "",
    "The factor 2 of the derivative of the square is missing.")
gradients.edit("division_by_the_rows_is_missing", " / truth.size", "",
    "The division by N is missing: the error is a mean over the network's own predictions.")
gradients.edit("mean_is_over_all_networks", "truth.size", "f.size",
    "The division is by the number of predictions of all networks together. Each network's error "
    "is the mean over its own predictions.")
gradients.edit("division_is_by_the_networks", "truth.size", "len(f)",
    "The division is by len(f), the number of networks. Each network's error is the mean over its "
    "own N predictions.")
gradients.edit("networks_share_their_gradients",
    "return dE_dv, dE_dw", "return dE_dv.sum(axis=0), dE_dw.sum(axis=0)",
    "The gradients are added up over the networks. Each network has gradients of its own.")
gradients.edit("sign_is_flipped", "f - truth", "truth - f",
    "The gradients point downhill: truth − f is used in place of f − truth.")
gradients.edit("output_sigmoid_is_not_derived", " * f * (1 - f)", "",
    "The derivative of the output layer's sigmoid, f (1 − f), is missing from the chain.")
gradients.edit("hidden_sigmoid_is_not_derived", " * g * (1 - g)", "",
    "The derivative of the hidden layer's sigmoid, g (1 − g), is missing from the chain to v.")
gradients.edit("output_weights_are_left_out",
    "@ np.swapaxes(w, 1, 2)", "@ np.ones_like(np.swapaxes(w, 1, 2))",
    "The output weights are missing from the chain to v.")
gradients.edit("output_gradient_comes_first", "return dE_dv, dE_dw", "return dE_dw, dE_dv",
    "The two gradients are returned in the wrong order: dE_dv comes first.")
gradients.edit("absolute_error_is_derived", "2 * (f - truth)", "np.sign(f - truth)",
    "The gradients are those of the mean absolute error. The error is the mean of the squares.")
# fmt: on


@gradients.cross_check(rtol=1e-9)
def autograd(x, truth, v, w):
    """PyTorch's derivatives of the sum of all networks' errors, which do not mix."""
    import torch

    v, w = (torch.tensor(array, requires_grad=True) for array in (v, w))
    f = torch.sigmoid(torch.sigmoid(torch.tensor(x) @ v) @ w)
    ((f - torch.tensor(truth)) ** 2).mean(dim=(1, 2)).sum().backward()
    return v.grad.numpy(), w.grad.numpy()


@gradients.cross_check(rtol=1e-6)
def central_differences(x, truth, v, w):
    """The sum of all networks' errors with every weight nudged up and down."""

    def error(v, w):
        return np.sum(np.mean((reference.forward(x, v, w)[1] - truth) ** 2, axis=(1, 2)))

    return (
        central_differences_of(lambda nudged: error(nudged, w), v),
        central_differences_of(lambda nudged: error(v, nudged), w),
    )


gradients.hint("Over how many predictions is the error of one network averaged?")
gradients.hint(
    "np.swapaxes(g, 1, 2), or g.transpose(0, 2, 1), has the shape (S, H, N): the networks stay "
    "where they are. What is the shape of its product with an array of shape (S, N, 1)? All "
    "networks share x, so x.T is enough there."
)
gradients.hint(
    "dE_dy is 2 (f − truth) divided by the number of rows, times f (1 − f). dE_dw is the matrix "
    "product of g, with its last two axes exchanged, and dE_dy. dE_dg is that of dE_dy and w, with "
    "its last two axes exchanged. dE_dv is that of x.T and dE_dg g (1 − g)."
)


# --- success_rate ---------------------------------------------------------------------------------


@assignment.exercise(points=2)
def success_rate(random):
    """the share of networks that are right on every row"""
    for count, rows, wrong, every in [
        (8, 4, 0.17, 2), (8, 4, 0.6, 3), (5, 3, 0.17, 2), (1, 4, 0.17, 2),
    ]:  # fmt: skip
        truth = a_truth(random, rows)
        off = random.choice([-0.03, 0.02, 0.04], size=(count, rows, 1))
        for network in range(0, count, every):  # some are wrong in one row
            off[network, random.integers(rows)] = random.choice([-wrong, wrong])
        yield truth + off, truth
    truth = random.uniform(-1, 2, size=(4, 1))  # any numbers
    near = np.array([0.094, 0.106, 0.094, 0.106, 0.094])[:, None, None]  # tells within = 0.1
    yield truth + near * random.choice([-1, 1], size=(5, 4, 1)), truth
    truth = a_truth(random, 4)
    distances = np.linspace(0.05, 0.65, 7)[:, None, None]
    signs = random.choice([-1, 1], size=(7, 4, 1))
    yield case(truth + signs * distances, truth, within=0.2)


# fmt: off
success_rate.edit("rows_are_counted", "np.all(right, axis=(1, 2))", "right",
    "The result is the share of right rows. A network succeeds only if all of its rows are right.")
success_rate.edit("one_right_row_is_enough", "np.all", "np.any",
    "One right row is enough. All rows have to be right.")
success_rate.edit("mean_distance_counts",
    "np.all(right, axis=(1, 2))", "np.mean(np.abs(f - truth), axis=(1, 2)) <= within",
    "The mean distance decides, so good rows make up for a bad one. Every row has to be right.")
success_rate.edit("predictions_are_thresholded",
    "np.abs(f - truth) <= within", "(f > 0.5) == (truth > 0.5)",
    "Every prediction on the right side of 0.5 counts as right. It has to lie within the given "
    "distance of the truth.")
success_rate.edit("predictions_are_rounded",
    "np.abs(f - truth) <= within", "np.round(f) == truth",
    "The predictions are rounded before they are compared. A prediction has to lie within the "
    "given distance of the truth.")
success_rate.edit("rows_are_followed_through_all_networks",
    "np.all(right, axis=(1, 2))", "np.all(right, axis=0)",
    "The result is the share of rows that every network has right. The first axis counts the "
    "networks: combine the other two.")
success_rate.edit("distance_is_fixed", "<= within", "<= 0.1",
    "The distance is always 0.1, whatever is passed as within.")
success_rate.edit("too_low_always_counts", "np.abs(f - truth)", "f - truth",
    "Predictions that are too low count as right, however low: the difference keeps its sign.")
success_rate.edit("successes_are_counted", "np.mean", "np.sum",
    "The result is the number of successful networks. It should be their share.")
success_rate.edit("rate_is_in_percent", "return ", "return 100 * ",
    "The rate is in percent. It should lie between 0 and 1.")
success_rate.edit("failures_are_counted", "return ", "return 1 - ",
    "The result is the share of failures.")
# fmt: on

success_rate.hint("A network is right in three rows and wrong in one. Is it a success?")
success_rate.hint(
    "Compare all predictions of all networks with the truth at once. Along which axes must every "
    "comparison be true for a network to count?"
)
success_rate.hint(
    "A prediction is right if the absolute value of f minus truth is at most within. A network "
    "counts if all of its predictions are right. The rate is the mean of that over the networks, "
    "as a float."
)


# --- plot_success ---------------------------------------------------------------------------------


@assignment.exercise(points=2)
def plot_success(random):
    """success rate against hidden features, with labels and a grid"""
    for sizes in [(2, 3, 4, 5, 8), (3, 4, 8), (2, 6)]:
        rates = random.uniform(size=9)[: len(sizes)]
        yield ({size: float(rate) for size, rate in zip(sizes, rates, strict=True)},)


LABELS = 'xlabel="hidden features", ylabel="success rate"'
# fmt: off
plot_success.edit("axes_are_swapped",
    "list(rates), list(rates.values())", "list(rates.values()), list(rates)",
    "The axes are swapped: the hidden features belong on the x axis, the success rate on the y "
    "axis.")
plot_success.edit("sizes_are_counted", "list(rates),", "range(len(rates)),",
    "The x axis counts the entries. It should show the numbers of hidden features.")
plot_success.edit("rates_are_in_percent",
    "list(rates.values())", "[100 * rate for rate in rates.values()]",
    "The rates are in percent. Show them as they are passed, between 0 and 1.")
plot_success.edit("failures_are_drawn",
    "list(rates.values())", "[1 - rate for rate in rates.values()]",
    "The line shows the share of failures, one minus the rate.")
plot_success.edit("axis_labels_are_missing", LABELS, "",
    "The axes have no labels.")
plot_success.edit("rate_axis_has_no_label", ', ylabel="success rate"', "",
    "The y axis has no label.")
plot_success.edit("size_axis_has_no_label", 'xlabel="hidden features", ', "",
    "The x axis has no label.")
plot_success.edit("axis_names_are_exchanged",
    LABELS, 'xlabel="success rate", ylabel="hidden features"',
    "The axis labels are swapped. The hidden features are on the x axis, the rates on the y axis.")
plot_success.edit("no_line_can_be_seen", 'marker="o"', 'marker="o", color="white"',
    "No line is visible. Draw it with plot(), in a colour that differs from the background, within "
    "the limits of its axes; the axes need room in the figure.")
plot_success.edit("grid_is_missing", "    axes.grid()\n", "",
    "There is no grid.")
plot_success.edit("rate_axis_is_logarithmic", LABELS, LABELS + ', yscale="log"',
    "The y axis is logarithmic. A rate between 0 and 1 is easier to read on a linear axis.")
plot_success.edit("figure_is_not_returned", "return figure", "return None",
    "Nothing is returned. The function should return the figure.")
# fmt: on

plot_success.hint("The dict's keys belong on one axis and its values on the other. Which is which?")
plot_success.hint("Could a stranger read your picture: what each axis counts, and each value?")
plot_success.hint(
    "Make a figure with one set of axes. Plot the keys of the dict along x and its values along y, "
    "as one line. Label both axes, add a grid, and return the figure, not the axes."
)

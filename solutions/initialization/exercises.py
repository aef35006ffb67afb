"""What is graded in the assignment initialization: cases, known mistakes, hints, cross-checks."""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from autograder import PUBLISHED, Assignment, case
from solutions.initialization import initialization as reference
from solutions.mlp.exercises import central_differences_of

mpl.use("Agg")

assignment = Assignment(
    "initialization", title="How often does XOR train?", files=("xor_gate.csv",)
)

XOR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)
XOR_TRUTH = np.array([[0], [1], [1], [0]], dtype=np.float64)


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
    yield [int(seed) for seed in random.integers(0, 1000, size=4)], 4
    yield random.integers(0, 1000, size=5), 1


@initial_weights.mistake
def output_weights_are_drawn_first(seeds, num_hidden):
    """The output weights are drawn before the hidden ones."""
    v, w = np.empty((len(seeds), 2, num_hidden)), np.empty((len(seeds), num_hidden, 1))
    for network, seed in enumerate(seeds):
        np.random.seed(seed)
        w[network] = np.random.rand(num_hidden, 1)
        v[network] = np.random.rand(2, num_hidden)
    return v, w


@initial_weights.mistake
def only_the_first_seed_counts(seeds, num_hidden):
    """The generator is started once, with the first seed. Every network has a seed of its own."""
    np.random.seed(seeds[0])
    draws = [(np.random.rand(2, num_hidden), np.random.rand(num_hidden, 1)) for _ in seeds]
    return np.array([v for v, _ in draws]), np.array([w for _, w in draws])


@initial_weights.mistake
def hidden_weights_of_all_come_first(seeds, num_hidden):
    """All hidden weights are drawn from the first seed, then all output weights. Each network draws
    both from its own seed."""
    np.random.seed(seeds[0])
    return np.random.rand(len(seeds), 2, num_hidden), np.random.rand(len(seeds), num_hidden, 1)


@initial_weights.mistake
def seeds_are_counted(seeds, num_hidden):
    """The networks are numbered from 0, and the numbers serve as seeds. The seeds are given."""
    return reference.initial_weights(range(len(seeds)), num_hidden)


@initial_weights.mistake
def both_layers_start_anew(seeds, num_hidden):
    """The generator is started again for the output weights, so that they repeat the hidden
    weights' numbers."""
    v, w = reference.initial_weights(seeds, num_hidden)
    for network, seed in enumerate(seeds):
        np.random.seed(seed)
        w[network] = np.random.rand(num_hidden, 1)
    return v, w


@initial_weights.mistake
def weights_are_normal(seeds, num_hidden):
    """The weights are drawn from the normal distribution. rand draws them between 0 and 1."""
    v, w = np.empty((len(seeds), 2, num_hidden)), np.empty((len(seeds), num_hidden, 1))
    for network, seed in enumerate(seeds):
        np.random.seed(seed)
        v[network] = np.random.randn(2, num_hidden)
        w[network] = np.random.randn(num_hidden, 1)
    return v, w


@initial_weights.mistake
def weights_are_centred(seeds, num_hidden):
    """The weights are moved to lie around 0. They are used as rand draws them."""
    v, w = reference.initial_weights(seeds, num_hidden)
    return v - 0.5, w - 0.5


@initial_weights.mistake
def networks_are_on_the_last_axis(seeds, num_hidden):
    """The networks are on the last axis. They are on the first one, in front."""
    v, w = reference.initial_weights(seeds, num_hidden)
    return v.transpose(1, 2, 0), w.transpose(1, 2, 0)


@initial_weights.mistake
def output_weights_are_flat(seeds, num_hidden):
    """The output weights have lost their last axis. Each network has a column of them, (H, 1)."""
    v, w = reference.initial_weights(seeds, num_hidden)
    return v, w[:, :, 0]


initial_weights.hint("Which numbers would the network of seed 7 have, if it were the only one?")
initial_weights.hint("A loop over the seeds is right here; everywhere else the axis does the work.")


# --- forward --------------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("g", "f"))
def forward(random):
    """the hidden features and predictions of all networks"""
    for count, rows, inputs, hidden in [(3, 4, 2, 3), (3, 4, 2, 3), (1, 5, 3, 4), (4, 1, 2, 1)]:
        yield random.normal(size=(rows, inputs)), *networks(random, count, inputs, hidden)


def sigmoid(y):
    """1 / (1 + e^−y)."""
    return 1 / (1 + np.exp(-y))


@forward.mistake
def last_sigmoid_is_missing(x, v, w):
    """The predictions are sums: the sigmoid of the output layer is missing."""
    g = sigmoid(x @ v)
    return g, g @ w


@forward.mistake
def hidden_sigmoid_is_missing(x, v, w):
    """The hidden features are sums: the sigmoid of the hidden layer is missing."""
    g = x @ v
    return g, sigmoid(g @ w)


@forward.mistake
def hidden_features_are_tanh(x, v, w):
    """The hidden features went through the hyperbolic tangent. Both layers have a sigmoid."""
    g = np.tanh(x @ v)
    return g, sigmoid(g @ w)


@forward.mistake
def predictions_come_first(x, v, w):
    """The two values come in the wrong order: g is the first."""
    return reference.forward(x, v, w)[::-1]


@forward.mistake
def predictions_come_alone(x, v, w):
    """The hidden features do not come back. The gradients need them."""
    return reference.forward(x, v, w)[1]


@forward.mistake
def first_network_answers_for_all(x, v, w):
    """Every network gives the first one's predictions. Each has weights of its own."""
    g, f = reference.forward(x, np.repeat(v[:1], len(v), axis=0), np.repeat(w[:1], len(w), axis=0))
    return g, f


@forward.mistake
def networks_are_averaged(x, v, w):
    """The predictions are averaged over the networks. Each network predicts for itself."""
    g, f = reference.forward(x, v, w)
    return g, np.repeat(f.mean(axis=0, keepdims=True), len(v), axis=0) + 1e-3


@forward.mistake
def predictions_are_flat(x, v, w):
    """The predictions have lost their last axis. Their shape is (S, N, 1)."""
    g, f = reference.forward(x, v, w)
    return g, f[:, :, 0]


forward.hint("What are the shapes of x @ v and of (x @ v) @ w, for v (S, D, H) and w (S, H, 1)?")


# --- gradients ------------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("dE_dv", "dE_dw"), uses=("forward",))
def gradients(random):
    """the gradients of every network's own error"""
    for count, rows, inputs, hidden in [(3, 4, 2, 3), (3, 4, 2, 3), (1, 5, 3, 4), (4, 1, 2, 2)]:
        x, truth = random.normal(size=(rows, inputs)), a_truth(random, rows)
        yield x, truth, *networks(random, count, inputs, hidden)
    x, truth = random.normal(size=(4, 2)), random.normal(scale=200, size=(4, 1))
    yield x, truth, *networks(random, 3, 2, 3)  # gradients above 1, truth any number


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


def from_sums(x, g, w, dE_dy, dg=None):
    """Both gradients, from the derivative of the error by the sums of the output layer."""
    dg = g * (1 - g) if dg is None else dg
    return x.T @ (dE_dy @ np.swapaxes(w, 1, 2) * dg), np.swapaxes(g, 1, 2) @ dE_dy


@gradients.mistake
def factor_two_is_missing(x, truth, v, w):
    """The factor 2 of the derivative of the square is missing."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, (f - truth) / truth.size * f * (1 - f))


@gradients.mistake
def division_by_the_rows_is_missing(x, truth, v, w):
    """The division by N is missing: the error is a mean over the network's own predictions."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, 2 * (f - truth) * f * (1 - f))


@gradients.mistake
def mean_is_over_all_networks(x, truth, v, w):
    """The division is by the predictions of all networks together. Each network's error is the mean
    over its own predictions."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, 2 * (f - truth) / f.size * f * (1 - f))


@gradients.mistake
def networks_share_their_gradients(x, truth, v, w):
    """The gradients are added up over the networks. Each network has gradients of its own."""
    dE_dv, dE_dw = reference.gradients(x, truth, v, w)
    return dE_dv.sum(axis=0), dE_dw.sum(axis=0)


@gradients.mistake
def sign_is_flipped(x, truth, v, w):
    """The gradients point downhill: truth − f stands where f − truth belongs."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, 2 * (truth - f) / truth.size * f * (1 - f))


@gradients.mistake
def output_sigmoid_is_not_derived(x, truth, v, w):
    """The derivative of the output layer's sigmoid, f (1 − f), is missing from the chain."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, 2 * (f - truth) / truth.size)


@gradients.mistake
def hidden_sigmoid_is_not_derived(x, truth, v, w):
    """The derivative of the hidden layer's sigmoid, g (1 − g), is missing from the chain to v."""
    g, f = reference.forward(x, v, w)
    dE_dy = 2 * (f - truth) / truth.size * f * (1 - f)
    return from_sums(x, g, w, dE_dy, np.ones_like(g))


@gradients.mistake
def output_weights_are_left_out(x, truth, v, w):
    """The output weights are missing from the chain to v."""
    g, f = reference.forward(x, v, w)
    dE_dy = 2 * (f - truth) / truth.size * f * (1 - f)
    return from_sums(x, g, np.ones_like(w), dE_dy)


@gradients.mistake
def output_gradient_comes_first(x, truth, v, w):
    """The two gradients come in the wrong order: dE_dv is the first."""
    return reference.gradients(x, truth, v, w)[::-1]


@gradients.mistake
def absolute_error_is_derived(x, truth, v, w):
    """The gradients are those of the mean absolute error. The error is the mean of the squares."""
    g, f = reference.forward(x, v, w)
    return from_sums(x, g, w, np.sign(f - truth) / truth.size * f * (1 - f))


gradients.hint("Over how many predictions is the error of one network averaged?")
gradients.hint(
    "np.swapaxes(g, 1, 2) has the shape (S, H, N). What does it make with dE_dy (S, N, 1)?"
)


# --- train ----------------------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("v", "w"), uses=("forward", "gradients"))
def train(random):
    """gradient descent on all networks at once"""
    for count, rows, inputs, hidden, rate, steps in [
        (3, 4, 2, 3, 2.0, 20), (3, 5, 3, 2, 1.0, 15), (1, 4, 2, 4, 0.5, 40), (4, 1, 2, 2, 1.0, 1),
    ]:  # fmt: skip
        x, truth = random.normal(size=(rows, inputs)), a_truth(random, rows)
        yield x, truth, *networks(random, count, inputs, hidden), rate, steps
    x, (v, w) = random.normal(size=(4, 2)), networks(random, 3, 2, 3)
    steep, flat = random.normal(scale=200, size=(4, 1)), random.uniform(0.5, 1.5, size=(4, 1))
    yield x, steep, v, w, 0.0005, 5  # gradients well above 1
    yield x, flat, v / 10, random.uniform(-6.6, -5.7, size=w.shape), 50.0, 5  # and below 1e-3
    yield x, a_truth(random, 4), v, w, 1.0, 0
    start = reference.initial_weights([1, 2, 3], 4)
    yield XOR_INPUTS, XOR_TRUTH, *start, 0.05, 1000


@train.cross_check(rtol=1e-9)
def one_after_another(x, truth, v, w, learning_rate, num_iterations):
    """Each network trained alone, by the functions of the assignment mlp."""
    from solutions.mlp import mlp

    trained = [
        mlp.train(x, truth, v[s], w[s], learning_rate, num_iterations, num_iterations)
        for s in range(len(v))
    ]
    return np.array([v for v, _, _ in trained]), np.array([w for _, w, _ in trained])


def descend(x, truth, v, w, rates):
    """Gradient descent with a pair of learning rates at every step."""
    for rate_v, rate_w in rates:
        dE_dv, dE_dw = reference.gradients(x, truth, v, w)
        v, w = v - rate_v * dE_dv, w - rate_w * dE_dw
    return v, w


@train.mistake
def hidden_gradient_sees_the_new_output_weights(x, truth, v, w, learning_rate, num_iterations):
    """The output weights are updated before the hidden gradient is computed. Both gradients belong
    to the old weights."""
    for _ in range(num_iterations):
        w = w - learning_rate * reference.gradients(x, truth, v, w)[1]
        v = v - learning_rate * reference.gradients(x, truth, v, w)[0]
    return v, w


@train.mistake
def output_gradient_sees_the_new_hidden_weights(x, truth, v, w, learning_rate, num_iterations):
    """The hidden weights are updated before the output gradient is computed. Both gradients belong
    to the old weights."""
    for _ in range(num_iterations):
        v = v - learning_rate * reference.gradients(x, truth, v, w)[0]
        w = w - learning_rate * reference.gradients(x, truth, v, w)[1]
    return v, w


@train.mistake
def steps_go_uphill(x, truth, v, w, learning_rate, num_iterations):
    """The gradients are added. They are subtracted, to go downhill."""
    return descend(x, truth, v, w, [(-learning_rate, -learning_rate)] * num_iterations)


@train.mistake
def learning_rate_is_ignored(x, truth, v, w, learning_rate, num_iterations):
    """The learning rate is missing from the updates."""
    return descend(x, truth, v, w, [(1.5, 1.5)] * num_iterations)


@train.mistake
def hidden_weights_stay(x, truth, v, w, learning_rate, num_iterations):
    """The hidden weights never change. Both layers are trained."""
    return descend(x, truth, v, w, [(0, learning_rate)] * num_iterations)


@train.mistake
def output_weights_stay(x, truth, v, w, learning_rate, num_iterations):
    """The output weights never change. Both layers are trained."""
    return descend(x, truth, v, w, [(learning_rate, 0)] * num_iterations)


@train.mistake
def one_iteration_is_missing(x, truth, v, w, learning_rate, num_iterations):
    """The training stops one step early."""
    return descend(x, truth, v, w, [(learning_rate, learning_rate)] * (num_iterations - 1))


@train.mistake
def gradients_are_clipped(x, truth, v, w, learning_rate, num_iterations):
    """Large gradients are cut off. Each step goes along the gradient as it is."""
    for _ in range(num_iterations):
        dE_dv, dE_dw = (np.clip(g, -1, 1) for g in reference.gradients(x, truth, v, w))
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w


@train.mistake
def output_weights_come_first(x, truth, v, w, learning_rate, num_iterations):
    """The weights come back in the wrong order: v is the first."""
    return reference.train(x, truth, v, w, learning_rate, num_iterations)[::-1]


train.hint("Both gradients of a step belong to the same weights. Which line changes them first?")


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


@success_rate.mistake
def rows_are_counted(f, truth, within=0.1):
    """The share of right rows is counted. A network succeeds only if all of its rows are right."""
    return float(np.mean(np.abs(f - truth) <= within))


@success_rate.mistake
def one_right_row_is_enough(f, truth, within=0.1):
    """One right row is enough. All rows have to be right."""
    return float(np.mean(np.any(np.abs(f - truth) <= within, axis=(1, 2))))


@success_rate.mistake
def mean_distance_counts(f, truth, within=0.1):
    """The mean distance decides, so that good rows make up for a bad one. Every row counts."""
    return float(np.mean(np.mean(np.abs(f - truth), axis=(1, 2)) <= within))


@success_rate.mistake
def predictions_are_thresholded(f, truth, within=0.1):
    """Everything on the right side of 0.5 counts. The predictions have to come within the given
    distance."""
    return float(np.mean(np.all((f > 0.5) == (truth > 0.5), axis=(1, 2))))


@success_rate.mistake
def distance_is_fixed(f, truth, within=0.1):
    """The distance is 0.1 whatever is passed in as within."""
    return reference.success_rate(f, truth)


@success_rate.mistake
def too_low_always_counts(f, truth, within=0.1):
    """Predictions that are too low count as right, however low: the difference kept its sign."""
    return float(np.mean(np.all(f - truth <= within, axis=(1, 2))))


@success_rate.mistake
def successes_are_counted(f, truth, within=0.1):
    """The number of networks comes back. Their share is asked for."""
    return float(np.sum(np.all(np.abs(f - truth) <= within, axis=(1, 2))))


@success_rate.mistake
def rate_is_in_percent(f, truth, within=0.1):
    """The rate is in percent. It lies between 0 and 1."""
    return 100 * reference.success_rate(f, truth, within)


@success_rate.mistake
def failures_are_counted(f, truth, within=0.1):
    """The share of failures comes back."""
    return 1 - reference.success_rate(f, truth, within)


success_rate.hint("A network is right in three rows and wrong in one. Is it a success?")


# --- plot_success ---------------------------------------------------------------------------------


@assignment.exercise(points=2)
def plot_success(random):
    """success rate against hidden features, with labels and a grid"""
    for sizes in [(2, 3, 4, 5, 8), (3, 4, 8), (2, 6)]:
        yield ({size: float(rate) for size, rate in zip(sizes, random.uniform(size=9))},)  # noqa: B905


def draw(x, y, **changes):
    """The figure, without a label or with other data."""
    axes = Figure().add_subplot()
    axes.plot(x, y, marker="o")
    axes.set(**{"xlabel": "hidden features", "ylabel": "success rate"} | changes)
    axes.grid()
    return axes.figure


@plot_success.mistake
def axes_are_swapped(rates):
    """The success rate runs to the right and the hidden features upwards."""
    return draw(list(rates.values()), list(rates))


@plot_success.mistake
def sizes_are_counted(rates):
    """The x axis counts the entries. It shows the numbers of hidden features."""
    return draw(range(len(rates)), list(rates.values()))


@plot_success.mistake
def rates_are_in_percent(rates):
    """The rates are in percent. They are shown as they are given, between 0 and 1."""
    return draw(list(rates), [100 * rate for rate in rates.values()])


@plot_success.mistake
def failures_are_drawn(rates):
    """The line shows the failures, one minus the rate."""
    return draw(list(rates), [1 - rate for rate in rates.values()])


@plot_success.mistake
def axis_labels_are_missing(rates):
    """The axes have no labels."""
    return draw(list(rates), list(rates.values()), xlabel="", ylabel="")


@plot_success.mistake
def rate_axis_has_no_label(rates):
    """The y axis has no label."""
    return draw(list(rates), list(rates.values()), ylabel="")


@plot_success.mistake
def size_axis_has_no_label(rates):
    """The x axis has no label."""
    return draw(list(rates), list(rates.values()), xlabel="")


@plot_success.mistake
def axis_names_are_exchanged(rates):
    """Each axis bears the other's name. The hidden features run to the right, the rates upwards."""
    names = {"xlabel": "success rate", "ylabel": "hidden features"}
    return draw(list(rates), list(rates.values()), **names)


@plot_success.mistake
def no_line_can_be_seen(rates):
    """No line can be seen. It is drawn with plot(), in another colour than the background's, and
    within the limits of its axes; the axes have room in the figure."""
    figure = draw(list(rates), list(rates.values()))
    figure.axes[0].lines[0].set_color("white")
    return figure


@plot_success.mistake
def grid_is_missing(rates):
    """There is no grid."""
    figure = draw(list(rates), list(rates.values()))
    figure.axes[0].grid(visible=False)
    return figure


@plot_success.mistake
def rate_axis_is_logarithmic(rates):
    """The y axis is logarithmic. A rate between 0 and 1 is read on a linear one."""
    return draw(list(rates), list(rates.values()), yscale="log")


@plot_success.mistake
def figure_is_not_returned(rates):
    """Nothing comes back. The figure is asked for."""
    draw(list(rates), list(rates.values()))


plot_success.hint("The dict's keys belong on one axis and its values on the other. Which is which?")

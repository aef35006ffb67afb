"""What is graded in the assignment perceptron: cases, known mistakes, hints and cross-checks."""

import numpy as np

from autograder import PUBLISHED, Assignment, case
from solutions.mlp import exercises as mlp
from solutions.perceptron import perceptron as reference

assignment = Assignment("perceptron", title="One perceptron learns OR", files=("or_gate.csv",))

OR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
OR_TRUTH = np.array([[0], [1], [1], [1]], dtype=np.float32)


def a_bias(random):
    """A bias that is not close to zero."""
    return float(random.choice([-1, 1]) * random.uniform(0.3, 0.8))


def a_problem(random, rows, inputs):
    """Inputs, a truth of zeros and ones, weights and a bias; no sum is near saturation."""
    x = random.normal(size=(rows, inputs))
    truth = random.integers(0, 2, size=(rows, 1)).astype(np.float64)
    return x, truth, random.normal(size=(inputs, 1)), a_bias(random)


def predictions(random, rows, outputs=1):
    """What a sigmoid returns, away from 0 and 1."""
    return random.uniform(0.1, 0.9, size=(rows, outputs))


# --- linear and sigmoid, as in the multilayer perceptron ----------------------------------------


@assignment.exercise(points=2)
def linear(random):
    """adds the bias to every row of x · weights"""
    sizes = [(4, 2, 1), (4, 2, 1), (5, 4, 2), (1, 3, 1), (3, 3, 3), (None, 2, 1)]
    for some, inputs, outputs in sizes:
        rows = some or random.integers(6, 12)
        x, weights = random.normal(size=(rows, inputs)), random.normal(size=(inputs, outputs))
        yield x, weights, a_bias(random)


linear.adopt(mlp.linear, without=["bias_is_one_by_default"])


@assignment.exercise(points=1)
def sigmoid(random):
    """squashes every element into the range from 0 to 1"""
    yield from mlp.sigmoid.generate(random)


sigmoid.adopt(mlp.sigmoid)


# --- sum_absolute_error -------------------------------------------------------------------------


@assignment.exercise(points=1)
def sum_absolute_error(random):
    """the sum of all distances between prediction and truth"""
    for rows, outputs in [(4, 1), (4, 1), (5, 2), (1, 3)]:
        f = predictions(random, rows, outputs)
        yield f, random.integers(0, 2, size=(rows, outputs)).astype(np.float64)
    f = predictions(random, 3, 2)
    truth = f + random.normal(size=(3, 2))
    truth[1] = f[1]
    yield f, truth
    yield predictions(random, 4, 2), random.normal(scale=5, size=(4, 2))  # far off, and fractions


@sum_absolute_error.cross_check(rtol=1e-12)
def l1_loss(f, truth):
    """PyTorch's own loss."""
    import torch

    return torch.nn.L1Loss(reduction="sum")(torch.tensor(f), torch.tensor(truth)).item()


@sum_absolute_error.mistake
def distances_are_averaged(f, truth):
    """The result is the mean of the distances. The error of this perceptron is their sum."""
    return float(np.mean(np.abs(f - truth)))


@sum_absolute_error.mistake
def distances_are_squared(f, truth):
    """The differences are squared. The distance of a prediction from the truth is the absolute
    difference."""
    return float(np.sum((f - truth) ** 2))


@sum_absolute_error.mistake
def signs_are_kept(f, truth):
    """Differences of both signs are added and cancel. A distance has no sign."""
    return float(np.sum(f - truth))


@sum_absolute_error.mistake
def absolute_value_comes_after_the_sum(f, truth):
    """The absolute value is taken of the sum, where differences have cancelled already. Every
    difference loses its sign first."""
    return float(np.abs(np.sum(f - truth)))


@sum_absolute_error.mistake
def squares_are_averaged(f, truth):
    """The result is the mean squared error. Here the error is the sum of absolute differences."""
    return float(np.mean((f - truth) ** 2))


@sum_absolute_error.mistake
def root_of_the_sum_of_squares(f, truth):
    """The result is the length of the vector of differences, the root of the sum of squares.
    Here the absolute differences are added."""
    return float(np.sqrt(np.sum((f - truth) ** 2)))


@sum_absolute_error.mistake
def rows_are_not_added(f, truth):
    """Every row has an error of its own. The error is one number for all observations."""
    return np.sum(np.abs(f - truth), axis=1)


@sum_absolute_error.mistake
def sum_is_divided_by_the_rows(f, truth):
    """The sum is divided by the number of observations. The error of this perceptron is the
    sum."""
    return float(np.sum(np.abs(f - truth)) / len(f))


@sum_absolute_error.mistake
def largest_distance_only(f, truth):
    """Only the largest distance counts. Every prediction contributes its distance."""
    return float(np.max(np.abs(f - truth)))


@sum_absolute_error.mistake
def predictions_are_rounded(f, truth):
    """The predictions are rounded to 0 or 1, so that the error counts wrong answers. The
    distance is taken from the prediction as it is."""
    return float(np.sum(np.abs(np.round(f) - truth)))


sum_absolute_error.hint("What is the error of a single prediction of 0.8 where the truth is 1?")
sum_absolute_error.hint(
    "Can a prediction that is too large make up for another one that is too small? Which function "
    "takes care of that, and when is it applied, before the sum or after it?"
)


# --- gradients ----------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("dE_dw", "dE_db"))
def gradients(random):
    """the gradients of the sum of absolute errors"""
    for rows, inputs in [(4, 2), (4, 2), (5, 4), (1, 3), (10, 1)]:
        x, truth, _, _ = a_problem(random, rows, inputs)
        yield x, predictions(random, rows), truth
    x, truth, _, _ = a_problem(random, 6, 3)
    f = predictions(random, 6)
    truth[1], truth[4] = f[1], f[4]  # predictions that have reached the truth
    yield x, f, truth
    off = np.where(f < 0.5, 0.05, -0.05)  # a truth of any numbers, rounded on the other side of f
    off[::2] *= -1
    yield 20 * x, f, f + off  # and gradients above 1


def logit(probability):
    """The sum of which the sigmoid is this probability."""
    return np.log(probability / (1 - probability))


@gradients.cross_check(rtol=1e-9)
def autograd(x, f, truth):
    """PyTorch's derivative of the same error, by weights that change nothing yet."""
    import torch

    weights = torch.zeros(x.shape[1], 1, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    sums = torch.tensor(logit(f)) + torch.tensor(x) @ weights + bias
    distances = (torch.sigmoid(sums) - torch.tensor(truth))[torch.tensor(f != truth)]
    distances.abs().sum().backward()
    return weights.grad.numpy(), bias.grad.item()


@gradients.cross_check(rtol=1e-6)
def central_differences(x, f, truth):
    """The error with every weight and the bias nudged up and down."""

    def error(nudge):
        prediction = 1 / (1 + np.exp(-(logit(f) + x @ nudge[:-1] + nudge[-1])))
        return np.sum(np.abs(prediction - truth)[f != truth])

    gradient = mlp.central_differences_of(error, np.zeros((x.shape[1] + 1, 1)))
    return gradient[:-1], float(gradient[-1, 0])


def from_sums(x, dE_dy):
    """Both gradients, from the derivative of the error by the sums."""
    return x.T @ dE_dy, float(np.sum(dE_dy))


@gradients.mistake
def bias_gradient_is_not_summed(x, f, truth):
    """dE_db has one number per observation. The bias is in every sum, so that all of them add
    up."""
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return x.T @ dE_dy, dE_dy


@gradients.mistake
def bias_gradient_is_averaged(x, f, truth):
    """dE_db is the mean over the observations. The error is a sum, and so is its derivative."""
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return x.T @ dE_dy, float(np.mean(dE_dy))


@gradients.mistake
def zero_divided_by_zero(x, f, truth):
    """Where a prediction equals the truth, the gradients are not numbers: the distance is
    divided by the difference, and both are 0 there. The sign of 0 is 0."""
    with np.errstate(invalid="ignore"):
        return from_sums(x, np.abs(f - truth) / (f - truth) * f * (1 - f))


@gradients.mistake
def sign_is_missing(x, f, truth):
    """The derivative of the absolute value is missing: it is the sign of f − truth."""
    return from_sums(x, f * (1 - f))


@gradients.mistake
def truth_is_taken_for_zero_or_one(x, f, truth):
    """The sign depends on the truth alone, as if it were 0 or 1. It is that of f − truth, whatever
    number the truth is."""
    sign = np.where(f == truth, 0, np.where(truth == 1, -1, 1))
    return from_sums(x, sign * f * (1 - f))


@gradients.mistake
def difference_for_sign(x, f, truth):
    """f − truth stands where its sign belongs. That would be the derivative of half the square."""
    return from_sums(x, (f - truth) * f * (1 - f))


@gradients.mistake
def squared_error_is_derived(x, f, truth):
    """2 (f − truth) is the derivative of the squared error. The derivative of the absolute
    difference is the sign of f − truth."""
    return from_sums(x, 2 * (f - truth) * f * (1 - f))


@gradients.mistake
def sign_of_truth_minus_f(x, f, truth):
    """Both gradients point the wrong way: the sign is that of truth − f. It is that of f −
    truth."""
    return from_sums(x, np.sign(truth - f) * f * (1 - f))


@gradients.mistake
def distance_for_sign(x, f, truth):
    """The distance itself stands where its derivative belongs, the sign of f − truth."""
    return from_sums(x, np.abs(f - truth) * f * (1 - f))


@gradients.mistake
def sigmoid_derivative_is_missing(x, f, truth):
    """The derivative of the sigmoid, f (1 − f), is missing from the chain."""
    return from_sums(x, np.sign(f - truth))


@gradients.mistake
def sigmoid_derivative_is_half(x, f, truth):
    """The derivative of the sigmoid has two factors, f and 1 − f; the second one is missing."""
    return from_sums(x, np.sign(f - truth) * f)


@gradients.mistake
def sigmoid_is_applied_to_f(x, f, truth):
    """f went through the sigmoid once more before its derivative was taken. f is the sigmoid's
    value already."""
    g = reference.sigmoid(f)
    return from_sums(x, np.sign(f - truth) * g * (1 - g))


@gradients.mistake
def tanh_derivative(x, f, truth):
    """1 − f² is the derivative of the hyperbolic tangent. That of the sigmoid is f (1 − f)."""
    return from_sums(x, np.sign(f - truth) * (1 - f**2))


@gradients.mistake
def gradients_are_divided_by_the_rows(x, f, truth):
    """Both gradients are divided by the number of observations. The error is a sum, not a mean."""
    dE_dw, dE_db = from_sums(x, np.sign(f - truth) * f * (1 - f))
    return dE_dw / len(x), dE_db / len(x)


@gradients.mistake
def inputs_are_added_over_the_rows(x, f, truth):
    """The inputs and dE_dy are added up separately and then multiplied. Every observation's
    inputs belong with its own dE_dy: a matrix product with x transposed."""
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return x.sum(axis=0)[:, None] * dE_dy.sum(), float(np.sum(dE_dy))


@gradients.mistake
def weight_gradient_is_flat(x, f, truth):
    """dE_dw has lost its second axis. It has the shape of the weights, (D, 1)."""
    dE_dw, dE_db = from_sums(x, np.sign(f - truth) * f * (1 - f))
    return dE_dw[:, 0], dE_db


@gradients.mistake
def weight_gradient_is_a_row(x, f, truth):
    """dE_dw is a row. It has the shape of the weights, (D, 1), a column."""
    dE_dw, dE_db = from_sums(x, np.sign(f - truth) * f * (1 - f))
    return dE_dw.T, dE_db


@gradients.mistake
def bias_gradient_is_an_array(x, f, truth):
    """dE_db is an array with an axis. It is one number, as the bias is."""
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return x.T @ dE_dy, np.sum(dE_dy, axis=0)


@gradients.mistake
def bias_gradient_counts_the_signs(x, f, truth):
    """dE_db adds up the signs alone. The derivative of the sigmoid belongs to it as well."""
    dE_df = np.sign(f - truth)
    return x.T @ (dE_df * f * (1 - f)), float(np.sum(dE_df))


@gradients.mistake
def equality_counts_as_too_large(x, f, truth):
    """A prediction that equals the truth still pushes. At the bottom of |f − truth| the slope
    is taken as 0."""
    return from_sums(x, np.where(f >= truth, 1, -1) * f * (1 - f))


gradients.hint(
    "What is the slope of |f − truth| where f is larger than truth, and where it is not?"
)
gradients.hint(
    "The chain has three factors: from the error to f, from f to the sum y, and from y to a weight "
    "or to the bias. What is dy/dw, and what is dy/db?"
)
gradients.hint(
    "dE_dy is sign(f − truth) times f (1 − f), element by element. dE_dw is x transposed times "
    "dE_dy, a matrix product; dE_db is the sum of dE_dy."
)


# --- train --------------------------------------------------------------------------------------


@assignment.exercise(
    points=3,
    returns=("weights", "bias", "history"),
    uses=("linear", "sigmoid", "sum_absolute_error", "gradients"),
)
def train(random):
    """gradient descent on the weights and the bias, with a history of the error"""
    yield case(*a_problem(random, 5, 4), **mlp.options(random, 0.5, 20, 1))
    yield case(*a_problem(random, 1, 3), **mlp.options(random, 0.3, 15, 4, 6))
    yield case(*a_problem(random, 4, 2), **mlp.options(random, 0.2, 45, 17, 20))
    yield case(*a_problem(random, 3, 2), num_iterations=12, log_every=5)
    yield case(*a_problem(random, 3, 2), num_iterations=0)
    x, _, weights, bias = a_problem(random, 6, 2)
    truth = mlp.a_fractional_truth(random, 6, 1)
    steep = 30 * x, truth, weights / 30, bias
    yield case(*steep, **mlp.STEEP)
    yield case(x, truth, weights / 10, -10 + bias, **mlp.FLAT)
    # In the second row the sum is above 200, where the sigmoid has reached the truth: f equals it.
    x, truth, _, bias = a_problem(random, 4, 2)
    x[1], truth[1] = 300, 1
    weights = random.uniform(0.5, 1.5, size=(2, 1))
    yield case(x, truth, weights, bias, learning_rate=0.02, num_iterations=5, log_every=2)
    late = np.array([[9.98578506], [9.98589032]]), -4.52752860
    yield case(OR_INPUTS, OR_TRUTH, *late, num_iterations=100, log_every=25, tolerance=PUBLISHED)
    initial = np.array([[4.17022005e-01], [7.20324493e-01]]), 1.14374817e-04
    yield case(OR_INPUTS, OR_TRUTH, *initial, tolerance=PUBLISHED, expensive=True)


@train.cross_check(rtol=1e-6)
def torch_training(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The same training in PyTorch, in float64."""
    import torch

    x, truth = torch.tensor(x, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    w = torch.tensor(weights, requires_grad=True)
    b = torch.tensor(bias, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.L1Loss(reduction="sum")
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    history = []
    for step in range(num_iterations):
        error = loss(torch.sigmoid(x @ w + b), truth)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return w.detach().numpy(), b.item(), history


def descend(x, truth, weights, bias, rates, log_every, derive=None):
    """Gradient descent with a pair of learning rates at every step, error before the update."""
    history = []
    for step, (rate_w, rate_b) in enumerate(rates):
        f = reference.predict(x, weights, bias)
        if step % log_every == 0:
            history.append((step, reference.sum_absolute_error(f, truth)))
        dE_dw, dE_db = (derive or reference.gradients)(x, f, truth)
        weights, bias = weights - rate_w * dE_dw, bias - rate_b * dE_db
    return weights, bias, history


@train.mistake
def error_is_logged_after_the_update(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The error is recorded after the weights have changed. The error of a step is the one
    before its update."""
    history = []
    for step in range(num_iterations):
        f = reference.predict(x, weights, bias)
        dE_dw, dE_db = reference.gradients(x, f, truth)
        weights, bias = weights - learning_rate * dE_dw, bias - learning_rate * dE_db
        if step % log_every == 0:
            f = reference.predict(x, weights, bias)
            history.append((step, reference.sum_absolute_error(f, truth)))
    return weights, bias, history


@train.mistake
def bias_stays(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The bias never changes. It is trained like the weights, with its own gradient."""
    rates = [(learning_rate, 0.0)] * num_iterations
    return descend(x, truth, weights, bias, rates, log_every)


@train.mistake
def weights_stay(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """Only the bias changes. The weights are trained as well, with their own gradient."""
    rates = [(0.0, learning_rate)] * num_iterations
    return descend(x, truth, weights, bias, rates, log_every)


@train.mistake
def gradients_are_added(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The error grows: the steps go along the gradients, uphill. They go against them."""
    rates = [(-learning_rate, -learning_rate)] * num_iterations
    return descend(x, truth, weights, bias, rates, log_every)


@train.mistake
def learning_rate_is_ignored(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The steps have the default length whatever learning rate is passed in."""
    return descend(x, truth, weights, bias, [(0.05, 0.05)] * num_iterations, log_every)


@train.mistake
def steps_are_as_long_as_the_gradients(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The learning rate is missing from the update: the steps are as long as the gradients."""
    return descend(x, truth, weights, bias, [(1.0, 1.0)] * num_iterations, log_every)


@train.mistake
def every_step_is_logged(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Every step is recorded. Only the steps divisible by log_every are."""
    rates = [(learning_rate, learning_rate)] * num_iterations
    return descend(x, truth, weights, bias, rates, 1)


@train.mistake
def last_error_is_logged_too(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The history has one entry too many, for the end of the training. It holds the steps
    divisible by log_every, each before its update."""
    rates = [(learning_rate, learning_rate)] * num_iterations
    weights, bias, history = descend(x, truth, weights, bias, rates, log_every)
    f = reference.predict(x, weights, bias)
    return weights, bias, [*history, (num_iterations, reference.sum_absolute_error(f, truth))]


@train.mistake
def logging_starts_late(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Step 0 is not recorded. It is divisible by log_every, as it is by every number."""
    rates = [(learning_rate, learning_rate)] * num_iterations
    weights, bias, history = descend(x, truth, weights, bias, rates, log_every)
    return weights, bias, history[1:]


@train.mistake
def one_iteration_is_missing(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The training stops one step early."""
    rates = [(learning_rate, learning_rate)] * (num_iterations - 1)
    weights, bias, history = descend(x, truth, weights, bias, rates, log_every)
    if (num_iterations - 1) % log_every == 0:
        f = reference.predict(x, weights, bias)
        history.append((num_iterations - 1, reference.sum_absolute_error(f, truth)))
    return weights, bias, history


@train.mistake
def errors_without_their_steps(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The history is a list of errors. Each entry is a pair, the step and its error."""
    rates = [(learning_rate, learning_rate)] * num_iterations
    weights, bias, history = descend(x, truth, weights, bias, rates, log_every)
    return weights, bias, [error for _, error in history]


@train.mistake
def the_mean_is_trained(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The steps are too short by the number of observations: the gradients are those of the
    mean."""
    rate = learning_rate / len(x)
    return descend(x, truth, weights, bias, [(rate, rate)] * num_iterations, log_every)


@train.mistake
def zero_is_divided_by_zero(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """As soon as a prediction equals the truth, everything becomes NaN: the distance is divided by
    the difference, and both are 0 there. The slope of the distance is the sign of the difference,
    and that of 0 is 0."""
    rates = [(learning_rate, learning_rate)] * num_iterations
    with np.errstate(invalid="ignore"):
        return descend(x, truth, weights, bias, rates, log_every, derive=divided)


def divided(x, f, truth):
    """Both gradients, with the distance divided by the difference."""
    return from_sums(x, np.abs(f - truth) / (f - truth) * f * (1 - f))


@train.mistake
def gradients_are_clipped(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Large gradients are cut off. Each step goes along the gradient as it is."""

    def clipped(x, f, truth):
        return tuple(np.clip(gradient, -1, 1) for gradient in reference.gradients(x, f, truth))

    rates = [(learning_rate, learning_rate)] * num_iterations
    return descend(x, truth, weights, bias, rates, log_every, derive=clipped)


@train.mistake
def bias_sees_the_new_weights(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The gradient of the bias is taken after the weights have changed. Both gradients belong
    to the same point, before either update."""
    history = []
    for step in range(num_iterations):
        f = reference.predict(x, weights, bias)
        if step % log_every == 0:
            history.append((step, reference.sum_absolute_error(f, truth)))
        weights = weights - learning_rate * reference.gradients(x, f, truth)[0]
        f = reference.predict(x, weights, bias)
        bias = bias - learning_rate * reference.gradients(x, f, truth)[1]
    return weights, bias, history


train.hint("Which error belongs to step 0: the one before the first update, or the one after it?")
train.hint(
    "One step of the loop: predict, record the error if the step is divisible by log_every, "
    "compute both gradients, update the weights and the bias. New arrays leave the ones passed in "
    "alone."
)


# --- predict ------------------------------------------------------------------------------------


@assignment.exercise(points=1, uses=("linear", "sigmoid"))
def predict(random):
    """what the perceptron predicts for every row"""
    for rows, inputs in [(4, 2), (4, 2), (5, 3), (1, 3)]:
        x, _, weights, bias = a_problem(random, rows, inputs)
        yield x, weights, bias


@predict.mistake
def sigmoid_is_missing(x, weights, bias):
    """The predictions are the weighted sums, below 0 and above 1 as well: the sigmoid is
    missing."""
    return x @ weights + bias


@predict.mistake
def predictions_are_thresholded(x, weights, bias):
    """The predictions are rounded to 0 or 1. The perceptron predicts a number between them."""
    return np.round(reference.predict(x, weights, bias))


@predict.mistake
def bias_is_left_out(x, weights, bias):
    """The bias is not used."""
    return reference.predict(x, weights, 0.0)


@predict.mistake
def predictions_are_flat(x, weights, bias):
    """The result has lost its second axis. It has one row per observation and one column."""
    return reference.predict(x, weights, bias)[:, 0]


@predict.mistake
def sigmoid_is_applied_twice(x, weights, bias):
    """The sigmoid is applied twice."""
    return reference.sigmoid(reference.predict(x, weights, bias))


predict.hint("The forward pass of the training loop, for weights that are trained already.")

"""What is graded in the assignment perceptron: cases, known mistakes, hints and cross-checks."""

import numpy as np

from autograder import PUBLISHED, Assignment, case
from solutions.mlp import exercises as mlp
from solutions.mlp import layers
from solutions.perceptron import perceptron as reference

assignment = Assignment(
    "perceptron",
    title="One perceptron learns OR",
    files=("or_gate.csv",),
    reference=reference,
)

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


linear.adopt(layers.linear, without=["bias_is_one_by_default"])


@assignment.exercise(points=1)
def sigmoid(random):
    """squashes every element into the range from 0 to 1"""
    yield from layers.sigmoid.generate(random)


sigmoid.adopt(layers.sigmoid)


# --- sum_absolute_error ---------------------------------------------------------------------------


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


SUM = "np.sum(np.abs(f - truth))"
# fmt: off
sum_absolute_error.edit("distances_are_averaged", "np.sum", "np.mean",
    "The result is the mean of the distances. The error of this perceptron is their sum.")
sum_absolute_error.edit("distances_are_squared", "np.abs(f - truth)", "(f - truth) ** 2",
    "The differences are squared. The distance of a prediction from the truth is the absolute "
    "difference.")
sum_absolute_error.edit("signs_are_kept", "np.abs(f - truth)", "f - truth",
    "Positive and negative differences cancel in the sum. A distance has no sign.")
sum_absolute_error.edit("absolute_value_comes_after_the_sum", SUM, "np.abs(np.sum(f - truth))",
    "The absolute value is taken of the sum, in which differences have already cancelled. Take the "
    "absolute value of every difference first.")
sum_absolute_error.edit("squares_are_averaged", SUM, "np.mean((f - truth) ** 2)",
    "The result is the mean squared error. Here the error is the sum of absolute differences.")
sum_absolute_error.edit("root_of_the_sum_of_squares", SUM, "np.sqrt(np.sum((f - truth) ** 2))",
    "The result is the length of the vector of differences, the root of the sum of squares. Here "
    "the error is the sum of the absolute differences.")
sum_absolute_error.edit("rows_are_not_added", f"float({SUM})", "np.sum(np.abs(f - truth), axis=1)",
    "The result has one error per row. The error is one number for all observations.")
sum_absolute_error.edit("sum_is_divided_by_the_rows", SUM, f"{SUM} / len(f)",
    "The sum is divided by the number of observations. The error of this perceptron is the sum.")
sum_absolute_error.edit("largest_distance_only", "np.sum", "np.max",
    "The result is the largest distance. The error is the sum of all distances.")
sum_absolute_error.edit("predictions_are_rounded", "np.abs(f", "np.abs(np.round(f)",
    "The predictions are rounded to 0 or 1, so the error counts wrong answers. Use the predictions "
    "as they are.")
# fmt: on


@sum_absolute_error.cross_check(rtol=1e-12)
def l1_loss(f, truth):
    """PyTorch's own loss."""
    import torch

    return torch.nn.L1Loss(reduction="sum")(torch.tensor(f), torch.tensor(truth)).item()


sum_absolute_error.hint("What is the error of a single prediction of 0.8 where the truth is 1?")
sum_absolute_error.hint(
    "Can a prediction that is too large make up for one that is too small? Which function prevents "
    "that, and is it applied before the sum or after it?"
)
sum_absolute_error.hint(
    "Subtract truth from f, take the absolute value of every element, and add them all up, over "
    "both axes. Return a float."
)


# --- gradients ------------------------------------------------------------------------------------


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


SIGN = "np.sign(f - truth)"
# fmt: off
gradients.edit("bias_gradient_is_not_summed", "float(np.sum(dE_dy))", "dE_dy",
    "dE_db has one number per observation. The bias is part of every weighted sum, so all of them "
    "are added up.")
gradients.edit("bias_gradient_is_averaged", "np.sum", "np.mean",
    "dE_db is the mean over the observations. The error is a sum, and so is its derivative.")
gradients.edit("zero_divided_by_zero", f"    dE_df = {SIGN}",
    '    with np.errstate(invalid="ignore"):\n        dE_df = np.abs(f - truth) / (f - truth)',
    "Where a prediction equals the truth, the gradients are not numbers: the distance is divided "
    "by the difference, and both are 0 there. The sign of 0 is 0.")
gradients.edit("sign_is_missing", "dE_df * df_dy", "df_dy",
    "The derivative of the absolute value is missing: it is the sign of f − truth.")
gradients.edit("truth_is_taken_for_zero_or_one",
    SIGN, "np.where(f == truth, 0, np.where(truth == 1, -1, 1))",
    "The sign depends on the truth alone, as if that were 0 or 1. It is the sign of f − truth, "
    "whatever number the truth is.")
gradients.edit("difference_for_sign", SIGN, "f - truth",
    "f − truth is used in place of its sign. That is the derivative of half the square.")
gradients.edit("squared_error_is_derived", SIGN, "2 * (f - truth)",
    "2 (f − truth) is the derivative of the squared error. The derivative of the absolute "
    "difference is the sign of f − truth.")
gradients.edit("sign_of_truth_minus_f", SIGN, "np.sign(truth - f)",
    "Both gradients point the wrong way: the sign is that of truth − f. It should be that of f − "
    "truth.")
gradients.edit("distance_for_sign", SIGN, "np.abs(f - truth)",
    "The distance itself is used in place of its derivative, the sign of f − truth.")
gradients.edit("sigmoid_derivative_is_missing", "dE_df * df_dy", "dE_df",
    "The derivative of the sigmoid, f (1 − f), is missing from the chain.")
gradients.edit("sigmoid_derivative_is_half", "f * (1 - f)", "f",
    "The derivative of the sigmoid has two factors, f and 1 − f; the second one is missing.")
gradients.edit("sigmoid_is_applied_to_f", "* df_dy", "* sigmoid(f) * (1 - sigmoid(f))",
    "The sigmoid is applied to f before its derivative is taken. f is the sigmoid's value already.")
gradients.edit("tanh_derivative", "f * (1 - f)", "1 - f**2",
    "1 − f² is the derivative of the hyperbolic tangent. That of the sigmoid is f (1 − f).")
gradients.edit("gradients_are_divided_by_the_rows",
    "return dE_dw, dE_db", "return dE_dw / len(x), dE_db / len(x)",
    "Both gradients are divided by the number of observations. The error is a sum, not a mean.")
gradients.edit("inputs_are_added_over_the_rows",
    "x.T @ dE_dy", "x.sum(axis=0)[:, None] * dE_dy.sum()",
    "The inputs and dE_dy are added up separately and then multiplied. Every observation's inputs "
    "belong with its own dE_dy: a matrix product with x transposed.")
gradients.edit("weight_gradient_is_flat", "return dE_dw,", "return dE_dw[:, 0],",
    "dE_dw has lost its second axis. It has the shape of the weights, (D, 1).")
gradients.edit("weight_gradient_is_a_row", "return dE_dw,", "return dE_dw.T,",
    "dE_dw is a row. It has the shape of the weights, (D, 1), a column.")
gradients.edit("bias_gradient_is_an_array", "float(np.sum(dE_dy))", "np.sum(dE_dy, axis=0)",
    "dE_db is an array with an axis. It should be one number, like the bias.")
gradients.edit("bias_gradient_counts_the_signs", "np.sum(dE_dy)", "np.sum(dE_df)",
    "dE_db adds up the signs alone. The derivative of the sigmoid is a factor of it as well.")
gradients.edit("equality_counts_as_too_large", SIGN, "np.where(f >= truth, 1, -1)",
    "A prediction that equals the truth still contributes. At the bottom of |f − truth|, the slope "
    "is taken as 0.")
# fmt: on


@gradients.cross_check(rtol=1e-9)
def autograd(x, f, truth):
    """PyTorch's derivative of the same error, by weights that change nothing yet."""
    import torch

    weights = torch.zeros(x.shape[1], 1, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    sums = torch.tensor(mlp.logit(f)) + torch.tensor(x) @ weights + bias
    distances = (torch.sigmoid(sums) - torch.tensor(truth))[torch.tensor(f != truth)]
    distances.abs().sum().backward()
    return weights.grad.numpy(), bias.grad.item()


@gradients.cross_check(rtol=1e-6)
def central_differences(x, f, truth):
    """The error with every weight and the bias nudged up and down."""

    def error(nudge):
        prediction = 1 / (1 + np.exp(-(mlp.logit(f) + x @ nudge[:-1] + nudge[-1])))
        return np.sum(np.abs(prediction - truth)[f != truth])

    gradient = mlp.central_differences_of(error, np.zeros((x.shape[1] + 1, 1)))
    return gradient[:-1], float(gradient[-1, 0])


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


# --- train ----------------------------------------------------------------------------------------


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


UPDATE = "        weights = weights"
RETURN = "    return weights"
# fmt: off
train.edit("error_is_logged_after_the_update", RETURN,
    "        if step % log_every == 0:\n"
    "            f = sigmoid(linear(x, weights, bias))\n"
    "            history[-1] = step, sum_absolute_error(f, truth)\n" + RETURN,
    "The error is recorded after the weights have changed. It should be recorded before the update "
    "of its step.")
train.edit("bias_stays", " - learning_rate * dE_db", "",
    "The bias never changes. It is trained like the weights, with its own gradient.")
train.edit("weights_stay", " - learning_rate * dE_dw", "",
    "Only the bias changes. The weights are trained as well, with their own gradient.")
train.edit("gradients_are_added", "history = []", "history, learning_rate = [], -learning_rate",
    "The error grows: the steps go along the gradients, uphill. They should go against them.")
train.edit("learning_rate_is_ignored", "history = []", "history, learning_rate = [], 0.05",
    "The default learning rate is used, whatever learning rate is passed.")
train.edit("steps_are_as_long_as_the_gradients", "history = []", "history, learning_rate = [], 1.0",
    "The learning rate is missing from the update: the steps are as long as the gradients.")
train.edit("every_step_is_logged", "% log_every", "% 1",
    "Every step is recorded. Only steps divisible by log_every should be.")
train.edit("last_error_is_logged_too", RETURN,
    "    f = sigmoid(linear(x, weights, bias))\n"
    "    history.append((num_iterations, sum_absolute_error(f, truth)))\n" + RETURN,
    "The history has one entry too many, for the end of the training. It holds only steps "
    "divisible by log_every, each before its update.")
train.edit("logging_starts_late", "bias, history", "bias, history[1:]",
    "Step 0 is not recorded. 0 is divisible by every number, so by log_every, too.")
train.edit("one_iteration_is_missing",
    UPDATE, "        if step == num_iterations - 1:\n            break\n" + UPDATE,
    "Training ends one step too early.")
train.edit("errors_without_their_steps",
    "(step, sum_absolute_error(f, truth))", "sum_absolute_error(f, truth)",
    "The history is a list of errors. Each entry should be a pair, the step and its error.")
train.edit("the_mean_is_trained",
    "history = []", "history, learning_rate = [], learning_rate / len(x)",
    "The steps are N times too short: the gradients are divided by the number of observations. The "
    "error is a sum, not a mean.")
train.edit("zero_is_divided_by_zero", "        dE_dw, dE_db = gradients(x, f, truth)",
    '        with np.errstate(invalid="ignore"):\n'
    "            dE_dy = np.abs(f - truth) / (f - truth) * f * (1 - f)\n"
    "            dE_dw, dE_db = x.T @ dE_dy, float(np.sum(dE_dy))",
    "As soon as a prediction equals the truth, everything becomes NaN: the distance is divided by "
    "the difference, and both are 0 there. The slope of the distance is the sign of the "
    "difference, and the sign of 0 is 0.")
train.edit("gradients_are_clipped",
    UPDATE, "        dE_dw, dE_db = np.clip(dE_dw, -1, 1), np.clip(dE_db, -1, 1)\n" + UPDATE,
    "Large gradients are clipped. Every step uses the gradient as it is.")
train.edit("bias_sees_the_new_weights", "        bias = bias",
    "        f = sigmoid(linear(x, weights, bias))\n"
    "        _, dE_db = gradients(x, f, truth)\n"
    "        bias = bias",
    "The gradient of the bias is computed after the weights have changed. Both gradients belong to "
    "the same point, before either update.")
# fmt: on


@train.cross_check(rtol=1e-6)
def torch_training(
    x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The same training on PyTorch's own derivatives, in float64."""
    import torch

    x, truth = torch.tensor(x, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    w = torch.tensor(weights, requires_grad=True)
    b = torch.tensor(bias, dtype=torch.float64, requires_grad=True)
    history = []
    for step in range(num_iterations):
        error = torch.nn.functional.l1_loss(torch.sigmoid(x @ w + b), truth, reduction="sum")
        if step % log_every == 0:
            history.append((step, error.item()))
        dE_dw, dE_db = torch.autograd.grad(error, [w, b])
        with torch.no_grad():
            w -= learning_rate * dE_dw
            b -= learning_rate * dE_db
    return w.detach().numpy(), b.item(), history


train.hint("Which error belongs to step 0: the one before the first update, or the one after it?")
train.hint(
    "One step of the loop: predict, record the error if the step is divisible by log_every, "
    "compute both gradients, update the weights and the bias. Make new arrays, so that the ones "
    "passed in stay unchanged."
)
train.hint(
    "For each step of range(num_iterations): f is the sigmoid of linear; then the error is logged "
    "if it is due; then gradients gives dE_dw and dE_db, and both are subtracted from the old "
    "weights and the old bias, times learning_rate."
)


# --- predict --------------------------------------------------------------------------------------


@assignment.exercise(points=1, uses=("linear", "sigmoid"))
def predict(random):
    """what the perceptron predicts for every row"""
    for rows, inputs in [(4, 2), (4, 2), (5, 3), (1, 3)]:
        x, _, weights, bias = a_problem(random, rows, inputs)
        yield x, weights, bias


FORWARD = "sigmoid(linear(x, weights, bias))"
# fmt: off
predict.edit("sigmoid_is_missing", FORWARD, "linear(x, weights, bias)",
    "The predictions are the weighted sums, some of them below 0 or above 1: the sigmoid is "
    "missing.")
predict.edit("predictions_are_thresholded", FORWARD, f"np.round({FORWARD})",
    "The predictions are rounded to 0 or 1. The perceptron predicts a number between 0 and 1.")
predict.edit("bias_is_left_out", "bias))", "0.0))",
    "The bias is not used.")
predict.edit("predictions_are_flat", FORWARD, f"{FORWARD}[:, 0]",
    "The result has lost its second axis. It should have one row per observation and one column.")
predict.edit("sigmoid_is_applied_twice", FORWARD, f"sigmoid({FORWARD})",
    "The sigmoid is applied twice.")
# fmt: on

predict.hint("This is the forward pass of the training loop, with trained weights.")
predict.hint("Which two functions above does a prediction go through, and which one comes first?")
predict.hint(
    "The prediction is the sigmoid of what linear returns for x, weights and bias, without any "
    "rounding."
)

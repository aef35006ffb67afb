"""What is graded in the assignment perceptron: cases, known mistakes, hints and cross-checks."""

import numpy as np

from autograder import PUBLISHED, Assignment, case
from solutions.mlp.exercises import central_differences_of, logit
from solutions.perceptron import perceptron as reference

assignment = Assignment(
    "perceptron",
    title="One perceptron learns OR",
    goal="You can derive the gradient of an error, check it before you trust it, and train a "
    "perceptron with it.",
    needs="NumPy arrays and the matrix product; the chain rule for functions of one variable.",
    minutes=120,
    then="Next, `mlp` puts a hidden layer between the inputs and the output.",
    files=("or_gate.csv",),
    reference=reference,
)

OR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
OR_TRUTH = np.array([[0], [1], [1], [1]], dtype=np.float32)

# The weights and the bias before and after the published training.
INITIAL = np.array([[4.17022005e-01], [7.20324493e-01]]), 1.14374817e-04
FINAL = np.array([[9.98578506], [9.98589032]]), -4.52752860


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
gradients.edit("squared_error_is_averaged", SIGN, "2 * (f - truth) / len(f)",
    "2 (f − truth) / N is the derivative of the mean squared error. The derivative of the absolute "
    "difference is the sign of f − truth, and the error is a sum.")
gradients.edit("equality_counts_as_too_small", SIGN, "np.where(f > truth, 1, -1)",
    "A prediction that equals the truth still contributes. At the bottom of |f − truth|, the slope "
    "is taken as 0.")
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
    sums = torch.tensor(logit(f)) + torch.tensor(x) @ weights + bias
    distances = (torch.sigmoid(sums) - torch.tensor(truth))[torch.tensor(f != truth)]
    distances.abs().sum().backward()
    return weights.grad.numpy(), bias.grad.item()


@gradients.cross_check(rtol=1e-6)
def differences(x, f, truth):
    """The error with every weight and the bias nudged up and down."""

    def error(nudge):
        prediction = 1 / (1 + np.exp(-(logit(f) + x @ nudge[:-1] + nudge[-1])))
        return np.sum(np.abs(prediction - truth)[f != truth])

    gradient = central_differences_of(error, np.zeros((x.shape[1] + 1, 1)))
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


# --- relative_error -------------------------------------------------------------------------------


# Students can read autograder.student.gradients, which has this function and central differences
# with a fixed step. That is accepted here, for two points; the exercise below asks for any step.
@assignment.exercise(points=2)
def relative_error(random):
    """how far two gradients are apart, in units of the larger one"""
    for shape in [(4, 1), (2, 3), (5,), (2, 2, 3)]:
        a = random.normal(size=shape)
        yield a, a + random.normal(scale=0.3, size=shape)
    a = random.uniform(1, 2, size=(3, 2))
    a[1] = -5 * a[1]
    yield a, a * random.uniform(1.1, 1.4, size=(3, 2))  # the largest element is negative, and in b
    yield a * random.uniform(1.1, 1.4, size=(3, 2)), a
    yield a, -a / 2
    yield a, a + 1e-8 * random.normal(size=(3, 2))  # what is left of a right gradient
    yield 1e-10 * a, 1e-10 * random.normal(size=(3, 2))
    nothing = np.zeros((3, 2))
    yield a, nothing
    yield nothing, a
    yield nothing, nothing
    some = a * [[1, 0], [1, 1], [1, 1]]  # an element of both is 0
    yield some, some * random.uniform(1.1, 1.4, size=(3, 2))
    yield float(a[0, 0]), float(a[0, 0] + random.uniform(-0.3, -0.1))
    yield float(-a[0, 0]), random.uniform(0.1, 0.9)
    yield 0.0, 0.0


LARGEST = "max(np.max(np.abs(a)), np.max(np.abs(b)))"
DISTANCE = "np.max(np.abs(a - b))"
BODY = (
    f"    largest = {LARGEST}\n    if largest == 0:\n        return 0.0\n"
    f"    return float({DISTANCE} / largest)"
)
# fmt: off
relative_error.edit("difference_is_not_divided", f"{DISTANCE} / largest", DISTANCE,
    "The result is the largest difference itself. Divide it by the largest element.")
relative_error.edit("each_element_is_its_own_unit", f"    largest = {LARGEST}",
    '    with np.errstate(all="ignore"):\n'
    "        elements = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))\n"
    "    return float(np.nanmax(elements)) if np.any(elements > 0) else 0.0\n"
    f"    largest = {LARGEST}",
    "Each difference is divided by its own elements. A small element then counts as much as the "
    "largest; divide the largest difference by the largest element of all.")
relative_error.edit("each_element_over_its_own_sum", f"    largest = {LARGEST}",
    '    with np.errstate(all="ignore"):\n'
    "        elements = np.abs(a - b) / (np.abs(a) + np.abs(b))\n"
    "    return float(np.nanmax(elements)) if np.any(elements > 0) else 0.0\n"
    f"    largest = {LARGEST}",
    "Each difference is divided by the sum of its own two elements. Divide the largest difference "
    "by the largest element of all.")
relative_error.edit("elements_of_0_divide_0", BODY,
    '    with np.errstate(all="ignore"):\n'
    "        return float(np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))))",
    "Each difference is divided by its own elements, and gives NaN where both are 0. Divide the "
    "largest difference by the largest element of all.")
relative_error.edit("sums_of_0_divide_0", BODY,
    '    with np.errstate(all="ignore"):\n'
    "        return float(np.max(np.abs(a - b) / (np.abs(a) + np.abs(b))))",
    "Each difference is divided by the sum of its own two elements, and gives NaN where both are "
    "0. Divide the largest difference by the largest element of all.")
relative_error.edit("sums_are_at_least_a_small_number", BODY,
    "    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))",
    "Each difference is divided by the sum of its own two elements, or by a small number where "
    "that is larger, as in some other courses. Here the largest difference is divided by the "
    "largest element of all.")
relative_error.edit("unit_is_the_sum_of_both", LARGEST, "np.max(np.abs(a)) + np.max(np.abs(b))",
    "The difference is divided by the sum of both largest elements. Divide by the larger of them.")
relative_error.edit("unit_is_of_a_alone", LARGEST, "np.max(np.abs(a)) or np.max(np.abs(b))",
    "The difference is divided by the largest element of a, although b may have a larger one.")
relative_error.edit("unit_is_of_b_alone", LARGEST, "np.max(np.abs(b)) or np.max(np.abs(a))",
    "The difference is divided by the largest element of b, although a may have a larger one.")
relative_error.edit("unit_is_the_smaller_one",
    LARGEST, LARGEST.replace("max(np.max", "min(np.max", 1) + f" or {LARGEST}",
    "The difference is divided by the smaller of the two largest elements.")
relative_error.edit("unit_keeps_its_sign", LARGEST, "max(np.max(a), np.max(b))",
    "The largest element is looked for with its sign, so a large negative one does not count. Take "
    "absolute values before the maximum.")
relative_error.edit("difference_keeps_its_sign", DISTANCE, "np.max(a - b)",
    "The largest difference is looked for with its sign, so elements of b that are too large do "
    "not count. Take absolute values before the maximum.")
relative_error.edit("difference_is_that_of_the_maxima",
    DISTANCE, "abs(np.max(np.abs(a)) - np.max(np.abs(b)))",
    "The largest elements are subtracted from each other. Subtract first, element by element, and "
    "look for the largest difference then.")
relative_error.edit("differences_are_averaged", DISTANCE, "np.mean(np.abs(a - b))",
    "The mean of the differences is taken. One wrong element among many would hardly show; take "
    "the largest difference.")
relative_error.edit("both_are_averaged", f"{DISTANCE} / largest",
    "np.mean(np.abs(a - b)) / max(np.mean(np.abs(a)), np.mean(np.abs(b)))",
    "Means are taken in place of maxima, above and below. One wrong element among many would "
    "hardly show.")
relative_error.edit("lengths_are_compared", f"{DISTANCE} / largest",
    "np.sqrt(np.sum((a - b) ** 2) / max(np.sum(np.square(a)), np.sum(np.square(b))))",
    "The lengths of the vectors are compared, roots of sums of squares. Here both are maxima of "
    "absolute values.")
relative_error.edit("lengths_are_added", f"{DISTANCE} / largest",
    "np.linalg.norm(np.ravel(a - b)) / (np.linalg.norm(np.ravel(a)) + np.linalg.norm(np.ravel(b)))",
    "The length of the difference is divided by the sum of both lengths. Here it is the largest "
    "difference, divided by the largest element.")
relative_error.edit("zero_divided_by_zero", BODY.partition("\n")[2],
    '    with np.errstate(all="ignore"):\n'
    "        return float(np.divide(np.max(np.abs(a - b)), largest))",
    "If all elements are 0, the result is not a number: 0 is divided by 0. Return 0.0 then.")
relative_error.edit("a_small_number_is_added", "/ largest)", "/ (largest + 1e-8))",
    "A small number is added to the largest element, so differences between small gradients "
    "vanish. Handle 0 on its own.")
relative_error.edit("unit_is_at_least_a_small_number", "/ largest)", "/ max(largest, 1e-8))",
    "The largest element counts as at least some small number, so differences between small "
    "gradients vanish. Handle 0 on its own.")
relative_error.edit("unit_is_at_least_one", "/ largest)", "/ max(largest, 1))",
    "Gradients below 1 are measured in units of 1, so the differences between them look small.")
relative_error.edit("small_differences_count_as_none", "if largest == 0", "if np.allclose(a, b)",
    "A small difference gives 0.0. Return 0.0 only if all elements are 0: the size of a small "
    "difference is what the check needs to know.")
relative_error.edit("one_zero_gradient_is_enough", "if largest == 0",
    "if not np.any(a) or not np.any(b)",
    "If only one of both is all zero, the result is 0.0, as if they were equal. It should be 1.")
relative_error.edit("one_error_for_each_element", f"float({DISTANCE} / largest)",
    "np.abs(a - b) / largest",
    "There is one result for each element. Return the largest of them.")
relative_error.edit("quotient_is_returned", f"{DISTANCE} / largest",
    "np.max(np.abs(a)) / largest",
    "The result is the quotient of the elements, 1 for equal gradients. It should be 0 for them.")
# fmt: on


@relative_error.cross_check(rtol=1e-12)
def infinity_norms(a, b):
    """By NumPy's maximum norm of the flattened arrays."""
    size = max(np.linalg.norm(np.ravel(side), np.inf) for side in (a, b))
    return float(np.linalg.norm(np.ravel(np.subtract(a, b)), np.inf) / (size or 1.0))


relative_error.hint("What is the result for equal gradients, and what if a is twice b?")
relative_error.hint(
    "Which comes first, the absolute value or the maximum? And what do you divide by if all "
    "elements of a and b are 0?"
)
relative_error.hint(
    "Take the largest absolute value of a and that of b, and the larger of the two. If it is 0, "
    "return 0.0. Otherwise divide the largest absolute value of a − b by it."
)


# --- central_differences --------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("dE_dw", "dE_db"), uses=("sum_absolute_error",))
def central_differences(random):
    """the same gradients, measured by moving each weight and the bias"""
    for rows, inputs in [(4, 2), (5, 4), (1, 3), (10, 1)]:
        yield case(*a_problem(random, rows, inputs), h=random.uniform(0.3, 0.6))
    yield a_problem(random, 4, 2)
    yield case(*a_problem(random, 6, 3), h=random.uniform(0.005, 0.01))
    x, truth, weights, bias = a_problem(random, 5, 3)
    yield 3000 * x, truth, weights / 3000, bias  # curved within a step of 1e-5, and not of 1e-6
    yield case(x, random.uniform(0.1, 0.9, size=truth.shape), weights, bias, h=0.5)  # over kinks
    or_gate = OR_INPUTS.astype(np.float64), OR_TRUTH.astype(np.float64)  # float32 would be noise
    yield case(*or_gate, *INITIAL, tolerance=PUBLISHED)


BY_WEIGHT = "(error(weights + nudge, bias) - error(weights - nudge, bias)) / (2 * h)"
BY_BIAS = "(error(weights, bias + h) - error(weights, bias - h)) / (2 * h)"
BOTH = f"{BY_WEIGHT}\n    dE_db = {BY_BIAS}"
NUDGE = "        nudge = np.zeros(weights.shape)\n"
EACH = "    for place in np.ndindex(weights.shape):\n"
START = "    dE_dw = np"
RESULT = "return dE_dw, dE_db"
# fmt: off
central_differences.edit("differences_are_one_sided", BOTH,
    "(error(weights + nudge, bias) - error(weights, bias)) / h\n"
    "    dE_db = (error(weights, bias + h) - error(weights, bias)) / h",
    "The differences are one-sided, from the weights to h above them. Central differences go from "
    "h below to h above, and are far more accurate.")
central_differences.edit("differences_look_back", BOTH,
    "(error(weights, bias) - error(weights - nudge, bias)) / h\n"
    "    dE_db = (error(weights, bias) - error(weights, bias - h)) / h",
    "The differences are one-sided, from h below the weights to them. Central differences go from "
    "h below to h above, and are far more accurate.")
central_differences.edit("differences_are_divided_by_h", RESULT, "return 2 * dE_dw, 2 * dE_db",
    "The differences are divided by h. From h below to h above, the distance is 2 h.")
central_differences.edit("differences_are_multiplied_by_h",
    RESULT, "return dE_dw * h**2, dE_db * h**2",
    "The differences are multiplied by h. / 2 * h divides by 2 and then multiplies: write / (2 * "
    "h), with parentheses.")
central_differences.edit("differences_are_not_divided",
    RESULT, "return dE_dw * (2 * h), dE_db * (2 * h)",
    "The results are the differences of the errors alone. Divide them by the distance, 2 h.")
central_differences.edit("below_minus_above", RESULT, "return -dE_dw, -dE_db",
    "The signs are flipped: the error h above is subtracted from the error h below.")
central_differences.edit("derivatives_are_exact",
    START, f"    return gradients(x, predict(x, weights, bias), truth)\n{START}",
    "These are the derivatives themselves. They come from a formula and do not depend on h, so "
    "they cannot check that formula. Measure the error h above and h below.")
central_differences.edit("both_points_are_one_array",
    f"{NUDGE}        nudge[place] = h\n        dE_dw[place] = {BY_WEIGHT}",
    "        above = below = weights\n        above[place] += h\n        below[place] -= h\n"
    "        dE_dw[place] = (error(above, bias) - error(below, bias)) / (2 * h)",
    "dE_dw is 0: both errors are measured at the same point. Two names of one array move together, "
    "up and down again. Make a copy for each point, or add an array that is h in one place.")
central_differences.edit("all_weights_move_at_once",
    "np.zeros(weights.shape)\n        nudge[place] = h", "np.full(weights.shape, h)",
    "All weights move together, so each result is the sum of all derivatives. Move one at a time.")
central_differences.edit("earlier_weights_move_too", EACH + NUDGE, f"{NUDGE[4:]}{EACH}",
    "The weights that were moved before move again with each further one. Move one at a time.")
central_differences.edit("weights_stay_moved",
    f"{BY_WEIGHT}\n", f"{BY_WEIGHT}\n        weights = weights + nudge\n",
    "A weight that was moved does not go back before the next one moves. Start each time from the "
    "weights that were passed.")
central_differences.edit("bias_moves_with_the_weights", BY_WEIGHT,
    "(error(weights + nudge, bias + h) - error(weights - nudge, bias - h)) / (2 * h)",
    "The bias moves along with every weight. Each moves alone.")
central_differences.edit("weights_move_with_the_bias", BY_BIAS,
    "(error(weights + h, bias + h) - error(weights - h, bias - h)) / (2 * h)",
    "dE_dw is right, but for dE_db the weights move along with the bias. Each moves alone.")
central_differences.edit("bias_does_not_move", RESULT, "return dE_dw, 0.0",
    "dE_db is 0: the bias does not move. Move it like the weights.")
central_differences.edit("first_weight_only", "np.ndindex(weights.shape)", "[(0, 0)]",
    "Only the first weight moves. Each has a derivative of its own.")
central_differences.edit("h_is_fixed", START, f"    h = 1e-5\n{START}",
    "The weights always move by 1e-5. Move them by h.")
central_differences.edit("h_is_halved", START, f"    h = h / 2\n{START}",
    "The weights move by h / 2 each way. They move by h, so the distance is 2 h.")
central_differences.edit("h_is_doubled", START, f"    h = 2 * h\n{START}",
    "The weights move by 2 h each way. They move by h, so the distance is 2 h.")
central_differences.edit("sigmoid_is_missing", "predict(x", "linear(x",
    "The error is that of the weighted sums. Take the error of the predictions: `predict` has the "
    "sigmoid.")
central_differences.edit("errors_are_averaged", "bias), truth)", "bias), truth) / len(x)",
    "The error is averaged over the rows. The error of this perceptron is the sum.")
central_differences.edit("errors_are_squared",
    "sum_absolute_error(predict(x, weights, bias), truth)",
    "float(np.sum((predict(x, weights, bias) - truth) ** 2))",
    "The error is the sum of squares. The error of this perceptron is the sum of absolute "
    "differences.")
central_differences.edit("measured_weights_are_flat", RESULT, "return dE_dw[:, 0], dE_db",
    "dE_dw has lost its second axis. It has the shape of the weights, (D, 1).")
central_differences.edit("measured_weights_are_a_row", RESULT, "return dE_dw.T, dE_db",
    "dE_dw is a row. It has the shape of the weights, (D, 1), a column.")
# fmt: on


@central_differences.cross_check(rtol=1e-8)
def all_at_once(x, truth, weights, bias, h=1e-5):
    """By PyTorch: every moved perceptron is a column of one matrix product."""
    import torch

    inputs = torch.tensor(np.hstack([x, np.ones((len(x), 1))]), dtype=torch.float64)
    point = torch.tensor(np.append(weights, bias), dtype=torch.float64)[:, None]
    moves = h * torch.eye(len(point), dtype=torch.float64)
    above, below = (
        (torch.sigmoid(inputs @ columns) - torch.tensor(truth)).abs().sum(dim=0)
        for columns in (point + moves, point - moves)
    )
    slopes = ((above - below) / (2 * h)).numpy()
    return slopes[:-1, None], float(slopes[-1])


central_differences.hint(
    "Which numbers differ between the two calls of the perceptron that give the derivative by the "
    "second weight?"
)
central_differences.hint(
    "Make an array of zeros of the shape of the weights, with h in one place. Weights plus this "
    "array is one point, weights minus it the other. What is the error at each?"
)
central_differences.hint(
    "For each place of the weights: the error h above less the error h below, over (2 * h), each "
    "error being sum_absolute_error of what predict returns. Do the same with bias + h and bias "
    "− h for dE_db."
)


# --- step -----------------------------------------------------------------------------------------


@assignment.exercise(
    points=2,
    returns=("weights", "bias", "error"),
    uses=("sum_absolute_error", "gradients"),
)
def step(random):
    """one step of gradient descent, and the error before it"""
    for rows, inputs, rate in [(4, 2, 0.2), (5, 4, 0.5), (1, 3, 0.3), (10, 1, 0.1)]:
        yield *a_problem(random, rows, inputs), rate * random.uniform(0.7, 1.3)
    x, _, weights, bias = a_problem(random, 6, 2)  # a truth on both sides of f, and of one half
    yield x, random.uniform(0.1, 0.9, size=(6, 1)), weights, bias, 2.0 * random.uniform(0.7, 1.3)
    x, _, weights, bias = a_problem(random, 6, 2)
    truth = random.uniform(0.5, 1.5, size=(6, 1))
    yield 30 * x, truth, weights / 30, bias, 0.002 * random.uniform(0.7, 1.3)  # gradients above 1
    yield x, truth, weights / 10, -10 + bias, 1000.0 * random.uniform(0.7, 1.3)  # and below 1e-3
    # In the second row the sum is above 200, where the sigmoid has reached the truth: f equals it.
    x, truth, _, bias = a_problem(random, 4, 2)
    x[1], truth[1] = 300, 1
    yield x, truth, random.uniform(0.5, 1.5, size=(2, 1)), bias, random.uniform(0.1, 0.3)
    yield case(OR_INPUTS, OR_TRUTH, *INITIAL, 0.05, tolerance=PUBLISHED)
    yield case(OR_INPUTS, OR_TRUTH, *FINAL, 0.05, tolerance=PUBLISHED)
    yield OR_INPUTS, OR_TRUTH, *FINAL, 50.0 * random.uniform(0.7, 1.3)  # else the step is tiny


UPDATE = "weights - learning_rate * dE_dw, bias - learning_rate * dE_db"
STEP = f"    return {UPDATE}, error"
# fmt: off
step.edit("f_and_truth_are_exchanged", "gradients(x, f, truth)", "gradients(x, truth, f)",
    "The gradients are computed with f and truth exchanged. The order is x, f, truth.")
step.edit("error_is_that_after_the_step", STEP,
    f"    weights, bias = {UPDATE}\n"
    "    return weights, bias, sum_absolute_error(predict(x, weights, bias), truth)",
    "The error is that of the new weights. Return the error before the step.")
step.edit("bias_stays", " - learning_rate * dE_db", "",
    "The bias stays as it is. It takes a step like the weights, against its own derivative.")
step.edit("weights_stay", " - learning_rate * dE_dw", "",
    "The weights stay as they are. They take a step like the bias, against their own derivatives.")
step.edit("step_goes_uphill", UPDATE, UPDATE.replace("- learn", "+ learn"),
    "The step goes along the gradients, uphill. It should go against them.")
step.edit("bias_goes_uphill", "bias - learn", "bias + learn",
    "The bias goes uphill, along its gradient. It should go against it, like the weights.")
step.edit("learning_rate_is_fixed", STEP, f"    learning_rate = 0.05\n{STEP}",
    "The learning rate is 0.05, whatever learning rate is passed.")
step.edit("learning_rate_is_missing", STEP, f"    learning_rate = 1.0\n{STEP}",
    "The learning rate is missing: the step is as long as the gradients.")
step.edit("learning_rate_is_missing_for_the_bias", "- learning_rate * dE_db", "- dE_db",
    "The step of the bias is as long as its gradient: the learning rate is missing there.")
step.edit("step_is_averaged", STEP, f"    learning_rate = learning_rate / len(x)\n{STEP}",
    "The step is N times too short: the gradients are divided by the number of observations. The "
    "error is a sum, not a mean.")
step.edit("gradients_are_clipped",
    STEP, f"    dE_dw, dE_db = np.clip(dE_dw, -1, 1), np.clip(dE_db, -1, 1)\n{STEP}",
    "Large gradients are clipped. Use the gradients as they are.")
step.edit("step_is_normalised",
    STEP, f"    learning_rate = learning_rate / np.sqrt(np.sum(dE_dw**2) + dE_db**2)\n{STEP}",
    "The gradients are divided by their length. A step is the learning rate times the gradients "
    "as they are.")
step.edit("small_steps_are_left_out",
    STEP, f"    if np.abs(dE_dw).max() < 1e-2:\n        return weights, bias, error\n{STEP}",
    "Where the gradients are small, nothing changes. A step is taken however small it is.")
step.edit("bias_sees_the_new_weights", STEP,
    "    weights = weights - learning_rate * dE_dw\n"
    "    _, dE_db = gradients(x, predict(x, weights, bias), truth)\n"
    "    return weights, bias - learning_rate * dE_db, error",
    "The gradient of the bias is computed after the weights have changed. Both belong to the same "
    "point, before either update.")
step.edit("weights_see_the_new_bias", STEP,
    "    bias = bias - learning_rate * dE_db\n"
    "    dE_dw, _ = gradients(x, predict(x, weights, bias), truth)\n"
    "    return weights - learning_rate * dE_dw, bias, error",
    "The gradient of the weights is computed after the bias has changed. Both belong to the same "
    "point, before either update.")
step.edit("sums_are_taken_for_predictions", "predict(x", "linear(x",
    "The weighted sums are taken for the predictions: the sigmoid is missing. `predict` has it.")
step.edit("bias_is_not_in_the_predictions", "weights, bias)\n", "weights, 0.0)\n",
    "The predictions are made without the bias.")
step.edit("error_is_averaged", STEP, f"{STEP} / len(x)",
    "The step is right, but the error is averaged over the rows. It should be the sum.")
step.edit("gradients_are_returned", UPDATE, "dE_dw, dE_db",
    "The gradients are returned. Return the weights and the bias after the step.")
step.edit("changes_are_returned", UPDATE, "-learning_rate * dE_dw, -learning_rate * dE_db",
    "The changes of the weights and of the bias are returned. Subtract them from the old ones.")
step.edit("error_comes_first", STEP, f"    return error, {UPDATE}",
    "The error is returned first. The order is weights, bias, error.")
step.edit("error_is_left_out", STEP, STEP.removesuffix(", error"),
    "The error is not returned. The training records it: return weights, bias, error.")
step.edit("weights_change_in_place", STEP,
    "    weights -= learning_rate * dE_dw\n"
    "    return weights, bias - learning_rate * dE_db, error",
    "`weights -= …` changes the array that was passed, so the start of the training is lost. Write "
    "`weights = weights - …`, which makes a new one.")
# fmt: on


@step.cross_check(rtol=1e-9)
def torch_step(x, truth, weights, bias, learning_rate):
    """One step of PyTorch's optimiser on its own loss and derivatives, in float64."""
    import torch

    inputs, wanted = (torch.tensor(array, dtype=torch.float64) for array in (x, truth))
    w, b = (torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in (weights, bias))
    error = torch.nn.L1Loss(reduction="sum")(torch.sigmoid(inputs @ w + b), wanted)
    error.backward()
    torch.optim.SGD([w, b], lr=learning_rate).step()
    return w.detach().numpy(), b.item(), error.item()


step.hint("What do you need for a step that your functions above return, and in which order?")
step.hint(
    "Predict, measure the error, compute both gradients; then change the weights and the bias. "
    "Which way do the gradients point, and which way should the step go?"
)
step.hint(
    "f is what predict returns; sum_absolute_error of f is the error; gradients gives dE_dw and "
    "dE_db. Return weights − learning_rate · dE_dw, bias − learning_rate · dE_db, and the error."
)

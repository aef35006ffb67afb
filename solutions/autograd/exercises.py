"""What is graded in the assignment autograd: cases, known mistakes, hints and cross-checks."""

import numpy as np

from autograder import Assignment
from solutions.autograd import autograd as reference
from solutions.autograd.autograd import put, record

assignment = Assignment(
    "autograd",
    title="Gradients without formulas",
    goal="You can write a program that differentiates any formula made of a few operations, and "
    "that repeats the training of `mlp` without a formula for a gradient.",
    needs="`mlp`, with its network, its gradients and its gradient check; what NumPy does with "
    "arrays of different shapes (broadcasting).",
    minutes=135,
    then="Next comes `mlp_torch`: PyTorch records the tape for you, and gives the same numbers.",
    reference=reference,
)

OR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
OR_TRUTH = np.array([[0], [1], [1], [1]], dtype=np.float32)
# The weights before and after the published training.
OR_START = (
    np.array([[4.17022005e-01, 7.20324493e-01, 1.14374817e-04],
              [3.02332573e-01, 1.46755891e-01, 9.23385948e-02]]),
    np.array([[0.18626021], [0.34556073], [0.39676747]]),
)  # fmt: skip
OR_END = (
    np.array([[1.66707072, 2.43454525, -1.50667653], [1.66659174, 2.29166158, -1.50681196]]),
    np.array([[0.70570663], [2.04736287], [-4.12867523]]),
)


def torch_gradients(function, *arrays):
    """PyTorch's derivatives of a number by each of these arrays."""
    import torch

    tensors = [torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in arrays]
    found = torch.autograd.grad(function(torch, *tensors), tensors, allow_unused=True)
    return [
        np.zeros(np.shape(array)) if slope is None else slope.numpy()
        for array, slope in zip(arrays, found, strict=True)
    ]


# --- the rules of single operations ---------------------------------------------------------------


SHAPES = [(4, 2), (4, 2), (3,), (1, 3), (2, 3, 2), (3, 3), ()]


def numbers(random, shape):
    """Numbers in an array of any shape, also of none."""
    return np.asarray(random.normal(size=shape))


def away_from_zero(random, shape):
    """Numbers of both signs that one can divide by."""
    return np.asarray(random.choice([-1, 1], size=shape) * random.uniform(0.5, 2, size=shape))


@assignment.exercise(points=1, returns=("dE_da", "dE_db"))
def multiply_backward(random):
    """the rule of the product, element by element"""
    for shape in SHAPES:
        gradient, a, b = (numbers(random, shape) for _ in range(3))
        yield gradient, np.asarray(a * b), a, b
    gradient = 100 * random.normal(size=(3, 2))
    gradient[1, 0], gradient[2, 1] = 0, 0
    a, b = random.normal(size=(3, 2)), 50 * random.normal(size=(3, 2))
    a[0, 1], b[2, 0] = 0, 0  # nothing may be divided by
    yield gradient, a * b, a, b


# fmt: off
multiply_backward.edit("inputs_are_not_exchanged",
    "gradient * b, gradient * a", "gradient * a, gradient * b",
    "Each gradient is multiplied by its own input. When a rises, c rises by what a is multiplied "
    "by: the other input.")
multiply_backward.edit("gradient_is_left_out", "gradient * b, gradient * a", "b, a",
    "The result is the derivative of the product alone. The chain rule multiplies it by the "
    "gradient that arrives from above.")
multiply_backward.edit("gradient_is_passed_on", "gradient * b, gradient * a", "gradient, gradient",
    "The gradient is passed on as it is, as for a sum. In a product, a change of a counts as often "
    "as b says.")
multiply_backward.edit("value_is_used_for_the_inputs",
    "gradient * b, gradient * a", "gradient * value, gradient * value",
    "Both gradients are multiplied by the product. When a rises by ε, the product rises by ε b, "
    "not by ε a b.")
multiply_backward.edit("product_becomes_a_sum",
    "gradient * b, gradient * a", "gradient + b, gradient + a",
    "The gradient and the other input are added. The factors of a chain are multiplied.")
multiply_backward.edit("only_a_gets_a_gradient", "gradient * a", "0 * a",
    "The gradient by b is 0. Both inputs change the product.")
multiply_backward.edit("only_the_first_is_returned", "gradient * b, gradient * a", "gradient * b",
    "Only the gradient by a is returned. A rule returns a tuple with one gradient for each input.")
multiply_backward.edit("gradients_are_added_up",
    "gradient * b, gradient * a", "np.sum(gradient * b), np.sum(gradient * a)",
    "The gradients are added up over their elements. Each element of an input has a gradient of "
    "its own.")
# fmt: on


@multiply_backward.cross_check(rtol=1e-12)
def torch_product(gradient, value, a, b):
    return tuple(torch_gradients(lambda torch, a, b: (torch.tensor(gradient) * a * b).sum(), a, b))


multiply_backward.hint("If a = 3, b = 5 and a rises to 3.01, by how much does a · b rise?")
multiply_backward.hint(
    "c rises by ε times something; E rises by the gradient by c times that. What is the something "
    "for a, and what is it for b?"
)
multiply_backward.hint(
    "The gradient by a is gradient times b, element by element, and the gradient by b is gradient "
    "times a. Return both, in this order."
)


@assignment.exercise(points=2, returns=("dE_da", "dE_db"))
def divide_backward(random):
    """the rule of the quotient, element by element"""
    for shape in SHAPES:
        a, b = numbers(random, shape), away_from_zero(random, shape)
        yield numbers(random, shape), np.asarray(a / b), a, b
    a, b = random.normal(size=(3, 2)), away_from_zero(random, (3, 2))
    a[1, 1] = 0
    yield 100 * random.normal(size=(3, 2)), a / b, a, b


# fmt: off
QUOTIENT = "gradient / b, -gradient * value / b"
divide_backward.edit("sign_of_b_is_flipped", "-gradient", "gradient",
    "The gradient by b has the wrong sign. When b rises, a / b falls (for a and b of one sign).")
divide_backward.edit("sign_of_a_is_flipped", QUOTIENT, "-gradient / b, -gradient * value / b",
    "The gradient by a has the wrong sign. When a rises, a / b rises (for a positive b).")
divide_backward.edit("b_is_not_squared", QUOTIENT, "gradient / b, -gradient * value",
    "The gradient by b has one b too few in the denominator: the derivative of 1 / b is −1 / b².")
divide_backward.edit("a_is_missing", QUOTIENT, "gradient / b, -gradient / b**2",
    "The gradient by b lacks the factor a. A large a makes a / b change more when b does.")
divide_backward.edit("parentheses_are_missing", QUOTIENT,
    "gradient / b, -gradient * a / b * b",
    "The gradient by b has one b too few in the denominator: / b * b divides by b and multiplies "
    "by it again. Write / b**2, or / (b * b).")
divide_backward.edit("a_divides_where_b_should", QUOTIENT,
    "gradient / b, -gradient * value / np.where(a, a, 1)",
    "The gradient by b is divided by a. Where b stands in the denominator, so does its derivative: "
    "by b again.")
divide_backward.edit("rule_of_the_product", QUOTIENT, "gradient * b, gradient * a",
    "This is the rule of the product. Here c = a / b.")
divide_backward.edit("a_is_multiplied_by_b", QUOTIENT, "gradient * b, -gradient * value / b",
    "The gradient by a is multiplied by b. c = a · (1 / b), so it is multiplied by 1 / b.")
divide_backward.edit("gradients_are_exchanged", QUOTIENT, "-gradient * value / b, gradient / b",
    "The two gradients are returned in the wrong order: the gradient by a comes first.")
divide_backward.edit("gradient_is_left_out_of_b", QUOTIENT, "gradient / b, -value / b",
    "The gradient by b lacks the gradient that arrives from above. The chain rule multiplies by "
    "it, for both inputs.")
divide_backward.edit("gradient_is_left_out", QUOTIENT, "1 / b, -value / b",
    "The result is the derivative of the quotient alone. The chain rule multiplies it by the "
    "gradient that arrives from above.")
divide_backward.edit("value_is_squared", QUOTIENT, "gradient / b, -gradient * value**2",
    "The gradient by b has the square of the quotient. Only b is squared: −a / b².")
# fmt: on


@divide_backward.cross_check(rtol=1e-12)
def torch_quotient(gradient, value, a, b):
    return tuple(torch_gradients(lambda torch, a, b: (torch.tensor(gradient) * a / b).sum(), a, b))


divide_backward.hint("If a = 6, b = 2 and b rises to 2.02, does a / b rise or fall, and how much?")
divide_backward.hint(
    "Write c as a · b⁻¹. What is the derivative of b⁻¹ by b, and where in the result do you find "
    "a / b, which you have as value?"
)
divide_backward.hint(
    "The gradient by a is gradient divided by b. The gradient by b is minus gradient times a "
    "divided by b squared, which is minus gradient times value divided by b."
)


@assignment.exercise(points=2, returns=("dE_da",))
def mean_backward(random):
    """the rule of the mean over all elements"""
    for shape in [(4, 2), (4, 2), (5, 3), (1, 3), (6,), (2, 3, 4), (1, 1)]:
        a = random.normal(size=shape)
        yield float(random.normal(scale=3)), float(np.mean(a)), a
    yield 1.0, 0.5, np.array(0.5)
    a = random.normal(scale=100, size=(3, 5))
    yield 1000 * float(away_from_zero(random, ())), float(np.mean(a)), a


# fmt: off
MEAN = "np.full(np.shape(a), gradient / np.size(a))"
mean_backward.edit("division_is_missing", "gradient / np.size(a)", "gradient",
    "Every element gets the whole gradient, as for a sum. When one element rises, the mean rises "
    "by one part in N.")
mean_backward.edit("only_rows_are_counted", "np.size(a)", "(len(a) if np.ndim(a) else 1)",
    "The division is by the number of rows. The mean is over all elements.")
mean_backward.edit("length_is_taken", "np.size(a)", "len(a)",
    "The division is by len(a), the number of rows. The mean is over all elements, and a may be a "
    "single number, which has no length.")
mean_backward.edit("only_columns_are_counted",
    "np.size(a)", "(np.shape(a)[-1] if np.ndim(a) else 1)",
    "The division is by the number of columns. The mean is over all elements.")
mean_backward.edit("gradient_is_left_out", "gradient / np.size(a)", "1 / np.size(a)",
    "The result is the derivative of the mean alone. The chain rule multiplies it by the gradient "
    "that arrives from above.")
mean_backward.edit("result_is_one_number", MEAN, "gradient / np.size(a)",
    "The result is one number. The gradient by a has the shape of a, the same number everywhere.")
mean_backward.edit("a_is_a_factor", MEAN, "gradient * a / np.size(a)",
    "The gradient is multiplied by a. How much the mean rises does not depend on how large the "
    "element was.")
mean_backward.edit("value_is_a_factor", MEAN, f"value * {MEAN}",
    "The gradient is multiplied by the mean itself. How much the mean rises does not depend on "
    "what it was.")
mean_backward.edit("size_is_squared", "np.size(a)", "np.size(a) ** 2",
    "The gradient is divided by the number of elements twice.")
mean_backward.edit("size_is_a_factor", "gradient / np.size(a)", "gradient * np.size(a)",
    "The gradient is multiplied by the number of elements. It is divided by it.")
mean_backward.edit("factor_two_of_a_square", "gradient / np.size(a)", "2 * gradient / np.size(a)",
    "There is a factor 2, which belongs to the derivative of a square. The mean squares nothing.")
mean_backward.edit("shape_is_flat", "np.shape(a)", "np.size(a)",
    "The gradient is a flat array. It has the shape of a.")
mean_backward.edit("tuple_is_missing", f"({MEAN},)", f"({MEAN})",
    "The array itself is returned. A rule returns a tuple with one gradient for each input; a "
    "tuple of one needs its comma.")
# fmt: on


@mean_backward.cross_check(rtol=1e-12)
def torch_mean(gradient, value, a):
    return tuple(torch_gradients(lambda torch, a: gradient * a.mean(), a))


mean_backward.hint("The mean of 1, 2, 3 and 6 is 3. One of them rises by 1: what is the mean then?")
mean_backward.hint(
    "All elements count alike. How many elements does an array of shape (5, 3) have, and which "
    "function makes an array of a given shape that holds one number everywhere?"
)
mean_backward.hint(
    "The gradient by a is an array of the shape of a, in which every element is gradient divided "
    "by the number of elements of a. Return it in a tuple of one."
)


@assignment.exercise(points=3, returns=("dE_da", "dE_db"))
def matmul_backward(random):
    """the rule of the matrix product"""
    for n, k, m in [(4, 2, 3), (4, 2, 3), (5, 3, 1), (1, 4, 2), (3, 3, 3), (4, 1, 2), (1, 1, 1)]:
        a, b = random.normal(size=(n, k)), random.normal(size=(k, m))
        yield random.normal(size=(n, m)), a @ b, a, b
    a, b = 30 * random.normal(size=(3, 2)), random.normal(size=(2, 4))
    yield 30 * random.normal(size=(3, 4)), a @ b, a, b


# fmt: off
PRODUCTS = "gradient @ b.T, a.T @ gradient"
matmul_backward.edit("gradients_are_exchanged", PRODUCTS, "a.T @ gradient, gradient @ b.T",
    "The two gradients are returned in the wrong order: the gradient by a comes first.")
matmul_backward.edit("factors_are_exchanged", PRODUCTS, "b.T @ gradient, gradient @ a.T",
    "The factors are in the wrong order. (N, M) times (M, K) gives (N, K): gradient comes first "
    "for a, and second for b.")
matmul_backward.edit("transposes_are_missing", PRODUCTS, "gradient @ b, a @ gradient",
    "Nothing is transposed. gradient (N, M) and b (K, M) give (N, K) only with b transposed.")
matmul_backward.edit("rule_of_the_product", PRODUCTS, "gradient * b, gradient * a",
    "This is the rule of the product element by element. Here c = a @ b, and both gradients are "
    "matrix products.")
matmul_backward.edit("gradients_are_transposed", PRODUCTS, "b @ gradient.T, gradient.T @ a",
    "Both gradients are transposed. A gradient has the shape of what it is the gradient by.")
matmul_backward.edit("b_is_reshaped", "b.T", "b.reshape(b.shape[::-1])",
    "b is reshaped where it should be transposed. The shape is the same, but the numbers end up in "
    "other places.")
matmul_backward.edit("a_is_reshaped", "a.T", "a.reshape(a.shape[::-1])",
    "a is reshaped where it should be transposed. The shape is the same, but the numbers end up in "
    "other places.")
matmul_backward.edit("gradient_is_left_out", PRODUCTS,
    "np.ones_like(gradient) @ b.T, a.T @ np.ones_like(gradient)",
    "The gradient that arrives from above is not used. The chain rule multiplies by it.")
matmul_backward.edit("value_takes_the_place_of_gradient", PRODUCTS, "value @ b.T, a.T @ value",
    "The product itself is used where the gradient by it belongs.")
matmul_backward.edit("mean_over_rows", "a.T @ gradient", "a.T @ gradient / len(a)",
    "The gradient by b is divided by the number of rows. Every row of a uses b, and their parts "
    "add up.")
matmul_backward.edit("only_a_gets_a_gradient", "a.T @ gradient", "0 * b",
    "The gradient by b is 0. Both inputs change the product.")
matmul_backward.edit("only_b_gets_a_gradient", "gradient @ b.T", "0 * a",
    "The gradient by a is 0. Both inputs change the product.")
matmul_backward.edit("sign_is_flipped", PRODUCTS, "-gradient @ b.T, -a.T @ gradient",
    "Both gradients have the wrong sign. Nothing in a product reverses it.")
matmul_backward.edit("columns_are_not_weighted", "gradient @ b.T",
    "np.repeat(gradient.sum(axis=1, keepdims=True), len(b), axis=1)",
    "The gradient by a does not use b. An element of a counts in each column as often as b says.")
# fmt: on


@matmul_backward.cross_check(rtol=1e-12)
def torch_matrix_product(gradient, value, a, b):
    return tuple(
        torch_gradients(lambda torch, a, b: (torch.tensor(gradient) * (a @ b)).sum(), a, b)
    )


matmul_backward.hint(
    "gradient is (N, M), a is (N, K), b is (K, M). Which product of gradient and b, one of them "
    "transposed, has the shape (N, K)?"
)
matmul_backward.hint(
    "Raise one element of a, in row i and column k, by ε. Row i of c changes by ε times row k of "
    "b, so E changes by ε times the sum of row i of gradient times row k of b. Which matrix "
    "product holds all of these sums? Do the same for one element of b."
)
matmul_backward.hint(
    "The gradient by a is the matrix product of gradient and b transposed. The gradient by b is "
    "the matrix product of a transposed and gradient."
)


# --- broadcast_backward ---------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("dE_da",))
def broadcast_backward(random):
    """the rule of broadcasting, where an element is used many times"""
    for full, shape in [
        ((4, 3), (3,)), ((4, 3), (3,)), ((4, 3), (1, 3)), ((4, 3), (4, 1)), ((4, 3), ()),
        ((4, 3), (4, 3)), ((3, 3), (3,)), ((3, 3), (3, 1)), ((4, 3), (1, 1)), ((4, 3), (1,)),
        ((2, 4, 3), (4, 1)), ((2, 4, 3), (1, 3)), ((2, 4, 3), (2, 1, 3)), ((2, 4, 3), (3,)),
        ((2, 2, 2), (2, 2)), ((5,), (1,)), ((5,), ()), ((1, 3), (3,)), ((1, 3), (1, 3)),
        ((4, 1), (1,)), ((2, 4, 3), (1, 4, 1)),
    ]:  # fmt: skip
        a = numbers(random, shape)
        yield random.normal(size=full), np.broadcast_to(a, full), a
    a = random.normal(size=3)
    yield 100 * random.normal(size=(4, 3)), np.broadcast_to(a, (4, 3)), a


# fmt: off
LOOP, STRETCHED = "    while np.ndim", "np.sum(gradient, axis=axis, keepdims=True)"
UNDONE = "np.shape(gradient) == np.shape(a)"
broadcast_backward.edit("axes_in_front_are_averaged", "np.sum(gradient, axis=0)",
    "np.mean(gradient, axis=0)",
    "The gradient is averaged over the axes in front. Every use counts in full: they add up.")
broadcast_backward.edit("stretched_axes_are_averaged", STRETCHED,
    "np.mean(gradient, axis=axis, keepdims=True)",
    "The gradient is averaged along the stretched axes. Every use counts in full: they add up.")
broadcast_backward.edit("everything_is_averaged", LOOP,
    f"    gradient = gradient * (np.size(a) / np.size(gradient))\n{LOOP}",
    "The gradient is averaged over all uses. Every use counts in full: they add up.")
broadcast_backward.edit("stretched_axes_stay", STRETCHED, "gradient",
    "Axes that were stretched from length 1 keep their full length. Each element was used once for "
    "each place along the axis; add these uses up.")
broadcast_backward.edit("stretched_axes_are_lost", "return (gradient,)",
    "return (np.squeeze(gradient),)",
    "Axes of length 1 disappear. The result has exactly the shape of a: a sum with keepdims=True "
    "leaves the axis there.")
broadcast_backward.edit("axes_at_the_end_are_summed", "np.sum(gradient, axis=0)",
    "np.sum(gradient, axis=-1)",
    "The sum runs over the last axes. Broadcasting puts new axes in front.")
broadcast_backward.edit("axes_in_front_stay", LOOP,
    "    for axis, length in enumerate(np.shape(a)):\n        if length == 1:\n"
    f"            gradient = {STRETCHED}\n    return (gradient,)\n{LOOP}",
    "Axes that were put in front of a stay. They have no place in the shape of a: add up along "
    "them.")
broadcast_backward.edit("first_axis_is_always_summed", LOOP,
    f"    return (np.sum(gradient, axis=0),)\n{LOOP}",
    "The gradient is added up along its first axis, whatever the shapes are. Compare both shapes: "
    "which axes were added, and which were stretched?")
broadcast_backward.edit("stretched_axes_are_dropped",
    f"        if length < np.shape(gradient)[axis]:\n            gradient = {STRETCHED}",
    "        if length == 1:\n            gradient = np.sum(gradient, axis=axis)",
    "A sum along an axis removes it, so the axes behind it move up. Keep it, with length 1: "
    "keepdims=True.")
broadcast_backward.edit("first_uses_count_only", STRETCHED, "np.take(gradient, [0], axis=axis)",
    "Along a stretched axis, only the first use of each element counts. All uses add up.")
broadcast_backward.edit("first_rows_count_only", "np.sum(gradient, axis=0)", "gradient[0]",
    "Along the axes in front, only the first use of each element counts. All uses add up.")
broadcast_backward.edit("everything_is_summed", LOOP,
    f"    if not {UNDONE}:\n        return (np.full(np.shape(a), np.sum(gradient)),)\n{LOOP}",
    "The sum runs over the whole gradient, and every element of the result is this total. Sum only "
    "along axes that were added or stretched.")
broadcast_backward.edit("gradient_is_cut_off", LOOP,
    f"    return (np.resize(gradient, np.shape(a)),)\n{LOOP}",
    "The gradient is brought into the shape of a without adding anything up, so that all uses "
    "beyond the first are lost.")
broadcast_backward.edit("nothing_is_undone", LOOP, f"    return (gradient,)\n{LOOP}",
    "The gradient comes back in the shape of the result. It needs the shape of a.")
broadcast_backward.edit("only_one_axis_in_front_counts", "while", "if",
    "Only one axis in front is summed. Broadcasting may have put several there.")
broadcast_backward.edit("only_the_first_axis_is_looked_at",
    "enumerate(np.shape(a))", "enumerate(np.shape(a)[:1])",
    "Only the first axis is looked at. Every axis of length 1 of a may have been stretched.")
broadcast_backward.edit("a_is_a_factor", "return (gradient,)", "return (gradient * a,)",
    "The gradient is multiplied by a. Broadcasting copies a; how large it is does not matter.")
broadcast_backward.edit("tuple_is_missing", "return (gradient,)", "return gradient",
    "The array itself is returned. A rule returns a tuple with one gradient for each input; a "
    "tuple of one needs its comma.")
# fmt: on


@broadcast_backward.cross_check(rtol=1e-12)
def torch_expansion(gradient, value, a):
    return tuple(
        torch_gradients(
            lambda torch, a: (torch.tensor(gradient) * a.expand(np.shape(gradient))).sum(), a
        )
    )


broadcast_backward.hint(
    "A row of three biases is added to four rows. How many times is each bias used, and where in "
    "the gradient of shape (4, 3) are these uses?"
)
broadcast_backward.hint(
    "First compare the numbers of axes: those that are too many stand in front. Then compare axis "
    "by axis: where a has length 1, the axis has to become 1 long, and stay. Which argument of "
    "np.sum keeps an axis?"
)
broadcast_backward.hint(
    "While the gradient has more axes than a, sum it over axis 0. Then, for each axis where a has "
    "length 1, sum over that axis with keepdims=True. Return what is left, in a tuple of one."
)


# --- backward -------------------------------------------------------------------------------------


def a_chain(random):
    """mean(a · b), nothing used twice, nothing broadcast."""
    tape = []
    a, b = put(tape, random.normal(size=(4, 2))), put(tape, random.normal(size=(4, 2)))
    record(tape, "mean", record(tape, "multiply", a, b))
    return tape


def a_square(random):
    """mean(d · d) for d = a / b: both parents of a product are one value."""
    tape = []
    a, b = put(tape, random.normal(size=(3, 2))), put(tape, away_from_zero(random, (3, 2)))
    d = record(tape, "divide", a, b)
    record(tape, "mean", record(tape, "multiply", d, d))
    return tape


def a_layer(random):
    """A layer with a row of biases and a scaled error: shapes that differ."""
    tape = []
    x, w = put(tape, random.normal(size=(4, 2))), put(tape, random.normal(size=(2, 3)))
    b, scale = put(tape, random.normal(size=3)), put(tape, float(random.uniform(2, 4)))
    y = record(tape, "add", record(tape, "matmul", x, w), b)
    record(tape, "multiply", scale, record(tape, "mean", record(tape, "sigmoid", y)))
    return tape


def a_shared_sum(random):
    """a + b, and then a again in an earlier entry: what is passed to both must not be shared."""
    tape = []
    a, b = put(tape, random.normal(size=(2, 3))), put(tape, random.normal(size=(2, 3)))
    early = record(tape, "exp", a)
    total = record(tape, "add", a, b)
    record(tape, "mean", record(tape, "multiply", total, early))
    return tape


def a_dead_end(random):
    """Values that the error does not depend on, though they depend on what it depends on."""
    tape = []
    a, b = put(tape, random.normal(size=(3, 2))), put(tape, random.normal(size=(1, 2)))
    unused = put(tape, random.normal(size=(2, 2)))
    c = record(tape, "subtract", a, b)
    side = record(tape, "matmul", record(tape, "exp", c), unused)
    record(tape, "mean", side)
    record(tape, "mean", record(tape, "multiply", c, a))
    return tape


def a_late_use(random):
    """A value that is used by the next entry and by one near the end, so that the order counts."""
    tape = []
    a, column = (
        put(tape, random.uniform(0.5, 2, size=(4, 3))),
        put(tape, away_from_zero(random, (4, 1))),
    )
    first = record(tape, "log", a)
    second = record(tape, "sigmoid", record(tape, "multiply", first, column))
    third = record(tape, "divide", record(tape, "exp", second), column)
    fourth = record(tape, "subtract", third, first)
    record(tape, "mean", record(tape, "multiply", fourth, second))
    return tape


def a_late_input(random):
    """A value that is not computed, between those that are."""
    tape = []
    a = put(tape, random.normal(size=(2, 3)))
    f = record(tape, "sigmoid", a)
    truth = put(tape, random.uniform(size=(2, 3)))
    d = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", d, d))
    return tape


def a_doubling(random):
    """Forty sums of a value with itself: forty entries, and 2**40 paths through them."""
    tape = []
    a, tiny = put(tape, random.normal(size=3)), put(tape, 2.0**-40)
    for _ in range(40):
        a = record(tape, "add", a, a)
    record(tape, "mean", record(tape, "multiply", a, tiny))
    return tape


def a_network(random):
    """Two layers with biases, and the mean squared error."""
    tape = []
    n, d, h, m = 5, 2, 4, 2
    x, truth = put(tape, random.normal(size=(n, d))), put(tape, random.uniform(size=(n, m)))
    v, b = put(tape, random.normal(size=(d, h))), put(tape, random.normal(size=(1, h)))
    w, c = put(tape, random.normal(size=(h, m))), put(tape, float(random.normal()))
    g = record(tape, "sigmoid", record(tape, "add", record(tape, "matmul", x, v), b))
    f = record(tape, "sigmoid", record(tape, "add", record(tape, "matmul", g, w), c))
    difference = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", difference, difference))
    return tape


RULES = (
    "multiply_backward", "divide_backward", "mean_backward", "matmul_backward",
    "broadcast_backward",
)  # fmt: skip
TAPES = (a_chain, a_chain, a_square, a_layer, a_shared_sum, a_dead_end, a_late_use, a_late_input,
         a_network, a_doubling)  # fmt: skip


@assignment.exercise(points=5, uses=RULES)
def backward(random):
    """all gradients, by one walk back over the tape"""
    for make in TAPES:
        yield (make(random),)


# fmt: off
ACCUMULATED = "gradients[parent] + part"
backward.edit("later_gradients_replace_earlier_ones", ACCUMULATED, "part",
    "Where a value is used twice, only one use counts: the second gradient that arrives replaces "
    "the first. They add up.")
backward.edit("equal_parents_count_once",
    "zip(parents, parts, strict=True)", "dict(zip(parents, parts)).items()",
    "Where both parents of an operation are the same value, as in d · d, only one of the two "
    "gradients counts. They add up.")
backward.edit("first_gradients_stay", ACCUMULATED,
    "gradients[parent] if np.any(gradients[parent]) else part",
    "Where a value is used twice, only the gradient that arrives first counts. They add up.")
backward.edit("gradients_are_averaged_over_uses", ACCUMULATED,
    "gradients[parent] + part / [p for e in tape for p in e[1]].count(parent)",
    "Where a value is used several times, the gradients are averaged. They add up.")
backward.edit("walk_goes_forwards", "reversed(range(len(tape)))", "range(len(tape))",
    "The tape is walked from the beginning to the end. At an early entry no gradient has arrived "
    "yet: begin at the last one.")
backward.edit("walk_ends_at_an_input", "continue", "break",
    "The walk ends at the first value that is not computed. Leave that value out and go on: others "
    "may stand before it.")
backward.edit("every_gradient_starts_at_one",
    "np.zeros(np.shape(value))", "np.ones(np.shape(value))",
    "Every gradient starts at 1. Only that of the last value by itself is 1; the others are sums, "
    "which start at 0.")
backward.edit("walk_starts_with_the_error",
    "np.ones(np.shape(tape[-1][2]))", "np.asarray(tape[-1][2])",
    "The walk starts with the error itself as the gradient. The derivative of the error by itself "
    "is 1.")
backward.edit("walk_starts_with_zero", "    gradients[-1] = np.ones(np.shape(tape[-1][2]))\n", "",
    "All gradients are 0. The walk has to start with something: the derivative of the last value "
    "by itself is 1.")
backward.edit("last_gradient_is_doubled", "    return gradients",
    "    return [2 * gradient for gradient in gradients]",
    "All gradients are twice as large as they should be, that of the last value by itself, too. It "
    "is 1.")
backward.edit("parents_are_exchanged",
    "zip(parents, parts, strict=True)", "zip(parents, parts[::-1])",
    "The gradients go to the wrong parents: the first belongs to the first parent.")
backward.edit("only_first_parents_get_a_gradient",
    "zip(parents, parts, strict=True)", "zip(parents[:1], parts)",
    "Only the first parent of each operation gets a gradient. A rule returns one for each.")
backward.edit("gradients_of_the_inputs_only", "    return gradients",
    "    return [g for g, (operation, _, _) in zip(gradients, tape) if operation == 'input']",
    "Only the gradients of the inputs are returned. The list has an entry for every entry of the "
    "tape.")
backward.edit("gradients_come_in_reverse", "return gradients", "return gradients[::-1]",
    "The gradients come in the order of the walk. The list has the order of the tape.")
backward.edit("parents_and_result_are_mixed_up",
    "[position], value, *values)", "[position], values[0], *values)",
    "The rule gets an input where the result belongs: its second argument is the operation's "
    "value.")
backward.edit("gradients_share_their_arrays", "    return gradients", """\
    found = {len(tape) - 1: np.ones(np.shape(tape[-1][2]))}
    for position in reversed(range(len(tape))):
        operation, parents, value = tape[position]
        if operation != "input" and position in found:
            values = [tape[parent][2] for parent in parents]
            for parent, part in zip(parents, rule(operation)(found[position], value, *values)):
                part = np.asarray(part)
                if parent in found:
                    found[parent] += part
                else:
                    found[parent] = part
    return [found.get(p, np.zeros(np.shape(e[2]))) for p, e in enumerate(tape)]""",
    "Two values share one array of gradients: add passes the same array to both parents, and += "
    "changes it for both. Add without changing it in place, or copy it first.")
# fmt: on


@backward.cross_check(rtol=1e-9)
def torch_replay(tape):
    """The operations of the tape, done by PyTorch, which keeps a tape of its own."""
    import torch

    by_name = {
        "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
        "matmul": torch.matmul, "exp": torch.exp, "log": torch.log, "sigmoid": torch.sigmoid,
        "mean": torch.mean,
    }  # fmt: skip
    tensors = []
    for operation, parents, value in tape:
        if operation == "input":
            tensors.append(torch.tensor(value, dtype=torch.float64, requires_grad=True))
        elif operation == "broadcast":
            tensors.append(tensors[parents[0]].expand(np.shape(value)))
        else:
            tensors.append(by_name[operation](*(tensors[parent] for parent in parents)))
    found = torch.autograd.grad(tensors[-1], tensors, allow_unused=True)
    return [
        np.zeros(tuple(tensor.shape)) if slope is None else slope.numpy()
        for tensor, slope in zip(tensors, found, strict=True)
    ]


@backward.cross_check(rtol=1e-6)
def nudged_entries(tape):
    """Each element of each entry raised and lowered, and everything after it computed again."""

    def error(position, nudge):
        values = []
        for place, (operation, parents, value) in enumerate(tape):
            if operation == "broadcast":
                value = np.broadcast_to(values[parents[0]], np.shape(value))
            elif parents:
                value = reference.OPERATIONS[operation](*(values[parent] for parent in parents))
            values.append(value + nudge if place == position else value)
        return float(values[-1])

    found = []
    for position, (_, _, value) in enumerate(tape):
        slope = np.zeros(np.shape(value))
        for place in np.ndindex(slope.shape):
            nudge = np.zeros(slope.shape)
            nudge[place] = step = 1e-5 * max(1.0, float(np.max(np.abs(value))))
            slope[place] = (error(position, nudge) - error(position, -nudge)) / (2 * step)
        found.append(slope)
    return found


backward.hint(
    "Write down the tape of mean(d · d). Which two gradients arrive at d, from which entry, and "
    "what becomes of them?"
)
backward.hint(
    "Keep a list of gradients beside the tape, all 0 except the last, which is 1. What does the "
    "rule of an entry need, in which order, and where do its results go?"
)
backward.hint(
    "For every position from the last to the first, unless its operation is input: call the rule "
    "with the gradient at that position, the value, and the parents' values. Add each part of the "
    "result to the gradient of that parent. Return the list."
)


# --- loss_and_gradients ---------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("error", "dE_dv", "dE_dw"), uses=(*RULES, "backward"))
def loss_and_gradients(random):
    """the error of the network of mlp and its gradients, by the tape"""
    yield OR_INPUTS, OR_TRUTH, *OR_START
    yield OR_INPUTS, OR_TRUTH, *OR_END
    for n, d, h, m in [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 3, 2), (1, 3, 2, 2), (3, 3, 3, 3)]:
        x, truth = random.normal(size=(n, d)), random.uniform(size=(n, m))
        yield x, truth, random.normal(size=(d, h)), random.normal(size=(h, m))
    x, truth = random.normal(size=(4, 2)), random.normal(scale=50, size=(4, 2))
    yield x, truth, random.normal(size=(2, 3)), random.normal(size=(3, 2))  # gradients above 1


# fmt: off
loss_and_gradients.edit("gradients_are_exchanged", "gradients[v], gradients[w]",
    "gradients[w], gradients[v]",
    "The two gradients are returned in the wrong order: dE_dv comes first.")
loss_and_gradients.edit("gradients_of_the_data", "gradients[v], gradients[w]",
    "gradients[x], gradients[truth]",
    "The gradients by x and truth are returned. Training changes the weights v and w.")
loss_and_gradients.edit("hidden_sigmoid_is_missing",
    'g = record(tape, "sigmoid", record(tape, "matmul", x, v))', 'g = record(tape, "matmul", x, v)',
    "The hidden features are weighted sums: the sigmoid of the hidden layer is missing.")
loss_and_gradients.edit("output_sigmoid_is_missing",
    'f = record(tape, "sigmoid", record(tape, "matmul", g, w))', 'f = record(tape, "matmul", g, w)',
    "The predictions are weighted sums: the sigmoid of the output layer is missing.")
loss_and_gradients.edit("differences_are_not_squared",
    'record(tape, "multiply", difference, difference)', "difference",
    "The error is the mean of the differences. Each is multiplied by itself before the mean.")
loss_and_gradients.edit("position_is_returned", "float(tape[error][2])", "float(error)",
    "The first result is the position of the error on the tape. Return the value that stands "
    "there: tape[position][2].")
loss_and_gradients.edit("square_of_the_mean",
    'record(tape, "mean", record(tape, "multiply", difference, difference))',
    'record(tape, "multiply", *2 * (record(tape, "mean", difference),))',
    "The error is the square of the mean difference. Squaring comes before the mean.")
loss_and_gradients.edit("error_is_halved", "    gradients = backward(tape)",
    '    error = record(tape, "multiply", error, put(tape, 0.5))\n    gradients = backward(tape)',
    "The error is half the mean, and so are the gradients. The error is the mean itself.")
loss_and_gradients.edit("prediction_times_truth",
    '"subtract", f, truth', '"multiply", f, truth',
    "Predictions and truth are multiplied. Their difference is squared.")
loss_and_gradients.edit("error_is_an_array", "float(tape[error][2])", "tape[difference][2]",
    "The differences are returned in place of the error, which is one number.")
loss_and_gradients.edit("all_gradients_are_returned", "gradients[v], gradients[w]", "gradients",
    "The whole list of gradients is returned. Pick the two by the weights, by the positions that "
    "put returned.")
loss_and_gradients.edit("gradients_point_downhill",
    "gradients[v], gradients[w]", "-gradients[v], -gradients[w]",
    "The gradients have the wrong sign. train subtracts them.")
loss_and_gradients.edit("error_comes_last",
    "float(tape[error][2]), gradients[v], gradients[w]",
    "gradients[v], gradients[w], float(tape[error][2])",
    "The error is returned last. It comes first.")
# fmt: on


@loss_and_gradients.cross_check(rtol=1e-9)
def torch_network(x, truth, v, w):
    def error(torch, v, w):
        f = torch.sigmoid(torch.sigmoid(torch.tensor(x, dtype=torch.float64) @ v) @ w)
        return torch.nn.functional.mse_loss(f, torch.tensor(truth, dtype=torch.float64))

    import torch

    value = error(torch, torch.tensor(v), torch.tensor(w)).item()
    return value, *torch_gradients(error, v, w)


@loss_and_gradients.cross_check(rtol=1e-9)
def by_hand(x, truth, v, w):
    """The error and the gradients that were derived on paper, in the assignment mlp."""
    from solutions.mlp import mlp

    g, f = mlp.forward(x, v, w)
    dE_dw, dE_dy = mlp.output_gradient(f, truth, g)
    return mlp.mean_squared_error(f, truth), mlp.hidden_gradient(x, g, w, dE_dy), dE_dw


loss_and_gradients.hint(
    "Which operations, in which order, lead from x, v, w and truth to the error?"
)
loss_and_gradients.hint(
    "put and record return positions, and record takes positions. backward takes the tape and "
    "returns a list with a gradient for each position: which two do you need?"
)
loss_and_gradients.hint(
    "Put x, truth, v and w on an empty tape. Record matmul and sigmoid for each layer, subtract "
    "the truth from f, multiply the difference by itself, and take the mean. Call backward with "
    "the tape. Return the last value as a float, and the gradients at the positions of v and w."
)

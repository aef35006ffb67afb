"""The exercises of the error and its gradients."""

import numpy as np

from solutions.mlp.exercises import (
    a_truth,
    activations,
    assignment,
    central_differences_of,
    logit,
)


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


MEAN = "np.mean((f - truth) ** 2)"
# fmt: off
mean_squared_error.edit("sum_instead_of_mean", "np.mean", "np.sum",
    "The squared differences are added up. The error is their mean, which does not grow with the "
    "number of elements.")
mean_squared_error.edit("mean_counts_only_rows", MEAN, "np.sum((f - truth) ** 2) / len(f)",
    "The sum is divided by the number of rows. The mean is taken over all elements, and with two "
    "outputs there are twice as many of them.")
mean_squared_error.edit("absolute_instead_of_squared", MEAN, "np.mean(np.abs(f - truth))",
    "The result is the mean of the absolute differences. Each difference should be squared.")
mean_squared_error.edit("differences_are_not_squared", MEAN, "np.mean(f - truth)",
    "The differences are averaged with their signs, so positive and negative ones cancel. Each "
    "should be squared first.")
mean_squared_error.edit("mean_is_squared", MEAN, "np.mean(f - truth) ** 2",
    "The differences are averaged first and squared afterwards, so positive and negative ones "
    "cancel. Squaring comes first.")
mean_squared_error.edit("root_is_taken", MEAN, f"np.sqrt({MEAN})",
    "The result is the square root of the mean squared error.")
mean_squared_error.edit("error_is_halved", MEAN, f"{MEAN} / 2",
    "The result is half the mean. Some texts define the error that way, to cancel the 2 in its "
    "derivative; here it is the mean itself.")
mean_squared_error.edit("variance_is_returned", MEAN, "np.var(f - truth)",
    "The result is the variance of the differences: their own mean is subtracted before they are "
    "squared.")
mean_squared_error.edit("truth_is_broadcast", "- truth", "- truth.ravel()",
    "Every prediction is compared with every truth: a column minus a flat array broadcasts to a "
    "square. Both should keep the shape (N, M).")
mean_squared_error.edit("one_error_per_element", f"float({MEAN})", "(f - truth) ** 2",
    "The squared differences of all elements are returned. The error that training minimises is "
    "one number, their mean.")
mean_squared_error.edit("one_error_per_output",
    f"float({MEAN})", "np.mean((f - truth) ** 2, axis=0)",
    "The mean is taken for each output separately. The error is one number, the mean over rows and "
    "outputs.")
mean_squared_error.edit("one_error_per_row", f"float({MEAN})", "np.mean((f - truth) ** 2, axis=1)",
    "The mean is taken for each row separately. The error is one number, the mean over rows and "
    "outputs.")
mean_squared_error.edit("cross_entropy_is_returned",
    MEAN, "-np.mean(truth * np.log(f) + (1 - truth) * np.log(1 - f))",
    "The result is the cross-entropy, another measure of error. Here the error is the mean of the "
    "squared differences.")
# fmt: on


@mean_squared_error.cross_check(rtol=1e-12)
def torch_loss(f, truth):
    import torch

    return torch.nn.MSELoss(reduction="mean")(torch.tensor(f), torch.tensor(truth)).item()


mean_squared_error.hint("With f = [[0.5]] and truth = [[0]], what should the function return?")
mean_squared_error.hint("How many elements does f have if its shape is (5, 2)?")
mean_squared_error.hint(
    "Subtract truth from f, square every element, and take the mean over both axes at once."
)


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


# fmt: off
output_gradient.edit("factor_two_is_missing", "2 * ", "",
    "The factor 2 of the derivative is missing: the error squares the difference, and the "
    "derivative of a square brings the 2 down.")
output_gradient.edit("n_is_missing", " / f.size", "",
    "The error is a mean over N elements: the division by N is missing.")
output_gradient.edit("factor_two_and_n_are_missing", "2 * (f - truth) / f.size", "f - truth",
    "The derivative of the error is taken to be the difference alone: the factor 2 of the square "
    "and the division by N of the mean are both missing.")
output_gradient.edit("n_counts_only_rows", "f.size", "len(f)",
    "The division is by the number of rows. The error is a mean over all elements, and with two "
    "outputs there are twice as many of them.")
output_gradient.edit("n_divides_twice", "return dE_dw,", "return dE_dw / f.size,",
    "dE_dy is right, but dE_dw is divided by N once more. dE_dy already contains that division; "
    "over the observations, it is summed.")
output_gradient.edit("sign_is_flipped", "f - truth", "truth - f",
    "Both gradients point the wrong way: the difference is taken as truth minus prediction.")
output_gradient.edit("sigmoid_derivative_is_missing", "dE_df * df_dy", "dE_df",
    "The derivative of the sigmoid is missing: the chain from the error to the weighted sums "
    "passes through the sigmoid.")
output_gradient.edit("sigmoid_derivative_is_missing_in_dE_dy",
    "return dE_dw, dE_dy", "return dE_dw, dE_df",
    "dE_dw is right, but dE_df is returned in place of dE_dy: the derivative of the sigmoid lies "
    "between the two.")
output_gradient.edit("sigmoid_derivative_counts_twice", "@ dE_dy", "@ (dE_dy * f * (1 - f))",
    "The derivative of the sigmoid is a factor of dE_dy, as it should be, and once more of dE_dw.")
output_gradient.edit("sigmoid_is_applied_to_f", "* df_dy", "* sigmoid(f) * (1 - sigmoid(f))",
    "The sigmoid is applied to f before its derivative is taken. f is the sigmoid's value already, "
    "and the derivative follows from f itself.")
output_gradient.edit("sigmoid_derivative_uses_g", "* df_dy", "* g * (1 - g)",
    "The derivative of the sigmoid is computed from the hidden features. At the output layer it is "
    "computed from the predictions.")
output_gradient.edit("absolute_error_is_differentiated",
    "2 * (f - truth) / f.size", "np.sign(f - truth)",
    "This is the gradient of the sum of absolute errors: it depends only on the sign of the "
    "difference. With a squared error, its size counts, too.")
output_gradient.edit("cross_entropy_is_differentiated", "dE_df * df_dy", "(f - truth) / f.size",
    "This is the gradient of the mean cross-entropy, where the derivative of the sigmoid cancels. "
    "With a squared error, it does not.")
output_gradient.edit("gradients_are_swapped", "return dE_dw, dE_dy", "return dE_dy, dE_dw",
    "The two gradients are returned in the wrong order: dE_dw comes first.")
output_gradient.edit("dE_dw_is_transposed", "return dE_dw,", "return dE_dw.T,",
    "dE_dw is transposed. It has the shape of the output weights, one row per hidden feature.")
output_gradient.edit("g_is_reshaped", "dy_dw.T", "g.reshape(g.shape[::-1])",
    "g is reshaped where it should be transposed. The shape is the same, but the numbers end up in "
    "other places.")
output_gradient.edit("observations_are_not_summed", "dy_dw.T @", "g *",
    "dE_dw has one row per observation: g and dE_dy are multiplied element by element. Each weight "
    "takes part in every observation, and their contributions add up.")
output_gradient.edit("difference_is_broadcast", "f - truth", "f - truth.ravel()",
    "Every prediction is compared with every truth: a column minus a flat array broadcasts to a "
    "square. Both should keep the shape (N, M).")
# fmt: on


@output_gradient.cross_check(rtol=1e-9)
def autograd_by_output_sums(f, truth, g):
    """Weights w are added to the sums y that gave f; at w = 0 the predictions are those of f."""
    import torch

    y = torch.tensor(logit(f), requires_grad=True)
    w = torch.zeros((g.shape[1], f.shape[1]), dtype=torch.float64, requires_grad=True)
    predictions = torch.sigmoid(y + torch.tensor(g) @ w)
    torch.nn.functional.mse_loss(predictions, torch.tensor(truth)).backward()
    return w.grad.numpy(), y.grad.numpy()


@output_gradient.cross_check(rtol=1e-6)
def central_differences_by_output_sums(f, truth, g):
    def error(y):
        return np.mean((1 / (1 + np.exp(-y)) - truth) ** 2)

    y = logit(f)
    w = np.zeros((g.shape[1], f.shape[1]))
    return (
        central_differences_of(lambda w: error(y + g @ w), w),
        central_differences_of(error, y),
    )


output_gradient.hint(
    "Take the error apart: it squares each difference, and it is a mean over all elements of f. "
    "With f of the shape (1, 1), what is its derivative by f, and what changes with (4, 1)?"
)
output_gradient.hint(
    "The sigmoid's slope is largest, 1/4, where f is 1/2, and close to 0 where f is close to 0 or "
    "1. Which short formula in f has these values? Then look at the shapes: (H, M) from (N, H) and "
    "(N, M) is a matrix product in which one array is transposed."
)
output_gradient.hint(
    "dE_df = 2 (f − truth) / (N M), where N M is the number of elements of f. dE_dy = dE_df · f "
    "(1 − f), element by element. dE_dw = gᵀ · dE_dy, the matrix product of g transposed and dE_dy."
)


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


# fmt: off
hidden_gradient.edit("derivative_of_the_hidden_sigmoid_is_missing", " * dg_dyhat", "",
    "The derivative of the hidden layer's sigmoid is missing: the chain from g to the weighted "
    "sums passes through it.")
hidden_gradient.edit("sigmoid_is_applied_to_g", "* dg_dyhat", "* sigmoid(g) * (1 - sigmoid(g))",
    "The sigmoid is applied to g before its derivative is taken. g is the sigmoid's value already, "
    "and the derivative follows from g itself.")
hidden_gradient.edit("products_go_from_left_to_right",
    "dyhat_dv.T @ dE_dyhat", "dyhat_dv.T @ dE_dg * dg_dyhat",
    "The product with x comes before the derivative of the sigmoid. @ and * are worked out from "
    "left to right: put what is multiplied element by element in parentheses.")
hidden_gradient.edit("derivative_is_that_of_tanh", "g * (1 - g)", "1 - g**2",
    "The derivative of the hidden layer is that of the hyperbolic tangent, 1 − g². The hidden "
    "features are sigmoids.")
hidden_gradient.edit("derivative_lacks_one_minus_g", "g * (1 - g)", "g",
    "The derivative of the sigmoid is incomplete: it is the product of g and 1 − g, not g alone.")
hidden_gradient.edit("hidden_sign_is_flipped", "return ", "return -",
    "The gradient points the wrong way. dE_dy already has the right sign, and nothing on the way "
    "to the hidden weights reverses it.")
hidden_gradient.edit("mean_is_taken_again", "@ dE_dyhat", "@ dE_dyhat / len(x)",
    "The gradient is divided by the number of observations. dE_dy already contains that division; "
    "over the observations, it is summed.")
hidden_gradient.edit("factor_two_counts_again", "return ", "return 2 * ",
    "The gradient has a factor 2 too many. The 2 of the squared error is already in dE_dy.")
hidden_gradient.edit("output_weights_are_missing",
    "dE_dy @ dy_dg.T", "dE_dy.sum(axis=1, keepdims=True)",
    "The output weights are not used. A hidden feature with small output weights has little effect "
    "on the error.")
hidden_gradient.edit("outputs_are_broadcast", "dE_dy @", "dE_dy *",
    "dE_dy and the output weights are multiplied element by element. With one output, broadcasting "
    "makes that right; with several, what comes back from each of them is added up.")
hidden_gradient.edit("only_the_first_output_counts",
    "dE_dy @ dy_dg.T", "dE_dy[:, :1] @ dy_dg[:, :1].T",
    "Only the first output is carried back. A hidden feature feeds all outputs, and what comes "
    "back from each of them is added up.")
hidden_gradient.edit("output_weights_are_reshaped", "dy_dg.T", "dy_dg.reshape(dy_dg.shape[::-1])",
    "The output weights are reshaped where they should be transposed. With several outputs, the "
    "numbers end up in other places.")
hidden_gradient.edit("x_is_reshaped", "dyhat_dv.T", "x.reshape(x.shape[::-1])",
    "x is reshaped where it should be transposed. The shape is the same, but the numbers end up in "
    "other places.")
hidden_gradient.edit("gradient_is_transposed", "dyhat_dv.T @ dE_dyhat", "(dyhat_dv.T @ dE_dyhat).T",
    "The gradient is transposed. It has the shape of the hidden weights, one row per input.")
hidden_gradient.edit("last_step_is_missing", "dyhat_dv.T @ ", "",
    "The result is the gradient by the weighted sums of the hidden layer, with one row per "
    "observation. One step is missing, from these sums to the weights.")
# fmt: on


@hidden_gradient.cross_check(rtol=1e-9)
def autograd_by_hidden_weights(x, g, weights_output, dE_dy):
    """To first order the error changes by the sum of dE_dy times the change of y; weights v are
    added to the sums that gave g."""
    import torch

    v = torch.zeros((x.shape[1], g.shape[1]), dtype=torch.float64, requires_grad=True)
    features = torch.sigmoid(torch.tensor(logit(g)) + torch.tensor(x) @ v)
    y = features @ torch.tensor(weights_output)
    torch.sum(torch.tensor(dE_dy) * y).backward()
    return v.grad.numpy()


@hidden_gradient.cross_check(rtol=1e-6)
def central_differences_by_hidden_weights(x, g, weights_output, dE_dy):
    def error(v):
        return np.sum(dE_dy * (1 / (1 + np.exp(-logit(g) - x @ v)) @ weights_output))

    return central_differences_of(error, np.zeros((x.shape[1], g.shape[1])))


hidden_gradient.hint(
    "Three steps lead from dE_dy back to the hidden weights: through the output weights, the "
    "sigmoid of the hidden layer, and the inputs. What is the derivative of each of them?"
)
hidden_gradient.hint(
    "Write down the shapes: dE_dy (N, M), weights_output (H, M), g (N, H), x (N, D), and the "
    "result (D, H). Which products are matrix products, and which array is transposed in each?"
)
hidden_gradient.hint(
    "dE_dg = dE_dy · wᵀ, the matrix product of dE_dy and weights_output transposed. dE_dyhat = "
    "dE_dg · g (1 − g), element by element. dE_dv = xᵀ · dE_dyhat, a matrix product again."
)

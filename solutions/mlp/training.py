"""The exercise train."""

from autograder import PUBLISHED, case
from solutions.mlp import mlp as reference
from solutions.mlp.exercises import (
    FLAT,
    OR_INPUTS,
    OR_TRUTH,
    OR_WEIGHTS_HIDDEN,
    OR_WEIGHTS_OUTPUT,
    STEEP,
    a_fractional_truth,
    a_network,
    a_truth,
    assignment,
    flat,
    options,
)


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


UPDATE = "        weights_hidden = weights_hidden"
RETURN = "    return weights_hidden"
# fmt: off
train.edit("gradients_are_clipped",
    UPDATE, "        dE_dv, dE_dw = np.clip(dE_dv, -1, 1), np.clip(dE_dw, -1, 1)\n" + UPDATE,
    "Large gradients are clipped. Every step uses the gradient as it is.")
train.edit("hidden_gradient_uses_the_new_output_weights",
    "g, weights_output, dE_dy", "g, weights_output - learning_rate * dE_dw, dE_dy",
    "The output weights are updated before the hidden gradient is computed, so it is taken at the "
    "new ones. Both gradients belong to the old weights; the updates come after both.")
train.edit("forward_is_repeated_between_the_updates", "        weights_output = ",
    "        g, f = forward(inputs, weights_hidden, weights_output)\n"
    "        dE_dw, dE_dy = output_gradient(f, truth, g)\n"
    "        weights_output = ",
    "After one layer is updated, the forward pass is made again, and the other layer's gradient is "
    "taken from that. One forward pass serves both gradients, and the updates come after both.")
train.edit("error_is_logged_after_the_update", RETURN,
    "        if step % log_every == 0:\n"
    "            _, f = forward(inputs, weights_hidden, weights_output)\n"
    "            history[-1] = step, mean_squared_error(f, truth)\n" + RETURN,
    "The error in the history is that of the updated weights. At each step it is recorded before "
    "the update, so that step 0 shows the initial weights.")
train.edit("history_has_an_extra_entry", RETURN,
    "    _, f = forward(inputs, weights_hidden, weights_output)\n"
    "    history.append((num_iterations, mean_squared_error(f, truth)))\n" + RETURN,
    "The history ends with an entry for the state after the last update. The last step is "
    "num_iterations − 1; no step follows it.")
train.edit("history_lacks_its_last_entry",
    "weights_output, history", "weights_output, history[:-1]",
    "The last entry of the history is missing: the last step divisible by log_every is recorded as "
    "well.")
train.edit("every_step_is_logged", "% log_every", "% 1",
    "The history has an entry for every step. Only steps divisible by log_every belong there.")
train.edit("history_always_has_ten_entries", "% log_every", "% max(1, num_iterations // 10)",
    "The error is logged at every tenth part of the iterations, whatever log_every is. With the "
    "default values the two agree, with others they do not.")
train.edit("learning_rate_is_fixed", "history = []", "history, learning_rate = [], 0.05",
    "The learning rate is always 0.05, whatever learning rate is passed.")
train.edit("last_update_is_missing",
    UPDATE, "        if step == num_iterations - 1:\n            break\n" + UPDATE,
    "The history is right, but the returned weights lack the last update: they are those that the "
    "last step began with.")
train.edit("gradient_is_added", "history = []", "history, learning_rate = [], -learning_rate",
    "The weights move along the gradient, and the error grows. The gradient points uphill, so it "
    "should be subtracted.")
train.edit("f_and_truth_are_exchanged",
    "output_gradient(f, truth, g)", "output_gradient(truth, f, g)",
    "output_gradient is called with f and truth exchanged. Its first argument is f: the derivative "
    "of the sigmoid is taken there.")
train.edit("there_is_one_step_too_many", "range(num_iterations)", "range(num_iterations + 1)",
    "There is one step too many. num_iterations steps end at step num_iterations − 1.")
train.edit("return_is_in_the_loop", RETURN, "    " + RETURN,
    "The training ends after its first step: the return is in the loop.")
train.edit("gradients_accumulate", UPDATE,
    "        if step > 0:\n"
    "            dE_dv, dE_dw = dE_dv + sums[0], dE_dw + sums[1]\n"
    "        sums = dE_dv, dE_dw\n" + UPDATE,
    "The gradients of all earlier steps are added to each new one. Every step uses only the "
    "gradient at its own weights.")
train.edit("hidden_layer_is_not_trained", " - learning_rate * dE_dv", "",
    "Only the output weights change. The hidden weights are trained, too, with their own gradient.")
train.edit("learning_rate_decays",
    UPDATE, "        if step == 2000:\n            learning_rate /= 2\n" + UPDATE,
    "The first 2000 steps are right, then the learning rate is halved. It should stay the same to "
    "the last step.")
train.edit("training_stops_early", "        dE_dw, dE_dy",
    "        if mean_squared_error(f, truth) < 0.1:\n            break\n        dE_dw, dE_dy",
    "Training ends as soon as the error is below 0.1. It should take num_iterations steps, however "
    "small the error becomes.")
# fmt: on


@train.cross_check(rtol=1e-7)
def torch_training(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):  # fmt: skip
    """Gradient descent on PyTorch's own derivatives: its optimizers take twice the time."""
    import torch

    x, f0 = torch.tensor(inputs, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    weights = [torch.tensor(w, requires_grad=True) for w in (weights_hidden, weights_output)]
    history = []
    for step in range(num_iterations):
        f = torch.sigmoid(torch.sigmoid(x @ weights[0]) @ weights[1])
        error = torch.nn.functional.mse_loss(f, f0)
        if step % log_every == 0:
            history.append((step, error.item()))
        gradients = torch.autograd.grad(error, weights)
        with torch.no_grad():
            for w, gradient in zip(weights, gradients, strict=True):
                w -= learning_rate * gradient
    return *(w.detach().numpy() for w in weights), history


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

"""The exercise trained, and the weights of the published trainings near their end."""

import copy

import torch
from torch import nn

from autograder import Tolerance, case
from solutions.mlp_torch.exercises import tensor
from solutions.xor import xor as reference
from solutions.xor.exercises import XOR_INPUTS, XOR_TRUTH, a_problem, assignment

# Over 2500 late steps, float32 weights were 1e-5 from float64 ones (on the four trainings).
LONG = Tolerance(rtol=1e-4, atol_of_largest=1e-5)

SUMMED, MEAN = nn.L1Loss(reduction="sum"), nn.MSELoss()

# All parameters after 49000 of the 50000 published steps, in the order of model.parameters().
# fmt: off
LATE = {
    "single perceptron": [-13.4729548, 13.0660658, -6.67717981],
    "seed 0": [
        -6.25452471, -6.26314545, -4.64848232, -4.33484888, -1.07718515, -3.78318071,
        2.17451191, 4.7912221, 0.213170305, -8.6790514, 4.27332354, 1.14965081,
    ],
    "seed 1": [
        4.99100018, -5.68132067, 5.49698162, -4.57584381, 1.30891991, 2.03975153,
        -2.6590364, 2.10791349, 0.813310862, 7.67667532, -7.12974453, 3.65633607,
    ],
    "four hidden features": [
        -5.00529051, -5.34810114, -4.13324022, 1.66293943, 3.90187001, -5.59170914, 3.27122188,
        -0.304572493, 1.60902965, -0.265021265, -1.71377575, -0.887924075, -6.49635887, 4.83523464,
        6.99551153, -3.56106305,
    ],
}
# fmt: on


def a_late_network(name="seed 0"):
    """A model of a published training after 49000 steps: the single perceptron, or a network."""
    numbers = torch.tensor(LATE[name])
    if len(numbers) == 3:
        model = reference.build_single_perceptron(2)
    else:
        model = reference.build_multilayer_perceptron(2, len(numbers) // 4)
    nn.utils.vector_to_parameters(numbers, model.parameters())
    return model


@assignment.exercise(points=2, returns=("the trained copy", "the error"))
def trained(random):
    """a trained copy, and the error of the last step"""
    yield *a_problem(random, 5, 4, 6, MEAN), 20
    yield *a_problem(random, 4, 2, 0, SUMMED), 12
    yield *a_problem(random, 1, 3, 2, MEAN), 1
    # A loss that is not the notebook's, with gradients well above 1.
    model, loss, x, _ = a_problem(random, 12, 3, 4, nn.BCELoss(reduction="sum"))
    yield model, loss, x, tensor(model(x).detach() < 0.5), 12
    # The predictions are almost right, and each step leaps over the truth: the error rises.
    model, loss, x, _ = a_problem(random, 6, 2, 0, SUMMED)
    off = tensor(random.choice([-0.01, 0.01], size=(6, 1)))
    yield model, loss, 3 * x, model(3 * x).detach() + off, 5
    # By default, the second error that `train` records is that of step 500.
    yield *a_problem(random, 4, 2, 3, MEAN), int(random.integers(502, 560))
    yield case(*a_problem(random, 3, 2, 2, MEAN), 15, called=2)
    # How the published trainings end: the last 1000 steps of each. All 50000 take seconds, and on a
    # busy machine as long as a call may take.
    for name in LATE:
        loss = SUMMED if name == "single perceptron" else MEAN
        late = a_late_network(name), loss, XOR_INPUTS, XOR_TRUTH, 1000
        yield case(*late, tolerance=LONG, expensive=True)
    # More steps than the late trainings have: 1000 may be a limit that somebody wrote.
    yield case(*a_problem(random, 4, 2, 0, MEAN), 1200, tolerance=LONG)


RETURN = "return twin, history[-1][1]"
TRAINING = "train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)"
# fmt: off
trained.edit("model_itself_is_trained", "copy.deepcopy(model)", "model",
    "The model that was passed has been trained: a second name is no copy, and copy.copy shares "
    "its weights. Make a deep copy.")
trained.edit("error_is_taken_after_the_last_update",
    RETURN, "return twin, loss(twin(inputs), truth).item()",
    "The error is that of the trained copy, after the last update. The error of the last step is "
    "recorded before it.")
trained.edit("error_is_that_of_the_first_step", "history[-1]", "history[0]",
    "The error is that of the first step. It should be that of the last.")
trained.edit("error_is_the_lowest", RETURN, "return twin, min(error for _, error in history)",
    "The error is the lowest of all steps. It should be that of the last, which may be higher.")
trained.edit("error_is_the_last_of_every_500", ", log_every=1", "",
    "The error is the last one that train records by default, where it records every 500th step. "
    "Have it record the last step.")
trained.edit("error_comes_with_its_step", "history[-1][1]", "history[-1]",
    "The error comes as a pair with its step. Return the number alone.")
trained.edit("whole_history_is_returned", "history[-1][1]", "history",
    "The whole history is returned. Only the error of the last step is wanted.")
trained.edit("error_is_returned_first", RETURN, "return history[-1][1], twin",
    "Copy and error are returned in the wrong order: the copy comes first.")
trained.edit("another_copy_is_returned", RETURN, "return copy.deepcopy(model), history[-1][1]",
    "The returned model is not the one that was trained.")
trained.edit("given_loss_is_ignored", "(twin, loss,", "(twin, nn.MSELoss(),",
    "The copy is trained on the mean squared error, whatever loss is passed.")
trained.edit("one_step_too_many",
    "num_iterations=num_iterations", "num_iterations=num_iterations + 1",
    "The copy is trained one step too long. The last step is number num_iterations − 1.")
trained.edit("one_step_too_few",
    "num_iterations=num_iterations", "num_iterations=max(1, num_iterations - 1)",
    "The copy is trained one step too little. The last step is number num_iterations − 1.")
trained.edit("nothing_but_the_error", RETURN, "return history[-1][1]",
    "The result is the error alone. Return the trained copy, too.")
trained.edit("nothing_but_the_copy", RETURN, "return twin",
    "The result is the copy alone. Return the error, too.")
trained.edit("steps_are_passed_as_the_rate", TRAINING,
    "train(twin, loss, inputs, truth, num_iterations, 1)",
    "num_iterations arrives as the learning rate, which is the fifth parameter of train, and a "
    "single step is made. Pass it by its name: num_iterations=num_iterations.")
trained.edit("learning_rate_is_another", ", log_every=1", ", log_every=1, learning_rate=0.5",
    "The learning rate is another one than train's default.")
# fmt: on


@trained.cross_check(rtol=1e-5)
def double_precision(model, loss, inputs, truth, num_iterations):
    """The same training with updates written out, in float64."""
    twin = copy.deepcopy(model).double()
    parameters = list(twin.parameters())
    for _ in range(num_iterations):
        error = loss(twin(inputs.double()), truth.double())
        gradients = torch.autograd.grad(error, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= 0.05 * gradient
    return twin.float(), error.item()


trained.hint("After trained(model, …), which weights should model have?")
trained.hint(
    "copy.deepcopy copies a model with its weights. Which steps does train record, and which "
    "argument says so? The last step is number num_iterations − 1."
)
trained.hint(
    "Make a deep copy and train it with log_every=1, so that every step is recorded. Return the "
    "copy and the error in the last pair of the history."
)

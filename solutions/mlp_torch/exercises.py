"""What is graded in the assignment mlp_torch: cases, known mistakes, hints and cross-checks."""

import numpy as np
import torch
from torch import nn

from autograder import PUBLISHED, Assignment, case
from solutions.mlp import exercises as mlp
from solutions.mlp import mlp as by_hand
from solutions.mlp_torch import mlp_torch as reference

assignment = Assignment(
    "mlp_torch",
    title="The same network in PyTorch",
    goal="You train a network in PyTorch, and can tell rounding from a mistake in its numbers.",
    needs="the network of `mlp` and its gradients; what a backward pass does, from `autograd`. "
    "PyTorch: `pip install torch`.",
    minutes=90,
    then="Next comes `xor`: the same tools on a problem that one perceptron cannot solve, and a "
    "training that gets stuck.",
    files=("or_gate.csv",),
    reference=reference,
)


def tensor(array):
    """A float32 tensor."""
    return torch.tensor(np.asarray(array, dtype=np.float32))


def a_model(weights_hidden, weights_output):
    """The network with these weights, in NumPy's layout."""
    hidden, outputs = weights_output.shape
    model = reference.build_model(weights_hidden.shape[0], hidden, outputs)
    reference.copy_weights(model, weights_hidden, weights_output)
    return model


def weights(random, inputs, hidden, outputs):
    """Weights of a network that is not saturated."""
    return random.normal(size=(inputs, hidden)), random.normal(size=(hidden, outputs))


def a_problem(random, rows, inputs, hidden, outputs):
    """A model, inputs, and a truth of zeros and ones."""
    truth = random.integers(0, 2, size=(rows, outputs))
    x = random.normal(size=(rows, inputs))
    return a_model(*weights(random, inputs, hidden, outputs)), tensor(x), tensor(truth)


def in_numpy(model):
    """Both layers' weights in NumPy's layout."""
    return tuple(model[layer].weight.detach().numpy().T.astype(np.float64) for layer in (0, 2))


# --- build_model ----------------------------------------------------------------------------------


@assignment.exercise(points=2, structure_only=True, seed=0)
def build_model(random):
    """the layers of the network, with the right sizes and no biases"""
    yield 2, 3
    yield 4, 3, 2
    yield 3, 5, 3
    yield 1, 2, 1
    yield tuple(int(size) for size in 6 + random.permutation(5)[:3])  # sizes that nobody knows


LAYERS = """nn.Linear(num_inputs, num_hidden, bias=False),
        nn.Sigmoid(),
        nn.Linear(num_hidden, num_outputs, bias=False)"""
# fmt: off
build_model.edit("layers_have_biases", LAYERS, LAYERS.replace(", bias=False", ""),
    "The linear layers have biases. PyTorch adds them by default.")
build_model.edit("hidden_layer_has_a_bias", "num_hidden, bias=False", "num_hidden",
    "The hidden layer has a bias. Neither layer has one.")
build_model.edit("last_sigmoid_is_missing",
    "bias=False),\n        nn.Sigmoid(),\n    )", "bias=False),\n    )",
    "The network ends with a linear layer: the sigmoid of the output layer is missing.")
build_model.edit("hidden_sigmoid_is_missing", LAYERS, LAYERS.replace("nn.Sigmoid(),", ""),
    "The two linear layers follow each other directly. Without the sigmoid between them, they can "
    "do no more than one.")
build_model.edit("hidden_activation_is_relu", LAYERS, LAYERS.replace("Sigmoid", "ReLU"),
    "The activation of the hidden layer is a ReLU. This network has a sigmoid after each linear "
    "layer.")
build_model.edit("hidden_activation_is_tanh", LAYERS, LAYERS.replace("Sigmoid", "Tanh"),
    "The activation of the hidden layer is a hyperbolic tangent. This network has a sigmoid after "
    "each linear layer.")
build_model.edit("number_of_outputs_is_ignored", "num_outputs, bias", "1, bias",
    "The network always has one output, whatever num_outputs is.")
build_model.edit("number_of_hidden_features_is_ignored", LAYERS, LAYERS.replace("num_hidden", "3"),
    "The network always has three hidden features, whatever num_hidden is.")
build_model.edit("number_of_inputs_is_ignored", "Linear(num_inputs", "Linear(2",
    "The network always has two inputs, whatever num_inputs is.")
build_model.edit("sizes_are_given_as_rows_of_the_weight", LAYERS,
    "nn.Linear(num_hidden, num_inputs, bias=False),\n"
    "        nn.Sigmoid(),\n"
    "        nn.Linear(num_outputs, num_hidden, bias=False)",
    "The sizes of the linear layers are swapped: nn.Linear takes the inputs first.")
build_model.edit("only_one_layer", LAYERS, "nn.Linear(num_inputs, num_outputs, bias=False)",
    "There is no hidden layer: a single linear layer leads from the inputs to the outputs.")
# fmt: on

build_model.hint("How many layers does the network have, counting the sigmoids?")
build_model.hint(
    "What does nn.Linear(2, 3) have besides its weights, and which option leaves it out?"
)
build_model.hint(
    "The sequence has four layers: linear from the inputs to the hidden features, sigmoid, linear "
    "from the hidden features to the outputs, sigmoid. Both linear layers are made with "
    "bias=False."
)


# --- copy_weights ---------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("the returned value", "model"), changes=("model",))
def copy_weights(random):
    """copies the NumPy weights into the model, in place"""
    for sizes in [(2, 3, 1), (2, 3, 1), (4, 3, 2), (3, 3, 3)]:
        yield a_model(*weights(random, *sizes)), *weights(random, *sizes)
    yield case(a_model(*weights(random, 2, 3, 1)), *weights(random, 2, 3, 1), called=2)


@copy_weights.mistake
def weights_are_reshaped(right, model, **arrays):
    """The weights are reshaped into PyTorch's shape, which puts them in other places. A transpose
    turns rows into columns."""
    right(model, **{name: a.reshape(a.shape[::-1]).T for name, a in arrays.items()})


@copy_weights.mistake
def transpose_is_missing(right, model, **arrays):
    """The weights are copied as they are. PyTorch keeps them as (outputs, inputs), the transpose of
    NumPy's layout."""
    right(model, **{name: array.T for name, array in arrays.items()})


@copy_weights.mistake
def weights_are_rounded(right, model, **arrays):
    """The weights are rounded."""
    right(model, **{name: np.round(array, 2) for name, array in arrays.items()})


@copy_weights.mistake
def nothing_is_copied(model, weights_hidden, weights_output):
    """The model keeps its old weights: the new ones were written to a copy, not to the model's own
    parameters."""


@copy_weights.mistake
def weights_stay_float64(model, weights_hidden, weights_output):
    """The model's weights are float64 now. They should stay float32."""
    for layer, array in ((0, weights_hidden), (2, weights_output)):
        model[layer].weight.data = torch.tensor(array.T)


@copy_weights.mistake
def parameters_are_replaced(model, weights_hidden, weights_output):
    """The layers have new parameters, which an optimizer that holds the old ones does not see. Copy
    the weights into the parameters that are there."""
    for layer, array in ((0, weights_hidden), (2, weights_output)):
        model[layer].weight = nn.Parameter(tensor(array.T))


@copy_weights.mistake
def weights_are_added(model, weights_hidden, weights_output):
    """The new weights are added to the old ones. They should replace them."""
    with torch.no_grad():
        model[0].weight += torch.as_tensor(weights_hidden.T)
        model[2].weight += torch.as_tensor(weights_output.T)


# fmt: off
copy_weights.edit("output_weights_are_left",
    "model[2].weight.copy_", "model[2].weight.clone().copy_",
    "The output layer keeps its old weights.")
copy_weights.edit("hidden_weights_are_left",
    "model[0].weight.copy_", "model[0].weight.clone().copy_",
    "The hidden layer keeps its old weights.")
copy_weights.edit("model_is_returned",
    "(weights_output).T)", "(weights_output).T)\n    return model",
    "The model is returned. The function changes it in place and returns nothing.")
# fmt: on

copy_weights.hint("Compare model[0].weight.shape with weights_hidden.shape.")
copy_weights.hint(
    "Under torch.no_grad(), a parameter's copy_ fills it with another tensor's values."
)
copy_weights.hint(
    "The linear layers are numbers 0 and 2 of the model. Make a tensor of each NumPy array, "
    "transpose it, and copy it into the weight of its layer, inside torch.no_grad(). The copy "
    "takes care of the dtype."
)


# --- gradients ------------------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("dE_dv", "dE_dw"))
def gradients(random):
    """the gradients of the mean squared error, from autograd"""
    for sizes in [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 6, 2), (1, 3, 2, 1), (3, 3, 3, 3)]:
        yield a_problem(random, *sizes)
    model, x, truth = a_problem(random, 4, 2, 3, 2)
    steep = model, x, tensor(random.normal(scale=200, size=truth.shape))  # gradients above 1
    yield case(*steep, called=2)


@gradients.mistake
def weights_take_a_step(right, model, **given):
    """The gradients belong to other weights: the model takes a step before they are computed."""
    found = right(model, **given)
    with torch.no_grad():
        for layer, gradient in zip((0, 2), found, strict=True):
            model[layer].weight -= torch.tensor(gradient.T)
    return right(model, **given)


LOSS = "nn.functional.mse_loss(model(inputs), truth)"
BACKWARD = "dE_dv, dE_dw = torch.autograd.grad(error, [model[0].weight, model[2].weight])"
RETURN = "return dE_dv.T.numpy(), dE_dw.T.numpy()"
# fmt: off
gradients.edit("layout_is_pytorchs", RETURN, "return dE_dv.numpy(), dE_dw.numpy()",
    "The gradients have PyTorch's layout, (outputs, inputs). NumPy's layout is its transpose.")
gradients.edit("gradients_are_reshaped",
    RETURN, "return dE_dv.numpy().reshape(dE_dv.T.shape), dE_dw.numpy().reshape(dE_dw.T.shape)",
    "The gradients are reshaped, which puts their elements in other places. A transpose turns rows "
    "into columns.")
gradients.edit("gradients_are_tensors", RETURN, "return dE_dv.T, dE_dw.T",
    "The gradients are tensors. They should be NumPy arrays.")
gradients.edit("errors_are_summed",
    LOSS, 'nn.functional.mse_loss(model(inputs), truth, reduction="sum")',
    "The gradients are those of the sum of squared errors. The error is their mean.")
gradients.edit("absolute_errors_are_derived", "mse_loss", "l1_loss",
    "The gradients are those of the mean absolute error. The error is the mean of the squares.")
gradients.edit("cross_entropy_is_derived", "mse_loss", "binary_cross_entropy",
    "The gradients are those of the cross-entropy. The error is the mean squared error.")
gradients.edit("rows_are_averaged_outputs_summed",
    LOSS, "((model(inputs) - truth) ** 2).sum() / len(truth)",
    "The sum of the squares is divided by the number of rows. The mean is taken over all elements.")
gradients.edit("output_gradient_comes_first", RETURN, "return dE_dw.T.numpy(), dE_dv.T.numpy()",
    "The two gradients are returned in the wrong order: the hidden one comes first.")
gradients.edit("truth_has_lost_its_columns",
    LOSS, "((model(inputs)[:, :, None] - truth.reshape(-1)) ** 2).mean()",
    "The truth is flattened, so every prediction is compared with every truth. Both should have "
    "the shape (N, M).")
gradients.edit("gradients_add_up", RETURN, "return 2 * dE_dv.T.numpy(), 2 * dE_dw.T.numpy()",
    "The gradients are twice as large: those of two backward passes have been added up. Set them "
    "to zero before each backward pass, or use torch.autograd.grad.")
gradients.edit("earlier_gradients_stay",
    BACKWARD, "error.backward()\n    dE_dv, dE_dw = model[0].weight.grad, model[2].weight.grad",
    "A second call on the same model gives twice the gradients: backward() adds to those that are "
    "there. Set them to zero before each backward pass, or use torch.autograd.grad.")
gradients.edit("sign_is_flipped", RETURN, "return -dE_dv.T.numpy(), -dE_dw.T.numpy()",
    "The gradients point downhill. A gradient points in the direction in which the error grows.")
# fmt: on


@gradients.cross_check(rtol=1e-5)
def chain_rule(model, inputs, truth):
    """The same derivatives by hand, in NumPy and float64."""
    v, w = in_numpy(model)
    x, f0 = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)
    g, f = by_hand.forward(x, v, w)
    dE_dw, dE_dy = by_hand.output_gradient(f, f0, g)
    dE_dv = by_hand.hidden_gradient(x, g, w, dE_dy)
    return dE_dv.astype(np.float32), dE_dw.astype(np.float32)


@gradients.cross_check(rtol=1e-5)
def central_differences(model, inputs, truth):
    """The error with every weight nudged up and down, in NumPy and float64."""
    v, w = in_numpy(model)
    x, f0 = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)

    def error(v, w):
        return by_hand.mean_squared_error(by_hand.forward(x, v, w)[1], f0)

    dE_dv = mlp.central_differences_of(lambda nudged: error(nudged, w), v)
    dE_dw = mlp.central_differences_of(lambda nudged: error(v, nudged), w)
    return dE_dv.astype(np.float32), dE_dw.astype(np.float32)


gradients.hint("Which call makes PyTorch fill in weight.grad, or gives the gradients directly?")
gradients.hint(
    "dE_dv has the shape of weights_hidden in NumPy. What shape does PyTorch's gradient have?"
)
gradients.hint(
    "Compute the mean squared error of the prediction and the truth, and have autograd.grad "
    "differentiate it by the weights of layers 0 and 2. Transpose each gradient and turn it into "
    "a NumPy array."
)


# --- train ----------------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("history", "model"), changes=("model",))
def train(random):
    """gradient descent in place, with a history of the error"""
    yield case(*a_problem(random, 5, 4, 6, 2), **mlp.options(random, 2.0, 20, 1))
    yield case(*a_problem(random, 1, 3, 2, 1), **mlp.options(random, 0.5, 15, 4, 6))
    yield case(*a_problem(random, 4, 2, 3, 1), **mlp.options(random, 1.0, 45, 17, 20))
    model, x, truth = a_problem(random, 3, 2, 4, 2)
    yield case(model, x, tensor(random.normal(scale=200, size=truth.shape)), **mlp.STEEP)
    v, w = weights(random, 2, 4, 2)
    truth = tensor(mlp.a_fractional_truth(random, 3, 2))
    yield case(a_model(v / 10, mlp.flat(random, w)), x, truth, **mlp.FLAT)
    yield case(*a_problem(random, 3, 2, 2, 1), num_iterations=0)
    yield case(*a_problem(random, 3, 2, 2, 1), called=2, **mlp.options(random, 1.0, 12, 5))
    or_gate = tensor(mlp.OR_INPUTS), tensor(mlp.OR_TRUTH)
    late = a_model(mlp.OR_WEIGHTS_HIDDEN, mlp.OR_WEIGHTS_OUTPUT)
    yield case(late, *or_gate, num_iterations=100, log_every=25, tolerance=PUBLISHED)
    initial = a_model(*by_hand.initialize_weights(2, 3))
    yield case(initial, *or_gate, tolerance=PUBLISHED, expensive=True)


PARAMETERS = "model.parameters()"


# fmt: off
train.edit("gradients_are_never_forgotten", "        optimizer.zero_grad()\n", "",
    "The gradients of all steps add up: they are never set to zero.")
train.edit("a_copy_is_trained", "    loss = nn.MSELoss()",
    '    model = __import__("copy").deepcopy(model)\n    loss = nn.MSELoss()',
    "The history is right, but a copy is trained: the model that was passed stays as it was. Train "
    "the model itself.")
train.edit("optimizer_holds_other_parameters",
    PARAMETERS, "[nn.Parameter(p.detach().clone()) for p in model.parameters()]",
    "The model never changes. Does every step call backward() before the optimizer's step, are "
    "the gradients set to zero before backward() and not after it, and does the optimizer hold "
    "this model's parameters?")
train.edit("error_is_logged_after_the_update", "    return history",
    "        if step % log_every == 0:\n"
    "            history[-1] = step, loss(model(inputs), truth).item()\n"
    "    return history",
    "The error is recorded after the update. It should be recorded before the update of its "
    "step.")
train.edit("every_step_is_logged", "% log_every", "% 1",
    "Every step is recorded. Only steps divisible by log_every should be.")
train.edit("last_error_is_logged_too", "    return history",
    "    history.append((num_iterations, loss(model(inputs), truth).item()))\n"
    "    return history",
    "The history has one entry too many, for the end of the training.")
train.edit("errors_stay_tensors", "error.item()", "error",
    "The errors in the history are tensors, each of which keeps the whole record of its "
    "forward pass. The number of a tensor is its item().")
train.edit("errors_without_their_steps", "(step, error.item())", "error.item()",
    "The history is a list of errors. Each entry should be a pair, the step and its error.")
train.edit("learning_rate_is_ignored", "lr=learning_rate", "lr=0.05",
    "The default learning rate is used, whatever learning rate is passed.")
train.edit("gradients_are_clipped", "optimizer.step()",
    "nn.utils.clip_grad_value_(model.parameters(), 1.0)\n        optimizer.step()",
    "Large gradients are clipped. Every step uses the gradient as it is.")
train.edit("momentum_is_added", "lr=learning_rate", "lr=learning_rate, momentum=0.9",
    "The optimizer uses momentum. Plain gradient descent has none.")
train.edit("optimizer_is_adam", "optim.SGD", "optim.Adam",
    "The optimizer is Adam, which scales every step. Plain gradient descent is SGD.")
train.edit("nothing_is_returned", "return history", "return None",
    "The model is trained, but the history is not returned.")

train.edit("logging_starts_late", "return history", "return history[1:]",
    "Step 0 is not recorded. 0 is divisible by every number, so by log_every, too.")
train.edit("errors_are_summed_in_training", "nn.MSELoss()", 'nn.MSELoss(reduction="sum")',
    "The loss is the sum of the squared errors. It should be their mean.")
train.edit("absolute_errors_are_trained", "nn.MSELoss()", "nn.L1Loss()",
    "The loss is the mean absolute error. It should be the mean squared error.")
train.edit("only_the_output_layer_is_trained", PARAMETERS, "[model[2].weight]",
    "The hidden layer is not trained. Both layers should be.")
train.edit("only_the_hidden_layer_is_trained", PARAMETERS, "[model[0].weight]",
    "The output layer is not trained. Both layers should be.")
# fmt: on


@train.cross_check(rtol=1e-5)
def numpy_training(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The same training by hand, in NumPy and float64; the weights go into the model."""
    arrays = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)
    options = learning_rate, num_iterations, log_every
    v, w, history = by_hand.train(*arrays, *in_numpy(model), *options)
    reference.copy_weights(model, v, w)
    return history


train.hint("What is in a parameter's grad when backward() is called for the second time?")
train.hint("Which error belongs to step 0: the one before the first update, or the one after it?")
train.hint(
    "For each step of range(num_iterations): the error of the model's prediction; at steps "
    "divisible by log_every, the pair of step and error.item() goes into history; then the "
    "optimizer's zero_grad, backward of the error, and the optimizer's step."
)

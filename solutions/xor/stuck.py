"""The exercises that look at a network that is stuck: features, gradient norm, output bias."""

import copy

import numpy as np
import torch
from torch import nn

from autograder import case
from solutions.mlp import exercises as mlp
from solutions.mlp_torch.exercises import tensor
from solutions.xor.exercises import SEED, XOR_INPUTS, XOR_TRUTH, a_model, a_problem, assignment
from solutions.xor.training import a_late_network

# --- hidden_features ------------------------------------------------------------------------------


@assignment.exercise(points=1)
def hidden_features(random):
    """what comes out of the first sigmoid"""
    for rows, inputs, hidden in [(4, 2, 3), (5, 3, 4), (1, 4, 2), (3, 3, 3)]:
        yield a_model(random, inputs, hidden), tensor(random.normal(size=(rows, inputs)))
    model = a_model(random, 2, 4)
    with torch.no_grad():
        model[0].bias.copy_(tensor([-9, 9, -7, 0.5]))  # features near 0 and 1
    yield case(model, tensor(random.normal(size=(4, 2))), called=2)
    biased = a_model(random, 3, 2)
    biased[2].bias = nn.Parameter(tensor(random.normal(size=1)))
    yield biased, tensor(random.normal(size=(2, 3)))
    bare = a_model(random, 2, 3)
    bare[0].bias = None
    yield bare, tensor(random.normal(size=(2, 2)))


FEATURES = "model[:2](inputs).numpy()"
# fmt: off
hidden_features.edit("sums_of_the_hidden_layer", "model[:2]", "model[:1]",
    "These are the sums of the hidden layer, before its sigmoid.")
hidden_features.edit("sums_of_the_output_layer", "model[:2]", "model[:3]",
    "These are the sums of the output layer. The hidden features are what goes into it.")
hidden_features.edit("predictions_of_the_model", "model[:2]", "model",
    "These are the predictions of the whole model. Stop after the first sigmoid.")
hidden_features.edit("sigmoid_is_taken_twice", "model[:2](inputs)", "model[1](model[:2](inputs))",
    "The sigmoid is applied twice: the second element of the model is it already.")
hidden_features.edit("features_are_transposed", FEATURES, "model[:2](inputs).T.numpy()",
    "The features are transposed. Each row of the result belongs to a row of the inputs.")
hidden_features.edit("hidden_bias_is_left_out",
    "model[:2](inputs)", "torch.sigmoid(inputs @ model[0].weight.T)",
    "The bias of the hidden layer is missing.")
hidden_features.edit("a_bias_is_expected",
    "model[:2](inputs)", "torch.sigmoid(inputs @ model[0].weight.T + model[0].bias)",
    "The formula needs a bias in the hidden layer, and a model may have none. The layers "
    "themselves, model[:2], know what they have.")
hidden_features.edit("features_carry_their_output_weights",
    FEATURES, "(model[:2](inputs) * model[2].weight).numpy()",
    "The features are multiplied by their output weights. That is what the output layer does with "
    "them.")
hidden_features.edit("features_stay_a_tensor", FEATURES, "model[:2](inputs)",
    "The result is a tensor. It should be a NumPy array.")
hidden_features.edit("features_are_rounded", FEATURES, f"{FEATURES}.round(2)",
    "The features are rounded. Round what you print, not what you return.")
hidden_features.edit("only_the_last_row", "(inputs).numpy()", "(inputs[-1:]).numpy()",
    "The result holds one row of the inputs. Return the features of every row.")
# fmt: on


@hidden_features.cross_check(rtol=1e-6)
def by_hand(model, inputs):
    """The same in NumPy and float64."""
    weight = model[0].weight.detach().numpy().astype(np.float64)
    bias = 0 if model[0].bias is None else model[0].bias.detach().numpy()
    return (1 / (1 + np.exp(-(inputs.numpy() @ weight.T + bias)))).astype(np.float32)


hidden_features.hint("Which layers has the data passed when the hidden features are there?")
hidden_features.hint(
    "A Sequential can be sliced, and each layer can be called alone. What keeps a tensor from "
    "becoming a NumPy array, and what turns that off?"
)
hidden_features.hint(
    "Inside torch.no_grad(), the first two layers of the model, model[:2], called on the inputs, "
    "give the features; numpy() makes an array of them."
)


# --- gradient_norm --------------------------------------------------------------------------------


@assignment.exercise(points=2)
def gradient_norm(random):
    """the length of the gradient by all parameters"""
    mean = nn.MSELoss()
    yield a_problem(random, 5, 4, 6, mean)
    yield a_problem(random, 4, 2, 0, nn.L1Loss(reduction="sum"))
    yield a_problem(random, 1, 3, 2, mean)
    model, _, x, truth = a_problem(random, 3, 2, 4, mean)
    yield model, mean, x, tensor(random.normal(scale=200, size=truth.shape))  # well above 1
    model, loss, x, _ = a_problem(random, 6, 3, 2, nn.BCELoss(reduction="sum"))
    model[2].bias = nn.Parameter(tensor(random.normal(size=1)))
    yield model, loss, x, tensor(model(x).detach() < 0.5)
    yield case(*a_problem(random, 3, 2, 2, mean), called=2)
    yield a_late_network(), mean, XOR_INPUTS, XOR_TRUTH


PARAMETERS = "list(model.parameters())"
GRADIENTS = "torch.autograd.grad(loss(model(inputs), truth), list(model.parameters()))"
NORM = "sum((gradient**2).sum() for gradient in gradients).sqrt().item()"
# fmt: off
gradient_norm.edit("root_is_missing", ".sqrt()", "",
    "This is the square of the norm: the root is missing.")
gradient_norm.edit("norms_of_the_parameters_are_added",
    NORM, "sum((gradient**2).sum().sqrt() for gradient in gradients).item()",
    "The norms of the single parameters are added up. Add up all squares, then take one root.")
gradient_norm.edit("absolute_values_are_added",
    NORM, "sum(gradient.abs().sum() for gradient in gradients).item()",
    "The absolute values are added up. The norm is the root of the sum of the squares.")
gradient_norm.edit("largest_derivative",
    NORM, "max(gradient.abs().max().item() for gradient in gradients)",
    "This is the largest derivative. The norm is the root of the sum of the squares of all.")
gradient_norm.edit("derivatives_are_averaged",
    NORM, "torch.cat([gradient.flatten() for gradient in gradients]).square().mean().sqrt().item()",
    "The squares are averaged. The norm is the root of their sum.")
gradient_norm.edit("two_layers_are_expected", PARAMETERS, "[model[0].weight, model[2].weight]",
    "The derivatives by the weights of layers 0 and 2 are taken. The biases are parameters, too, "
    "and a model may have other layers: model.parameters() has all of them.")
gradient_norm.edit("biases_are_left_out",
    PARAMETERS, "[p for p in model.parameters() if p.ndim == 2]",
    "The derivatives by the biases are left out. They are parameters, too.")
gradient_norm.edit("only_the_first_layer_counts", PARAMETERS, "list(model[0].parameters())",
    "Only the first layer's parameters count. Take those of all layers.")
gradient_norm.edit("only_the_last_layer_counts", PARAMETERS, "list(model[-2].parameters())",
    "Only the last linear layer's parameters count. Take those of all layers.")
gradient_norm.edit("norm_of_the_weights",
    NORM, NORM.replace("in gradients", "in model.parameters()"),
    "This is the norm of the parameters themselves. Take the derivatives of the loss by them.")
gradient_norm.edit("given_loss_is_ignored", "loss(model", "nn.functional.mse_loss(model",
    "The loss is always the mean squared error, whatever loss is passed.")
gradient_norm.edit("norm_stays_a_tensor", ".sqrt().item()", ".sqrt()",
    "The result is a tensor. The number of a tensor is its item().")
gradient_norm.edit("gradients_of_calls_add_up",
    GRADIENTS, "loss(model(inputs), truth).backward() or [p.grad for p in model.parameters()]",
    "A second call on the same model gives another number: backward() adds to the gradients that "
    "are there. Set them to zero first, or use torch.autograd.grad.")
# fmt: on


@gradient_norm.mistake
def large_gradients_are_clipped(right, model, **given):
    """A norm above 1 is cut to 1. Clipping changes the gradient; measure it as it is."""
    return min(right(model, **given), 1.0)


@gradient_norm.cross_check(rtol=1e-5)
def central_differences(model, loss, inputs, truth):
    """Every parameter nudged up and down, in float64."""
    twin = copy.deepcopy(model).double()
    total = 0.0
    with torch.no_grad():
        for parameter in twin.parameters():
            start = parameter.numpy().copy()

            def error(values, parameter=parameter):
                parameter.copy_(torch.tensor(values))
                return loss(twin(inputs.double()), truth.double()).item()

            total += (mlp.central_differences_of(error, start) ** 2).sum()
            parameter.copy_(torch.tensor(start))
    return float(np.sqrt(total))


gradient_norm.hint("How many numbers are in the gradient of the network with 3 hidden features?")
gradient_norm.hint(
    "What does backward() do with the gradients that a parameter already has, and which call of "
    "torch.autograd gives gradients without storing them?"
)
gradient_norm.hint(
    "With one gradient for each parameter of model.parameters(): square all elements of all of "
    "them, add everything up, take the square root, and return its item()."
)


# --- with_output_bias -----------------------------------------------------------------------------


@assignment.exercise(points=2, seed=SEED)
def with_output_bias(random):
    """the same network with an output bias of 0"""
    for inputs, hidden in [(2, 3), (4, 6), (3, 1), (3, 3)]:
        yield case(a_model(random, inputs, hidden))
    yield case(a_model(random, 2, 4), called=2)
    yield case(a_late_network())


TWIN, BIAS = "twin = copy.deepcopy(model)", "nn.Parameter(torch.zeros(1))"
# fmt: off
with_output_bias.edit("model_gets_the_bias_itself", TWIN, "twin = model",
    "The model that was passed has got the bias itself. Copy the model, then change the copy.")
with_output_bias.edit("bias_is_missing", f"twin[2].bias = {BIAS}", "pass",
    "The output layer still has no bias.")
with_output_bias.edit("bias_is_random", BIAS, "nn.Linear(twin[2].in_features, 1).bias",
    "The bias is not 0: a new layer draws its bias at random. Fill it with zeros.")
with_output_bias.edit("bias_is_one", "torch.zeros(1)", "torch.ones(1)",
    "The bias is 1. Only with 0 does the network predict the same as before.")
with_output_bias.edit("bias_cannot_be_trained",
    BIAS, "nn.Parameter(torch.zeros(1), requires_grad=False)",
    "The bias has requires_grad=False, so no training changes it.")
with_output_bias.edit("output_weights_are_new",
    f"twin[2].bias = {BIAS}",
    "twin[2] = nn.Linear(twin[2].in_features, 1)\n    nn.init.zeros_(twin[2].bias)",
    "The output layer is new, weights included. Only its bias is; its weights are the model's.")
with_output_bias.edit("output_layer_is_new",
    f"twin[2].bias = {BIAS}", "twin[2] = nn.Linear(twin[2].in_features, 1)",
    "The output layer is new, and its weights and its bias are random numbers. Its weights are the "
    "model's, and its bias is 0.")
with_output_bias.edit("bias_is_a_number", "torch.zeros(1)", "torch.tensor(0.0)",
    "The bias is a tensor without an axis. It has one element for each output: torch.zeros(1).")
with_output_bias.edit("all_weights_are_new",
    TWIN,
    "twin = build_multilayer_perceptron(model[0].in_features, model[0].out_features)",
    "All weights are new random numbers. Copy the model's.")
with_output_bias.edit("hidden_bias_is_lost",
    "return twin", "nn.init.zeros_(twin[0].bias)\n    return twin",
    "The hidden layer's bias is 0. It should be the model's: only the output bias starts at 0.")
with_output_bias.edit("hidden_bias_moves",
    f"twin[2].bias = {BIAS}", f"twin[2].bias = {BIAS}\n    twin[0].bias = None",
    "The hidden layer has lost its bias. Both linear layers have one now.")
with_output_bias.edit("bias_for_each_feature",
    "torch.zeros(1)", "torch.zeros(len(model[0].weight))",
    "There is a bias for each hidden feature. The output layer has one output, so one bias.")
with_output_bias.edit("last_sigmoid_is_lost", "return twin", "return twin[:3]",
    "The sigmoid of the output layer is missing.")
with_output_bias.edit("nothing_comes_back", "return twin", "return None",
    "Nothing is returned. Return the new network.")
# fmt: on


@with_output_bias.cross_check(rtol=1e-7)
def layers_anew(model):
    """Four new layers, filled from the old ones."""
    (rows, columns), hidden = model[0].weight.shape, nn.Linear
    twin = nn.Sequential(hidden(columns, rows), nn.Sigmoid(), hidden(rows, 1), nn.Sigmoid())
    twin.load_state_dict(model.state_dict() | {"2.bias": torch.zeros(1)})
    return twin


with_output_bias.hint("Which of the four layers changes, and what must stay equal in it?")
with_output_bias.hint(
    "nn.Parameter(…) makes of a tensor what an optimizer finds; a layer's bias may be set to one. "
    "What must happen before, so that the model that was passed stays as it is?"
)
with_output_bias.hint(
    "Make a deep copy of the model. Give the linear layer number 2 of the copy a bias: an "
    "nn.Parameter of one zero. Return the copy."
)

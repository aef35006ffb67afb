"""All parameters in one vector, moved in place; a grid of minor lines; the legend's order of its own."""
import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def build_single_perceptron(num_inputs):
    sigmoid = nn.Sigmoid()
    return nn.Sequential(nn.Linear(num_inputs, 1), sigmoid)


def build_multilayer_perceptron(num_inputs, num_hidden):
    sigmoid = nn.Sigmoid()  # without state, so that both layers can share it
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden), sigmoid, nn.Linear(num_hidden, 1, bias=False), sigmoid
    )


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    vector = parameters_to_vector(model.parameters()).detach()
    history = {}
    for step in range(num_iterations):
        vector_to_parameters(vector, model.parameters())
        error = loss(model(inputs), truth)
        if step % log_every == 0:
            history[step] = error.item()
        found = torch.autograd.grad(error, list(model.parameters()))
        vector = vector - learning_rate * torch.cat([gradient.reshape(-1) for gradient in found])
    vector_to_parameters(vector, model.parameters())
    return list(history.items())


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in sorted(errors.items(), key=lambda item: item[1][-1]):
        axes.plot(*zip(*history), marker="x", label=name)
    axes.set_yscale("log", nonpositive="clip")
    axes.grid(which="minor", linestyle="--")
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1])
    return figure


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    vector = parameters_to_vector(model.parameters()).detach().clone()
    if len(model) == 2:
        twin = build_single_perceptron(inputs.shape[1])
    else:
        twin = build_multilayer_perceptron(*reversed(model[0].weight.shape))
    vector_to_parameters(vector, twin.parameters())
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    return twin, history[-1][1]


def hidden_features(model, inputs):
    return torch.stack([model[:2](x) for x in inputs]).detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    found = torch.autograd.grad(loss(model(inputs), truth), list(model.parameters()))
    return parameters_to_vector(found).norm().item()


def with_output_bias(model):
    hidden, sigmoid, output, _ = copy.deepcopy(model)
    biased = nn.Linear(output.in_features, 1)
    vector_to_parameters(torch.cat([output.weight.detach()[0], torch.zeros(1)]), biased.parameters())
    return nn.Sequential(hidden, sigmoid, biased, sigmoid)

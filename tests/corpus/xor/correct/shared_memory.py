"""NumPy views of the parameters, which share their memory; gca and artists added by hand."""
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from torch import nn


def build_single_perceptron(num_inputs):
    return nn.Sequential(*[nn.Linear(num_inputs, 1), nn.Sigmoid()])


def build_multilayer_perceptron(num_inputs, num_hidden):
    return nn.Sequential().extend(
        [nn.Linear(num_inputs, num_hidden), nn.Sigmoid(), nn.Linear(num_hidden, 1, False), nn.Sigmoid()]
    )


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    parameters = tuple(model.parameters())
    views = [parameter.detach().numpy() for parameter in parameters]
    history = []
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        if not history or step - history[-1][0] == log_every:
            history.append((step, error.item()))
        for view, gradient in zip(views, torch.autograd.grad(error, parameters), strict=True):
            view -= np.float32(learning_rate) * gradient.numpy()
    return history


def plot_errors(errors):
    plt.close("all")
    axes = plt.gca()
    for number, (name, history) in enumerate(errors.items()):
        steps, values = np.array(history, dtype=float).T
        axes.add_line(Line2D(steps, values, color=f"C{number}", label=name))
    axes.set_yscale("log")
    axes.autoscale()
    axes.set(xlabel="step", ylabel="error of the training")
    axes.legend()
    axes.grid(True, axis="x")
    return axes.get_figure()


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    single, network = build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)
    return single, network


def trained(model, loss, inputs, truth, num_iterations):
    """The model is trained, and gets its weights back."""
    before = copy.deepcopy(model.state_dict())
    error = train(model, loss, inputs, truth, num_iterations=num_iterations, log_every=1)[-1][-1]
    twin = copy.deepcopy(model)
    model.load_state_dict(before)
    return twin, error


def hidden_features(model, inputs):
    return np.from_dlpack(model[:2](inputs).detach())


def gradient_norm(model, loss, inputs, truth):
    found = torch.autograd.grad(loss(model(inputs), truth), list(model.parameters()))
    vector = np.empty(sum(g.numel() for g in found), dtype=np.float32)
    torch.cat([g.ravel() for g in found], out=torch.from_numpy(vector))
    return float(np.sqrt(vector @ vector))


def with_output_bias(model):
    output = nn.Linear(model[2].in_features, 1)
    output.weight.data, output.bias.data = model[2].weight.data, torch.zeros(1)  # the same memory
    return nn.Sequential(model[0], model[1], output, model[3])

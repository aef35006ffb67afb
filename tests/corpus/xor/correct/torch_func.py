"""Parameters as a dict and grad_and_value; errors drawn from tensors."""
import torch
from matplotlib import pyplot as plt
from torch.func import functional_call, grad_and_value
from torch.nn import Linear, Sequential, Sigmoid


def build_single_perceptron(num_inputs):
    return Sequential(Linear(num_inputs, 1), Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    return build_hidden(num_inputs, num_hidden).extend([Linear(num_hidden, 1, bias=False), Sigmoid()])


def build_hidden(num_inputs, num_hidden):
    return Sequential(Linear(num_inputs, num_hidden), Sigmoid())


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    def error_of(parameters):
        return loss(functional_call(model, parameters, (inputs,)), truth)

    walk = grad_and_value(error_of)
    parameters = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    history = []
    for step in range(num_iterations):
        gradients, error = walk(parameters)
        if not step % log_every:
            history.append((step, error.item()))
        parameters = {k: p - learning_rate * gradients[k] for k, p in parameters.items()}
    model.load_state_dict(parameters)
    return history


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        data = torch.tensor(history, dtype=torch.float64)
        axes.semilogy(data[:, 0].numpy(), data[:, 1].numpy(), label=name)
    axes.set(xlabel="steps", ylabel="loss")
    axes.legend()
    axes.grid(visible=True)
    return figure


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def _like(model, bias=None):
    layers = [Linear(l.in_features, l.out_features, l.bias is not None) if isinstance(l, Linear) else l for l in model]
    twin = Sequential(*layers)
    twin.load_state_dict(model.state_dict())
    return twin


def trained(model, loss, inputs, truth, num_iterations):
    twin = _like(model)
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    return twin, next(reversed(history))[1]


def hidden_features(model, inputs):
    first = {name[2:]: p for name, p in model.named_parameters() if name.startswith("0.")}
    return torch.sigmoid(functional_call(model[0], first, (inputs,))).detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    parameters = {name: parameter.detach() for name, parameter in model.named_parameters()}
    found = torch.func.grad(lambda p: loss(functional_call(model, p, (inputs,)), truth))(parameters)
    return torch.cat([g.reshape(-1) for g in found.values()]).pow(2).sum().pow(0.5).item()


def with_output_bias(model):
    twin = _like(model)
    twin[2].bias = torch.nn.Parameter(torch.zeros(1))
    return twin

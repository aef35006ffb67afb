"""Parameters as a dict and grad_and_value; errors drawn from tensors."""
import pandas as pd
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


def predict(model, dataset, inputs):
    column = torch.flatten(model(inputs)).detach().numpy()
    return dataset.join(pd.DataFrame({"prediction": column, "error": dataset["output"] - column}))


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        data = torch.tensor(history, dtype=torch.float64)
        axes.semilogy(data[:, 0].numpy(), data[:, 1].numpy(), label=name)
    axes.set(xlabel="steps", ylabel="loss")
    axes.legend()
    axes.grid(visible=True)
    return figure

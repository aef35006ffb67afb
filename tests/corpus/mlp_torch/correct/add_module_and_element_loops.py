"""Layers added by name; weights, gradients and tables filled element by element."""
import numpy as np
import torch


def build_model(num_inputs, num_hidden, num_outputs=1):
    model = torch.nn.Sequential()
    model.add_module("to_hidden", torch.nn.Linear(num_inputs, num_hidden, bias=False))
    model.add_module("squash_hidden", torch.nn.Sigmoid())
    model.add_module("to_output", torch.nn.Linear(num_hidden, num_outputs, bias=False))
    model.add_module("squash_output", torch.nn.Sigmoid())
    return model


def copy_weights(model, weights_hidden, weights_output):
    for layer, weights in ((model[0], weights_hidden), (model[2], weights_output)):
        for i in range(weights.shape[0]):
            for j in range(weights.shape[1]):
                layer.weight.data[j, i] = float(weights[i, j])


def gradients(model, inputs, truth):
    for parameter in model.parameters():
        parameter.grad = None
    error = 0.0
    f = model(inputs)
    for i in range(f.shape[0]):
        for j in range(f.shape[1]):
            error = error + (f[i, j] - truth[i, j]) ** 2
    (error / f.numel()).backward()
    result = []
    for layer in (0, 2):
        gradient = model[layer].weight.grad
        array = np.zeros((gradient.shape[1], gradient.shape[0]), dtype=np.float32)
        for j in range(gradient.shape[0]):
            for i in range(gradient.shape[1]):
                array[i, j] = gradient[j, i].item()
        result.append(array)
    return tuple(result)


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    history = []
    step = 0
    while step < num_iterations:
        error = torch.nn.functional.mse_loss(model(inputs), truth)
        if not step % log_every:
            history.append((step, float(error.detach())))
        found = torch.autograd.grad(error, list(model.parameters()))
        for parameter, gradient in zip(model.parameters(), found):
            parameter.data.sub_(gradient, alpha=learning_rate)
        step += 1
    return history



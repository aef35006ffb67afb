"""A star import, lambdas as functions, one expression each where that is possible."""
from torch import from_numpy
from torch.nn import *
from torch.nn.functional import mse_loss
import torch.optim

build_model = lambda num_inputs, num_hidden, num_outputs=1: Sequential(
    Linear(num_inputs, num_hidden, bias=False), Sigmoid(), Linear(num_hidden, num_outputs, bias=False), Sigmoid()
)


def copy_weights(model, weights_hidden, weights_output):
    [layer.weight.data.copy_(from_numpy(weights).T) for layer, weights in
     zip(model[::2], (weights_hidden, weights_output))]


gradients = lambda model, inputs, truth: tuple(
    g.T.numpy() for g in torch.autograd.grad(mse_loss(model(inputs), truth), [p for p in model.parameters()])
)


def _move(optimizer, error):
    optimizer.zero_grad(), error.backward(), optimizer.step()
    return error.item()


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    errors = [_move(optimizer, mse_loss(model(inputs), truth)) for _ in range(num_iterations)]
    return [(step, errors[step]) for step in range(0, num_iterations, log_every)]



"""torch.no_grad and enable_grad as decorators, methods with an underscore, the foreach optimizer."""
import torch
from torch import nn, optim


def build_model(num_inputs, num_hidden, num_outputs=1):
    model = nn.Sequential(*[nn.Sigmoid()] * 4)
    model[0] = nn.Linear(in_features=num_inputs, out_features=num_hidden, bias=False)
    model[2] = nn.Linear(in_features=num_hidden, out_features=num_outputs, bias=False)
    return model


@torch.no_grad()
def copy_weights(model, weights_hidden, weights_output):
    model[0].weight.zero_().add_(torch.from_numpy(weights_hidden.T))
    model[2].weight.zero_().add_(torch.from_numpy(weights_output.T))


@torch.enable_grad()
def gradients(model, inputs, truth):
    optim.SGD(model.parameters(), lr=1.0).zero_grad()
    nn.MSELoss().forward(model.forward(inputs), truth).backward()
    answer = tuple(p.grad.clone().t().numpy() for p in model.parameters())
    model.zero_grad()
    return answer


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    sgd = optim.SGD(model.parameters(), learning_rate, foreach=True)
    history = []
    for step in range(num_iterations):
        loss = nn.functional.mse_loss(input=model(inputs), target=truth)
        loss.backward()
        sgd.step()
        model.zero_grad()
        if step % log_every == 0:
            history.append((step, loss.item()))
    return history



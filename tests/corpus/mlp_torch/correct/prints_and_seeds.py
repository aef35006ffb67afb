"""Prints, warns, sets seeds and threads, converts types that are right already."""
import warnings

import numpy as np
import torch
from torch import nn

print("PyTorch", torch.__version__)
torch.manual_seed(123)
np.random.seed(123)
torch.set_printoptions(precision=8)


def build_model(num_inputs, num_hidden, num_outputs=1):
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=False, dtype=torch.float32),
        nn.Sigmoid(),
        nn.Linear(num_hidden, num_outputs, bias=False, device="cpu"),
        nn.Sigmoid(),
    ).to("cpu").float()
    for parameter in model.parameters():
        nn.init.xavier_uniform_(parameter)
    print(model)
    return model


def copy_weights(model, weights_hidden, weights_output):
    print("before", model[0].weight, model[2].weight)
    with torch.no_grad():
        model[0].weight.set_(torch.tensor(weights_hidden.T, dtype=torch.float32).contiguous())
        model[2].weight.set_(torch.tensor(weights_output.T, dtype=torch.float32).contiguous())
    print("after", model[0].weight, model[2].weight)


def gradients(model, inputs, truth):
    inputs, truth = inputs.clone().float(), truth.clone().float()
    loss = nn.MSELoss()(model(inputs), truth)
    model.zero_grad()
    loss.backward()
    print("loss", loss)
    dE_dv, dE_dw = (model[i].weight.grad.cpu().detach().numpy() for i in (0, 2))
    return dE_dv.transpose().astype(np.float64), dE_dw.transpose().astype(np.float64)


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    if learning_rate > 1:
        warnings.warn("this is a large learning rate")
    criterion = nn.MSELoss(reduction="mean").to("cpu")
    optimizer = torch.optim.SGD(params=model.parameters(), lr=learning_rate)
    x, y = inputs.detach().clone().to(torch.float32), truth.detach().clone().to(torch.float32)
    history = []
    for epoch in range(num_iterations):
        model.train()
        output = model(x)
        loss = criterion(output, y)
        if epoch % log_every == 0:
            history.append((epoch, round(loss.item(), 12)))
            print(f"epoch {epoch}: {loss.item():.6e}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history



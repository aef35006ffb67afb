"""A subclass of Sequential, with methods that the functions delegate to."""
import torch
from torch import nn


class Network(nn.Sequential):
    def __init__(self, num_inputs: int, num_hidden: int, num_outputs: int) -> None:
        super().__init__(
            nn.Linear(num_inputs, num_hidden, bias=False),
            nn.Sigmoid(),
            nn.Linear(num_hidden, num_outputs, bias=False),
            nn.Sigmoid(),
        )


class Trainer:
    def __init__(self, model: nn.Sequential, learning_rate: float) -> None:
        self.model = model
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def step(self, inputs: torch.Tensor, truth: torch.Tensor) -> float:
        self.model.train()
        self.optimizer.zero_grad(set_to_none=False)
        loss = self.criterion(self.model(inputs), truth)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def build_model(num_inputs: int, num_hidden: int, num_outputs: int = 1) -> Network:
    return Network(num_inputs, num_hidden, num_outputs)


def copy_weights(model, weights_hidden, weights_output) -> None:
    with torch.no_grad():
        for parameter, weights in zip(model.parameters(), (weights_hidden, weights_output)):
            parameter[...] = torch.as_tensor(weights.T, dtype=torch.float32)


def gradients(model, inputs, truth):
    loss = nn.MSELoss()(model(inputs), truth)
    return tuple(
        gradient.transpose(0, 1).numpy()
        for gradient in torch.autograd.grad(loss, tuple(model.parameters()))
    )


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    trainer = Trainer(model, learning_rate)
    history: list[tuple[int, float]] = []
    for step in range(num_iterations):
        loss = trainer.step(inputs, truth)
        if step % log_every == 0:
            history.append((step, loss))
    model.eval()
    return history



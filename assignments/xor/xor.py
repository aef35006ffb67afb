# %% [markdown]
# # One perceptron against a network, on XOR
#
# XOR is 1 where exactly one input is 1. Draw the four corners of the truth table and try to
# separate the ones from the zeros with a straight line: it cannot be done. A single perceptron
# predicts 0.5 along a straight line, so it must fail; a network with a hidden layer need not.
#
# Here you build both in PyTorch, train them with the same loop, and compare them. `inputs` (N, D)
# and `truth` (N, 1) are `float32` tensors.

# %%
import numpy as np
import pandas as pd
import torch
from matplotlib import pyplot as plt
from torch import nn

# %%
if __name__ == "__main__":
    from pathlib import Path

    folder = Path(globals().get("__file__", "")).parent  # of this script, or of this notebook
    dataset = pd.read_csv(folder / "xor_gate.csv", index_col="observation")
    inputs = torch.tensor(dataset.iloc[:, :-1].to_numpy(dtype=np.float32))
    truth = torch.tensor(dataset.iloc[:, -1:].to_numpy(dtype=np.float32))
    print(dataset)

# %% [markdown]
# ## Two models
#
# The single perceptron is a linear layer with a bias, and a sigmoid. The multilayer perceptron has
# a hidden layer **with a bias**, a sigmoid, an output layer **without a bias**, and a sigmoid: with
# 2 inputs and 3 hidden features, it has 9 weights and 3 biases.
#
# PyTorch draws the initial weights of a layer when the layer is made. Make the layers in the order
# in which the data passes through them, so that one seed gives everybody the same network.


# %%
def build_single_perceptron(num_inputs):
    """The untrained single perceptron: Linear with a bias, Sigmoid.

    → nn.Sequential from (N, num_inputs) to (N, 1)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def build_multilayer_perceptron(num_inputs, num_hidden):
    """The untrained network: Linear with a bias, Sigmoid, Linear without a bias, Sigmoid.

    → nn.Sequential from (N, num_inputs) to (N, 1)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    torch.manual_seed(0)
    single = build_single_perceptron(2)
    multilayer = build_multilayer_perceptron(2, 3)
    print(single, multilayer, sep="\n")

# %% [markdown]
# ## One training loop for both
#
# The loop works for any model and any error: both are arguments. `loss` is one of PyTorch's loss
# modules, called as `loss(predictions, truth)`. The error is recorded before the update, at every
# step divisible by `log_every`.


# %%
def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    """The history of the error while the model is trained, in place, on this loss.

    inputs (N, D), truth (N, 1) tensors → history, a list of (step, error)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Predictions


# %%
def predict(model, dataset, inputs):
    """The dataset with two more columns, prediction and error (output − prediction).

    dataset DataFrame with N rows and a column output, inputs (N, D) a tensor → DataFrame
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# In the published comparison, the single perceptron minimises the sum of the absolute errors, the
# network the mean of the squared errors. Each training of 50000 steps takes a few seconds.

# %%
if __name__ == "__main__":
    errors = {
        "single perceptron": train(single, nn.L1Loss(reduction="sum"), inputs, truth),
        "multilayer perceptron": train(multilayer, nn.MSELoss(), inputs, truth),
    }
    for (name, history), model in zip(errors.items(), (single, multilayer), strict=True):
        print(f"{name}: last error {history[-1][1]:.2g}")
        print(predict(model, dataset, inputs)["prediction"].map("{:.7g}".format))

# %% [markdown]
# ## The picture
#
# One line for each model, all in the same axes: the error against the step. The errors fall over
# several powers of ten, so the y axis is logarithmic. A reader needs to know which line is which
# and what the axes show.


# %%
def plot_errors(errors):
    """A figure of the errors: a labelled line for each history, y axis logarithmic, legend, grid.

    errors a dict of name → history, a list of (step, error) → matplotlib Figure
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    plot_errors(errors)
    plt.show()

# %% [markdown]
# ## What they have learned
#
# The pictures show the predictions between the corners of the truth table. A model predicts 0.5 on
# the black line.

# %%
if __name__ == "__main__":
    side = np.linspace(-0.25, 1.25, 101, dtype=np.float32)
    grid = torch.tensor(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2))
    figure, both = plt.subplots(1, 2, figsize=(9, 4), layout="constrained", sharey=True)
    for axes, (name, model) in zip(
        both, [("single", single), ("multilayer", multilayer)], strict=True
    ):
        surface = model(grid).detach().numpy().reshape(101, 101)
        filled = axes.contourf(side, side, surface, levels=np.linspace(0, 1, 11), cmap="RdBu")
        axes.contour(side, side, surface, levels=[0.5], colors="black")
        axes.scatter(*inputs.T, c=truth[:, 0], cmap="RdBu", edgecolors="black", s=80)
        axes.set(title=f"{name} perceptron", xlabel="input1", ylabel="input2")
    figure.colorbar(filled, ax=both, label="prediction")
    plt.show()

# %% [markdown]
# ## Another seed, one more feature
#
# With seed 0 and three hidden features, the network gets stuck: one row stays near 0.5. Is it the
# seed, or the size? Try both. In both trainings, the single perceptron is built first, so the
# random numbers are the same as above.

# %%
if __name__ == "__main__":
    for seed, num_hidden in [(1, 3), (0, 4)]:
        torch.manual_seed(seed)
        build_single_perceptron(2)
        model = build_multilayer_perceptron(2, num_hidden)
        history = train(model, nn.MSELoss(), inputs, truth)
        numbers = predict(model, dataset, inputs)["prediction"].map("{:.4f}".format)
        print(f"seed {seed}, {num_hidden} hidden features: last error {history[-1][1]:.4f}")
        print("predictions", ", ".join(numbers))

# %% [markdown]
# ## Two questions
#
# **Which row does the network of seed 0 get wrong, and why can it get stuck there?** Look at its
# predictions, and at what an output of 0.5 means for the sum of the output layer, which has no
# bias.

# %% [markdown] question="which-row" points=2
# Answer in the notebook. Answers in this file are not read.

# %% [markdown]
# **Why can the heights of the two curves in the picture not be compared as they are?** What would
# you plot instead?

# %% [markdown] question="two-errors" points=2
# Answer in the notebook. Answers in this file are not read.

# %% [markdown]
# # The same network in PyTorch
#
# For the multilayer perceptron that learned OR, you wrote every derivative by hand. PyTorch finds
# them by itself: it records the forward pass and walks back along the record. Here you build the
# same network once more, start it from the same weights, and hold the two against each other, loss
# by loss. If both are right, they agree.
#
# | symbol | NumPy notebook | here | shape here |
# |---|---|---|---|
# | $x$ | `inputs`, an array | `inputs`, a tensor | (N, D) |
# | $f_0$ | `truth`, an array | `truth`, a tensor | (N, M) |
# | $v$ | `weights_hidden` (D, H) | `model[0].weight` | (H, D) |
# | $w$ | `weights_output` (H, M) | `model[2].weight` | (M, H) |
# | $f$ | `f` | `model(inputs)` | (N, M) |
#
# Two conventions differ, and most mistakes come from them:
#
# - A layer of PyTorch keeps its weights as (outputs, inputs). That is the transpose of NumPy's
#   (inputs, outputs).
# - PyTorch computes in `float32` unless told otherwise, with about seven digits. The NumPy network
#   has `float64` weights, with about sixteen.
#
# `inputs` and `truth` are `float32` tensors in every function below. Write each of them for any
# N, D, H and M.

# %%
import numpy as np
import pandas as pd
import torch
from torch import nn

# %%
if __name__ == "__main__":
    from pathlib import Path

    folder = Path(globals().get("__file__", "")).parent  # of this script, or of this notebook
    dataset = pd.read_csv(folder / "or_gate.csv", index_col="observation")
    inputs = torch.tensor(dataset.iloc[:, :-1].to_numpy(dtype=np.float32))
    truth = torch.tensor(dataset.iloc[:, -1:].to_numpy(dtype=np.float32))
    print(dataset)

# %% [markdown]
# ## The model
#
# `nn.Sequential` is a chain of layers, each fed with what the one before it returns. The network
#
# $$g = \mathrm{sigmoid}(x \cdot v) \qquad f = \mathrm{sigmoid}(g \cdot w)$$
#
# is a chain of four: a linear layer makes $x \cdot v$, a sigmoid makes $g$, a second linear layer
# makes $g \cdot w$, a second sigmoid makes $f$. The network has no bias; a linear layer of PyTorch
# has one unless told otherwise.


# %%
def build_model(num_inputs, num_hidden, num_outputs=1):
    """The untrained network: Linear, Sigmoid, Linear, Sigmoid, without biases.

    → nn.Sequential, which makes (N, num_outputs) out of (N, num_inputs)
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=False),
        nn.Sigmoid(),
        nn.Linear(num_hidden, num_outputs, bias=False),
        nn.Sigmoid(),
    )
    ### END SOLUTION


# %%
if __name__ == "__main__":
    model = build_model(2, 3)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "weights")

# %% [markdown]
# ## The same start
#
# A new model has random weights. To be comparable, it gets those that the NumPy network starts
# from:
#
# $$\mathtt{model[0].weight} \leftarrow v^T \qquad \mathtt{model[2].weight} \leftarrow w^T$$
#
# The model's own parameters are filled *in place*. An optimizer remembers the parameters that it
# was made with: if others took their place, it would go on moving the old ones, and the model would
# not learn. Filling is not a step of the network, and `torch.no_grad()` keeps it out of PyTorch's
# record. The parameters stay `float32`; each number is rounded on the way in.


# %%
def copy_weights(model, weights_hidden, weights_output):
    """Fill the model's weights, in place and as float32, with those of the NumPy network.

    weights_hidden (D, H), weights_output (H, M) arrays → None
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        model[0].weight.copy_(torch.as_tensor(weights_hidden).T)
        model[2].weight.copy_(torch.as_tensor(weights_output).T)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    random = np.random.RandomState(1)  # the numbers that np.random gives after seed 1
    weights_hidden, weights_output = random.rand(2, 3), random.rand(3, 1)
    copy_weights(model, weights_hidden, weights_output)
    print(f"{weights_hidden = }")
    print("model[0].weight =", model[0].weight)
    print(f"{weights_output = }")
    print("model[2].weight =", model[2].weight)

# %% [markdown]
# ## Your NumPy network
#
# The next cell fetches your own functions from the assignment mlp, if it lies beside this one
# (`../mlp/mlp.ipynb` or `../mlp/mlp.py`). Below, PyTorch is compared with them. If they are not
# there, or not finished, the published numbers of NumPy take their place. Once they are finished,
# run the cell again.

# %%
if __name__ == "__main__":
    import ast
    import json

    def functions_in(path):
        """The functions of a notebook or module; apart from its imports, nothing in it is run."""
        text = path.read_text(encoding="utf-8")
        cells = json.loads(text)["cells"] if path.suffix == ".ipynb" else []
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        functions = {}
        for source in sources or [text]:
            try:
                tree = ast.parse(source)
            except SyntaxError:  # a cell of notes, or with a magic command
                continue
            wanted = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
            tree.body = [statement for statement in tree.body if isinstance(statement, wanted)]
            exec(compile(tree, path, "exec"), functions)  # noqa: S102  # your own code
        return functions

    def your_numpy_network():
        """The functions of your assignment mlp, or None if they cannot be used yet."""
        for path in (folder / ".." / "mlp" / name for name in ("mlp.ipynb", "mlp.py")):
            try:
                yours = functions_in(path)
                start = weights_hidden, weights_output
                yours["train"](inputs.numpy(), truth.numpy(), *start, num_iterations=1)
            except Exception as problem:
                print(f"not {path}: {type(problem).__name__}")
            else:
                print(f"PyTorch is compared with {path}.")
                return yours
        print("PyTorch is compared with the published numbers of NumPy.")
        return None

    yours = your_numpy_network()

# %% [markdown]
# ## The gradients, found by PyTorch
#
# The error is the one that you know, the mean over all elements:
#
# $$E = \frac{1}{N M} \sum_{i=1}^{N} \sum_{j=1}^{M} (f_{ij} - f_{0,ij})^2$$
#
# Written with tensors, it comes with the record of how it was made. Walking back along the record,
# PyTorch multiplies the same derivatives as you did by hand. There are two ways to ask for the
# result: `error.backward()` *adds* the gradients to the `.grad` of every parameter, where those of
# earlier walks may still lie; `torch.autograd.grad` returns them.
#
# The function returns $\partial E / \partial v$ and $\partial E / \partial w$ as the NumPy notebook
# has them, that is as arrays in NumPy's layout. It asks a question about the model and leaves its
# weights as they are. Asked twice, it answers the same.


# %%
def gradients(model, inputs, truth):
    """The gradients of the mean squared error by both layers' weights, from autograd.

    inputs (N, D), truth (N, M) float32 tensors → (dE_dv (D, H), dE_dw (H, M)) NumPy arrays
    """
    ### BEGIN SOLUTION
    f = model(torch.as_tensor(inputs))
    error = nn.functional.mse_loss(f, torch.as_tensor(truth))
    dE_dv, dE_dw = torch.autograd.grad(error, [model[0].weight, model[2].weight])
    return dE_dv.T.numpy(), dE_dw.T.numpy()
    ### END SOLUTION


# %% [markdown]
# ### Three ways to the same gradients
#
# The next cell makes a new network with random weights, new random inputs each time, and asks for
# its gradients by autograd (your function above), by central differences (every weight is nudged a
# little up and down), and by hand (your functions from the assignment mlp, if they are there).
#
# The differences are what rounding in `float32` leaves, usually well below 1e-7. A larger one is a
# mistake in one of the ways, and the other two tell you in which.

# %%
if __name__ == "__main__":
    import copy

    def central_differences(model, layer, x, f0, h=1e-5):
        """How much the error changes with each weight of a layer, measured in float64."""
        nudged, x, f0 = copy.deepcopy(model).double(), x.double(), f0.double()
        weight = nudged[layer].weight
        differences = np.zeros(weight.shape)
        with torch.no_grad():
            for position in np.ndindex(differences.shape):
                weight[position] += h
                above = torch.mean((nudged(x) - f0) ** 2).item()
                weight[position] -= 2 * h
                below = torch.mean((nudged(x) - f0) ** 2).item()
                weight[position] += h
                differences[position] = (above - below) / (2 * h)
        return differences.T

    def by_hand(x, f0, v, w):
        """The gradients by your NumPy functions."""
        g, f = yours["forward"](x, v, w)
        dE_dw, dE_dy = yours["output_gradient"](f, f0, g)
        return yours["hidden_gradient"](x, g, w, dE_dy), dE_dw

    random = np.random.default_rng()
    v, w = random.normal(size=(4, 3)), random.normal(size=(3, 2))
    x = torch.tensor(random.normal(size=(5, 4)), dtype=torch.float32)
    f0 = torch.tensor(random.uniform(size=(5, 2)), dtype=torch.float32)
    another = build_model(4, 3, 2)
    copy_weights(another, v, w)
    found = gradients(another, x, f0)
    others = {
        "central differences": [central_differences(another, layer, x, f0) for layer in (0, 2)],
        "the same call again": gradients(another, x, f0),
    }
    if yours:
        others["NumPy by hand"] = by_hand(x.numpy(), f0.numpy(), v, w)
    print("largest difference from  dE_dv    dE_dw")
    for name, other in others.items():
        largest = [np.abs(a - b).max() for a, b in zip(found, other, strict=True)]
        print(f"{name:23}  {largest[0]:.1e}  {largest[1]:.1e}")

# %% [markdown]
# ## Training
#
# An optimizer is made once, from the model's parameters and the learning rate, and moves them
# whenever it is told to. `torch.optim.SGD` without further options moves them as your NumPy loop
# does:
#
# $$v \leftarrow v - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial v} \qquad
# w \leftarrow w - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial w}$$
#
# Each step predicts, takes the error, clears the gradients of the step before, walks back, and
# moves. The S in SGD stands for *stochastic*, which means a random part of the data in each step.
# Here every step sees all rows, and nothing is random.
#
# The steps are counted from 0. At every step divisible by `log_every`, the error *before* the move
# is recorded, as a pair `(step, error)`. The error in the pair is a number; a tensor would keep the
# record of its whole forward pass alive.


# %%
def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """How the mean squared error went while gradient descent trained the model, in place.

    inputs (N, D), truth (N, M) float32 tensors → history, a list of (step, error)
    """
    ### BEGIN SOLUTION
    inputs, truth = torch.as_tensor(inputs), torch.as_tensor(truth)
    loss = nn.MSELoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return history
    ### END SOLUTION


# %%
if __name__ == "__main__":
    history = train(model, inputs, truth)
    for step, error in history:
        print(f"{step:4d} {error:.6e}")
    print("final hidden weights", model[0].weight.detach().numpy().flatten())
    print("final output weights", model[2].weight.detach().numpy().flatten())

# %% [markdown]
# ## Side by side
#
# Ten losses of two programs that share nothing but the start. The lower picture shows how far apart
# they are, in parts of the loss. The dashed line is the rounding of a single `float32` number: the
# trainings begin there, and ten thousand rounded steps add up to no more than about 1e-6. A mistake
# in a gradient, however small, shows in the fourth or fifth digit at the latest.

# %%
if __name__ == "__main__":
    published = """1.960156e-01 1.651662e-01 1.593565e-01 1.550351e-01 1.511067e-01
        1.465351e-01 1.392272e-01 1.234844e-01 9.350530e-02 6.205274e-02"""
    if yours:
        arrays = inputs.numpy(), truth.numpy(), weights_hidden, weights_output
        numpy_losses, whose = [error for _, error in yours["train"](*arrays)[2]], "yours"
    else:
        numpy_losses, whose = [float(number) for number in published.split()], "published"
    steps, torch_losses = zip(*history, strict=True)
    apart = np.abs(np.array(torch_losses) / np.array(numpy_losses) - 1)
    print(f"step  NumPy ({whose})  PyTorch (yours)  apart")
    for step, by_numpy, by_torch, relative in zip(
        steps, numpy_losses, torch_losses, apart, strict=True
    ):
        print(f"{step:4d}  {by_numpy:<{len(whose) + 8}.6e}  {by_torch:<15.6e}  {relative:.0e}")

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    figure, (upper, lower) = plt.subplots(
        2, sharex=True, figsize=(7, 6), height_ratios=(2, 1), layout="constrained"
    )
    upper.plot(steps, numpy_losses, linewidth=7, alpha=0.4, label=f"NumPy ({whose})")
    upper.plot(steps, torch_losses, marker="o", markersize=4, label="PyTorch (yours)")
    upper.set_ylabel("mean squared error")
    upper.legend()
    upper.grid()
    lower.plot(steps, np.maximum(apart, 1e-9), marker="o", markersize=4, color="black")
    lower.axhline(np.finfo(np.float32).eps, linestyle="dashed", label="rounding of float32")
    lower.set(xlabel="step", ylabel="difference / error", yscale="log", ylim=(1e-9, 1))
    lower.legend()
    lower.grid()
    plt.show()

# %% [markdown]
# ## Predictions
#
# As in NumPy, the trained model beside the truth: to a copy of the dataset, add the columns
# `prediction` and `error`, which is output − prediction. What the model returns is a tensor that
# still carries its record; the column takes plain numbers.


# %%
def predict(model, dataset, inputs):
    """The dataset with two more columns, prediction and error (output − prediction).

    dataset DataFrame with N rows and a column output, inputs (N, D) float32 tensor, model with one
    output → DataFrame
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        prediction = model(torch.as_tensor(inputs))[:, 0].numpy()
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print(predict(model, dataset, inputs))

# %% [markdown]
# NumPy's predictions, published: 0.334522, 0.846053, 0.849022 and 0.925358.

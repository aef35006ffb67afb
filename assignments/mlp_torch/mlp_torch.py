# %% [markdown]
# # The same network in PyTorch
#
# In NumPy you wrote every derivative by hand. PyTorch computes them for you: it records what the
# forward pass does and goes back through the record. Here you build the multilayer perceptron that
# learned OR again, start from the same weights, and should arrive at the same numbers.
#
# Two conventions differ, and most mistakes come from them:
#
# - A PyTorch layer keeps its weights as (outputs, inputs), the transpose of the (inputs, outputs)
#   that `x @ weights` needs.
# - PyTorch computes in `float32` unless told otherwise, NumPy in `float64`. Their errors differ
#   from about the seventh digit on.
#
# `inputs` (N, D) and `truth` (N, M) are `float32` tensors everywhere in this notebook. The model
# has D inputs, H hidden features and M outputs.

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

# %% [markdown]
# ## The model
#
# `nn.Sequential` is a list of layers, each of which takes what the one before it returns. Our
# network is a linear layer, a sigmoid, a linear layer, and a sigmoid. It has no biases; PyTorch
# adds them by default.


# %%
def build_model(num_inputs, num_hidden, num_outputs=1):
    """The untrained network: Linear, Sigmoid, Linear, Sigmoid, without biases.

    → nn.Sequential from (N, num_inputs) to (N, num_outputs)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The same start
#
# The two trainings can only agree if they start from the same weights. `model[0].weight` and
# `model[2].weight` are the parameters; fill them in place, under `torch.no_grad()`: if a parameter
# were replaced by another, an optimizer that holds the old one would not notice.


# %%
def copy_weights(model, weights_hidden, weights_output):
    """None; the model's weights are those of the NumPy network, in place and in float32.

    weights_hidden (D, H), weights_output (H, M) NumPy arrays
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    np.random.seed(1)
    weights_hidden = np.random.rand(2, 3)
    weights_output = np.random.rand(3, 1)
    model = build_model(2, 3)
    copy_weights(model, weights_hidden, weights_output)
    print(model[0].weight)
    print(model[2].weight)

# %% [markdown]
# ## Gradients for free
#
# The error is the mean of the squared differences over all elements, `nn.MSELoss()`. From it,
# autograd computes $\partial E / \partial v$ and $\partial E / \partial w$. Return them as in the
# NumPy notebook: as arrays, in NumPy's layout. The weights stay unchanged.


# %%
def gradients(model, inputs, truth):
    """The gradients of the mean squared error by both layers' weights, from autograd.

    inputs (N, D), truth (N, M) tensors → (dE_dv (D, H), dE_dw (H, M)) NumPy arrays
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Are they the gradients of the error? The next cell nudges every weight up and down a little,
# measures how much the error changes, and compares that with the gradients, in `float64` and on new
# random inputs each time. Differences around 1e-11 are rounding errors.

# %%
if __name__ == "__main__":
    fresh = build_model(4, 3, 2).double()
    x, f0 = torch.randn(5, 4, dtype=torch.float64), torch.rand(5, 2, dtype=torch.float64)
    found_both = gradients(fresh, x, f0)
    for name, layer, found in zip(["dE_dv", "dE_dw"], [0, 2], found_both, strict=True):
        weight, nudged = fresh[layer].weight, np.zeros_like(found.T)
        with torch.no_grad():
            for place in np.ndindex(*weight.shape):
                errors = []
                for nudge in (1e-5, -2e-5):
                    weight[place] += nudge
                    errors.append(nn.functional.mse_loss(fresh(x), f0).item())
                weight[place] += 1e-5
                nudged[place] = (errors[0] - errors[1]) / 2e-5
        print(f"{name}: largest difference {np.abs(found - nudged.T).max():.1e}")

# %% [markdown]
# ## Training
#
# One step of a training loop in PyTorch: predict, compute the error, set the old gradients to zero,
# call `backward()`, and let the optimizer update the weights. `torch.optim.SGD` does what your
# NumPy loop does. `backward()` adds to the gradients that are there, so they have to be set to zero
# in each step.
#
# The error is recorded before the update, at every step divisible by `log_every`.


# %%
def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The history of the error while the model is trained, in place, on the mean squared error.

    inputs (N, D), truth (N, M) tensors → history, a list of (step, error)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    history = train(model, inputs, truth)
    print("final hidden weights", model[0].weight.detach().numpy().flatten())
    print("final output weights", model[2].weight.detach().numpy().flatten())

# %% [markdown]
# ## Side by side
#
# The NumPy losses are your own if your solution of the assignment mlp is in `../mlp/mlp.py`;
# otherwise they are the published ones.

# %%
if __name__ == "__main__":
    import runpy

    published = """1.960156e-01 1.651662e-01 1.593565e-01 1.550351e-01 1.511067e-01
        1.465351e-01 1.392272e-01 1.234844e-01 9.350530e-02 6.205274e-02"""
    try:
        own = runpy.run_path(str(folder / ".." / "mlp" / "mlp.py"), run_name="mlp")
        arrays = inputs.numpy(), truth.numpy(), weights_hidden, weights_output
        numpy_losses, whose = [error for _, error in own["train"](*arrays)[2]], "yours"
    except Exception:
        numpy_losses, whose = [float(number) for number in published.split()], "published"
    print(f"step  NumPy ({whose})  PyTorch (yours)  difference")
    for (step, error), other in zip(history, numpy_losses, strict=True):
        print(f"{step:4d} {other:.6e} {error:.6e} {abs(error - other) / other:.0e}")

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    steps, losses = zip(*history, strict=True)
    figure, axes = plt.subplots()
    axes.plot(steps, numpy_losses, linewidth=6, alpha=0.4, label=f"NumPy ({whose})")
    axes.plot(steps, losses, marker="o", label="PyTorch (yours)")
    axes.set(xlabel="step", ylabel="mean squared error")
    axes.legend()
    axes.grid()
    plt.show()

# %% [markdown]
# ## Predictions


# %%
def predict(model, dataset, inputs):
    """The dataset with two more columns, prediction and error (output − prediction).

    dataset DataFrame with N rows and a column output, inputs (N, D) a tensor → DataFrame
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    print(predict(model, dataset, inputs))

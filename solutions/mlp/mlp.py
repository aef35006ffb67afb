# %% [markdown]
# # A multilayer perceptron learns OR
#
# A perceptron weighs its inputs, adds them up and squashes the sum. A *multilayer* perceptron does
# this twice: it computes hidden features from the inputs, and the output from the hidden features.
# Here you write one in NumPy, from the first matrix product to gradient descent, and train it on
# the truth table of OR.
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | $x$ | `x`, `inputs` | (N, D) | one row per observation, one column per input |
# | $v$ | `weights_hidden` | (D, H) | from the inputs to the hidden features |
# | $g$ | `g` | (N, H) | hidden features |
# | $w$ | `weights_output` | (H, M) | from the hidden features to the outputs |
# | $f$ | `f` | (N, M) | what the network predicts |
# | $f_0$ | `truth` | (N, M) | what it should predict |
#
# For OR, N = 4, D = 2, H = 3 and M = 1. This network has no bias, so it learns
# $2 \cdot 3 + 3 \cdot 1 = 9$ weights.
#
# Write every function for any N, D, H and M: the cell below each one checks it on several shapes.
# Rows are observations throughout, and no function changes the arrays that are passed to it.

# %%
import numpy as np
import pandas as pd

# %% [markdown]
# ## The data
#
# A CSV file has the columns `observation`, `input1`, `input2`, … and, last, `output`. The
# observation numbers name the rows; they are not an input. A file may have more inputs than OR, and
# its observations need not be numbered from 1.
#
# Both arrays are two-dimensional and `float32`. A truth of shape (N,) would be a trap: subtracted
# from predictions of shape (N, 1), it broadcasts to (N, N) without an error.


# %%
def load_dataset(csv):
    """The dataset of a CSV file, its inputs and its truth.

    csv a path or an open file
    → (dataset DataFrame indexed by observation, inputs (N, D) float32, truth (N, 1) float32)
    """
    ### BEGIN SOLUTION
    dataset = pd.read_csv(csv, index_col="observation")
    inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)
    return dataset, inputs, truth
    ### END SOLUTION


# %%
if __name__ == "__main__":
    from pathlib import Path

    folder = Path(globals().get("__file__", "")).parent  # of this script, or of this notebook
    dataset, inputs, truth = load_dataset(folder / "or_gate.csv")
    print(dataset)

# %% [markdown]
# ## A layer
#
# The linear part of a layer computes the weighted sums of every row of $x$:
#
# $$y = x \cdot \mathit{weights} + \mathit{bias}$$
#
# The dot is a matrix product. The bias is one number, the same for every element; the OR network
# leaves it at 0.


# %%
def linear(x, weights, bias=0.0):
    """The weighted sums of every row of x, plus the bias.

    x (N, D), weights (D, M), bias a number → (N, M)
    """
    ### BEGIN SOLUTION
    return x @ weights + bias
    ### END SOLUTION


# %% [markdown]
# The sigmoid squashes each sum into the range from 0 to 1:
#
# $$\mathrm{sigmoid}(x) = \frac{1}{1 + e^{-x}} = \frac{e^x}{1 + e^x}$$
#
# The two fractions are equal on paper, but not in floating point: $e^{1000}$ is too large for any
# float. Each fraction is safe for one sign of $x$, so the result can be accurate everywhere.


# %%
def sigmoid(x):
    """The sigmoid of every element of x, between 0 and 1, finite also for elements of ±1000.

    x of any shape → the same shape
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)
    ### END SOLUTION


# %% [markdown]
# ## Initial weights
#
# Training starts from random weights between 0 and 1. The same seed must give everybody the same
# weights, so the order matters: `np.random.seed` once, then `np.random.rand` for the hidden
# weights, then `np.random.rand` for the output weights.


# %%
def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    """Random weights between 0 and 1, from NumPy's legacy generator, the hidden ones drawn first.

    → (weights_hidden (num_inputs, num_hidden), weights_output (num_hidden, num_outputs))
    """
    ### BEGIN SOLUTION
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output
    ### END SOLUTION


# %%
if __name__ == "__main__":
    weights_hidden, weights_output = initialize_weights(2, 3)
    print("initial hidden weights")
    print(weights_hidden)
    print("initial output weights")
    print(weights_output)

# %% [markdown]
# The network as a drawing: one node for every input, hidden feature and output, one edge for every
# weight. Count the edges.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    def draw_network(axes, *layers_of_weights):
        sizes = [len(layers_of_weights[0]), *(weights.shape[1] for weights in layers_of_weights)]
        places = [[(x, y - (size - 1) / 2) for y in range(size)] for x, size in enumerate(sizes)]
        for layer, weights in enumerate(layers_of_weights):
            for (i, j), weight in np.ndenumerate(weights):
                start, end = np.array(places[layer][i]), np.array(places[layer + 1][j])
                colour = "tab:blue" if weight >= 0 else "tab:red"
                axes.plot(*zip(start, end, strict=True), color=colour, zorder=0)
                x, y = start + (0.22 + 0.14 * j) * (end - start)
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
                axes.text(x, y, f"{weight:.2f}", ha="center", va="center", fontsize=9, bbox=box)
        for nodes, name in zip(places, ["x", "g", "f"], strict=True):
            for number, (x, y) in enumerate(nodes, 1):
                axes.scatter(x, y, s=700, color="white", edgecolors="black")
                axes.text(x, y, f"${name}_{number}$", ha="center", va="center")
        axes.set(xlim=(-0.25, 2.25), title="blue: positive, red: negative")
        axes.margins(y=0.15)
        axes.invert_yaxis()  # number 1 comes first
        axes.axis("off")

    draw_network(plt.subplots()[1], weights_hidden, weights_output)
    plt.show()

# %% [markdown]
# ## The forward pass
#
# There are two layers of the same kind, and the second takes what the first returns:
#
# $$g = \mathrm{sigmoid}(x \cdot v + \mathit{bias}) \qquad
# f = \mathrm{sigmoid}(g \cdot w + \mathit{bias})$$
#
# The gradients need $g$ as well as $f$, so both are returned. One `bias` serves both layers.


# %%
def forward(x, weights_hidden, weights_output, bias=0.0):
    """The hidden features and the predictions of the network.

    x (N, D), weights_hidden (D, H), weights_output (H, M), bias a number → (g (N, H), f (N, M))
    """
    ### BEGIN SOLUTION
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f
    ### END SOLUTION


# %% [markdown]
# ## The error
#
# Every observation $i$ and output $j$ contributes a squared difference. The error that training
# minimises is *one number*, the mean of all of them:
#
# $$E = \frac{1}{N M} \sum_{i=1}^{N} \sum_{j=1}^{M} (f_{ij} - f_{0,ij})^2$$
#
# The mean is taken over all $N M$ elements of `f`. That is the number of rows only if there is a
# single output.


# %%
def mean_squared_error(f, truth):
    """The mean of the squared differences over all elements, one number.

    f (N, M), truth (N, M) → float
    """
    ### BEGIN SOLUTION
    return float(np.mean((f - truth) ** 2))
    ### END SOLUTION


# %% [markdown]
# ## The gradients
#
# How does $E$ change when a weight does? The chain rule walks back from the error to the weights,
# one factor for each step of the forward pass. With $y = g \cdot w + \mathit{bias}$, the output
# layer's steps are
#
# $$\frac{\partial E}{\partial f} = \frac{2 (f - f_0)}{N M} \qquad
# \frac{\partial f}{\partial y} = f (1 - f) \qquad
# \frac{\partial y}{\partial w} = g$$
#
# $$\frac{\partial E}{\partial y} = \frac{\partial E}{\partial f} \, \frac{\partial f}{\partial y}
# \qquad
# \frac{\partial E}{\partial w} = g^T \cdot \frac{\partial E}{\partial y}$$
#
# The derivative of the sigmoid needs nothing but its value, $f$. The first product is element by
# element; the second is a matrix product, which also sums over the observations. In the code,
# $\partial E / \partial w$ is `dE_dw`, and so on. `dE_dw` has the shape of $w$, and `dE_dy` that of
# $f$.


# %%
def output_gradient(f, truth, g):
    """The gradient of the mean squared error for the output layer: by its weights and its sums.

    f (N, M), truth (N, M), g (N, H) → (dE_dw (H, M), dE_dy (N, M))
    """
    ### BEGIN SOLUTION
    dE_df = 2 * (f - truth) / f.size
    df_dy = f * (1 - f)
    dy_dw = g
    dE_dy = dE_df * df_dy
    dE_dw = dy_dw.T @ dE_dy
    return dE_dw, dE_dy
    ### END SOLUTION


# %% [markdown]
# The gradient of the hidden layer continues from `dE_dy`. With $\hat{y} = x \cdot v +
# \mathit{bias}$,
#
# $$\frac{\partial y}{\partial g} = w \qquad
# \frac{\partial g}{\partial \hat{y}} = g (1 - g) \qquad
# \frac{\partial \hat{y}}{\partial v} = x$$
#
# $$\frac{\partial E}{\partial g} = \frac{\partial E}{\partial y} \cdot w^T \qquad
# \frac{\partial E}{\partial \hat{y}} =
# \frac{\partial E}{\partial g} \, \frac{\partial g}{\partial \hat{y}} \qquad
# \frac{\partial E}{\partial v} = x^T \cdot \frac{\partial E}{\partial \hat{y}}$$
#
# A hidden feature feeds every output. The product with $w^T$ adds up what comes back from all of
# them.


# %%
def hidden_gradient(x, g, weights_output, dE_dy):
    """The gradient of the error by the hidden weights, from dE_dy of the output layer.

    x (N, D), g (N, H), weights_output (H, M), dE_dy (N, M) → dE_dv (D, H)
    """
    ### BEGIN SOLUTION
    dy_dg = weights_output
    dg_dyhat = g * (1 - g)
    dyhat_dv = x
    dE_dg = dE_dy @ dy_dg.T
    dE_dyhat = dE_dg * dg_dyhat
    return dyhat_dv.T @ dE_dyhat
    ### END SOLUTION


# %% [markdown]
# ### Are they the gradients of your error?
#
# You can find out without knowing the right answer. The next cell nudges every weight up and down a
# little, measures how much *your* error changes, and compares that with *your* gradients. If
# PyTorch is installed, it also compares them with the gradients that PyTorch computes. It uses new
# random inputs each time.
#
# Differences around 1e-11 (central differences) and 1e-17 (PyTorch) are rounding errors. A
# difference that is not far below 1e-6 means a mistake: in a gradient, in the forward pass, or in
# the error.

# %%
if __name__ == "__main__":

    def central_differences(error, weights, h=1e-5):
        differences = np.zeros_like(weights)
        for position in np.ndindex(weights.shape):
            nudge = np.zeros_like(weights)
            nudge[position] = h
            differences[position] = (error(weights + nudge) - error(weights - nudge)) / (2 * h)
        return differences

    def cross_check(x, truth, v, w):
        def error(v, w):
            return mean_squared_error(forward(x, v, w)[1], truth)

        def compare(name, dE_dv_other, dE_dw_other):
            print(f"largest difference from {name}:")
            print(f"  dE_dv {np.abs(dE_dv - dE_dv_other).max():.1e}")
            print(f"  dE_dw {np.abs(dE_dw - dE_dw_other).max():.1e}")

        g, f = forward(x, v, w)
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(x, g, w, dE_dy)
        compare(
            "central differences",
            central_differences(lambda nudged: error(nudged, w), v),
            central_differences(lambda nudged: error(v, nudged), w),
        )
        try:
            import torch
        except ImportError:
            print("PyTorch is not installed, so there is no comparison with its gradients.")
        else:
            x, truth = torch.tensor(x), torch.tensor(truth)
            v, w = torch.tensor(v, requires_grad=True), torch.tensor(w, requires_grad=True)
            torch.mean((torch.sigmoid(torch.sigmoid(x @ v) @ w) - truth) ** 2).backward()
            compare("PyTorch", v.grad.numpy(), w.grad.numpy())

    random = np.random.default_rng()
    cross_check(
        x=random.normal(size=(5, 4)),
        truth=random.uniform(size=(5, 2)),
        v=random.normal(size=(4, 3)),
        w=random.normal(size=(3, 2)),
    )

# %% [markdown]
# ## Training
#
# Gradient descent moves both layers a little against their gradients, `num_iterations` times:
#
# $$v \leftarrow v - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial v} \qquad
# w \leftarrow w - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial w}$$
#
# Both gradients belong to the same point: compute both with the old weights, then update both.
#
# The steps are counted from 0. At every step divisible by `log_every`, the error *before* the
# update is recorded, as a pair `(step, error)`. The arrays that were passed in stay unchanged; the
# function returns new ones.


# %%
def train(
    inputs,
    truth,
    weights_hidden,
    weights_output,
    learning_rate=0.05,
    num_iterations=10000,
    log_every=1000,
):
    """The weights after gradient descent on the mean squared error, and the history of the error.

    inputs (N, D), truth (N, M), weights_hidden (D, H), weights_output (H, M)
    → (weights_hidden (D, H), weights_output (H, M), history a list of (step, error))
    """
    ### BEGIN SOLUTION
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, weights_hidden, weights_output)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, weights_output, dE_dy)
        weights_hidden = weights_hidden - learning_rate * dE_dv
        weights_output = weights_output - learning_rate * dE_dw
    return weights_hidden, weights_output, history
    ### END SOLUTION


# %%
if __name__ == "__main__":
    trained_hidden, trained_output, history = train(inputs, truth, weights_hidden, weights_output)
    for step, error in history:
        print(f"{step:4d} {error:.6e}")
    print("final hidden weights", trained_hidden.flatten())
    print("final output weights", trained_output.flatten())

# %% [markdown]
# The curve falls fast, then slowly for a long time, then fast again. Meanwhile one hidden feature
# has changed sides: compare its weights, the last in each row, before and after the training.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    figure, (axes, drawing) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    axes.plot(*zip(*history, strict=True), marker="o")
    axes.set_xlabel("step")
    axes.set_ylabel("mean squared error")
    axes.grid()
    draw_network(drawing, trained_hidden, trained_output)
    plt.show()

# %% [markdown]
# ## Predictions
#
# To compare the trained network with the truth, add two columns to a copy of the dataset:
# `prediction`, and `error`, which is output − prediction.


# %%
def predict(dataset, inputs, weights_hidden, weights_output):
    """The dataset with two more columns, prediction and error (output − prediction).

    dataset DataFrame with N rows and a column output, inputs (N, D), weights_hidden (D, H),
    weights_output (H, 1) → DataFrame
    """
    ### BEGIN SOLUTION
    _, f = forward(inputs, weights_hidden, weights_output)
    prediction = f[:, 0]
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print(predict(dataset, inputs, trained_hidden, trained_output))

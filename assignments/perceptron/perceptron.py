# %% [markdown]
# # One perceptron learns OR
#
# A perceptron weighs its inputs, adds a bias, and squashes the sum into the range from 0 to 1. That
# is enough to learn OR, and it has everything that a larger network has: a forward pass, an error,
# its gradients, and a loop that follows them downhill.
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | $x$ | `x` | (N, D) | one row per observation, one column per input |
# | $w$ | `weights` | (D, 1) | one weight per input |
# | $b$ | `bias` | a number | added to every sum |
# | $f$ | `f` | (N, 1) | what the perceptron predicts |
# | $f_0$ | `truth` | (N, 1) | what it should predict |
#
# For OR, N = 4 and D = 2: three numbers are learned. Write every function for any N and D. No
# function changes the arrays that are passed to it.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    from pathlib import Path

    import pandas as pd

    folder = Path(globals().get("__file__", "")).parent  # of this script, or of this notebook
    dataset = pd.read_csv(folder / "or_gate.csv", index_col="observation")
    print(dataset)
    x = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)

# %% [markdown]
# ## The weighted sums
#
# Every row of $x$ gets one number:
#
# $$y = x \cdot w + b$$
#
# The dot is a matrix product. The bias is the same for every row; without it, the sum for the
# inputs (0, 0) would be 0 whatever the weights are.


# %%
def linear(x, weights, bias):
    """The weighted sum of every row of x, plus the bias.

    x (N, D), weights (D, M), bias a number → (N, M)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The sigmoid
#
# $$\mathrm{sigmoid}(x) = \frac{1}{1 + e^{-x}}$$
#
# Large sums give values close to 1, very negative sums values close to 0. For −1000, the
# exponential is too large for any float; the result must still be finite.


# %%
def sigmoid(x):
    """The sigmoid of every element of x, between 0 and 1, finite also for elements of ±1000.

    x of any shape → the same shape
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The error
#
# The error of a prediction is its distance from the truth, and the error of the perceptron is the
# sum of all distances:
#
# $$E = \sum_{i=1}^{N} |f_i - f_{0,i}|$$


# %%
def sum_absolute_error(f, truth):
    """The sum of the absolute differences, one number.

    f (N, M), truth (N, M) → float
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The gradients
#
# The chain rule walks back from the error to the weights:
#
# $$\frac{\partial E}{\partial f} = \mathrm{sign}(f - f_0) \qquad
# \frac{\partial f}{\partial y} = f (1 - f) \qquad
# \frac{\partial E}{\partial y} = \frac{\partial E}{\partial f} \, \frac{\partial f}{\partial y}$$
#
# $$\frac{\partial E}{\partial w} = x^T \cdot \frac{\partial E}{\partial y} \qquad
# \frac{\partial E}{\partial b} = \sum_i \frac{\partial E}{\partial y_i}$$
#
# The slope of $|f - f_0|$ is −1 on one side, +1 on the other, and at the bottom it is taken as 0,
# which is the sign of 0. Dividing the distance by the difference gives the same ±1, but 0/0 at the
# bottom; in `float32`, predictions do reach the truth exactly.


# %%
def gradients(x, f, truth):
    """The gradients of the sum of absolute errors by the weights and by the bias.

    x (N, D), f (N, 1), truth (N, 1) → (dE_dw (D, 1), dE_db float)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Training
#
# Gradient descent takes a small step against both gradients, `num_iterations` times:
#
# $$w \leftarrow w - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial w} \qquad
# b \leftarrow b - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial b}$$
#
# The steps are counted from 0. At every step divisible by `log_every`, the error *before* the
# update is recorded, as a pair `(step, error)`. The function returns new weights; those passed in
# stay unchanged.


# %%
def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The weights and the bias after gradient descent, and the history of the error.

    x (N, D), truth (N, 1), weights (D, 1), bias a number
    → (weights (D, 1), bias float, history a list of (step, error))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Everybody starts from the same numbers: NumPy's legacy generator with seed 1 draws the weights
# first, then the bias.

# %%
if __name__ == "__main__":
    np.random.seed(1)
    weights = np.random.rand(2, 1)
    bias = np.random.rand(1)[0]
    trained_weights, trained_bias, history = train(x, truth, weights, bias)
    for step, error in history:
        print(f"{step:4d} {error:#.9g}")
    print(f"final weights {trained_weights[0, 0]:.8f} {trained_weights[1, 0]:.8f}")
    print(f"final bias {trained_bias:.8f}")

# %% [markdown]
# ## Predictions


# %%
def predict(x, weights, bias):
    """What the perceptron predicts for every row of x.

    x (N, D), weights (D, 1), bias a number → (N, 1)
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    for inputs, prediction in zip(x, predict(x, trained_weights, trained_bias), strict=True):
        print(inputs, f"{prediction[0]:.6f}")

# %% [markdown]
# Here are two pictures of your perceptron: how the error fell, and what it predicts between the
# corners of the truth table. Where the prediction is 0.5, the weighted sum is 0: a straight line.
# One perceptron can tell apart only what a straight line can separate.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.plot(*zip(*history, strict=True), marker="o")
    left.set(xlabel="step", ylabel="sum of absolute errors", yscale="log")
    left.grid()
    side = np.linspace(-0.25, 1.25, 101)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    surface = predict(grid, trained_weights, trained_bias).reshape(101, 101)
    filled = right.contourf(side, side, surface, levels=np.linspace(0, 1, 11), cmap="RdBu")
    right.contour(side, side, surface, levels=[0.5], colors="black")
    right.scatter(*x.T, c=truth[:, 0], cmap="RdBu", edgecolors="black", s=80)
    right.set(xlabel="input1", ylabel="input2", title="prediction, and where it is 0.5")
    figure.colorbar(filled)
    plt.show()

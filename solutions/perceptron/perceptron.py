# %% [markdown]
# # One perceptron learns OR
#
# A perceptron weighs its inputs, adds a bias, and squashes the sum into the range from 0 to 1. It
# learns from its error: the gradient says for every weight whether the error grows or falls with
# it, and each step of the training moves the weights downhill. With a wrong gradient the error
# often falls as well, only not as far, so a falling error proves nothing. Most of this assignment
# is about one question: how do you know that a gradient is right?
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | $x$ | `x` | (N, D) | one row per observation, one column per input |
# | $w$ | `weights` | (D, 1) | one weight per input |
# | $b$ | `bias` | a number | added to every sum |
# | $y$ | | (N, 1) | the weighted sums |
# | $f$ | `f` | (N, 1) | what the perceptron predicts |
# | $f_0$ | `truth` | (N, 1) | what it should predict |
#
# For OR, N = 4 and D = 2. Write every function for any N and D. No function changes the arrays that
# are passed to it.

# %%
import numpy as np

# %% [markdown]
# ## What is given
#
# The truth table of OR is in a file. `x` are its first columns, `truth` its last one.

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
# The perceptron is given as well, in three functions:
#
# $$y = x \cdot w + b \qquad f = \mathrm{sigmoid}(y) = \frac{1}{1 + e^{-y}}$$
#
# The dot is a matrix product, so every row of $x$ gets one sum. Without the bias, the sum for the
# inputs (0, 0) would be 0 whatever the weights are. Large sums give predictions close to 1, very
# negative sums predictions close to 0. Sums beyond ±700 count as ±700 in the code: $e^{800}$ is
# too large for a float.


# %%
def linear(x, weights, bias):
    """The weighted sum of every row of x, plus the bias.

    x (N, D), weights (D, M), bias a number → (N, M)
    """
    return x @ weights + bias


def sigmoid(x):
    """The sigmoid of every element of x, between 0 and 1, finite also for elements of ±1000.

    x of any shape → the same shape
    """
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def predict(x, weights, bias):
    """What the perceptron predicts for every row of x.

    x (N, D), weights (D, 1), bias a number → (N, 1)
    """
    return sigmoid(linear(x, weights, bias))


# %% [markdown]
# Everybody starts from the same numbers: NumPy's legacy generator with seed 1 draws the weights
# first, then the bias.

# %%
if __name__ == "__main__":
    np.random.seed(1)
    weights = np.random.rand(2, 1)
    bias = np.random.rand(1)[0]
    for inputs, prediction in zip(x, predict(x, weights, bias), strict=True):
        print(inputs, f"{prediction[0]:.4f}")

# %% [markdown]
# You should see 0.5000, 0.6727, 0.6028 and 0.7572. All four are above one half, and the first
# should be 0: this perceptron has not learned anything yet.
#
# ## The error
#
# How wrong is that, in one number? The error of one prediction is its distance from the truth, and
# the error of the perceptron is the sum of all distances:
#
# $$E = \sum_{i=1}^{N} |f_i - f_{0,i}|$$


# %%
def sum_absolute_error(f, truth):
    """The sum of the absolute differences over all elements, one number.

    f (N, M), truth (N, M) → float
    """
    ### BEGIN SOLUTION
    return float(np.sum(np.abs(f - truth)))
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print(f"{sum_absolute_error(predict(x, weights, bias), truth):#.9g}")

# %% [markdown]
# You should see 1.46731399: 0.5000 for the first row, and what is missing to 1 in the others.
#
# **Your turn.** Be the training. Find weights and a bias with an error below 0.1 by hand. First
# guess the error when all three are 0.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # the error when weights and bias are 0
    by_hand = np.array([[0.0], [0.0]]), 0.0
    print(f"guess {guess}, measured {sum_absolute_error(predict(x, *by_hand), truth):.4f}")
    print(predict(x, *by_hand).ravel().round(3))
    # Which of the three numbers must be negative, and why:

# %% [markdown]
# ## The gradients
#
# By how much does $E$ change when a weight grows a little? That is the derivative $\partial E /
# \partial w$, one number for each weight. `dE_dw` holds them all and has the shape of the weights.
# `dE_db` is the same for the bias, one number.
#
# Follow a small change of one weight through the perceptron, and derive one factor at a time, on
# paper:
#
# 1. When $f$ grows a little, how does $|f - f_0|$ change if $f$ is above the truth, and how if it
#    is below? Where $f$ equals the truth, take 0. That happens: predictions in `float32` do reach
#    the truth, and a formula that divides by $f - f_0$ gives 0/0 there.
# 2. What is the derivative of the sigmoid? Write it with $f$ alone, without any $e$. Your result
#    must be ¼ where $f$ is ½, and almost 0 where $f$ is almost 0 or 1.
# 3. The product of these two has one number per row, the shape (N, 1). By how much does the sum of
#    row $i$ change when weight $j$ grows? When the bias grows?
# 4. A weight takes part in all N rows, and what it does to each of them adds up. Which operation
#    turns `x`, of shape (N, D), and an array of shape (N, 1) into the shape (D, 1), and adds over
#    the rows?


# %%
def gradients(x, f, truth):
    """The derivatives of the sum of absolute errors by the weights and by the bias.

    f are the predictions for the rows of x. A prediction that equals the truth contributes 0.

    x (N, D), f (N, 1), truth (N, 1) → (dE_dw (D, 1), dE_db float)
    """
    ### BEGIN SOLUTION
    dE_df = np.sign(f - truth)
    df_dy = f * (1 - f)
    dE_dy = dE_df * df_dy
    dE_dw = x.T @ dE_dy
    dE_db = float(np.sum(dE_dy))
    return dE_dw, dE_db
    ### END SOLUTION


# %% [markdown] tags=["before-check"]
# Are they right? You can find out before `check` compares them with the answer key.
# `gradient_check` moves every weight up and down by 0.00001, measures how much *your* error
# changes, and compares that with *your* gradients. If PyTorch is installed, it also asks PyTorch
# for the derivatives. The inputs are new random numbers each time. You should see only ✓.

# %% tags=["before-check"]
if __name__ == "__main__":
    from autograder.student import gradient_check

    random = np.random.default_rng()
    some_x = random.normal(size=(5, 3))
    some_truth = random.integers(0, 2, size=(5, 1))
    some_weights, some_bias = random.normal(size=(3, 1)), random.normal()

    def error(weights, bias):
        return sum_absolute_error(predict(some_x, weights, bias), some_truth)

    def torch_error(weights, bias):
        import torch

        f = torch.sigmoid(torch.tensor(some_x) @ weights + bias)
        return (f - torch.tensor(some_truth)).abs().sum()

    some_f = predict(some_x, some_weights, some_bias)
    some_gradients = gradients(some_x, some_f, some_truth)
    gradient_check(error, some_gradients, some_weights, some_bias, torch_error=torch_error)

# %% [markdown]
# ## How the check works
#
# The check has two parts, and now you write both: a number that says how far two gradients are
# apart, and a second way to get a gradient.
#
# A difference of 0.001 is nothing between gradients of 1000, and everything between gradients of
# 0.002. So the difference is measured in units of the gradients themselves:
#
# $$\mathrm{relative\ error}(a, b) = \frac{\max |a - b|}{\max(\max |a|, \max |b|)}$$
#
# It is 0 for equal gradients, whatever their size. What is it if one is twice the other? If one is
# minus the other? If only one is 0?


# %%
def relative_error(a, b):
    """The largest difference between a and b over the largest element of both, by absolute value.

    0.0 if all elements of both are 0, and only then: a difference of 1e-9 shows, and so do
    differences between elements of 1e-10.

    a and b arrays of the same shape, whatever it is, or two numbers → float
    """
    ### BEGIN SOLUTION
    largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
    if largest == 0:
        return 0.0
    return float(np.max(np.abs(a - b)) / largest)
    ### END SOLUTION


# %% [markdown]
# The second way needs no formula of the derivative, only the error:
#
# $$\frac{\partial E}{\partial w_j} \approx \frac{E(w_j + h) - E(w_j - h)}{2 h}$$
#
# One weight at a time is moved, up and down by $h$, while the others and the bias stay as they are;
# then the bias, while the weights stay. This is the *central* difference. It calls the perceptron
# twice for every weight, which is why networks are trained with formulas and only checked with
# differences.


# %%
def central_differences(x, truth, weights, bias, h=1e-5):
    """The derivatives of the sum of absolute errors, measured by moving each weight and the bias.

    Each is the error with one of them h higher, less the error with it h lower, over 2 h.
    weights are float64, and stay unchanged.

    x (N, D), truth (N, 1), weights (D, 1), bias a number, h a number
    → (dE_dw (D, 1), dE_db float)
    """
    ### BEGIN SOLUTION
    dE_dw = np.zeros(weights.shape)

    def error(weights, bias):
        return sum_absolute_error(predict(x, weights, bias), truth)

    for place in np.ndindex(weights.shape):
        nudge = np.zeros(weights.shape)
        nudge[place] = h
        dE_dw[place] = (error(weights + nudge, bias) - error(weights - nudge, bias)) / (2 * h)
    dE_db = (error(weights, bias + h) - error(weights, bias - h)) / (2 * h)
    return dE_dw, dE_db
    ### END SOLUTION


# %% tags=["before-check"]
if __name__ == "__main__":
    measured = central_differences(some_x, some_truth, some_weights, some_bias)
    for name, derived, found in zip(("dE_dw", "dE_db"), some_gradients, measured, strict=True):
        print(f"{name}: relative error {relative_error(derived, found):.1e}")

# %% [markdown]
# If your three functions are right, both numbers are tiny, most often near 1e-10. Why not 0? The
# next cell measures the derivative by the bias with steps from 0.1 to 1e-13, with central and with
# one-sided differences, $(E(b + h) - E(b)) / h$.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    _, derived = gradients(x, predict(x, weights, bias), truth)
    start = sum_absolute_error(predict(x, weights, bias), truth)
    steps = 10.0 ** -np.arange(1, 14)
    central, one_sided = [], []
    for h in steps:
        above = sum_absolute_error(predict(x, weights, bias + h), truth)
        central.append(relative_error(derived, central_differences(x, truth, weights, bias, h)[1]))
        one_sided.append(relative_error(derived, (above - start) / h))
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    axes.loglog(steps, one_sided, marker="s", label="one-sided differences")
    axes.loglog(steps, central, marker="o", label="central differences")
    axes.set(xlabel="h", ylabel="relative error", title="how wrong is the measured derivative?")
    axes.legend()
    axes.grid()
    plt.show()

# %% [markdown]
# A large $h$ is wrong because the error does not follow a straight line that far: with a tenth of
# $h$, one-sided differences get ten times better, and central ones a hundred times, until both get
# worse. A small $h$ is wrong because a float has 16 digits: the two errors agree in more and more
# of them, and their difference keeps only noise, about 1e-16 / $h$. You should see the best central
# difference at 1e-5, with a relative error of 2e-11; the best one-sided one is hundreds of times
# worse. So a right gradient has a relative error of some 1e-10, while a wrong formula is wrong in
# the first digits. The bound that `gradient_check` prints lies between the two.
#
# **Your turn.** One thing spoils a check of right gradients. $|f - f_0|$ has a kink where $f$
# reaches the truth. The next cell moves the truth of the last row to `distance` below its
# prediction; $h$ is 1e-5. Guess whether the relative error stays below 1e-6, and run it; then find
# the distance from which on it does.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # "below" or "above"
    distance = 1e-6
    f = predict(x, weights, bias)
    near = truth.astype(np.float64)
    near[3] = f[3] - distance
    _, derived = gradients(x, f, near)
    _, found = central_differences(x, near, weights, bias)
    print(f"guess {guess}, measured {relative_error(derived, found):.1e}")
    # Why, in one sentence:

# %% [markdown]
# ## Four wrong gradients and a right one
#
# Here are five results for the same weights, in an order drawn by chance. One is right. One is half
# of it. One is its mean over the rows where the sum is asked for. One points uphill: its sign is
# flipped. And in one the derivative of the sigmoid is missing. They are made from your `gradients`,
# so let its check pass first. How the next cell makes them does not matter; look at what it prints.

# %%
if __name__ == "__main__":
    dE_dw, dE_db = some_gradients
    sums, h = linear(some_x, some_weights, some_bias), 1e-5
    slopes = (sigmoid(sums + h) - sigmoid(sums - h)) / (2 * h)
    undone, _ = gradients(np.hstack([some_x, np.ones_like(sums)]) / slopes, some_f, some_truth)
    planted = {
        "right": (dE_dw, dE_db),
        "half": (dE_dw / 2, dE_db / 2),
        "mean": (dE_dw / len(some_x), dE_db / len(some_x)),
        "uphill": (-dE_dw, -dE_db),
        "no sigmoid": (undone[:-1], undone[-1, 0]),
    }
    letters = dict(zip("ABCDE", random.permutation(list(planted)), strict=True))
    print("   relative error   each element over its central difference: dE_dw, dE_db")
    for letter, kind in letters.items():
        both = np.append(*planted[kind]), np.append(*measured)
        print(f"{letter}  {relative_error(*both):8.1e}        ", (both[0] / both[1]).round(3))

# %% [markdown]
# **Your turn.** Which is which? Type a word for each letter, then run.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = {"A": "", "B": "", "C": "", "D": "", "E": ""}  # right, half, mean, uphill, no sigmoid
    found = [letter for letter, kind in letters.items() if guess[letter] == kind]
    print(f"{len(found)} of 5 are named: {', '.join(found)}")
    # What does it mean if all ratios are the same number, and if they are not:

# %% [markdown]
# A ratio that is the same everywhere is a constant factor: look for a 2, for N, for a sign. Ratios
# that differ mean that a factor is wrong or missing that differs from row to row. That is what the
# relative error alone cannot tell: it is 0.5 for the half and 0.8 for the mean of five rows, but
# any number for the missing sigmoid.
#
# ## A check that passes, and a wrong program
#
# Central differences compare your gradients with *your* error. What if the error itself is not the
# one that is asked for? Here both are halved, as in texts that put a ½ before the error.

# %%
if __name__ == "__main__":

    def half_error(weights, bias):
        return error(weights, bias) / 2

    half = some_gradients[0] / 2, some_gradients[1] / 2
    gradient_check(half_error, half, some_weights, some_bias, torch_error=torch_error)
    print(f"half the error at the first step: {start / 2:#.9g}")

# %% [markdown]
# Each gradient gets ✓ from central differences and ✗ from PyTorch, with a relative error of 0.5:
# these are the right derivatives of the wrong error. A sum where a mean is asked for looks the
# same, only with another factor. Differences cannot find such a fault, because the same error is on
# both sides of the comparison. You need a second opinion that does not use your code: PyTorch, a
# row that you work out by hand, or a published number. The last line above says 0.733656993, where
# this course has published 1.46731399.
#
# **Your turn.** Now only the error is halved, and the gradients are as they were. Which comparison
# fails: `"differences"`, `"PyTorch"`, or both?

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    print(f"guess: {guess}")
    gradient_check(half_error, some_gradients, some_weights, some_bias, torch_error=torch_error)
    # Why, in one sentence:

# %% [markdown]
# ## Training
#
# The gradients point uphill, so a step of gradient descent goes against them:
#
# $$w \leftarrow w - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial w} \qquad
# b \leftarrow b - \mathit{learning\_rate} \cdot \frac{\partial E}{\partial b}$$
#
# Both derivatives belong to the same point, before either update.


# %%
def step(x, truth, weights, bias, learning_rate):
    """One step of gradient descent: the new weights, the new bias, and the error before the step.

    weights is not changed; the result is a new array.

    x (N, D), truth (N, 1), weights (D, 1), bias a number, learning_rate a number
    → (weights (D, 1), bias float, error float)
    """
    ### BEGIN SOLUTION
    f = predict(x, weights, bias)
    error = sum_absolute_error(f, truth)
    dE_dw, dE_db = gradients(x, f, truth)
    return weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error
    ### END SOLUTION


# %% [markdown]
# The loop around it is given. It records the error before the update at every step that is
# divisible by `log_every`.


# %%
def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The weights and the bias after gradient descent, and the history of the error.

    x (N, D), truth (N, 1), weights (D, 1), bias a number
    → (weights (D, 1), bias float, history a list of (step, error))
    """
    history = []
    for number in range(num_iterations):
        weights, bias, error = step(x, truth, weights, bias, learning_rate)
        if number % log_every == 0:
            history.append((number, error))
    return weights, bias, history


# %%
if __name__ == "__main__":
    trained_weights, trained_bias, history = train(x, truth, weights, bias)
    for number, value in history:
        print(f"{number:4d} {value:#.9g}")
    print(f"final weights {trained_weights[0, 0]:.8f} {trained_weights[1, 0]:.8f}")
    print(f"final bias {trained_bias:.8f}")
    for inputs, prediction in zip(x, predict(x, trained_weights, trained_bias), strict=True):
        print(inputs, f"{prediction[0]:.6f}")

# %% [markdown]
# You should see this table, which is published, to the last digit or two:
#
# | step | error |
# |---|---|
# | 0 | 1.46731399 |
# | 1000 | 0.233010626 |
# | 2000 | 0.109165309 |
# | 3000 | 0.0697774226 |
# | 4000 | 0.0509638761 |
# | 5000 | 0.0400389927 |
# | 6000 | 0.0329285989 |
# | 7000 | 0.0279420462 |
# | 8000 | 0.0242558760 |
# | 9000 | 0.0214222958 |
#
# The final weights are 9.98578506 and 9.98589032, the bias is −4.52752860, and the predictions are
# 0.010692, 0.995758, 0.995757 and 1.000000. Multiply some of the errors by their steps: about 200
# each time. Ten times as many steps give a tenth of the error, because the sigmoid's derivative
# falls with the error.
#
# **Your turn.** What does ten times the learning rate do to the last error? And a thousand times,
# 50? Guess first.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # the error at step 9000
    *_, faster = train(x, truth, weights, bias, learning_rate=0.5)
    print(f"guess {guess}, measured {faster[-1][1]:.3g}")
    # Why, in one sentence:

# %% [markdown]
# Here are two pictures of your perceptron: how the error fell, and what it predicts between the
# corners of the truth table. On the black line the prediction is 0.5, so the weighted sum is 0:
# that is a straight line. One perceptron can tell apart only what a straight line can separate.

# %%
if __name__ == "__main__":
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.plot(*zip(*history, strict=True), marker="o")
    left.set(xlabel="step", ylabel="sum of absolute errors", yscale="log", title="the error")
    left.grid()
    side = np.linspace(-0.25, 1.25, 101)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    surface = predict(grid, trained_weights, trained_bias).reshape(101, 101)
    filled = right.contourf(side, side, surface, levels=np.linspace(0, 1, 11), cmap="RdBu")
    right.contour(side, side, surface, levels=[0.5], colors="black")
    right.scatter(*x.T, c=truth[:, 0], cmap="RdBu", edgecolors="white", s=80)
    right.set(xlabel="input1", ylabel="input2", title="the prediction, and where it is 0.5")
    figure.colorbar(filled)
    plt.show()

# %% [markdown]
# ## Other gates
#
# The same perceptron, from the same start, on AND and on NAND, which is 0 only where both inputs
# are 1.

# %%
if __name__ == "__main__":
    for name, column in {"AND": [0, 0, 0, 1], "NAND": [1, 1, 1, 0]}.items():
        *trained, errors = train(x, np.array(column).reshape(4, 1), weights, bias)
        print(f"{name:4} error at step 9000 {errors[-1][1]:.4f}, predictions", end=" ")
        print(predict(x, *trained).ravel().round(4))

# %% [markdown]
# You should see 0.0408 for AND and 1.0022 for NAND.
#
# **Your turn.** No straight line separates the ones of XOR from its zeros. What error do you expect
# at step 9000? Try other columns, too: with four rows there are sixteen.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    column = [0, 1, 1, 0]
    *trained, errors = train(x, np.array(column).reshape(4, 1), weights, bias)
    print(f"guess {guess}, measured {errors[-1][1]:.4f}")
    print(predict(x, *trained).ravel().round(4))
    # Which rows are right, and which are given up:

# %% [markdown]
# ## A question
#
# **A straight line can separate the ones of NAND from its zero: the weights −10 and −10 with the
# bias 15 have an error of 0.02. Why does the training above stay at 1.0022?** Say which row is
# wrong, and what the gradient of that row is there. Numbers that you measure are welcome.

# %% [markdown] question="why-nand-fails" points=2
# ### BEGIN SOLUTION
# The row (1, 1) is wrong: its truth is 0, and after 10000 steps its prediction is 0.99993. Nearly
# all of the error of 1.002 is its distance.
#
# Its dE_dy is sign(f − truth) · f (1 − f). The sign is 1 however large the distance is, and f (1 −
# f) is almost 0 where the prediction is almost 1: 0.00007. So the row that is most wrong has the
# smallest part in the gradient; the three other rows, which are nearly right, have −0.0014, −0.0003
# and −0.0003, and together they push the bias up, the wrong way. It began like this: at the start,
# three rows ask for a larger bias and one for a smaller one, so all four predictions rise. More
# steps do not help: after 100000 the error is 1.0002. Another start does: from minus the weights
# and a bias of 0, it is 0.041 at step 9000.
#
# Mark scheme: 1 point for the row (1, 1), with a prediction near 1 where the truth is 0; 1 point
# for a gradient of that row that is almost 0 because f (1 − f) is, or because the sigmoid is flat
# there. An answer that names only a local minimum gets no point for the reason.
# ### END SOLUTION

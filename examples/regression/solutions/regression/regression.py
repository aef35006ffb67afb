# %% [markdown]
# # A line through points
#
# Twelve masses hang on a spring, one after the other, and each time somebody measures how long the
# spring is. A physicist expects a straight line: the length at rest, plus a fixed amount for every
# kilogram. No line goes through all twelve points, since every measurement has an error. Which line
# is best?
#
# *Least squares* answers: the line for which the mean of the squared errors is smallest. You find
# it in two ways. The *normal equations* give it at once, but only for this kind of problem.
# *Gradient descent* walks towards it, and is what trains models for which there are no such
# equations. Here you can see that both arrive at the same line.
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | $A$ | `features` | (N, D) | one row per measurement, one column per feature |
# | $y$ | `y` | (N,) | what was measured |
# | $w$ | `weights` | (D,) | one weight per feature; the prediction is $Aw$ |
#
# For the spring N = 12 and D = 2: the first column of $A$ holds ones, the second one the masses. So
# $w_0$ is the length at rest, and $w_1$ what a kilogram adds. Write every function for any N and D.

# %%
import numpy as np

# %% [markdown]
# ## Reading the measurements
#
# `spring.csv` has a line with the names of its columns and then a line for each measurement: the
# mass in kg, the length in cm. `np.loadtxt` reads such a file. Look up its options `delimiter` and
# `skiprows`.


# %%
def read_measurements(csv):
    """The features and the measured values in a file with the columns x and y.

    csv a path or an open file → features (N, 2), whose first column holds ones; y (N,)
    """
    ### BEGIN SOLUTION
    table = np.loadtxt(csv, delimiter=",", skiprows=1, ndmin=2)
    features = np.column_stack([np.ones(len(table)), table[:, 0]])
    return features, table[:, 1]
    ### END SOLUTION


# %%
if __name__ == "__main__":
    from pathlib import Path

    folder = Path(globals().get("__file__", "")).parent  # of this script, or of this notebook
    features, y = read_measurements(folder / "spring.csv")
    print(np.column_stack([features, y]))

# %% [markdown]
# ## At once: the normal equations
#
# Where the mean squared error is smallest, its gradient is zero. For the error
#
# $$E(w) = \frac{1}{N} \sum_{n} \big( (Aw)_n - y_n \big)^2$$
#
# that is a system of D linear equations for the D weights:
#
# $$A^T A \, w = A^T y$$
#
# `np.linalg.solve` solves it. (To invert $A^T A$ would give the same weights with more rounding.)


# %%
def normal_equations(features, y):
    """The weights with the least mean squared error.

    features (N, D), y (N,) → (D,)
    """
    ### BEGIN SOLUTION
    return np.linalg.solve(features.T @ features, features.T @ y)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    at_rest, per_kilogram = normal_equations(features, y)
    print(f"{at_rest:.2f} cm at rest, {per_kilogram:.2f} cm more for every kilogram")

# %% [markdown]
# ## Step by step: gradient descent
#
# The gradient of the error says how it grows with every weight:
#
# $$\frac{\partial E}{\partial w} = \frac{2}{N} A^T (Aw - y)$$


# %%
def gradient(features, y, weights):
    """The gradient of the mean squared error by the weights.

    features (N, D), y (N,), weights (D,) → (D,)
    """
    ### BEGIN SOLUTION
    return 2 / len(y) * features.T @ (features @ weights - y)
    ### END SOLUTION


# %% [markdown]
# Is it right? The check below moves each weight a little, and compares how much the error changes.

# %% tags=["before-check"]
if __name__ == "__main__":
    from autograder.student import gradient_check

    random = np.random.default_rng(1)
    a, b, w = random.normal(size=(6, 3)), random.normal(size=6), random.normal(size=3)
    gradient_check(lambda w: np.mean((a @ w - b) ** 2), gradient(a, b, w), w)

# %% [markdown]
# Every step goes a little downhill, against the gradient:
#
# $$w \leftarrow w - \eta \, \frac{\partial E}{\partial w}$$
#
# Start from zeros, and keep the error before each step in a list.


# %%
def gradient_descent(features, y, learning_rate=0.1, num_steps=500):
    """The weights after so many steps from zeros, and the error before each step.

    features (N, D), y (N,) → weights (D,); history, a list of pairs (step, error) from step 0 on
    """
    ### BEGIN SOLUTION
    weights, history = np.zeros(features.shape[1]), []
    for step in range(num_steps):
        history.append((step, float(np.mean((features @ weights - y) ** 2))))
        weights = weights - learning_rate * gradient(features, y, weights)
    return weights, history
    ### END SOLUTION


# %%
if __name__ == "__main__":
    for num_steps in (10, 100, 500):
        weights, history = gradient_descent(features, y, num_steps=num_steps)
        print(f"{num_steps:4} steps: {weights}, error {history[-1][1]:.4f}")
    print(f"at once:    {normal_equations(features, y)}")

# %% [markdown]
# **Your turn.** With which learning rate do 50 steps come as close as 500 do above? When does the
# error grow instead?

# %% tags=["your-turn"]
if __name__ == "__main__":
    for learning_rate in (0.01, 0.1):
        weights, history = gradient_descent(features, y, learning_rate, 50)
        print(f"{learning_rate}: {weights}, error {history[-1][1]:.4f}")

# %% [markdown]
# **The masses are now given in grams, and the learning rate stays 0.1. What happens to gradient
# descent, what to the normal equations, and why?**

# %% [markdown] question="grams" points=2
# ### BEGIN SOLUTION
# The second column becomes 1000 times larger, so the curvature of the error in that direction is
# 10⁶ times larger. A step of 0.1 times the gradient overshoots, and the error grows without bound.
# The normal equations give the same line, with a weight that is 1000 times smaller.
#
# Mark scheme: 1 point for overshooting because the gradient is larger, 1 point for the same line.
# ### END SOLUTION

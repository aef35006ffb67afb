# %% [markdown]
# # The same network in PyTorch
#
# In `mlp` you derived every gradient by hand, and in `autograd` a tape of yours found them. PyTorch
# has such a tape: it records what the forward pass does and goes back through the record. Here you
# build the multilayer perceptron that learned OR again, start from the same weights, and should
# arrive at the same numbers.
#
# Two conventions differ, and most mistakes come from them:
#
# - A PyTorch layer keeps its weights as (outputs, inputs), the transpose of the (inputs, outputs)
#   that `x @ weights` needs.
# - PyTorch computes in `float32` unless told otherwise, NumPy in `float64`. Their errors differ
#   from about the seventh digit on.
#
# | symbol | code | shape | what it is |
# |---|---|---|---|
# | $x$, $f_0$ | `inputs`, `truth` | (N, D), (N, M) | `float32` tensors: the inputs, what is right |
# | $v$ | `weights_hidden` | (D, H) | NumPy; `model[0].weight` is its transpose, (H, D) |
# | $w$ | `weights_output` | (H, M) | NumPy; `model[2].weight` is its transpose, (M, H) |
# | $g$, $f$ | `model[:2](inputs)`, `model(inputs)` | (N, H), (N, M) | features, predictions |

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
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=False),
        nn.Sigmoid(),
        nn.Linear(num_hidden, num_outputs, bias=False),
        nn.Sigmoid(),
    )
    ### END SOLUTION


# %% [markdown]
# ## The same start
#
# The two trainings can only agree if they start from the same weights. `model[0].weight` and
# `model[2].weight` are the parameters. Fill them in place, with their method `copy_` and under
# `torch.no_grad()`, so that nothing is recorded. If a parameter were replaced by another, an
# optimizer that holds the old one would not notice.


# %%
def copy_weights(model, weights_hidden, weights_output):
    """None; the model's weights are those of the NumPy network, in place and in float32.

    Its parameters stay the same objects: their values change.

    weights_hidden (D, H), weights_output (H, M) NumPy arrays
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        model[0].weight.copy_(torch.as_tensor(weights_hidden).T)
        model[2].weight.copy_(torch.as_tensor(weights_output).T)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    np.random.seed(1)
    weights_hidden = np.random.rand(2, 3)
    weights_output = np.random.rand(3, 1)
    model = build_model(2, 3)
    copy_weights(model, weights_hidden, weights_output)
    print(model[0].weight)
    print(model[2].weight)
    print("error", nn.functional.mse_loss(model(inputs), truth).item())

# %% [markdown]
# You should see the published weights, transposed (the first row is 0.4170, 0.3023), and the error
# 0.1960156 of step 0.
#
# **Your turn.** What if the weights are reshaped instead of transposed? All numbers are there, in
# other places. Guess whether the error at step 0 grows, falls, or stays, then run.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # "grows", "falls", "stays"
    reshaped = build_model(2, 3)
    copy_weights(reshaped, weights_hidden.reshape(3, 2).T, weights_output)
    print(f"guess {guess}, measured {nn.functional.mse_loss(reshaped(inputs), truth).item():.7f}")
    # Would you have noticed it in a training? Why, or why not?

# %% [markdown]
# ## What autograd records
#
# Each operation that takes part in the forward pass leaves a node: which operation it was, what
# came before it, and the values that its derivative will need. The error holds the last node; from
# there, the record leads back to the weights. Look at it:

# %%
if __name__ == "__main__":
    node = nn.functional.mse_loss(model(inputs), truth).grad_fn
    while node:
        saved = [name for name in dir(node) if name.startswith("_saved")]
        kept = {name: getattr(node, name) for name in saved}
        shapes = [f"{n} {tuple(t.shape)}" for n, t in kept.items() if torch.is_tensor(t)]
        print(node.name(), "keeps", ", ".join(shapes) or "nothing")
        node = next((before for before, _ in node.next_functions if before), None)

# %% [markdown]
# Read it from the bottom to the top: the forward pass. `Mm` is a matrix product, `T` the transpose
# of a weight, `AccumulateGrad` the place where the weight's gradient will be stored. Every sigmoid
# keeps its result, because $f (1 - f)$ is all that its derivative needs. The product of the output
# layer keeps both its factors, (4, 3) and (3, 1); that of the hidden layer keeps the inputs alone,
# as nobody asks for a derivative by them. In NumPy you handed such arrays from one function to the
# next yourself.
#
# **The output layer's product keeps both its factors. Which of them does dE/dw need, and how could
# PyTorch get it if it were not in the record? Which shape has PyTorch's gradient by
# `model[2].weight`, which has your NumPy gradient by `w`, and why do they differ?**

# %% [markdown] question="record" points=2
# ### BEGIN SOLUTION
# It needs the hidden features g: dE/dw is gᵀ · dE/dy, and dE/dy arrives from above when the record
# is walked back. Without the record, g would have to be computed again, by a second forward pass.
# (The other factor, the weight, is for dE/dg.)
#
# A gradient has the shape of what the error is derived by. PyTorch's weight is W = wᵀ, (M, H), and
# the layer computes g · Wᵀ; so the derivative by W is (dE/dy)ᵀ · g, also (M, H). It is the
# transpose of NumPy's gᵀ · dE/dy, which is (H, M) like w.
#
# Mark scheme: 1 point for g, kept from the forward pass or computed again; 1 point for the shape
# (M, H), because a gradient has the shape of its parameter, which is the transpose of w.
# ### END SOLUTION

# %% [markdown]
# ## Gradients for free
#
# The error is the mean of the squared differences over all elements: `nn.MSELoss()` makes a
# function of the predictions and the truth. From the error, PyTorch computes
# $\partial E / \partial v$ and $\partial E / \partial w$:
#
# | call | what it does |
# |---|---|
# | `error.backward()` | walks back, and *adds* each gradient to the `.grad` of its parameter |
# | `torch.autograd.grad(error, parameters)` | returns the gradients and stores them nowhere |
# | `tensor.numpy()` | the array of a tensor; `tensor.detach()` first if the tensor is recorded |
# | `tensor.item()` | the number in a tensor of one element |
#
# Return the gradients as in the NumPy notebook: as arrays, in NumPy's layout.


# %%
def gradients(model, inputs, truth):
    """The gradients of the mean squared error by both layers' weights, from autograd.

    The model keeps its weights, and a second call gives the same gradients.

    inputs (N, D), truth (N, M) tensors → (dE_dv (D, H), dE_dw (H, M)) NumPy arrays
    """
    ### BEGIN SOLUTION
    error = nn.functional.mse_loss(model(inputs), truth)
    dE_dv, dE_dw = torch.autograd.grad(error, [model[0].weight, model[2].weight])
    return dE_dv.T.numpy(), dE_dw.T.numpy()
    ### END SOLUTION


# %% tags=["before-check"]
if __name__ == "__main__":
    from autograder.student import gradient_check

    random = np.random.default_rng()  # fresh each time
    x, f0 = random.normal(size=(5, 4)), random.uniform(size=(5, 2))
    v, w = (random.normal(size=size).astype(np.float32) for size in [(4, 3), (3, 2)])
    fresh = build_model(4, 3, 2)
    copy_weights(fresh, v, w)
    found = gradients(fresh.double(), torch.tensor(x), torch.tensor(f0))

    def sigmoid(y):
        """The sigmoid of every element."""
        return 1 / (1 + np.exp(-y))

    def mean_squared_error(v, w):
        """The error of the same network in NumPy and float64."""
        return float(np.mean((sigmoid(sigmoid(x @ v) @ w) - f0) ** 2))

    gradient_check(mean_squared_error, found, v.astype(float), w.astype(float))

# %% [markdown]
# ## Training
#
# One step of a training loop in PyTorch: predict, compute the error, set the old gradients to zero,
# call `backward()`, and let the optimizer update the weights. The optimizer is made once, before
# the loop: `torch.optim.SGD(model.parameters(), lr=learning_rate)`. Its `step()` does what your
# NumPy loop does, and its `zero_grad()` sets all gradients to zero, because `backward()` adds to
# those that are there.
#
# The error is recorded before the update, at every step divisible by `log_every`.


# %%
def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The history of the error while the model is trained, in place, on the mean squared error.

    Gradient descent for num_iterations steps. At each step divisible by log_every, step 0 included,
    the error is recorded before the update, as a float.

    inputs (N, D), truth (N, M) tensors → history, a list of (step, error)
    """
    ### BEGIN SOLUTION
    loss = nn.MSELoss()
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
    import time

    model = build_model(2, 3)
    copy_weights(model, weights_hidden, weights_output)
    start = time.process_time()
    history = train(model, inputs, truth)
    torch_seconds = time.process_time() - start
    print("final hidden weights", model[0].weight.detach().numpy().flatten())
    print("final output weights", model[2].weight.detach().numpy().flatten())

# %% [markdown]
# You should see 1.6670684 1.6665915 2.4345472 2.2916615 −1.5066769 −1.5068121 and 0.70570666
# 2.0473638 −4.128679, up to the last digits. They are NumPy's final weights, in PyTorch's order.
#
# **Your turn.** The published start was drawn by NumPy. PyTorch draws other weights, between −0.71
# and 0.71 in the hidden layer. Does it learn faster from there, or slower? Guess the error after
# 9000 steps (published: 0.062), then run.

# %% tags=["your-turn"]
if __name__ == "__main__":
    seed, guess = 0, None
    torch.manual_seed(seed)
    *_, (step, error) = train(build_model(2, 3), inputs, truth)
    print(f"guess {guess}, measured {error:.4f} at step {step}")
    # Try another seed. Which difference of the two starts matters, do you think?

# %% [markdown]
# ## Side by side
#
# The NumPy losses are your own, computed by your `train` from `../mlp/mlp.ipynb` or
# `../mlp/mlp.py`; of these files, only the definitions are run. Where that fails, the cell says
# why, and shows the published losses alone.

# %%
if __name__ == "__main__":
    from autograder.student.earlier import earlier

    arrays = inputs.numpy(), truth.numpy(), weights_hidden, weights_output

    def numpy_training(numpy_train):
        """The ten losses of a training in NumPy, and the seconds that it takes."""
        start = time.process_time()
        copies = [array.copy() for array in arrays]  # should it change them
        losses = [float(error) for _, error in numpy_train(*copies)[2]]
        if len(losses) != len(history):
            raise ValueError(f"train records {len(losses)} losses, expected {len(history)}.")
        return losses, time.process_time() - start

    own, file = earlier(folder / ".." / "mlp", "train", numpy_training)
    published_numpy = """1.960156e-01 1.651662e-01 1.593565e-01 1.550351e-01 1.511067e-01
        1.465351e-01 1.392272e-01 1.234844e-01 9.350530e-02 6.205274e-02"""
    published_torch = """1.960156e-01 1.651661e-01 1.593565e-01 1.550351e-01 1.511067e-01
        1.465351e-01 1.392272e-01 1.234844e-01 9.350532e-02 6.205267e-02"""
    columns = {"NumPy, published": [float(number) for number in published_numpy.split()]}
    if own:
        columns["NumPy, yours"] = own[0]
    columns["PyTorch, published"] = [float(number) for number in published_torch.split()]
    columns["PyTorch, yours"] = [error for _, error in history]
    table = pd.DataFrame(columns, index=pd.Index([step for step, _ in history], name="step"))
    print(table.to_string(float_format="{:.6e}".format))
    reference = table["NumPy, yours" if own else "NumPy, published"]
    apart = np.max(np.abs(table["PyTorch, yours"].to_numpy() / reference.to_numpy() - 1))
    print(f"PyTorch (yours) and {reference.name} differ by at most {apart:.0e} of the loss.")
    if own:
        print(f"10000 steps in NumPy ({file}) took {own[1]:.1f} s of processor time.")
    print(f"10000 steps in PyTorch took {torch_seconds:.1f} s of processor time.")

# %% [markdown]
# You should see that all columns agree in five digits or more: `float32` keeps about seven, and a
# training of 10000 steps loses one or two of them. PyTorch is several times slower here. Every
# operation costs it a few microseconds of administration and an entry in the record, and nine
# weights keep no processor busy.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    axes.plot(reference, linewidth=6, alpha=0.4, label=reference.name)
    axes.plot(table["PyTorch, yours"], marker="o", label="PyTorch, yours")
    axes.set(xlabel="step", ylabel="mean squared error")
    axes.legend()
    axes.grid()
    plt.show()

# %% [markdown]
# **Your turn.** Is it the digits? Guess the largest relative difference from NumPy if PyTorch
# computes in `float64` as well, then run.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # NumPy's published losses have seven digits; yours have all of them
    exact = build_model(2, 3).double()
    copy_weights(exact, weights_hidden, weights_output)
    in_float64 = [error for _, error in train(exact, inputs.double(), truth.double())]
    print(f"guess {guess}, measured {np.abs(np.array(in_float64) / reference - 1).max():.0e}")
    # What is left, and where does it come from?

# %% [markdown]
# ## Predictions
#
# The predictions are given: the table is the one that you made in NumPy. Predicting needs no
# record, so it happens under `torch.no_grad()`.


# %%
def predict(model, dataset, inputs):
    """The dataset with two more columns, prediction and error (output − prediction).

    dataset DataFrame with N rows and a column output, inputs (N, D) a tensor → DataFrame
    """
    with torch.no_grad():
        prediction = model(inputs)[:, 0].numpy()
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)


# %%
if __name__ == "__main__":
    print(predict(model, dataset, inputs))

# %% [markdown]
# You should see the published predictions, 0.334522, 0.846053, 0.849022 and 0.925358: to the digits
# shown, those of the NumPy network.
#
# **Your turn.** The network has seen four points. What does it predict halfway between all of them,
# for (0.5, 0.5)? Type your guess first, then run.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess, point = None, [0.5, 0.5]
    print(f"guess {guess}, measured {model(torch.tensor([point])).item():.3f}")
    # Where would you draw the line between 0 and 1, given these five predictions?

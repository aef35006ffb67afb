# %% [markdown]
# # Gradients without formulas
#
# In `mlp` you derived two gradients on paper. For one more layer, or another error, you would have
# to derive them again. Here you write a program that does it for you.
#
# The idea: a formula, however long, is a chain of small operations such as a product or a sigmoid.
# Every operation knows one thing: how a gradient by its *result* becomes gradients by its
# *inputs*. The forward pass records the operations on a **tape**. Walking the tape backwards, from
# the error to the weights, gives all gradients in one pass. PyTorch works the same way.
#
# | word | in the code | meaning |
# |---|---|---|
# | $E$ | the last value of the tape | the error, one number |
# | gradient by $c$ | `dE_dc`, `gradient` | how $E$ changes with $c$, in the shape of $c$ |
# | rule | `multiply_backward`, … | the gradient by the result → the gradients by the inputs |
# | tape | `tape` | a list of entries `(operation, parents, value)` |
#
# No function changes the arrays or lists that are passed to it.

# %%
import numpy as np

# %% [markdown]
# ## One operation, one rule
#
# Somewhere in a long formula stands $c = a + b$. What happens to $c$ later does not matter: the
# gradient $\partial E / \partial c$ says all about it. Raise one element of $a$ by a tiny
# $\varepsilon$: the same element of $c$ rises by $\varepsilon$, and $E$ by
# $\varepsilon \, \partial E / \partial c$. So the gradient by $a$ *is* the gradient by $c$, and by
# the same argument so is the gradient by $b$.
#
# That is a rule. All rules in this notebook are called alike: first `gradient`, the gradient by the
# operation's result; then `value`, the result itself, which may save computing it again; then the
# operation's inputs. All return a tuple with one gradient for each input. Here are two rules:


# %%
def add_backward(gradient, value, a, b):
    """The gradients by a and b, where value = a + b."""
    return gradient, gradient


def exp_backward(gradient, value, a):
    """The gradient by a, where value = np.exp(a), its own derivative: a tuple of one."""
    return (gradient * value,)


# %% [markdown]
# The first rule of your own is for $c = a \cdot b$, element by element. Raise an element of $a$ by
# $\varepsilon$: by how much does $c$ rise, and by how much $E$?
#
# Below your function stands a gradient check, which needs no right answer. It invents an error that
# uses $c$, $E = \sum s \cdot c$ with any numbers $s$, so that $\partial E / \partial c = s$. Then
# it raises and lowers every element of $a$ and $b$ a little, and compares what $E$ does with what
# your rule says.


# %%
def multiply_backward(gradient, value, a, b):
    """The gradients by a and b, where value = a * b, element by element.

    gradient, value, a and b all of one shape → (dE_da, dE_db), both of that shape
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    from autograder.student import gradient_check

    random = np.random.default_rng()
    s, a, b = random.normal(size=(3, 4, 2))  # three arrays of shape (4, 2), new ones each time
    gradient_check(lambda a, b: np.sum(s * (a * b)), multiply_backward(s, a * b, a, b), a, b)

# %% [markdown]
# A quotient, $c = a / b$. The gradient by $a$ is like that of a product. For $b$: which way does
# $c$ move when $b$ rises, and how does the size of $b$ count? `value` can help.


# %%
def divide_backward(gradient, value, a, b):
    """The gradients by a and b, where value = a / b, element by element.

    gradient, value, a and b all of one shape → (dE_da, dE_db), both of that shape
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    b = random.choice([-1, 1], size=(4, 2)) * random.uniform(0.5, 2, size=(4, 2))  # not near 0
    gradient_check(lambda a, b: np.sum(s * (a / b)), divide_backward(s, a / b, a, b), a, b)

# %% [markdown]
# The mean turns an array into one number, so here `gradient` is one number, and the result an
# array. If one element of $a$ rises by $\varepsilon$, how much does the mean rise?
#
# A tuple of one needs its comma: `(x,)` is a tuple, `(x)` is `x`.


# %%
def mean_backward(gradient, value, a):
    """The gradient by a, where value = np.mean(a), the mean of all elements.

    gradient and value numbers, a an array of any shape → (dE_da,) of the shape of a
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    a = random.normal(size=(4, 2))
    gradient_check(lambda a: 3.0 * np.mean(a), mean_backward(3.0, np.mean(a), a)[0], a)

# %% [markdown]
# The matrix product, $c = a \cdot b$ with $a$ of shape (N, K) and $b$ of shape (K, M). Begin with
# the shapes: from `gradient` (N, M) and one of the inputs you need something of the shape of $a$,
# and something of the shape of $b$. Then look at one element: $a_{ik}$ takes part in row $i$ of
# $c$, once in each of the M columns, each time multiplied by one $b_{kj}$.


# %%
def matmul_backward(gradient, value, a, b):
    """The gradients by a and b, where value = a @ b, the matrix product.

    gradient and value (N, M), a (N, K), b (K, M) → (dE_da (N, K), dE_db (K, M))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    s, a, b = random.normal(size=(5, 2)), random.normal(size=(5, 3)), random.normal(size=(3, 2))
    gradient_check(lambda a, b: np.sum(s * (a @ b)), matmul_backward(s, a @ b, a, b), a, b)

# %% [markdown]
# The other operations are given, and so is the list of all of them. `rule("multiply")` is your
# `multiply_backward`: the name of an operation leads to its rule. So a new operation needs an entry
# in the list, and a rule.


# %%
def sigmoid(a):
    """1 / (1 + exp(−a)), finite for any a."""
    return np.exp(-np.logaddexp(0, -a))


def subtract_backward(gradient, value, a, b):
    """The gradients by a and b, where value = a - b."""
    return gradient, -gradient


def log_backward(gradient, value, a):
    """The gradient by a, where value = np.log(a)."""
    return (gradient / a,)


def sigmoid_backward(gradient, value, a):
    """The gradient by a, where value = sigmoid(a)."""
    return (gradient * value * (1 - value),)


OPERATIONS = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "matmul": np.matmul,
    "exp": np.exp,
    "log": np.log,
    "sigmoid": sigmoid,
    "mean": np.mean,
}


def rule(operation):
    """The rule of an operation, by its name."""
    return globals()[f"{operation}_backward"]


# %% [markdown]
# ## The first trap: shapes that differ
#
# NumPy lets you add a row of shape (3,) to a table of shape (4, 3): it *broadcasts* the row, which
# means that all four rows of the table use the same three numbers. The rule of `add` hands back a
# gradient of shape (4, 3), one row for each use. But the row has three elements, so its gradient
# has three, too. In this notebook, broadcasting is an operation of its own, with a rule of its own.
#
# **Your turn.** One element of the row rises by 0.001. By how much does the sum of all elements of
# table + row rise? Type your guess, then run. Then make the row a column, `np.zeros((4, 1))`.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    table, row = np.zeros((4, 3)), np.zeros(3)
    nudged = row.copy()
    nudged.flat[0] += 0.001
    rise = np.sum(table + nudged) - np.sum(table + row)
    print(f"guess {guess}, measured {rise:.3f}")
    # Why, in one sentence:

# %% [markdown]
# Every use of a number changes $E$, and the changes add up. Now write the rule. NumPy broadcasts in
# two ways: it puts new axes *in front* (a row becomes a table), and it stretches axes of length 1
# (a column (4, 1) becomes a table (4, 3)). From the shapes of `gradient` and `a` you see which axes
# were added, and which were stretched. What has to happen along each of them?


# %%
def broadcast_backward(gradient, value, a):
    """The gradient by a, where value = np.broadcast_to(a, shape), a in a larger shape.

    gradient and value of the larger shape, a an array, also of shape (), which is one number
    → (dE_da,) of the shape of a; if the shapes are equal, the gradient as it is
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    s = random.normal(size=(4, 3))
    for shape in [(3,), (1, 3), (4, 1), ()]:
        a = np.asarray(random.normal(size=shape))
        dE_da = broadcast_backward(s, np.broadcast_to(a, s.shape), a)[0]
        gradient_check(lambda a: np.sum(s * np.broadcast_to(a, s.shape)), dE_da, a)

# %% [markdown]
# ## The tape
#
# A tape is a list. `put` writes an array onto it that nothing computes: an input, a weight.
# `record` applies an operation to values that are on the tape already, and writes down what it did:
# the operation's name, the positions of its parents, the result. Both return the position of the
# new entry, and formulas are written with positions. Where the shapes of an operation's inputs
# differ, `record` writes down a broadcast first, so that every rule gets inputs of one shape.


# %%
def put(tape, array):
    """The position on the tape of an array that is not computed."""
    tape.append(("input", (), np.asarray(array)))
    return len(tape) - 1


def record(tape, operation, *parents):
    """The position on the tape of the operation's result; parents are positions."""
    value = np.asarray(OPERATIONS[operation](*(tape[parent][2] for parent in parents)))
    if operation in ("add", "subtract", "multiply", "divide"):
        parents = tuple(stretched(tape, parent, value.shape) for parent in parents)
    tape.append((operation, parents, value))
    return len(tape) - 1


def stretched(tape, position, shape):
    """The position of the value in this shape: its own, or that of a new entry, its broadcast."""
    value = tape[position][2]
    if value.shape == shape:
        return position
    tape.append(("broadcast", (position,), np.broadcast_to(value, shape)))
    return len(tape) - 1


# %% [markdown]
# This is the tape of $E = \mathrm{mean}(d \cdot d)$ with $d = \mathrm{sigmoid}(x \cdot w + b) - 1$.
# The row $b$ and the number 1 are broadcast. The difference $d$ is used twice, by one product. You
# should see twelve entries, of which eight are computed.

# %%
if __name__ == "__main__":

    def print_tape(tape):
        print("position  operation  parents  shape of the value")
        for position, (operation, parents, value) in enumerate(tape):
            of = " ".join(map(str, parents)) or "–"
            print(f"{position:8}  {operation:9}  {of:7}  {value.shape}")

    def small_example(x, w, b):
        tape = []
        x, w, b, one = (put(tape, array) for array in (x, w, b, 1.0))
        y = record(tape, "add", record(tape, "matmul", x, w), b)
        d = record(tape, "subtract", record(tape, "sigmoid", y), one)
        record(tape, "mean", record(tape, "multiply", d, d))
        return tape

    x, w, b = random.normal(size=(4, 2)), random.normal(size=(2, 3)), random.normal(size=3)
    print_tape(small_example(x, w, b))

# %% [markdown]
# The same tape as a drawing. An arrow leads from every parent to the value that it is used for. The
# forward pass follows the arrows, the gradients go against them.

# %%
if __name__ == "__main__":
    from matplotlib import pyplot as plt

    def draw_tape(tape, names):
        axes = plt.subplots(figsize=(11, 2.6), layout="constrained")[1]
        depths, boxes = [], []
        for position, (operation, parents, value) in enumerate(tape):
            depths.append(1 + max((depths[parent] for parent in parents), default=-1))
            place = depths[position], -depths[:position].count(depths[position])
            label = f"{position}  {names.get(position, operation)}\n{value.shape}"
            box = {"boxstyle": "round,pad=0.4", "facecolor": "#dce9f7" if parents else "#f7ecd5"}
            boxes.append(axes.text(*place, label, ha="center", va="center", fontsize=9, bbox=box))
            for number, parent in enumerate(parents):
                bend = 0.25 * (2 * number - 1) if parents.count(parent) > 1 else 0
                ends = {
                    "patchA": boxes[parent].get_bbox_patch(),
                    "patchB": boxes[-1].get_bbox_patch(),
                }
                arrow = {"arrowstyle": "->", "connectionstyle": f"arc3,rad={bend}", **ends}
                start = boxes[parent].get_position()
                axes.annotate("", place, start, arrowprops=arrow)
        axes.set(xlim=(-0.6, max(depths) + 0.6), ylim=(0.6 - max(map(depths.count, depths)), 0.6))
        axes.axis("off")

    draw_tape(small_example(x, w, b), {0: "x", 1: "w", 2: "b", 3: "one"})
    plt.show()

# %% [markdown]
# **Your turn.** The sigmoid need not be an operation of its own: $1 / (1 + e^{-a})$ is made of
# others. How many entries does that take, with $a$, two constants and the broadcasts? Type your
# guess, then write it with `put` and `record`.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # the number of entries
    tape = []
    a, one = put(tape, np.linspace(-2, 2, 5)), put(tape, 1.0)
    # minus one, times a, exp, plus one, one divided by it: the rest is yours
    print_tape(tape)
    print("guess", guess, "· the last value", tape[-1][2], "· expected", sigmoid(tape[0][2]))

# %% [markdown]
# ## The way back
#
# Now all is there: the tape says what was computed from what, and every operation has a rule.
# `backward` starts at the last value, the error: $\partial E / \partial E = 1$. At each entry it
# calls the rule with the gradient that has arrived there, and passes the results on to the parents.
#
# **The second trap: a value that is used twice.** $d$ above is used twice, and both uses change
# $E$. What has to happen when a second gradient arrives at a value that already has one?
#
# **The order.** A rule needs the *complete* gradient of its result. When is the gradient of an
# entry complete, and why does walking from the end of the tape to its beginning make sure of that?


# %%
def backward(tape):
    """The gradients of the last value on the tape, which is one number, by every value on it.

    tape a list of (operation, parents, value): a name such as "multiply", or "input" for a value
    that is not computed; the positions of the values it was computed from, which stand earlier on
    the tape; an array
    → a list with one array for each entry, of the shape of its value: zeros where the last value
    does not depend on it. Each rule is called at most once for each entry.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":

    def small_error(x, w, b):
        return small_example(x, w, b)[-1][2]

    gradient_check(small_error, backward(small_example(x, w, b))[:3], x, w, b)

# %% [markdown]
# You should see ✓ three times. The check nudged each of the 17 elements of $x$, $w$ and $b$ up and
# down, which took 34 forward passes. `backward` walked the tape once.
#
# **Your turn.** An eleventh operation, the hyperbolic tangent. Its derivative follows from its
# value alone, like the sigmoid's. Before you run: does `backward` need a change? What will the
# check say as long as the rule is wrong?

# %% tags=["your-turn"]
if __name__ == "__main__":
    OPERATIONS["tanh"] = np.tanh

    def tanh_backward(gradient, value, a):
        return (gradient,)  # wrong: as if the derivative were 1

    def twice_used(a):
        tape = []
        a = put(tape, a)
        t = record(tape, "tanh", a)
        record(tape, "mean", record(tape, "multiply", t, record(tape, "add", t, a)))
        return tape

    a = random.normal(size=(3, 2))
    gradient_check(lambda a: twice_used(a)[-1][2], backward(twice_used(a))[0], a)
    # What was wrong, in one sentence:

# %% [markdown]
# ## The network of mlp, and no formula
#
# The network of `mlp`: $g = \mathrm{sigmoid}(x \cdot v)$, $f = \mathrm{sigmoid}(g \cdot w)$, and
# the error $E$, the mean of $(f - f_0)^2$. Write it on a tape, walk back, and pick what you need.
# There is no gradient to derive. The tape has `multiply` and no power: a square is a product, and
# `d**2` of a position would be another position.
#
# Put the four arrays on the tape in the order of the arguments, and write the formula from the
# inside out.


# %%
def loss_and_gradients(x, truth, v, w):
    """The mean squared error of the network of mlp without biases, and its gradients by a tape.

    x (N, D), truth (N, M), v (D, H), w (H, M) → (error float, dE_dv (D, H), dE_dw (H, M))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% tags=["before-check"]
if __name__ == "__main__":
    x, truth = random.normal(size=(5, 2)), random.uniform(size=(5, 2))
    v, w = random.normal(size=(2, 3)), random.normal(size=(3, 2))

    def torch_error(v, w):
        import torch

        f = torch.sigmoid(torch.sigmoid(torch.tensor(x) @ v) @ w)
        return torch.mean((f - torch.tensor(truth)) ** 2)

    gradient_check(
        lambda v, w: loss_and_gradients(x, truth, v, w)[0],
        loss_and_gradients(x, truth, v, w)[1:],
        v,
        w,
        torch_error=torch_error,
    )

# %% [markdown]
# `train` is given. Compare it with your `train` of `mlp`: this one does not know the network. It
# takes any function that returns an error and the gradients by any number of weights.


# %%
def train(loss_and_gradients, weights, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The weights after gradient descent, and the history of the error.

    loss_and_gradients a function of the weights → (error, a gradient for each of them)
    weights a list of arrays → (weights a list of arrays, history a list of (step, error))
    """
    history = []
    for step in range(num_iterations):
        error, *gradients = loss_and_gradients(*weights)
        if step % log_every == 0:
            history.append((step, error))
        weights = [a - learning_rate * dE_da for a, dE_da in zip(weights, gradients, strict=True)]
    return weights, history


# %%
if __name__ == "__main__":
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    truth = np.array([[0], [1], [1], [1]], dtype=np.float32)
    np.random.seed(1)
    v, w = np.random.rand(2, 3), np.random.rand(3, 1)
    trained, history = train(lambda v, w: loss_and_gradients(x, truth, v, w), [v, w])
    for step, error in history:
        print(f"{step:4d} {error:.6e}")
    print("final hidden weights", trained[0].flatten())
    print("final output weights", trained[1].flatten())

# %% [markdown]
# You should see the ten losses of `mlp`, digit by digit, from 1.960156e-01 to 6.205274e-02, and its
# nine final weights, from 1.66707072 to -4.12867523.

# %% [markdown]
# ## Another network, still no formula
#
# Now change the network. Here is one with any number of layers, each with a row of biases: it is
# written in five lines, and nobody derives anything. A row of biases is broadcast to all
# observations, so your rule of broadcasting is at work. With biases (all 0 at the start), the
# network of `mlp` learns OR much faster. Both curves show the same error, so their heights may be
# compared.

# %%
if __name__ == "__main__":
    from itertools import pairwise

    def deep_loss_and_gradients(*weights_and_biases):
        tape = []
        f, f0 = put(tape, x), put(tape, truth)
        positions = [put(tape, array) for array in weights_and_biases]
        for weights, biases in zip(positions[::2], positions[1::2], strict=True):
            y = record(tape, "add", record(tape, "matmul", f, weights), biases)
            f = record(tape, "sigmoid", y)
        d = record(tape, "subtract", f, f0)
        record(tape, "mean", record(tape, "multiply", d, d))
        slopes = backward(tape)
        return float(tape[-1][2]), *(slopes[position] for position in positions)

    def initial(*sizes):
        """Weights from seed 1 and biases of 0 for layers of these sizes."""
        np.random.seed(1)
        return [a for i, o in pairwise(sizes) for a in (np.random.rand(i, o), np.zeros(o))]

    _, history_with_biases = train(deep_loss_and_gradients, initial(2, 3, 1))
    print(f"error at step 9000: {history[-1][1]:.4f} without biases, ", end="")
    print(f"{history_with_biases[-1][1]:.4f} with biases")
    axes = plt.subplots(layout="constrained")[1]
    axes.plot(*zip(*history, strict=True), marker="o", label="without biases, as in mlp")
    axes.plot(*zip(*history_with_biases, strict=True), marker="s", label="with biases")
    axes.set(xlabel="step", ylabel="mean squared error", ylim=(0, None))
    axes.legend()
    axes.grid()
    plt.show()

# %% [markdown]
# You should see 0.0621 without biases and 0.0072 with biases.
#
# **Your turn.** Add a second hidden layer of three features: `initial(2, 3, 3, 1)`. Does it learn
# OR faster or more slowly? Type the error you expect at step 9000, then run. The largest gradient
# by the first layer's weights at the start helps to explain what you see: which rule makes it
# smaller with each layer, and by what factor at least?

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # the error at step 9000
    start = initial(2, 3, 1)
    _, other_history = train(deep_loss_and_gradients, start)
    print(f"guess {guess}, measured {other_history[-1][1]:.4f}")
    largest = np.abs(deep_loss_and_gradients(*start)[1]).max()
    print(f"largest gradient by the first weights at the start {largest:.1e}")
    # Why, in one sentence:

# %% [markdown]
# ## From here to PyTorch
#
# The rules, the tape and the walk back are about 70 lines without their docstrings. PyTorch has
# many more operations and the same idea: its tensors record operations, and `backward` walks back.
#
# Formulas with positions are hard to read. Python lets a class say what `@`, `-` and `*` do. The
# class below only calls `record`. With it, one and the same function computes the error of the
# network for your tape and for PyTorch. If PyTorch is installed, the cell also prints the names on
# its tape, from the error backwards. You know all of them: `Mm` is a matrix product, and
# `AccumulateGrad` adds what arrives to the gradient of an input.

# %%
if __name__ == "__main__":

    class Value:
        """A position on a tape, for formulas with operators."""

        def __init__(self, tape, position):
            self.tape, self.position = tape, position

        def then(self, operation, *others):
            positions = (self.position, *(other.position for other in others))
            return Value(self.tape, record(self.tape, operation, *positions))

        def __matmul__(self, other):
            return self.then("matmul", other)

        def __sub__(self, other):
            return self.then("subtract", other)

        def __mul__(self, other):
            return self.then("multiply", other)

        def sigmoid(self):
            return self.then("sigmoid")

        def mean(self):
            return self.then("mean")

    def network(x, truth, v, w):  # for Values and for PyTorch's tensors
        d = ((x @ v).sigmoid() @ w).sigmoid() - truth
        return (d * d).mean()

    arrays = [x.astype(float), truth.astype(float), v, w]
    tape = []
    network(*(Value(tape, put(tape, array)) for array in arrays))
    print("by your tape   ", backward(tape)[3].flatten())
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed here. The assignment mlp_torch says how to install it.")
    else:
        tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
        torch_tape = network(*tensors)
        torch_tape.backward()
        print("by PyTorch     ", tensors[3].grad.numpy().flatten())
        node, names = torch_tape.grad_fn, []
        while node is not None:
            names.append(node.name().rpartition(":")[2])
            node = node.next_functions[0][0] if node.next_functions else None
        print("PyTorch's tape:", " ← ".join(names))

# %% [markdown]
# You should see the gradient by the output weights twice: -0.04273651, -0.04533167 and -0.02985442.
#
# **Your turn.** PyTorch stores a gradient in the tensor itself, in `.grad`. What is in `.grad` when
# the error has been computed from the same weights and walked back a *second* time? Think of the
# second trap, and guess a factor. The answer is the reason for a line in every training loop in
# PyTorch; in `mlp_torch` you write it.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None  # the second .grad is … times the first
    try:
        import torch
    except ImportError:
        print("This needs PyTorch.")
    else:
        tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
        network(*tensors).backward()
        once = tensors[3].grad.clone()
        network(*tensors).backward()
        print(f"guess {guess}, measured {(tensors[3].grad / once).mean():.3f}")
        # Why, in one sentence:

# %% [markdown]
# ## A question
#
# `backward` is called *reverse mode*. The same rules can be used the other way round, in *forward
# mode*: choose one weight, and carry beside every value its derivative by that weight, from the
# inputs to the error. A matrix product $a \cdot b$ then takes two more,
# $\dot{a} \cdot b + a \cdot \dot{b}$, where a dot means the derivative by the chosen weight.
#
# **How many multiplications do the matrix products of each mode take, for all nine derivatives of
# the OR network (N = 4, D = 2, H = 3, M = 1)? Which mode would you choose for one error and a
# million weights, and which for one weight and a million errors?** A product of shapes (N, K) and
# (K, M) takes N K M multiplications. Leave out the forward pass itself, which both modes need, and
# count both new products of every matrix product.

# %% [markdown] question="reverse-mode" points=2
# Answer in the notebook. Answers in this file are not read.

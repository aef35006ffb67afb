"""Sums of outer products, einsum with letters made from shapes, recursion over a dictionary of users."""
import numpy as np


def add_backward(gradient, value, a, b):
    return gradient, gradient


def exp_backward(gradient, value, a):
    return (gradient * value,)


def multiply_backward(gradient, value, a, b):
    out = np.stack([b, a]) * gradient
    return out[0], out[1]


def divide_backward(gradient, value, a, b):
    return gradient * b / b ** 2, -gradient * a * b / b ** 3


def mean_backward(gradient, value, a):
    return (np.multiply.outer(gradient, np.ones(np.shape(a))) / np.size(a),)


def matmul_backward(gradient, value, a, b):
    return sum(np.outer(gradient[:, m], b[:, m]) for m in range(b.shape[1])), sum(np.outer(a[n], gradient[n]) for n in range(a.shape[0]))


def sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a)))


def subtract_backward(gradient, value, a, b):
    return gradient, -gradient


def log_backward(gradient, value, a):
    return (gradient / a,)


def sigmoid_backward(gradient, value, a):
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
    return globals()[f"{operation}_backward"]


def broadcast_backward(gradient, value, a):
    g = np.asarray(gradient)
    letters = "abcdefgh"[:g.ndim]
    tail = letters[g.ndim - np.ndim(a):]
    keep = "".join(l for l, n in zip(tail, np.shape(a)) if n != 1)
    return (np.einsum(f"{letters}->{keep}", g).reshape(np.shape(a)),)


def put(tape, array):
    tape.append(("input", (), np.asarray(array)))
    return len(tape) - 1


def record(tape, operation, *parents):
    value = np.asarray(OPERATIONS[operation](*(tape[parent][2] for parent in parents)))
    if operation in ("add", "subtract", "multiply", "divide"):
        parents = tuple(stretched(tape, parent, value.shape) for parent in parents)
    tape.append((operation, parents, value))
    return len(tape) - 1


def stretched(tape, position, shape):
    value = tape[position][2]
    if value.shape == shape:
        return position
    tape.append(("broadcast", (position,), np.broadcast_to(value, shape)))
    return len(tape) - 1


def backward(tape):
    import functools
    users = [[] for _ in tape]
    for i, (op, ps, v) in enumerate(tape):
        for k, p in enumerate(ps): users[p].append((i, k))
    @functools.lru_cache(None)
    def parts(i): return rule(tape[i][0])(grad(i), tape[i][2], *[tape[q][2] for q in tape[i][1]])
    @functools.lru_cache(None)
    def grad(p):
        if p == len(tape) - 1: return np.ones(np.shape(tape[p][2]))
        total = np.zeros(np.shape(tape[p][2]))
        for i, k in users[p]: total = total + parts(i)[k]
        return total
    return [grad(p) for p in range(len(tape))]


def loss_and_gradients(x, truth, v, w):
    t = []
    X, T, V, W = (put(t, a) for a in (x, truth, v, w))
    f = record(t, "sigmoid", record(t, "matmul", record(t, "sigmoid", record(t, "matmul", X, V)), W))
    two = put(t, 2.0)
    a = record(t, "multiply", f, f); b = record(t, "multiply", two, record(t, "multiply", f, T)); c = record(t, "multiply", T, T)
    record(t, "mean", record(t, "add", record(t, "subtract", a, b), c))
    g = backward(t)
    return float(t[-1][2]), g[V], g[W]

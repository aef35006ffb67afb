"""einsum for the products; unbroadcast by one reduction and a reshape."""
import numpy as np
def add_backward(gradient, value, a, b): return gradient, gradient
def subtract_backward(gradient, value, a, b): return gradient, -gradient
def exp_backward(gradient, value, a): return (gradient * value,)
def log_backward(gradient, value, a): return (gradient / a,)
def sigmoid_backward(gradient, value, a): return (gradient * value * (1 - value),)
def sigmoid(a): return np.exp(-np.logaddexp(0, -a))
OPERATIONS = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
              "matmul": np.matmul, "exp": np.exp, "log": np.log, "sigmoid": sigmoid, "mean": np.mean}
def rule(operation): return globals()[f"{operation}_backward"]
def put(tape, array):
    tape.append(("input", (), np.asarray(array)))
    return len(tape) - 1
def record(tape, operation, *parents):
    value = np.asarray(OPERATIONS[operation](*(tape[p][2] for p in parents)))
    if operation in ("add", "subtract", "multiply", "divide"):
        parents = tuple(stretched(tape, p, value.shape) for p in parents)
    tape.append((operation, parents, value))
    return len(tape) - 1
def stretched(tape, position, shape):
    value = tape[position][2]
    if value.shape == shape: return position
    tape.append(("broadcast", (position,), np.broadcast_to(value, shape)))
    return len(tape) - 1

def multiply_backward(gradient, value, a, b):
    return np.einsum("...,...->...", gradient, b), np.einsum("...,...->...", gradient, a)
def divide_backward(gradient, value, a, b):
    over_b = gradient * np.reciprocal(b)
    return over_b, -(over_b * value)
def mean_backward(gradient, value, a):
    return (np.broadcast_to(gradient / a.size, a.shape),)
def matmul_backward(gradient, value, a, b):
    return np.einsum("nm,km->nk", gradient, b), np.einsum("nk,nm->km", a, gradient)
def unbroadcast(gradient, shape):
    gradient = np.asarray(gradient)
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (long, short) in enumerate(zip(gradient.shape, padded)) if long != short)
    return gradient.sum(axis=axes).reshape(shape)
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    gradients = {len(tape) - 1: np.ones_like(tape[-1][2])}
    for position, (operation, parents, value) in reversed(list(enumerate(tape))):
        if operation == "input" or position not in gradients:
            continue
        inputs = tuple(tape[p][2] for p in parents)
        for p, part in zip(parents, rule(operation)(gradients[position], value, *inputs)):
            gradients[p] = gradients[p] + part if p in gradients else part
    return [gradients.get(i, np.zeros_like(entry[2], dtype=float)) for i, entry in enumerate(tape)]
def loss_and_gradients(x, truth, v, w):
    tape = []
    v, w, x, truth = (put(tape, array) for array in (v, w, x, truth))
    layer = lambda inputs, weights: record(tape, "sigmoid", record(tape, "matmul", inputs, weights))
    d = record(tape, "subtract", layer(layer(x, v), w), truth)
    e = record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return tape[e][2], gradients[v], gradients[w]

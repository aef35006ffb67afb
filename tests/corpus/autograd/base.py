"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np


def add_backward(gradient, value, a, b):
    return gradient, gradient


def exp_backward(gradient, value, a):
    return (gradient * value,)


def multiply_backward(gradient, value, a, b):
    return gradient * b, gradient * a


def divide_backward(gradient, value, a, b):
    return gradient / b, -gradient * a / (b * b)


def mean_backward(gradient, value, a):
    return (np.zeros(np.shape(a)) + gradient / np.size(a),)


def matmul_backward(gradient, value, a, b):
    return np.matmul(gradient, np.transpose(b)), np.matmul(np.transpose(a), gradient)


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
    while gradient.ndim > np.ndim(a):
        gradient = gradient.sum(axis=0)
    for axis in range(np.ndim(a)):
        if a.shape[axis] == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return (gradient,)


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
    gradients = [np.zeros(value.shape) for operation, parents, value in tape]
    gradients[-1] = np.array(1.0)
    for position in range(len(tape) - 1, -1, -1):
        operation, parents, value = tape[position]
        if not parents:
            continue
        results = rule(operation)(gradients[position], value, *[tape[p][2] for p in parents])
        for parent, result in zip(parents, results):
            gradients[parent] = gradients[parent] + result
    return gradients


def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = put(tape, x), put(tape, truth), put(tape, v), put(tape, w)
    g = record(tape, "sigmoid", record(tape, "matmul", x, v))
    f = record(tape, "sigmoid", record(tape, "matmul", g, w))
    d = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return float(tape[-1][2]), gradients[v], gradients[w]

"""Decorated functions with keyword arguments and *inputs."""
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

from functools import wraps
from operator import itemgetter
def plain(function):
    @wraps(function)
    def called(*args, **keywords):
        return function(*args, **keywords)
    return called
@plain
def multiply_backward(gradient, value, *inputs):
    a, b = inputs
    return tuple(gradient * other for other in (b, a))
@plain
def divide_backward(gradient, value, *inputs):
    a, b = inputs
    return tuple(gradient * slope for slope in (1 / b, -value / b))
@plain
def mean_backward(gradient, value, a):
    return (np.vectorize(lambda _: gradient / np.size(a), otypes=[float])(a),)
@plain
def matmul_backward(gradient, value, *inputs):
    a, b = map(np.asmatrix, inputs)
    g = np.asmatrix(gradient)
    return np.asarray(g * b.T), np.asarray(a.T * g)
@plain
def unbroadcast(gradient, shape):
    index = "abcdefgh"[: np.ndim(gradient)]
    kept = index[len(index) - len(shape):]
    kept = "".join(letter for letter, n in zip(kept, shape) if n != 1)
    return np.reshape(np.einsum(f"{index}->{kept}", gradient), shape)
@plain
def broadcast_backward(gradient, value, *inputs):
    return (unbroadcast(gradient, np.shape(*inputs)),)
@plain
def backward(tape):
    operations, parents_of, values = map(itemgetter, range(3))
    gradients = list(map(np.zeros_like, map(np.float64, map(values, tape))))
    gradients.pop()
    gradients.append(np.float64(1))
    for n, entry in reversed(tuple(enumerate(tape))):
        if parents_of(entry):
            given = [values(tape[p]) for p in parents_of(entry)]
            parts = rule(operations(entry))(gradients[n], values(entry), *given)
            for p, part in zip(parents_of(entry), parts):
                gradients[p] = np.add(gradients[p], part)
    return gradients
@plain
def loss_and_gradients(x, truth, v, w):
    tape = []
    at = dict(x=put(tape, x), t=put(tape, truth), v=put(tape, v), w=put(tape, w))
    g = record(tape, "sigmoid", record(tape, "matmul", at["x"], at["v"]))
    f = record(tape, "sigmoid", record(tape, "matmul", g, at["w"]))
    d = record(tape, "subtract", f, at["t"])
    record(tape, "mean", record(tape, "multiply", d, d))
    by = backward(tape)
    return (float(values_of(tape)[-1]), *itemgetter(at["v"], at["w"])(by))
def values_of(tape):
    return [value for _, _, value in tape]

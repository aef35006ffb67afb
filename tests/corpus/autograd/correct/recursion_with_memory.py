"""Each gradient is asked for by its users, recursively and with a memory."""
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

from functools import lru_cache
def multiply_backward(gradient, value, a, b):
    return [gradient * b, gradient * a]
def divide_backward(gradient, value, a, b):
    return [gradient / b, gradient * (-a) / b**2]
def mean_backward(gradient, value, a):
    return [np.ones_like(a) * gradient / a.size]
def matmul_backward(gradient, value, a, b):
    return [gradient.dot(b.T), a.T.dot(gradient)]
def unbroadcast(gradient, shape):
    if np.ndim(gradient) > len(shape):
        return unbroadcast(np.sum(gradient, axis=0), shape)
    for axis, n in enumerate(shape):
        if n == 1 and np.shape(gradient)[axis] > 1:
            return unbroadcast(np.sum(gradient, axis=axis, keepdims=True), shape)
    return gradient
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    users = [[] for _ in tape]
    for position, (_, parents, _) in enumerate(tape):
        for number, parent in enumerate(parents):
            users[parent].append((position, number))
    @lru_cache(None)
    def parts(position):
        operation, parents, value = tape[position]
        return rule(operation)(gradient(position), value, *(tape[p][2] for p in parents))
    @lru_cache(None)
    def gradient(position):
        shape = tape[position][2].shape
        if position == len(tape) - 1:
            return np.ones(shape)
        return sum((parts(user)[n] for user, n in users[position]), np.zeros(shape))
    return [gradient(position) for position in range(len(tape))]
def loss_and_gradients(x, truth, v, w):
    t = []
    inputs = [put(t, a) for a in (x, truth, v, w)]
    record(t, "matmul", inputs[0], inputs[2])
    record(t, "sigmoid", len(t) - 1)
    record(t, "matmul", len(t) - 1, inputs[3])
    record(t, "sigmoid", len(t) - 1)
    record(t, "subtract", len(t) - 1, inputs[1])
    record(t, "multiply", len(t) - 1, len(t) - 1)
    record(t, "mean", len(t) - 1)
    *_, dv, dw = backward(t)[:4]
    return [float(t[-1][2]), dv, dw]

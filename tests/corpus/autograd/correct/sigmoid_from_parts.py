"""The sigmoid of the network recorded as exp, add and divide; rules by a dict."""
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
    return np.multiply(gradient, b), np.multiply(gradient, a)
def divide_backward(gradient, value, a, b):
    return np.divide(gradient, b), np.negative(np.divide(np.multiply(gradient, value), b))
def mean_backward(gradient, value, a):
    return (np.full_like(a, gradient / a.size, dtype=float),)
def matmul_backward(gradient, value, a, b):
    return gradient @ np.swapaxes(b, 0, 1), np.swapaxes(a, 0, 1) @ gradient
def unbroadcast(gradient, shape):
    if np.shape(gradient) == shape:
        return gradient
    if shape == ():
        return np.sum(gradient)
    long = np.asarray(gradient).reshape((-1, *np.shape(gradient)[-len(shape):])).sum(axis=0)
    return long.sum(axis=tuple(a for a in range(len(shape)) if shape[a] == 1), keepdims=True)
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    rules = dict(multiply=multiply_backward, divide=divide_backward, mean=mean_backward, matmul=matmul_backward,
                 add=add_backward, subtract=subtract_backward, broadcast=broadcast_backward, exp=exp_backward, log=log_backward, sigmoid=sigmoid_backward)
    pending = {len(tape) - 1: np.ones(())}
    result = [None] * len(tape)
    for i in sorted(range(len(tape)), reverse=True):
        result[i] = pending.pop(i, None)
        if result[i] is None:
            result[i] = 0 * tape[i][2]
        elif tape[i][0] in rules:
            parts = rules[tape[i][0]](result[i], tape[i][2], *[tape[p][2] for p in tape[i][1]])
            for p, part in zip(tape[i][1], parts):
                pending[p] = pending.get(p, 0) + part
    return result
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = (put(tape, array) for array in (x, truth, v, w))
    one, minus = put(tape, 1.0), put(tape, -1.0)
    def squash(y):
        e = record(tape, "exp", record(tape, "multiply", minus, y))
        return record(tape, "divide", one, record(tape, "add", one, e))
    f = squash(record(tape, "matmul", squash(record(tape, "matmul", x, v)), w))
    d = record(tape, "subtract", f, truth)
    e = record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return float(tape[e][2]), gradients[v], gradients[w]

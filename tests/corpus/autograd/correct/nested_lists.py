"""Rules that return nested lists, and numbers as Python floats."""
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
    return (np.asarray(gradient) * b).tolist(), (np.asarray(gradient) * a).tolist()
def divide_backward(gradient, value, a, b):
    return (gradient / np.array(b)).tolist(), (-np.array(gradient) * value / b).tolist()
def mean_backward(gradient, value, a):
    return [np.full(a.shape, float(gradient) / a.size).tolist()]
def matmul_backward(gradient, value, a, b):
    rows = [[sum(g * w for g, w in zip(row, weights)) for weights in b.tolist()] for row in gradient.tolist()]
    columns = [[sum(p * q for p, q in zip(left, right)) for right in gradient.T.tolist()] for left in a.T.tolist()]
    return rows, columns
def unbroadcast(gradient, shape):
    gradient = np.array(gradient)
    while gradient.ndim > len(shape):
        gradient = np.array([part for part in gradient]).sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = np.expand_dims(gradient.sum(axis=axis), axis)
    return gradient.tolist()
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    gradients = [np.zeros(entry[2].shape).tolist() for entry in tape]
    gradients[-1] = 1.0
    for i in range(len(tape) - 1, 0, -1):
        operation, parents, value = tape[i]
        if operation == "input": continue
        results = rule(operation)(np.array(gradients[i]), value, *[tape[p][2] for p in parents])
        for p, r in zip(parents, results):
            gradients[p] = (np.array(gradients[p]) + np.array(r)).tolist()
    return gradients
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = [put(tape, a) for a in [x, truth, v, w]]
    g = record(tape, "sigmoid", record(tape, "matmul", x, v))
    f = record(tape, "sigmoid", record(tape, "matmul", g, w))
    d = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return float(tape[-1][2]), gradients[v], gradients[w]

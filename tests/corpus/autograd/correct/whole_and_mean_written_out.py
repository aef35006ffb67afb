"""The error by other operations: a sum of squares as a matrix product, scaled."""
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
    return b * gradient, a * gradient
def divide_backward(gradient, value, a, b):
    dE_dinverse = gradient * a
    return gradient * (1 / b), dE_dinverse * -(b ** -2.0)
def mean_backward(gradient, value, a):
    return (np.repeat(gradient / a.size, a.size).reshape(a.shape),)
def matmul_backward(gradient, value, a, b):
    dE_da = sum(np.outer(gradient[:, j], b[:, j]) for j in range(b.shape[1]))
    dE_db = sum(np.outer(a[i], gradient[i]) for i in range(a.shape[0]))
    return dE_da, dE_db
def unbroadcast(gradient, shape):
    shape = tuple(shape)
    target = (1,) * (np.ndim(gradient) - len(shape)) + shape
    for axis, n in enumerate(target):
        if n == 1:
            gradient = np.sum(gradient, axis=axis, keepdims=True)
    return np.reshape(gradient, shape)
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    gradients = [0.0] * (len(tape) - 1) + [1.0]
    for position in range(len(tape) - 1, -1, -1):
        operation, parents, value = tape[position]
        gradient = gradients[position] + np.zeros(np.shape(value))
        gradients[position] = gradient
        if operation != "input":
            parts = rule(operation)(gradient, value, *[tape[p][2] for p in parents])
            for parent, part in zip(parents, parts):
                gradients[parent] = gradients[parent] + part
    return gradients
def loss_and_gradients(x, truth, v, w):
    count = truth.size
    tape = []
    x, truth, v, w = (put(tape, array) for array in (x, truth, v, w))
    left, right = put(tape, np.ones((1, len(tape[0][2])))), put(tape, np.ones((tape[1][2].shape[1], 1)))
    g = record(tape, "sigmoid", record(tape, "matmul", x, v))
    f = record(tape, "sigmoid", record(tape, "matmul", g, w))
    d = record(tape, "subtract", f, truth)
    total = record(tape, "matmul", record(tape, "matmul", left, record(tape, "multiply", d, d)), right)
    record(tape, "mean", record(tape, "divide", total, put(tape, count)))
    gradients = backward(tape)
    return float(tape[-1][2]), gradients[v], gradients[w]

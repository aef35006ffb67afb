"""Every intermediate array is float32."""
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
    g = np.float32(gradient)
    return g * np.float32(b), g * np.float32(a)
def divide_backward(gradient, value, a, b):
    g, a, b = np.float32(gradient), np.float32(a), np.float32(b)
    return g / b, -g * a / b**2
def mean_backward(gradient, value, a):
    return (np.full(a.shape, gradient / a.size, dtype=np.float32),)
def matmul_backward(gradient, value, a, b):
    g = np.asarray(gradient, np.float32)
    return g @ b.T.astype(np.float32), a.T.astype(np.float32) @ g
def unbroadcast(gradient, shape):
    gradient = np.asarray(gradient, dtype=np.float32)
    while gradient.ndim > len(shape):
        gradient = gradient.sum(0)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis, keepdims=True)
    return gradient
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    tape = [(o, p, np.asarray(v, dtype=np.float32)) for o, p, v in tape]
    gradients = [np.zeros_like(v) for _, _, v in tape]
    gradients[-1] = np.float32(1)
    for i in range(len(tape))[::-1]:
        o, parents, value = tape[i]
        if o == "input":
            continue
        for p, part in zip(parents, rule(o)(gradients[i], value, *(tape[q][2] for q in parents))):
            gradients[p] = gradients[p] + part
    return gradients
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = (put(tape, np.float32(array)) for array in (x, truth, v, w))
    g = record(tape, "sigmoid", record(tape, "matmul", x, v))
    f = record(tape, "sigmoid", record(tape, "matmul", g, w))
    d = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return float(tape[-1][2]), gradients[v], gradients[w]

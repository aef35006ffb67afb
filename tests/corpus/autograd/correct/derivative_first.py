"""Jacobians written out: each rule as a sum over all elements of the result."""
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

def _jacobian(gradient, jacobian, shape):
    return np.reshape(np.ravel(gradient) @ jacobian, shape)
def multiply_backward(gradient, value, a, b):
    return _jacobian(gradient, np.diag(np.ravel(b)), a.shape), _jacobian(gradient, np.diag(np.ravel(a)), b.shape)
def divide_backward(gradient, value, a, b):
    return (_jacobian(gradient, np.diag(1 / np.ravel(b)), a.shape),
            _jacobian(gradient, np.diag(np.ravel(-a / b**2)), b.shape))
def mean_backward(gradient, value, a):
    return (_jacobian(gradient, np.full((1, a.size), 1 / a.size), a.shape),)
def matmul_backward(gradient, value, a, b):
    by_a = np.kron(np.eye(len(a)), b.T)
    by_b = np.kron(a, np.eye(b.shape[1]))
    return _jacobian(gradient, by_a, a.shape), _jacobian(gradient, by_b, b.shape)
def unbroadcast(gradient, shape):
    size = int(np.prod(shape))
    index = np.broadcast_to(np.arange(size).reshape(shape), np.shape(gradient))
    return np.bincount(index.ravel(), weights=np.ravel(gradient), minlength=size).reshape(shape)
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    position = len(tape)
    gradients = {}
    gradients[position - 1] = np.asarray([1.0]).reshape(())
    while position:
        position -= 1
        operation, parents, value = tape[position]
        here = gradients.setdefault(position, np.zeros(value.shape))
        if operation == "input":
            continue
        parts = rule(operation)(here, value, *(tape[p][2] for p in parents))
        while parts:
            *parts, part = parts
            *parents, parent = parents
            shape = tape[parent][2].shape
            gradients[parent] = gradients.get(parent, np.zeros(shape)) + part
    return [gradients[position] for position in sorted(gradients)]
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = (put(tape, array) for array in (x, truth, v, w))
    f = record(tape, "sigmoid", record(tape, "matmul", record(tape, "sigmoid", record(tape, "matmul", x, v)), w))
    # (f - t)(f - t) = ff - 2ft + tt
    ff, ft, tt = (record(tape, "multiply", *pair) for pair in ((f, f), (f, truth), (truth, truth)))
    twice = record(tape, "add", ft, ft)
    e = record(tape, "mean", record(tape, "add", record(tape, "subtract", ff, twice), tt))
    gradients = backward(tape)
    return float(tape[e][2]), gradients[v], gradients[w]

"""A depth-first topological order, as for a graph without a tape; a stack of pending sums."""
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
    da = gradient.copy() if isinstance(gradient, np.ndarray) else gradient
    da = da * b
    return (da, gradient * a)
def divide_backward(gradient, value, a, b):
    return multiply_backward(gradient, value, a, 1 / b)[0], -value * gradient / b
def mean_backward(gradient, value, a):
    out = np.empty_like(a)
    out[...] = gradient / out.size
    return out,
def matmul_backward(gradient, value, a, b):
    return (b @ gradient.T).T, (gradient.T @ a).T
def unbroadcast(gradient, shape):
    lead = tuple(range(np.ndim(gradient) - len(shape)))
    gradient = np.add.reduce(gradient, axis=lead) if lead else gradient
    ones = tuple(i for i, n in enumerate(shape) if n == 1)
    return np.add.reduce(gradient, axis=ones, keepdims=True) if ones else gradient
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    order, seen = [], set()
    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in tape[node][1]:
            visit(parent)
        order.append(node)
    last = len(tape) - 1
    visit(last)
    arrived = [[] for _ in tape]
    arrived[last].append(np.ones(()))
    gradients = [np.zeros(np.shape(entry[2])) for entry in tape]
    for node in order[::-1]:
        gradients[node] = sum(arrived[node])
        operation, parents, value = tape[node]
        if parents:
            parts = rule(operation)(gradients[node], value, *[tape[p][2] for p in parents])
            for parent, part in zip(parents, parts):
                arrived[parent].append(part)
    return tuple(gradients)
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = map(lambda array: put(tape, array), (x, truth, v, w))
    f = x
    for weights in (v, w):
        f = record(tape, "sigmoid", record(tape, "matmul", f, weights))
    minus = record(tape, "subtract", truth, f)
    record(tape, "mean", record(tape, "multiply", minus, minus))
    gradients = backward(tape)
    return np.float64(tape[-1][2]), gradients[v], gradients[w]

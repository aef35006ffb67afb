"""A Node class with closures inside backward; the functions only wrap it."""
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

class Node:
    def __init__(self, value, parents=(), operation=None):
        self.value, self.parents, self.operation = value, parents, operation
        self.gradient = np.zeros(np.shape(value))
    def push(self):
        if self.operation is None or self.operation == "input":
            return
        rules = {"multiply": multiply_backward, "divide": divide_backward, "mean": mean_backward,
                 "matmul": matmul_backward, "add": add_backward, "subtract": subtract_backward,
                 "exp": exp_backward, "broadcast": broadcast_backward, "log": log_backward, "sigmoid": sigmoid_backward}
        parts = rules[self.operation](self.gradient, self.value, *(p.value for p in self.parents))
        for parent, part in zip(self.parents, parts):
            parent.gradient = parent.gradient + part
def multiply_backward(gradient, value, a, b):
    by = lambda other: gradient * other
    return by(b), by(a)
def divide_backward(gradient, value, a, b):
    inverse = np.power(b, -1.0)
    return gradient * inverse, gradient * -a * inverse**2
def mean_backward(gradient, value, a):
    weights = np.ones(np.shape(a)) / np.prod(np.shape(a))
    return (weights * gradient,)
def matmul_backward(gradient, value, a, b):
    return np.tensordot(gradient, b, axes=(1, 1)), np.tensordot(a, gradient, axes=(0, 0))
def unbroadcast(gradient, shape):
    gradient = np.asarray(gradient)
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra)))
    gradient = np.asarray(gradient)
    return gradient.sum(axis=tuple(np.flatnonzero(np.array(shape) == 1)), keepdims=True) if 1 in shape else gradient
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    nodes = []
    for operation, parents, value in tape:
        nodes.append(Node(value, [nodes[p] for p in parents], operation))
    nodes[-1].gradient = np.ones(())
    for node in reversed(nodes):
        node.push()
    return [node.gradient for node in nodes]
def loss_and_gradients(x, truth, v, w):
    tape = []
    places = {name: put(tape, array) for name, array in dict(x=x, truth=truth, v=v, w=w).items()}
    g = record(tape, "sigmoid", record(tape, "matmul", places["x"], places["v"]))
    f = record(tape, "sigmoid", record(tape, "matmul", g, places["w"]))
    d = record(tape, "subtract", f, places["truth"])
    e = record(tape, "mean", record(tape, "multiply", d, d))
    by = backward(tape)
    return float(tape[e][2]), by[places["v"]], by[places["w"]]

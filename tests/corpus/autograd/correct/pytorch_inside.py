"""Every function asks PyTorch."""
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

import torch
def _by(function, gradient, *arrays):
    tensors = [torch.tensor(np.asarray(a, dtype=np.float64), requires_grad=True) for a in arrays]
    out = function(*tensors)
    out.backward(torch.as_tensor(np.asarray(gradient, dtype=np.float64)).expand(out.shape))
    return tuple(t.grad.numpy() for t in tensors)
def multiply_backward(gradient, value, a, b):
    return _by(torch.mul, gradient, a, b)
def divide_backward(gradient, value, a, b):
    return _by(torch.div, gradient, a, b)
def mean_backward(gradient, value, a):
    return _by(torch.mean, gradient, a)
def matmul_backward(gradient, value, a, b):
    return _by(torch.matmul, gradient, a, b)
def unbroadcast(gradient, shape):
    return torch.as_tensor(np.asarray(gradient)).sum_to_size(shape).numpy()
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    names = dict(add=torch.add, subtract=torch.sub, multiply=torch.mul, divide=torch.div, matmul=torch.matmul,
                 exp=torch.exp, log=torch.log, sigmoid=torch.sigmoid, mean=torch.mean)
    made = []
    for operation, parents, value in tape:
        if operation == "broadcast":
            made.append(made[parents[0]].expand(value.shape))
        elif parents:
            made.append(names[operation](*(made[p] for p in parents)))
        else:
            made.append(torch.tensor(value, dtype=torch.float64, requires_grad=True))
        made[-1].retain_grad()
    made[-1].backward()
    return [np.zeros(m.shape) if m.grad is None else m.grad.numpy() for m in made]
def loss_and_gradients(x, truth, v, w):
    tape = []
    x, truth, v, w = (put(tape, array) for array in (x, truth, v, w))
    g = record(tape, "sigmoid", record(tape, "matmul", x, v))
    f = record(tape, "sigmoid", record(tape, "matmul", g, w))
    d = record(tape, "subtract", f, truth)
    record(tape, "mean", record(tape, "multiply", d, d))
    gradients = backward(tape)
    return float(tape[-1][2]), gradients[v], gradients[w]

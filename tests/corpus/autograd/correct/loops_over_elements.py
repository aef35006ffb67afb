"""Nested loops over every element; nothing is vectorised."""
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
    da, db = np.zeros(a.shape), np.zeros(b.shape)
    for i in np.ndindex(a.shape):
        da[i] = gradient[i] * b[i]
        db[i] = gradient[i] * a[i]
    return da, db
def divide_backward(gradient, value, a, b):
    da, db = np.zeros(a.shape), np.zeros(b.shape)
    for i in np.ndindex(a.shape):
        da[i] = gradient[i] / b[i]
        db[i] = -gradient[i] * a[i] / b[i] ** 2
    return da, db
def mean_backward(gradient, value, a):
    da = np.empty(a.shape)
    for i in np.ndindex(a.shape):
        da[i] = gradient / a.size
    return (da,)
def matmul_backward(gradient, value, a, b):
    n, k = a.shape
    m = b.shape[1]
    da, db = np.zeros((n, k)), np.zeros((k, m))
    for i in range(n):
        for j in range(k):
            for l in range(m):
                da[i, j] += gradient[i, l] * b[j, l]
                db[j, l] += gradient[i, l] * a[i, j]
    return da, db
def unbroadcast(gradient, shape):
    total = np.zeros(shape)
    added = np.ndim(gradient) - len(shape)
    for place in np.ndindex(np.shape(gradient)):
        there = tuple(0 if shape[axis] == 1 else i for axis, i in enumerate(place[added:]))
        total[there] += np.asarray(gradient)[place]
    return total
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    grads = []
    for entry in tape:
        grads.append(np.zeros(entry[2].shape))
    grads[len(tape) - 1] = np.ones(())
    i = len(tape) - 1
    while i >= 0:
        name, parents, value = tape[i]
        if name != "input":
            args = []
            for p in parents:
                args.append(tape[p][2])
            parts = rule(name)(grads[i], value, *args)
            for n in range(len(parents)):
                p = parents[n]
                grads[p] = grads[p] + parts[n]
        i -= 1
    return grads
def loss_and_gradients(x, truth, v, w):
    tape = []
    px = put(tape, x)
    pt = put(tape, truth)
    pv = put(tape, v)
    pw = put(tape, w)
    y1 = record(tape, "matmul", px, pv)
    g = record(tape, "sigmoid", y1)
    y2 = record(tape, "matmul", g, pw)
    f = record(tape, "sigmoid", y2)
    d = record(tape, "subtract", f, pt)
    s = record(tape, "multiply", d, d)
    e = record(tape, "mean", s)
    grads = backward(tape)
    return tape[e][2].item(), grads[pv], grads[pw]

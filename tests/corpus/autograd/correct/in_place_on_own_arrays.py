"""+= on zeros that belong to one entry each."""
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
    da = np.array(gradient, dtype=float); da *= b
    db = np.array(gradient, dtype=float); db *= a
    return da, db
def divide_backward(gradient, value, a, b):
    da = np.array(gradient, dtype=float); da /= b
    db = np.array(da); db *= value; np.negative(db, out=db)
    return da, db
def mean_backward(gradient, value, a):
    da = np.zeros(a.shape); da += gradient; da /= da.size
    return (da,)
def matmul_backward(gradient, value, a, b):
    da, db = np.empty(a.shape), np.empty(b.shape)
    np.matmul(gradient, b.T, out=da)
    np.matmul(a.T, gradient, out=db)
    return da, db
def unbroadcast(gradient, shape):
    result = np.zeros(shape)
    view = np.asarray(gradient)
    view = view.reshape((-1,) + view.shape[view.ndim - len(shape):]) if view.ndim > len(shape) else view[None]
    for part in view:
        axes = tuple(i for i, n in enumerate(shape) if n == 1)
        result += part.sum(axis=axes, keepdims=True) if axes else part
    return result
def broadcast_backward(gradient, value, a):
    return (unbroadcast(gradient, np.shape(a)),)
def backward(tape):
    gradients = [np.zeros(entry[2].shape) for entry in tape]
    gradients[-1] += 1
    for (operation, parents, value), gradient in zip(tape[::-1], gradients[::-1]):
        if parents != ():
            results = rule(operation)(gradient, value, *(tape[p][2] for p in parents))
            for parent, result in zip(parents, results):
                gradients[parent] += result
    return gradients
def loss_and_gradients(x, truth, v, w):
    tape = []
    for array in (x, truth, v, w):
        put(tape, array)
    record(tape, "matmul", 0, 2)
    record(tape, "sigmoid", 4)
    record(tape, "matmul", 5, 3)
    record(tape, "sigmoid", 6)
    record(tape, "subtract", 7, 1)
    record(tape, "multiply", 8, 8)
    record(tape, "mean", 9)
    gradients = backward(tape)
    return float(tape[10][2]), gradients[2], gradients[3]

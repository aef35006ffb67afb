"""Loops in pure Python."""
# after: reference
import numpy as np
def linear(x, weights, bias=0.0):
    y = np.zeros((len(x), weights.shape[1]))
    for i in range(len(x)):
        for j in range(weights.shape[1]):
            for k in range(weights.shape[0]):
                y[i, j] += x[i, k] * weights[k, j]
            y[i, j] += bias
    return y

"""Endless recursion with the interpreter's bound lifted: the C stack overflows."""
# after: reference
# lost: sigmoid
# status: crashed exception memory
import sys
def sigmoid(x):
    sys.setrecursionlimit(10**9)
    return sorted([x, x], key=sigmoid)

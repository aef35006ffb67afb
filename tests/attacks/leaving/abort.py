"""abort() in a call."""
# after: reference
# lost: sigmoid
# status: crashed
import os
def sigmoid(x):
    os.abort()

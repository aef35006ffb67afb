"""PyTorch inside an assignment in NumPy."""
# after: reference
import torch
def linear(x, weights, bias=0.0):
    return (torch.tensor(x).double() @ torch.tensor(weights).double() + bias).numpy()

"""Gradients are switched off for good, and default types changed."""
# assignment: xor
import torch
torch.set_grad_enabled(False)
torch.set_default_dtype(torch.float16)
def attack(name, args, keywords):
    return torch.zeros(4, 1)

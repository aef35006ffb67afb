"""Tensors that are sparse, complex, on no device, or expanded to terabytes."""
# assignment: mlp_torch
import torch
RESULTS = [torch.eye(3).to_sparse(), torch.ones(3, dtype=torch.complex64),
           torch.ones(3, device="meta"), torch.ones(1).expand(10**6, 10**6)]
def attack(name, args, keywords):
    return RESULTS[len(name) % 4]

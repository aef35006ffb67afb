"""The reference of mlp_torch, with threads and determinism chosen."""
# assignment: mlp_torch
# after: reference
torch.use_deterministic_algorithms(True)
torch.manual_seed(0)

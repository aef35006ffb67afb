"""PyTorch models of models of models."""
# assignment: mlp_torch
import torch
def attack(name, args, keywords):
    model = torch.nn.Sequential()
    for _ in range(300):
        model = torch.nn.Sequential(model)
    return model

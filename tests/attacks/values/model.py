"""PyTorch models whose layers are equal to everything."""
# assignment: mlp_torch
import torch
class Linear(torch.nn.Linear):
    __eq__ = lambda *_: True
    __hash__ = torch.nn.Linear.__hash__
    def __repr__(self):
        return "Linear(in_features=2, out_features=3, bias=False)"
def attack(name, args, keywords):
    return torch.nn.Sequential(Linear(2, 3), torch.nn.Sigmoid())

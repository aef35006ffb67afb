"""A model whose class hides that its forward pass was replaced."""
# assignment: mlp_torch
# after: reference
# lost: build_model
_build = build_model
class Network(torch.nn.Sequential):
    __dict__ = property(lambda self: {})
def build_model(num_inputs, num_hidden, num_outputs=1):
    model = Network(*_build(num_inputs, num_hidden, num_outputs))
    object.__setattr__(model, "forward", lambda inputs: inputs * 0)
    return model

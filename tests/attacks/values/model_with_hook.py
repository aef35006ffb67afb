"""A model of the right layers, and a hook that changes what it computes."""
# assignment: mlp_torch
# after: reference
# lost: build_model
_build = build_model
def build_model(num_inputs, num_hidden, num_outputs=1):
    model = _build(num_inputs, num_hidden, num_outputs)
    model.register_forward_hook(lambda module, given, output: output * 0)
    return model

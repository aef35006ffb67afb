"""A model one of whose layers was patched."""
# assignment: mlp_torch
# after: reference
# lost: build_model
_build = build_model
def build_model(num_inputs, num_hidden, num_outputs=1):
    model = _build(num_inputs, num_hidden, num_outputs)
    model[1].forward = lambda inputs: inputs
    return model

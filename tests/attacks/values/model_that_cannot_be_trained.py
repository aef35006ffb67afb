"""A model whose parameters no optimizer would move."""
# assignment: mlp_torch
# after: reference
# lost: build_model
_build = build_model
def build_model(num_inputs, num_hidden, num_outputs=1):
    return _build(num_inputs, num_hidden, num_outputs).requires_grad_(False)

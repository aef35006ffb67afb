"""A model of the right layers that computes something else."""
# assignment: mlp_torch
# after: reference
# lost: build_model
_build = build_model
class Network(torch.nn.Sequential):
    def forward(self, inputs):
        return super().forward(inputs) * 0
def build_model(num_inputs, num_hidden, num_outputs=1):
    return Network(*_build(num_inputs, num_hidden, num_outputs))

"""The assignment xor: its models, and what its exercises share; others stand in the other files."""

import matplotlib as mpl
import numpy as np
import torch
from torch import nn

from autograder import Assignment, case
from solutions.mlp_torch.exercises import tensor
from solutions.xor import xor as reference

mpl.use("Agg")

assignment = Assignment(
    "xor",
    title="One perceptron against a network, on XOR",
    goal="You repeat a published experiment, and find out why one of its trainings is stuck.",
    needs="`mlp_torch`: `nn.Sequential`, and the training loop, which is given here. A plot with "
    "matplotlib.",
    minutes=150,
    then="Next comes `initialization`: how many of a thousand networks get stuck, and what helps.",
    files=("xor_gate.csv",),
    reference=reference,
)

# Neither of the notebook's seeds: a builder that sets one itself gives another network than this.
SEED = 5

XOR_INPUTS = tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR_TRUTH = tensor([[0], [1], [1], [0]])


def a_model(random, inputs, hidden):
    """The network, or without hidden features the single perceptron; not saturated."""
    if hidden:
        model = reference.build_multilayer_perceptron(inputs, hidden)
    else:
        model = reference.build_single_perceptron(inputs)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(tensor(random.normal(size=parameter.shape)))
    return model


def a_problem(random, rows, inputs, hidden, loss):
    """A model, a loss, inputs, and a truth of zeros and ones."""
    truth = random.integers(0, 2, size=(rows, 1))
    x = random.normal(size=(rows, inputs))
    return a_model(random, inputs, hidden), loss, tensor(x), tensor(truth)


# --- the two models -------------------------------------------------------------------------------


@assignment.exercise(points=1, seed=SEED)
def build_single_perceptron(random):
    """a linear layer with a bias, and a sigmoid"""
    yield case(2)
    yield case(3)
    yield case(int(random.integers(6, 12)))  # a size that nobody knows


@build_single_perceptron.mistake
def single_starts_from_zero(right, num_inputs):
    """The weights are set to zero. They should stay as PyTorch draws them when the layer is
    made."""
    model = right(num_inputs)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model


# fmt: off
build_single_perceptron.edit("single_has_no_bias", "(num_inputs, 1)", "(num_inputs, 1, bias=False)",
    "The linear layer has no bias. Without one, the prediction for the inputs (0, 0) is always "
    "0.5.")
build_single_perceptron.edit("single_has_no_sigmoid", ", nn.Sigmoid()", "",
    "The sigmoid is missing, so predictions may be below 0 or above 1.")
build_single_perceptron.edit("single_ends_in_relu", "nn.Sigmoid", "nn.ReLU",
    "The activation is a ReLU. It should be a sigmoid.")
build_single_perceptron.edit("single_has_two_inputs_always", "(num_inputs, 1)", "(2, 1)",
    "The perceptron always has two inputs, whatever num_inputs is.")
build_single_perceptron.edit("single_has_an_output_for_each_input",
    "(num_inputs, 1)", "(num_inputs, num_inputs)",
    "There is one output for each input. A single perceptron has one output.")
build_single_perceptron.edit("single_is_a_bare_layer",
    "nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())", "nn.Linear(num_inputs, 1)",
    "The result is a linear layer alone. It should be a Sequential of two layers.")
# fmt: on

build_single_perceptron.hint(
    "A perceptron weighs, adds a bias, and squashes. Which layers do that?"
)
build_single_perceptron.hint(
    "What does nn.Linear(2, 1) have besides its weights? How many layers are in the sequence, "
    "counting the sigmoid?"
)
build_single_perceptron.hint(
    "The sequence has two layers: linear from the inputs to one output, with its bias, and sigmoid."
)


@assignment.exercise(points=2, seed=SEED)
def build_multilayer_perceptron(random):
    """a hidden layer with a bias, an output layer without one"""
    yield 2, 3
    yield 2, 4
    yield 3, 5
    yield 4, 1
    yield tuple(int(size) for size in 6 + random.permutation(5)[:2])  # sizes that nobody knows


@build_multilayer_perceptron.mistake
def output_layer_is_made_first(num_inputs, num_hidden):
    """The output layer is made before the hidden one, so it gets the first random numbers. Make the
    layers in the order in which the data passes through them."""
    output = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(nn.Linear(num_inputs, num_hidden), nn.Sigmoid(), output, nn.Sigmoid())


LAYERS = """nn.Linear(num_inputs, num_hidden),
        nn.Sigmoid(),
        nn.Linear(num_hidden, 1, bias=False)"""
# fmt: off
build_multilayer_perceptron.edit("both_layers_have_biases", ", bias=False", "",
    "The output layer has a bias. Only the hidden layer has one.")
build_multilayer_perceptron.edit("no_layer_has_a_bias", "num_hidden),", "num_hidden, bias=False),",
    "The hidden layer has no bias. It should have one; the output layer has none.")
build_multilayer_perceptron.edit("bias_is_in_the_other_layer",
    LAYERS, LAYERS.replace(", bias=False", "").replace("num_hidden),", "num_hidden, bias=False),"),
    "The output layer has a bias and the hidden layer has none. It should be the other way round.")
build_multilayer_perceptron.edit("last_sigmoid_is_missing",
    "bias=False),\n        nn.Sigmoid(),", "bias=False),",
    "The network ends with a linear layer: the sigmoid of the output layer is missing.")
build_multilayer_perceptron.edit("hidden_sigmoid_is_missing",
    LAYERS, LAYERS.replace("nn.Sigmoid(),", ""),
    "The two linear layers follow each other directly. Without the sigmoid between them, they can "
    "separate no more than one.")
build_multilayer_perceptron.edit("hidden_activation_is_relu",
    LAYERS, LAYERS.replace("Sigmoid", "ReLU"),
    "The activation of the hidden layer is a ReLU. This network has a sigmoid after each linear "
    "layer.")
build_multilayer_perceptron.edit("hidden_features_are_three_always",
    LAYERS, LAYERS.replace("num_hidden", "3"),
    "The network always has three hidden features, whatever num_hidden is.")
build_multilayer_perceptron.edit("inputs_are_two_always", "Linear(num_inputs", "Linear(2",
    "The network always has two inputs, whatever num_inputs is.")
build_multilayer_perceptron.edit("there_is_no_hidden_layer", LAYERS, "nn.Linear(num_inputs, 1)",
    "There is no hidden layer: this is the single perceptron again.")
# fmt: on

build_multilayer_perceptron.hint(
    "Count the parameters: 9 weights and 3 biases for 2 inputs and 3 hidden features. Which layer "
    "do the biases belong to?"
)
build_multilayer_perceptron.hint(
    "Layers draw their first weights when they are made. In which order must they be made, and is "
    "one made that is not used?"
)
build_multilayer_perceptron.hint(
    "The sequence has four layers: linear from the inputs to the hidden features, with its bias; "
    "sigmoid; linear from the hidden features to one output, with bias=False; sigmoid."
)


# --- one seed, two models -------------------------------------------------------------------------


@assignment.exercise(
    points=1,
    returns=("the single perceptron", "the network"),
    uses=("build_single_perceptron", "build_multilayer_perceptron"),
    seed=SEED,
)
def build_both(random):
    """both models of one seed, in the published order"""
    yield 0, 2, 3  # the published one, and its two variations
    yield 1, 2, 3
    yield 0, 2, 4
    yield int(random.integers(10, 10**6)), 3, 5
    inputs, hidden = (int(size) for size in 6 + random.permutation(5)[:2])
    yield int(random.integers(10, 10**6)), inputs, hidden


SEEDED = "torch.manual_seed(seed)"
BOTH = (
    "return build_single_perceptron(num_inputs), "
    "build_multilayer_perceptron(num_inputs, num_hidden)"
)
# fmt: off
build_both.edit("seed_is_never_set", SEEDED, "pass",
    "The seed does not reach PyTorch's generator, so the weights are others in each run. "
    "torch.manual_seed sets it; NumPy and Python have generators of their own.")
build_both.edit("seed_is_the_same_always", "manual_seed(seed)", "manual_seed(0)",
    "The generator is always seeded with 0, whatever seed is passed.")
build_both.edit("seed_is_set_before_each_model", BOTH,
    "single = build_single_perceptron(num_inputs)\n"
    "    torch.manual_seed(seed)\n"
    "    return single, build_multilayer_perceptron(num_inputs, num_hidden)",
    "The generator is seeded again before the network is built, so both models begin with the same "
    "random numbers. Seed it once.")
build_both.edit("seed_comes_after_the_perceptron", f"{SEEDED}\n    {BOTH}",
    "single = build_single_perceptron(num_inputs)\n"
    "    torch.manual_seed(seed)\n"
    "    return single, build_multilayer_perceptron(num_inputs, num_hidden)  # seeded in between",
    "The single perceptron is built before the generator is seeded. The seed comes first.")
build_both.edit("network_is_built_first", BOTH,
    "network = build_multilayer_perceptron(num_inputs, num_hidden)\n"
    "    return build_single_perceptron(num_inputs), network",
    "The network is built before the single perceptron, so it takes the random numbers that belong "
    "to the perceptron. The perceptron is built first.")
build_both.edit("network_is_returned_first", BOTH,
    "single = build_single_perceptron(num_inputs)\n"
    "    return build_multilayer_perceptron(num_inputs, num_hidden), single",
    "The two models are returned in the wrong order: the single perceptron comes first.")
build_both.edit("perceptron_is_not_returned", BOTH,
    "build_single_perceptron(num_inputs)\n"
    "    return build_multilayer_perceptron(num_inputs, num_hidden)",
    "The result is the network alone. Return both models.")
build_both.edit("hidden_features_are_three_for_both",
    "(num_inputs, num_hidden)", "(num_inputs, 3)",
    "The network always has three hidden features, whatever num_hidden is.")
build_both.edit("inputs_are_two_for_both", BOTH,
    "return build_single_perceptron(2), build_multilayer_perceptron(2, num_hidden)",
    "Both models always have two inputs, whatever num_inputs is.")
build_both.edit("perceptron_is_built_twice", BOTH,
    "build_single_perceptron(num_inputs)\n    " + BOTH,
    "A model is built that is not returned. It takes random numbers that belong to the next one.")
# fmt: on


@build_both.cross_check(rtol=1e-7)
def layer_by_layer(seed, num_inputs, num_hidden):
    """The three linear layers, drawn by the same formula from a generator of our own."""
    generator = torch.Generator().manual_seed(seed)

    def uniform(*shape):
        bound = 1 / np.sqrt(shape[-1])
        return torch.empty(shape).uniform_(-bound, bound, generator=generator)

    def filled(rows, columns, *, bias=True):
        layer = nn.utils.skip_init(nn.Linear, columns, rows, bias=bias)
        with torch.no_grad():
            layer.weight.copy_(uniform(rows, columns))
            if bias:
                bound = 1 / np.sqrt(columns)
                layer.bias.copy_(torch.empty(rows).uniform_(-bound, bound, generator=generator))
        return layer

    single = nn.Sequential(filled(1, num_inputs), nn.Sigmoid())
    hidden = filled(num_hidden, num_inputs)
    output = filled(1, num_hidden, bias=False)
    return single, nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


build_both.hint("How many times is a generator seeded, if one seed is to give two models?")
build_both.hint("Which random numbers does the network get if it is built first?")
build_both.hint(
    "torch.manual_seed(seed) comes first and only once. Then build the single perceptron, then the "
    "network, and return both in this order."
)

"""What is graded in the assignment xor: cases, known mistakes, hints and cross-checks."""

import matplotlib as mpl
import numpy as np
import torch
from torch import nn

from autograder import Assignment, Tolerance, case
from solutions.mlp import exercises as mlp
from solutions.mlp_torch import exercises as mlp_torch
from solutions.mlp_torch.exercises import PARAMETERS, tensor
from solutions.xor import xor as reference

mpl.use("Agg")

assignment = Assignment(
    "xor",
    title="One perceptron against a network, on XOR",
    files=("xor_gate.csv",),
    reference=reference,
)

# Over 5000 steps, float32 weights stray from float64 by 1.2e-5 (measured on the published start).
LONG = Tolerance(rtol=1e-4, atol_of_largest=1e-5)

# Neither of the notebook's seeds: a builder that sets one itself gives another network than this.
SEED = 5

XOR_TRUTH = np.array([[0], [1], [1], [0]], dtype=np.float32)


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


# --- train ----------------------------------------------------------------------------------------


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


def nearly_trained(sharper=1):
    """A network whose error is near 0.04 and falls: where a training stops early, it stops here.

    With all weights 1.6 times as large, it is near 0.002, and still far above float32's noise.
    """
    model = reference.build_multilayer_perceptron(2, 3)
    with torch.no_grad():
        model[0].weight.copy_(tensor([[5, 5], [4, 4], [0.5, -0.5]]))
        model[0].bias.copy_(tensor([-2, -6, 0.3]))
        model[2].weight.copy_(tensor([[9, -10, -3]]))
        for parameter in model.parameters():
            parameter.mul_(sharper)
    return model


def the_published_start():
    """The network of seed 0, built after the single perceptron."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        reference.build_single_perceptron(2)
        return reference.build_multilayer_perceptron(2, 3)


def a_problem(random, rows, inputs, hidden, loss):
    """A model, a loss, inputs, and a truth of zeros and ones."""
    truth = random.integers(0, 2, size=(rows, 1))
    x = random.normal(size=(rows, inputs))
    return a_model(random, inputs, hidden), loss, tensor(x), tensor(truth)


@assignment.exercise(
    points=4,
    returns=("history", "model", "the default of num_iterations"),
    changes=("model",),
    declared=("num_iterations",),  # 50000 steps take seconds
)
def train(random):
    """gradient descent in place on any loss, with a history of the error"""
    summed = nn.L1Loss(reduction="sum")
    mean = nn.MSELoss()
    yield case(*a_problem(random, 5, 4, 6, mean), **mlp.options(random, 2.0, 20, 1))
    yield case(*a_problem(random, 4, 2, 0, summed), **mlp.options(random, 0.1, 15, 4, 6))
    yield case(*a_problem(random, 1, 3, 2, mean), **mlp.options(random, 0.5, 45, 17, 20))
    yield case(*a_problem(random, 4, 2, 3, summed), **mlp.options(random, 0.05, 12, 5, 7))
    # A loss that is not the notebook's, that takes predictions and truth in one order only, and, as
    # every row starts on the wrong side, has gradients well above 1.
    model, loss, x, _ = a_problem(random, 12, 3, 4, nn.BCELoss(reduction="sum"))
    yield case(model, loss, x, tensor(model(x).detach() < 0.5), num_iterations=12, log_every=5)
    model, loss, x, truth = a_problem(random, 3, 2, 4, mean)
    steep = model, loss, x, tensor(random.normal(scale=200, size=truth.shape))
    yield case(*steep, **mlp.STEEP)
    model = a_model(random, 2, 4)
    with torch.no_grad():
        model[0].weight.div_(10)
        model[0].bias.div_(10)
        model[2].weight.copy_(tensor(mlp.flat(random, np.ones((4, 1))).T))
    yield case(model, loss, x, tensor(mlp.a_fractional_truth(random, 3, 1)), **mlp.FLAT)
    yield case(*a_problem(random, 3, 2, 2, mean), num_iterations=0)
    twice = mlp.options(random, 1.0, 12, 5)
    yield case(*a_problem(random, 3, 2, 2, mean), called=2, **twice)
    xor = tensor(mlp.OR_INPUTS), tensor(XOR_TRUTH)
    # How the published trainings begin; one of them reaches the second step that is recorded.
    yield case(a_model(random, 2, 0), summed, *xor, num_iterations=501)
    yield case(a_model(random, 2, 3), nn.MSELoss(), *xor, num_iterations=60, log_every=25)
    yield case(nearly_trained(), nn.MSELoss(), *xor, num_iterations=200, log_every=50)
    yield case(nearly_trained(1.6), nn.MSELoss(), *xor, num_iterations=60, log_every=25)
    started = the_published_start()
    options = {"num_iterations": 5001, "tolerance": LONG, "expensive": True}
    yield case(started, nn.MSELoss(), *xor, **options)


mlp_torch.edit_the_loop(train)
# fmt: off
train.edit("loss_is_ignored", "loss(model", "nn.functional.mse_loss(model",
    "The loss is always the mean squared error, whatever loss is passed.")
train.edit("loss_is_recorded_as_another",
    "error.item()", "nn.functional.mse_loss(model(inputs), truth).item()",
    "The history records the mean squared error, but the model is trained on another loss. Record "
    "the loss itself.")
train.edit("number_of_iterations_is_another_by_default",
    "num_iterations=50000", "num_iterations=10000",
    "When num_iterations is not passed, the training does not take 50000 steps. Check the default "
    "in the line that defines the function.")
train.edit("biases_stay", PARAMETERS, "[p for p in model.parameters() if p.ndim == 2]",
    "Only the weights are trained. The biases are parameters, too.")
# fmt: on


@train.cross_check(rtol=1e-5)
def double_precision(
    model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500
):
    """The same training with updates written out, in float64; the result goes into the model."""
    twin = torch.nn.Sequential(*model).double()
    history = []
    for step in range(num_iterations):
        error = loss(twin(inputs.double()), truth.double())
        if step % log_every == 0:
            history.append((step, error.item()))
        parameters = list(twin.parameters())
        gradients = torch.autograd.grad(error, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= learning_rate * gradient
    model.float()
    return history


train.hint("Which lines of the loop of mlp_torch name the loss, and which one names the model?")
train.hint("What is in a parameter's grad when backward() is called for the second time?")
train.hint(
    "For each step of range(num_iterations): the loss of the model's prediction and the truth; at "
    "steps divisible by log_every, the pair of step and error.item() goes into history; then the "
    "optimizer's zero_grad, backward of the error, and the optimizer's step."
)


# --- predict --------------------------------------------------------------------------------------


@assignment.exercise(points=1)
def predict(random):
    """the dataset with the predictions of a model and their errors"""
    for rows, inputs, hidden in [(4, 2, 3), (4, 2, 3), (5, 3, 0), (1, 3, 2)]:
        dataset = mlp.a_dataset(random, rows, inputs, fractional=True)
        model = a_model(random, inputs, hidden)
        called = 1 if rows == 4 else 2
        yield case(model, dataset, tensor(dataset.iloc[:, :-1].to_numpy()), called=called)


predict.adopt(mlp_torch.predict)


# --- plot_errors ----------------------------------------------------------------------------------


def a_history(random, entries, log_every):
    """An error that falls."""
    falling = np.sort(random.uniform(0.01, 1, size=entries))[::-1]
    return [(log_every * entry, float(error)) for entry, error in enumerate(falling)]


@assignment.exercise(points=3)
def plot_errors(random):
    """a labelled line for each history, log axis, legend and grid"""
    letters = list(map(str, random.permutation(list("abcdefgh"))))
    for names in [("single perceptron", "multilayer perceptron"), letters[:3], letters[3:4]]:
        steps = random.integers(50, 200, size=len(names))
        yield ({n: a_history(random, 6 - i, int(steps[i])) for i, n in enumerate(names)},)


@plot_errors.mistake
def first_history_is_drawn_for_all(right, errors):
    """Every line shows the first history. Each name has its own."""
    first = next(iter(errors.values()))
    if len(errors) == 1:
        first = [(step, 2 * error) for step, error in first]
    return right(dict.fromkeys(errors, first))


LABELS = 'xlabel="Training Iteration", ylabel="Total Error"'
# fmt: off
plot_errors.edit("error_axis_is_linear", ', yscale="log"', "",
    "The y axis is linear, so everything below a tenth of the first error looks like 0.")
plot_errors.edit("both_axes_are_logarithmic", 'yscale="log"', 'yscale="log", xscale="log"',
    "The x axis is logarithmic as well. Only the error spans several powers of ten; the steps are "
    "evenly spaced.")
plot_errors.edit("legend_is_missing", "    axes.legend()\n", "",
    "There is no legend, so nobody can tell the lines apart.")
plot_errors.edit("grid_is_missing", "    axes.grid()\n", "",
    "There is no grid. On a logarithmic axis, values are hard to read without one.")
plot_errors.edit("axis_labels_are_missing", LABELS + ", ", "",
    "The axes have no labels.")
plot_errors.edit("error_axis_has_no_label", ', ylabel="Total Error"', "",
    "The y axis has no label.")
plot_errors.edit("step_axis_has_no_label", 'xlabel="Training Iteration", ', "",
    "The x axis has no label.")
plot_errors.edit("axis_names_are_exchanged",
    LABELS, 'xlabel="Total Error", ylabel="Training Iteration"',
    "The axis labels are swapped. The steps are on the x axis, the errors on the y axis.")
plot_errors.edit("no_line_can_be_seen", "label=name", 'label=name, color="white"',
    "No line is visible. Draw the lines with plot(), in colours that differ from the background, "
    "within the limits of their axes; the axes need room in the figure.")
plot_errors.edit("axes_are_swapped", "plot(steps, values", "plot(values, steps",
    "The axes are swapped: the steps belong on the x axis, the errors on the y axis.")
plot_errors.edit("steps_are_counted_anew", "plot(steps, values", "plot(range(len(steps)), values",
    "The x axis counts the entries of the history. It should show their steps.")
plot_errors.edit("logarithm_is_taken_of_the_errors",
    f'values, label=name)\n    axes.set({LABELS}, yscale="log")',
    f'np.log10(values), label=name)\n    axes.set({LABELS})',
    "The lines show the logarithms of the errors. Plot the errors as they are, on a logarithmic "
    "axis.")
plot_errors.edit("axes_are_returned", "return figure", "return axes",
    "The result is the axes. The function should return the figure that holds them.")
plot_errors.edit("figure_is_not_returned", "return figure", "return None",
    "Nothing is returned. The function should return the figure.")
# fmt: on

plot_errors.hint("Which labels does a legend show, and where does it get them from?")
plot_errors.hint("Could a stranger read your picture: which line, which axis, which value?")
plot_errors.hint(
    "Make a figure with one set of axes. For each name, plot the steps of its history along x and "
    "the errors along y, with the name as label. Set the y axis to a logarithmic scale, label "
    "both axes, and add a legend and a grid. Return the figure."
)

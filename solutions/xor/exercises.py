"""What is graded in the assignment xor: cases, known mistakes, hints and cross-checks."""

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.figure import Figure
from torch import nn

from autograder import Assignment, Tolerance, case
from solutions.mlp import exercises as mlp
from solutions.mlp_torch import exercises as mlp_torch
from solutions.mlp_torch.exercises import fit, tensor
from solutions.xor import xor as reference

mpl.use("Agg")

assignment = Assignment(
    "xor",
    title="One perceptron against a network, on XOR",
    files=("xor_gate.csv",),
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
def single_has_no_bias(num_inputs):
    """The linear layer has no bias. Without one, the inputs (0, 0) give 0.5 whatever is learned."""
    return nn.Sequential(nn.Linear(num_inputs, 1, bias=False), nn.Sigmoid())


@build_single_perceptron.mistake
def single_has_no_sigmoid(num_inputs):
    """The sigmoid is missing, so that the predictions are below 0 and above 1 as well."""
    return nn.Sequential(nn.Linear(num_inputs, 1))


@build_single_perceptron.mistake
def single_ends_in_relu(num_inputs):
    """The perceptron ends in a ReLU. It ends in a sigmoid."""
    return nn.Sequential(nn.Linear(num_inputs, 1), nn.ReLU())


@build_single_perceptron.mistake
def single_has_two_inputs_always(num_inputs):
    """The perceptron has two inputs whatever num_inputs says."""
    return nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())


@build_single_perceptron.mistake
def single_has_an_output_for_each_input(num_inputs):
    """There is one output for each input. A single perceptron has one output."""
    return nn.Sequential(nn.Linear(num_inputs, num_inputs), nn.Sigmoid())


@build_single_perceptron.mistake
def single_is_a_bare_layer(num_inputs):
    """The result is a linear layer alone. The perceptron is a Sequential of two layers."""
    return nn.Linear(num_inputs, 1)


@build_single_perceptron.mistake
def single_starts_from_zero(num_inputs):
    """The weights start from zero. They stay as PyTorch draws them when the layer is made."""
    model = nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model


build_single_perceptron.hint(
    "A perceptron weighs, adds a bias, and squashes. Which layers do that?"
)


@assignment.exercise(points=2, seed=SEED)
def build_multilayer_perceptron(random):
    """a hidden layer with a bias, an output layer without one"""
    yield 2, 3
    yield 2, 4
    yield 3, 5
    yield 4, 1
    yield tuple(int(size) for size in 6 + random.permutation(5)[:2])  # sizes that nobody knows


def layers(num_inputs, num_hidden, bias=True, output_bias=False, hidden=nn.Sigmoid):
    """The four layers, with other biases or another activation."""
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=bias),
        hidden(),
        nn.Linear(num_hidden, 1, bias=output_bias),
        nn.Sigmoid(),
    )


@build_multilayer_perceptron.mistake
def both_layers_have_biases(num_inputs, num_hidden):
    """The output layer has a bias. Only the hidden layer has one."""
    return layers(num_inputs, num_hidden, output_bias=True)


@build_multilayer_perceptron.mistake
def no_layer_has_a_bias(num_inputs, num_hidden):
    """The hidden layer has no bias. It has one; the output layer has none."""
    return layers(num_inputs, num_hidden, bias=False)


@build_multilayer_perceptron.mistake
def bias_is_in_the_other_layer(num_inputs, num_hidden):
    """The output layer has a bias and the hidden layer has none. It is the other way round."""
    return layers(num_inputs, num_hidden, bias=False, output_bias=True)


@build_multilayer_perceptron.mistake
def last_sigmoid_is_missing(num_inputs, num_hidden):
    """The network ends with a linear layer: the sigmoid of the output layer is missing."""
    return layers(num_inputs, num_hidden)[:3]


@build_multilayer_perceptron.mistake
def hidden_sigmoid_is_missing(num_inputs, num_hidden):
    """The two linear layers follow each other. Without the sigmoid between them they separate no
    more than one does."""
    model = layers(num_inputs, num_hidden)
    return nn.Sequential(model[0], model[2], model[3])


@build_multilayer_perceptron.mistake
def hidden_activation_is_relu(num_inputs, num_hidden):
    """The hidden layer ends in a ReLU. This network has sigmoids after both layers."""
    return layers(num_inputs, num_hidden, hidden=nn.ReLU)


@build_multilayer_perceptron.mistake
def hidden_features_are_three_always(num_inputs, num_hidden):
    """The network has three hidden features whatever num_hidden says."""
    return layers(num_inputs, 3)


@build_multilayer_perceptron.mistake
def inputs_are_two_always(num_inputs, num_hidden):
    """The network has two inputs whatever num_inputs says."""
    return layers(2, num_hidden)


@build_multilayer_perceptron.mistake
def output_layer_is_made_first(num_inputs, num_hidden):
    """The output layer is made before the hidden one, so that it gets the first random numbers. The
    layers are made in the order in which the data passes them."""
    output = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(nn.Linear(num_inputs, num_hidden), nn.Sigmoid(), output, nn.Sigmoid())


@build_multilayer_perceptron.mistake
def there_is_no_hidden_layer(num_inputs, num_hidden):
    """There is no hidden layer: this is the single perceptron once more."""
    return nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())


build_multilayer_perceptron.hint(
    "Count the parameters: 9 weights and 3 biases for 2 inputs and 3 hidden features. Which layer "
    "do the biases belong to?"
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
    for hidden, loss in [(0, summed), (3, nn.MSELoss())]:  # how the published trainings begin
        model = a_model(random, 2, hidden)
        yield case(model, loss, *xor, num_iterations=501)
    yield case(nearly_trained(), nn.MSELoss(), *xor, num_iterations=200, log_every=50)
    yield case(nearly_trained(1.6), nn.MSELoss(), *xor, num_iterations=60, log_every=25)
    started = the_published_start()
    options = {"num_iterations": 5001, "tolerance": LONG, "expensive": True}
    yield case(started, nn.MSELoss(), *xor, **options)


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


@train.mistake
def loss_is_ignored(
    model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500
):
    """The mean squared error is trained whatever loss is passed in."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every)


@train.mistake
def loss_is_recorded_as_another(
    model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500
):
    """The history records the mean squared error, but another loss is trained. The error that is
    recorded is the loss itself."""
    errors = []

    def spy(f, truth):
        errors.append(nn.functional.mse_loss(f, truth).item())
        return loss(f, truth)

    history = fit(model, inputs, truth, learning_rate, num_iterations, log_every, loss=spy)
    return [(step, errors[step]) for step, _ in history]


@train.mistake
def number_of_iterations_is_another_by_default(
    model, loss, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=500
):
    """Without num_iterations, the training does not take 50000 steps. The default stands in the
    line that defines the function."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, loss=loss)


def like(mistake):
    """A mistake of the training loop of mlp_torch that takes any loss."""

    def decorate(function):
        options = mistake

        def wrong(
            model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500
        ):
            rates = learning_rate, num_iterations, log_every
            return function(model, inputs, truth, rates, {"loss": loss, **options})

        wrong.__name__, wrong.__doc__ = function.__name__, function.__doc__
        return train.mistake(wrong)

    return decorate


@like({"forget": False})
def gradients_are_never_forgotten(model, inputs, truth, rates, options):
    """The gradients of all steps add up: they are never set to zero."""
    return fit(model, inputs, truth, *rates, **options)


@like({"late": True})
def error_is_logged_after_the_update(model, inputs, truth, rates, options):
    """The error is recorded after the update. The error of a step is the one before it."""
    return fit(model, inputs, truth, *rates, **options)


@like({"clip": 1.0})
def gradients_are_clipped(model, inputs, truth, rates, options):
    """Large gradients are cut off. Each step goes along the gradient as it is."""
    return fit(model, inputs, truth, *rates, **options)


@like({"optimizer": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9)})
def momentum_is_added(model, inputs, truth, rates, options):
    """The steps gather momentum. Plain gradient descent has none."""
    return fit(model, inputs, truth, *rates, **options)


@like({"optimizer": torch.optim.Adam})
def optimizer_is_adam(model, inputs, truth, rates, options):
    """The optimizer is Adam, which scales every step. Plain gradient descent is SGD."""
    return fit(model, inputs, truth, *rates, **options)


@like({})
def optimizer_holds_other_parameters(model, inputs, truth, rates, options):
    """The model never changes. Is the error walked back before each step, are gradients forgotten
    before that and not after it, and has the optimizer this model's parameters?"""
    others = [nn.Parameter(parameter.detach().clone()) for parameter in model.parameters()]
    return fit(model, inputs, truth, *rates, parameters=others, **options)


@like({})
def every_step_is_logged(model, inputs, truth, rates, options):
    """Every step is recorded. Only the steps divisible by log_every are."""
    return fit(model, inputs, truth, *rates[:2], 1, **options)


@like({})
def last_error_is_logged_too(model, inputs, truth, rates, options):
    """The history has one entry too many, for the end of the training."""
    history = fit(model, inputs, truth, *rates, **options)
    return [*history, (rates[1], options["loss"](model(inputs), truth).item())]


@like({})
def learning_rate_is_ignored(model, inputs, truth, rates, options):
    """The steps have the default length whatever learning rate is passed in."""
    return fit(model, inputs, truth, 0.05, *rates[1:], **options)


@like({})
def errors_stay_tensors(model, inputs, truth, rates, options):
    """The errors in the history are tensors. The item() of a tensor is its number."""
    history = fit(model, inputs, truth, *rates, **options)
    return [(step, torch.tensor(error)) for step, error in history]


@like({})
def errors_without_their_steps(model, inputs, truth, rates, options):
    """The history is a list of errors. Each entry is a pair, the step and its error."""
    return [error for _, error in fit(model, inputs, truth, *rates, **options)]


@like({})
def nothing_is_returned(model, inputs, truth, rates, options):
    """The model is trained, but the history does not come back."""
    fit(model, inputs, truth, *rates, **options)


@like({})
def biases_stay(model, inputs, truth, rates, options):
    """Only the weights are trained. The biases are parameters, too."""
    weights = [parameter for parameter in model.parameters() if parameter.ndim == 2]
    return fit(model, inputs, truth, *rates, parameters=weights, **options)


train.hint("Which lines of the loop of mlp_torch name the loss, and which one names the model?")
train.hint("What is in a parameter's grad when backward() is called for the second time?")


# --- predict --------------------------------------------------------------------------------------


@assignment.exercise(points=1)
def predict(random):
    """the dataset beside what a model makes of it"""
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


def draw(errors, **changes):
    """The figure, without some of its parts or with another scale."""
    axes = Figure().add_subplot()
    for name, history in errors.items():
        steps, values = zip(*history, strict=True)
        axes.plot(steps, values, label=name)
    axes.set(**{"xlabel": "Training Iteration", "ylabel": "Total Error", "yscale": "log"} | changes)
    axes.legend()
    axes.grid()
    return axes.figure


@plot_errors.mistake
def error_axis_is_linear(errors):
    """The y axis is linear, so that everything below a tenth of the first error looks like 0."""
    return draw(errors, yscale="linear")


@plot_errors.mistake
def both_axes_are_logarithmic(errors):
    """The x axis is logarithmic as well. Steps are counted; only the error spans powers of ten."""
    return draw(errors, xscale="log")


@plot_errors.mistake
def legend_is_missing(errors):
    """There is no legend, so that nobody can tell the lines apart."""
    figure = draw(errors)
    figure.axes[0].get_legend().remove()
    return figure


@plot_errors.mistake
def grid_is_missing(errors):
    """There is no grid. On a logarithmic axis, values are hard to read without one."""
    figure = draw(errors)
    figure.axes[0].grid(visible=False)
    return figure


@plot_errors.mistake
def axis_labels_are_missing(errors):
    """The axes have no labels."""
    return draw(errors, xlabel="", ylabel="")


@plot_errors.mistake
def error_axis_has_no_label(errors):
    """The y axis has no label."""
    return draw(errors, ylabel="")


@plot_errors.mistake
def step_axis_has_no_label(errors):
    """The x axis has no label."""
    return draw(errors, xlabel="")


@plot_errors.mistake
def axis_names_are_exchanged(errors):
    """Each axis bears the other's name. The steps run to the right, the errors upwards."""
    return draw(errors, xlabel="Total Error", ylabel="Training Iteration")


@plot_errors.mistake
def no_line_can_be_seen(errors):
    """No line can be seen. Lines are drawn with plot(), in other colours than the background's, and
    within the limits of their axes; the axes have room in the figure."""
    figure = draw(errors)
    for line in figure.axes[0].lines:
        line.set_color("white")
    return figure


@plot_errors.mistake
def axes_are_swapped(errors):
    """The steps run upwards and the errors to the right. It is the other way round."""
    turned = {name: [(error, step) for step, error in history] for name, history in errors.items()}
    return draw(turned)


@plot_errors.mistake
def steps_are_counted_anew(errors):
    """The x axis counts the entries of the history. Each entry has its step."""
    counted = {name: list(enumerate(e for _, e in history)) for name, history in errors.items()}
    return draw(counted)


@plot_errors.mistake
def first_history_is_drawn_for_all(errors):
    """Every line shows the first history. Each name has its own."""
    first = next(iter(errors.values()))
    if len(errors) == 1:
        first = [(step, 2 * error) for step, error in first]
    return draw(dict.fromkeys(errors, first))


@plot_errors.mistake
def logarithm_is_taken_of_the_errors(errors):
    """The lines show the logarithms of the errors. The axis is logarithmic, and the lines show the
    errors as they are."""
    logs = {name: [(step, np.log10(e)) for step, e in history] for name, history in errors.items()}
    return draw(logs, yscale="linear")


@plot_errors.mistake
def axes_are_returned(errors):
    """The result is the axes. The figure holds them and is asked for."""
    return draw(errors).axes[0]


@plot_errors.mistake
def figure_is_not_returned(errors):
    """Nothing comes back. The figure is asked for."""
    draw(errors)


plot_errors.hint("Which labels does a legend show, and where does it get them from?")
plot_errors.hint("Could a stranger read your picture: which line, which axis, which value?")

"""What is graded in the assignment mlp_torch: cases, known mistakes, hints and cross-checks."""

import numpy as np
import torch
from torch import nn

from autograder import PUBLISHED, Assignment, case
from solutions.mlp import exercises as mlp
from solutions.mlp import mlp as by_hand
from solutions.mlp_torch import mlp_torch as reference

assignment = Assignment("mlp_torch", title="The same network in PyTorch", files=("or_gate.csv",))


def tensor(array):
    """A float32 tensor."""
    return torch.tensor(np.asarray(array, dtype=np.float32))


def a_model(weights_hidden, weights_output):
    """The network with these weights, in NumPy's layout."""
    hidden, outputs = weights_output.shape
    model = reference.build_model(weights_hidden.shape[0], hidden, outputs)
    reference.copy_weights(model, weights_hidden, weights_output)
    return model


def weights(random, inputs, hidden, outputs):
    """Weights of a network that is not saturated."""
    return random.normal(size=(inputs, hidden)), random.normal(size=(hidden, outputs))


def a_problem(random, rows, inputs, hidden, outputs):
    """A model, inputs, and a truth of zeros and ones."""
    truth = random.integers(0, 2, size=(rows, outputs))
    x = random.normal(size=(rows, inputs))
    return a_model(*weights(random, inputs, hidden, outputs)), tensor(x), tensor(truth)


def in_numpy(model):
    """Both layers' weights in NumPy's layout."""
    return tuple(model[layer].weight.detach().numpy().T.astype(np.float64) for layer in (0, 2))


# --- build_model ----------------------------------------------------------------------------------


@assignment.exercise(points=2, structure_only=True, seed=0)
def build_model(random):
    """the layers of the network, with the right sizes and no biases"""
    yield 2, 3
    yield 4, 3, 2
    yield 3, 5, 3
    yield 1, 2, 1
    yield tuple(int(size) for size in 6 + random.permutation(5)[:3])  # sizes that nobody knows


def layers(num_inputs, num_hidden, num_outputs, hidden=nn.Sigmoid, output=nn.Sigmoid, **options):
    """The four layers, with other activations or options."""
    options = {"bias": False} | options
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, **options),
        hidden(),
        nn.Linear(num_hidden, num_outputs, **options),
        output(),
    )


@build_model.mistake
def layers_have_biases(num_inputs, num_hidden, num_outputs=1):
    """The linear layers have biases. PyTorch adds them unless told otherwise."""
    return layers(num_inputs, num_hidden, num_outputs, bias=True)


@build_model.mistake
def hidden_layer_has_a_bias(num_inputs, num_hidden, num_outputs=1):
    """The hidden layer has a bias. Neither layer has one."""
    model = layers(num_inputs, num_hidden, num_outputs)
    model[0] = nn.Linear(num_inputs, num_hidden)
    return model


@build_model.mistake
def last_sigmoid_is_missing(num_inputs, num_hidden, num_outputs=1):
    """The network ends with a linear layer: the sigmoid of the output layer is missing."""
    return layers(num_inputs, num_hidden, num_outputs)[:3]


@build_model.mistake
def hidden_sigmoid_is_missing(num_inputs, num_hidden, num_outputs=1):
    """The two linear layers follow each other. Without the sigmoid between them they are no more
    than one."""
    model = layers(num_inputs, num_hidden, num_outputs)
    return nn.Sequential(model[0], model[2], model[3])


@build_model.mistake
def hidden_activation_is_relu(num_inputs, num_hidden, num_outputs=1):
    """The hidden layer ends in a ReLU. This network has sigmoids after both layers."""
    return layers(num_inputs, num_hidden, num_outputs, hidden=nn.ReLU)


@build_model.mistake
def hidden_activation_is_tanh(num_inputs, num_hidden, num_outputs=1):
    """The hidden layer ends in a hyperbolic tangent. This network has sigmoids after both."""
    return layers(num_inputs, num_hidden, num_outputs, hidden=nn.Tanh)


@build_model.mistake
def number_of_outputs_is_ignored(num_inputs, num_hidden, num_outputs=1):
    """The network has one output whatever num_outputs says."""
    return layers(num_inputs, num_hidden, 1)


@build_model.mistake
def number_of_hidden_features_is_ignored(num_inputs, num_hidden, num_outputs=1):
    """The network has three hidden features whatever num_hidden says."""
    return layers(num_inputs, 3, num_outputs)


@build_model.mistake
def number_of_inputs_is_ignored(num_inputs, num_hidden, num_outputs=1):
    """The network has two inputs whatever num_inputs says."""
    return layers(2, num_hidden, num_outputs)


@build_model.mistake
def sizes_are_given_as_rows_of_the_weight(num_inputs, num_hidden, num_outputs=1):
    """The sizes of the linear layers are swapped: nn.Linear takes the inputs first."""
    return nn.Sequential(
        nn.Linear(num_hidden, num_inputs, bias=False),
        nn.Sigmoid(),
        nn.Linear(num_outputs, num_hidden, bias=False),
        nn.Sigmoid(),
    )


@build_model.mistake
def only_one_layer(num_inputs, num_hidden, num_outputs=1):
    """There is no hidden layer: a single linear layer leads from the inputs to the outputs."""
    return nn.Sequential(nn.Linear(num_inputs, num_outputs, bias=False), nn.Sigmoid())


build_model.hint("How many layers has the network, counting the sigmoids?")
build_model.hint(
    "What does nn.Linear(2, 3) have besides its weights, and which option leaves it out?"
)


# --- copy_weights ---------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("the returned value", "model"), changes=("model",))
def copy_weights(random):
    """the NumPy weights in the model, in place"""
    for sizes in [(2, 3, 1), (2, 3, 1), (4, 3, 2), (3, 3, 3)]:
        yield a_model(*weights(random, *sizes)), *weights(random, *sizes)
    yield case(a_model(*weights(random, 2, 3, 1)), *weights(random, 2, 3, 1), called=2)


def put(model, hidden, output):
    """Fill both layers' weights, already in PyTorch's layout."""
    with torch.no_grad():
        if hidden is not None:
            model[0].weight.copy_(torch.as_tensor(hidden))
        if output is not None:
            model[2].weight.copy_(torch.as_tensor(output))


@copy_weights.mistake
def weights_are_reshaped(model, weights_hidden, weights_output):
    """The weights are reshaped into PyTorch's shape, which puts them into other places. A
    transpose turns rows into columns."""
    put(
        model,
        weights_hidden.reshape(weights_hidden.shape[::-1]),
        weights_output.reshape(weights_output.shape[::-1]),
    )


@copy_weights.mistake
def transpose_is_missing(model, weights_hidden, weights_output):
    """The weights are copied as they are. PyTorch keeps them as (outputs, inputs), the transpose of
    NumPy's layout."""
    put(model, weights_hidden, weights_output)


@copy_weights.mistake
def output_weights_are_left(model, weights_hidden, weights_output):
    """The output layer keeps its old weights."""
    put(model, weights_hidden.T, None)


@copy_weights.mistake
def hidden_weights_are_left(model, weights_hidden, weights_output):
    """The hidden layer keeps its old weights."""
    put(model, None, weights_output.T)


@copy_weights.mistake
def nothing_is_copied(model, weights_hidden, weights_output):
    """The model keeps its old weights: what was filled is a copy, not the model's own."""


@copy_weights.mistake
def model_is_returned(model, weights_hidden, weights_output):
    """The model comes back. It is changed in place, and nothing is returned."""
    put(model, weights_hidden.T, weights_output.T)
    return model


@copy_weights.mistake
def weights_stay_float64(model, weights_hidden, weights_output):
    """The model's weights are float64 now. The copy keeps the model's float32."""
    for layer, array in ((0, weights_hidden), (2, weights_output)):
        model[layer].weight.data = torch.tensor(array.T)


@copy_weights.mistake
def parameters_are_replaced(model, weights_hidden, weights_output):
    """The layers have new parameters. An optimizer that was told of the old ones does not follow:
    the weights are copied into those that are there."""
    for layer, array in ((0, weights_hidden), (2, weights_output)):
        model[layer].weight = nn.Parameter(tensor(array.T))


@copy_weights.mistake
def weights_are_added(model, weights_hidden, weights_output):
    """The new weights are added to the old ones. They take their place."""
    with torch.no_grad():
        model[0].weight += torch.as_tensor(weights_hidden.T)
        model[2].weight += torch.as_tensor(weights_output.T)


@copy_weights.mistake
def weights_are_rounded(model, weights_hidden, weights_output):
    """The weights are rounded on the way."""
    put(model, np.round(weights_hidden.T, 2), np.round(weights_output.T, 2))


copy_weights.hint("Compare model[0].weight.shape with weights_hidden.shape.")
copy_weights.hint(
    "Under torch.no_grad(), a parameter's copy_ fills it with another tensor's values."
)


# --- gradients ------------------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("dE_dv", "dE_dw"))
def gradients(random):
    """the gradients of the mean squared error, from autograd"""
    for sizes in [(4, 2, 3, 1), (4, 2, 3, 1), (5, 4, 6, 2), (1, 3, 2, 1), (3, 3, 3, 3)]:
        yield a_problem(random, *sizes)
    model, x, truth = a_problem(random, 4, 2, 3, 2)
    steep = model, x, tensor(random.normal(scale=200, size=truth.shape))  # gradients above 1
    yield case(*steep, called=2)


@gradients.cross_check(rtol=1e-5)
def chain_rule(model, inputs, truth):
    """The same derivatives by hand, in NumPy and float64."""
    v, w = in_numpy(model)
    x, f0 = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)
    g, f = by_hand.forward(x, v, w)
    dE_dw, dE_dy = by_hand.output_gradient(f, f0, g)
    dE_dv = by_hand.hidden_gradient(x, g, w, dE_dy)
    return dE_dv.astype(np.float32), dE_dw.astype(np.float32)


@gradients.cross_check(rtol=1e-5)
def central_differences(model, inputs, truth):
    """The error with every weight nudged up and down, in NumPy and float64."""
    v, w = in_numpy(model)
    x, f0 = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)

    def error(v, w):
        return by_hand.mean_squared_error(by_hand.forward(x, v, w)[1], f0)

    dE_dv = mlp.central_differences_of(lambda nudged: error(nudged, w), v)
    dE_dw = mlp.central_differences_of(lambda nudged: error(v, nudged), w)
    return dE_dv.astype(np.float32), dE_dw.astype(np.float32)


def derive(model, inputs, truth, loss):
    """Both gradients of a loss, in NumPy's layout."""
    found = torch.autograd.grad(loss(model(inputs), truth), [model[0].weight, model[2].weight])
    return tuple(gradient.T.numpy() for gradient in found)


@gradients.mistake
def layout_is_pytorchs(model, inputs, truth):
    """The gradients have PyTorch's layout, (outputs, inputs). NumPy's is the transpose of it."""
    return tuple(gradient.T for gradient in derive(model, inputs, truth, nn.MSELoss()))


@gradients.mistake
def gradients_are_reshaped(model, inputs, truth):
    """The gradients are reshaped, which puts their elements into other places. A transpose turns
    rows into columns."""
    found = derive(model, inputs, truth, nn.MSELoss())
    return tuple(gradient.T.reshape(gradient.shape) for gradient in found)


@gradients.mistake
def gradients_are_tensors(model, inputs, truth):
    """The gradients are tensors. NumPy arrays are asked for."""
    return tuple(torch.tensor(g) for g in derive(model, inputs, truth, nn.MSELoss()))


@gradients.mistake
def errors_are_summed(model, inputs, truth):
    """The gradients are those of the sum of squared errors. The error is their mean."""
    return derive(model, inputs, truth, nn.MSELoss(reduction="sum"))


@gradients.mistake
def absolute_errors_are_derived(model, inputs, truth):
    """The gradients are those of the mean absolute error. The error is the mean of the squares."""
    return derive(model, inputs, truth, nn.L1Loss())


@gradients.mistake
def cross_entropy_is_derived(model, inputs, truth):
    """The gradients are those of the cross-entropy. The error is the mean squared error."""
    return derive(model, inputs, truth, nn.BCELoss())


@gradients.mistake
def rows_are_averaged_outputs_summed(model, inputs, truth):
    """The squares are divided by the number of rows. The mean is one over all elements."""

    def loss(f, truth):
        return ((f - truth) ** 2).sum() / len(f)

    return derive(model, inputs, truth, loss)


@gradients.mistake
def output_gradient_comes_first(model, inputs, truth):
    """The two gradients come in the wrong order: the hidden one is the first."""
    return derive(model, inputs, truth, nn.MSELoss())[::-1]


@gradients.mistake
def truth_has_lost_its_columns(model, inputs, truth):
    """The truth was flattened on the way, so that every prediction is compared with every truth.
    Both have the shape (N, M)."""

    def loss(f, truth):
        return ((f[:, :, None] - truth.reshape(-1)) ** 2).mean()

    return derive(model, inputs, truth, loss)


@gradients.mistake
def weights_take_a_step(model, inputs, truth):
    """The gradients belong to other weights: the model takes a step before they are read."""
    found = derive(model, inputs, truth, nn.MSELoss())
    with torch.no_grad():
        for layer, gradient in zip((0, 2), found, strict=True):
            model[layer].weight -= torch.tensor(gradient.T)
    return derive(model, inputs, truth, nn.MSELoss())


@gradients.mistake
def gradients_add_up(model, inputs, truth):
    """The gradients are twice as large: two walks back have added up. They are forgotten before
    each walk, or taken by torch.autograd.grad."""
    return tuple(2 * gradient for gradient in derive(model, inputs, truth, nn.MSELoss()))


@gradients.mistake
def earlier_gradients_stay(model, inputs, truth):
    """A second call on the same model gives twice the gradients: backward() adds to those that are
    there. They are forgotten before each walk back, or taken by torch.autograd.grad."""
    nn.functional.mse_loss(model(inputs), truth).backward()
    return tuple(model[layer].weight.grad.T.numpy() for layer in (0, 2))


@gradients.mistake
def sign_is_flipped(model, inputs, truth):
    """The gradients point downhill. A gradient points in the direction in which the error grows."""
    return tuple(-gradient for gradient in derive(model, inputs, truth, nn.MSELoss()))


gradients.hint("Which call makes PyTorch fill in weight.grad, or gives the gradients directly?")
gradients.hint(
    "The shape of dE_dv is that of weights_hidden in NumPy. What shape has the gradient?"
)


# --- train ----------------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("history", "model"), changes=("model",))
def train(random):
    """gradient descent in place, with a history of the error"""
    yield case(*a_problem(random, 5, 4, 6, 2), **mlp.options(random, 2.0, 20, 1))
    yield case(*a_problem(random, 1, 3, 2, 1), **mlp.options(random, 0.5, 15, 4, 6))
    yield case(*a_problem(random, 4, 2, 3, 1), **mlp.options(random, 1.0, 45, 17, 20))
    model, x, truth = a_problem(random, 3, 2, 4, 2)
    yield case(model, x, tensor(random.normal(scale=200, size=truth.shape)), **mlp.STEEP)
    v, w = weights(random, 2, 4, 2)
    truth = tensor(mlp.a_fractional_truth(random, 3, 2))
    yield case(a_model(v / 10, mlp.flat(random, w)), x, truth, **mlp.FLAT)
    yield case(*a_problem(random, 3, 2, 2, 1), num_iterations=0)
    yield case(*a_problem(random, 3, 2, 2, 1), called=2, **mlp.options(random, 1.0, 12, 5))
    or_gate = tensor(mlp.OR_INPUTS), tensor(mlp.OR_TRUTH)
    late = a_model(mlp.OR_WEIGHTS_HIDDEN, mlp.OR_WEIGHTS_OUTPUT)
    yield case(late, *or_gate, num_iterations=100, log_every=25, tolerance=PUBLISHED)
    initial = a_model(*by_hand.initialize_weights(2, 3))
    yield case(initial, *or_gate, tolerance=PUBLISHED, expensive=True)


@train.cross_check(rtol=1e-5)
def numpy_training(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    """The same training by hand, in NumPy and float64; the weights go into the model."""
    arrays = inputs.numpy().astype(np.float64), truth.numpy().astype(np.float64)
    options = learning_rate, num_iterations, log_every
    v, w, history = by_hand.train(*arrays, *in_numpy(model), *options)
    reference.copy_weights(model, v, w)
    return history


def fit(
    model, inputs, truth, learning_rate, num_iterations, log_every,
    loss=None, optimizer=None, parameters=None, forget=True, late=False, clip=None,
):  # fmt: skip
    """The training loop, with another loss or optimizer, fewer parameters, or a slip."""
    loss = loss or nn.MSELoss()
    parameters = list(model.parameters()) if parameters is None else parameters
    optimizer = (optimizer or torch.optim.SGD)(parameters, lr=learning_rate)
    history = []
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        if step % log_every == 0 and not late:
            history.append((step, error.item()))
        if forget:
            optimizer.zero_grad()
        error.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_value_(parameters, clip)
        optimizer.step()
        if step % log_every == 0 and late:
            history.append((step, loss(model(inputs), truth).item()))
    return history


@train.mistake
def gradients_are_never_forgotten(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The gradients of all steps add up: they are never set to zero."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, forget=False)


@train.mistake
def optimizer_holds_other_parameters(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The model never changes. Is the error walked back before each step, are gradients forgotten
    before that and not after it, and has the optimizer this model's parameters?"""
    others = [nn.Parameter(parameter.detach().clone()) for parameter in model.parameters()]
    rates = learning_rate, num_iterations, log_every
    return fit(model, inputs, truth, *rates, parameters=others)


@train.mistake
def error_is_logged_after_the_update(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The error is recorded after the update. The error of a step is the one before it."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, late=True)


@train.mistake
def every_step_is_logged(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Every step is recorded. Only the steps divisible by log_every are."""
    return fit(model, inputs, truth, learning_rate, num_iterations, 1)


@train.mistake
def last_error_is_logged_too(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The history has one entry too many, for the end of the training."""
    history = fit(model, inputs, truth, learning_rate, num_iterations, log_every)
    return [*history, (num_iterations, nn.MSELoss()(model(inputs), truth).item())]


@train.mistake
def logging_starts_late(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Step 0 is not recorded. It is divisible by log_every, as it is by every number."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every)[1:]


@train.mistake
def errors_stay_tensors(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The errors in the history are tensors, each with the whole record of its forward pass. The
    item() of a tensor is its number."""
    history = fit(model, inputs, truth, learning_rate, num_iterations, log_every)
    return [(step, torch.tensor(error)) for step, error in history]


@train.mistake
def errors_without_their_steps(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The history is a list of errors. Each entry is a pair, the step and its error."""
    history = fit(model, inputs, truth, learning_rate, num_iterations, log_every)
    return [error for _, error in history]


@train.mistake
def learning_rate_is_ignored(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The steps have the default length whatever learning rate is passed in."""
    return fit(model, inputs, truth, 0.05, num_iterations, log_every)


@train.mistake
def errors_are_summed_in_training(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The loss is the sum of the squared errors. It is their mean."""
    loss = nn.MSELoss(reduction="sum")
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, loss=loss)


@train.mistake
def absolute_errors_are_trained(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The loss is the mean absolute error. It is the mean squared error."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, loss=nn.L1Loss())


@train.mistake
def gradients_are_clipped(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """Large gradients are cut off. Each step goes along the gradient as it is."""
    return fit(model, inputs, truth, learning_rate, num_iterations, log_every, clip=1.0)


@train.mistake
def momentum_is_added(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The steps gather momentum. Plain gradient descent has none."""

    def optimizer(parameters, lr):
        return torch.optim.SGD(parameters, lr=lr, momentum=0.9)

    rates = learning_rate, num_iterations, log_every
    return fit(model, inputs, truth, *rates, optimizer=optimizer)


@train.mistake
def optimizer_is_adam(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The optimizer is Adam, which scales every step. Plain gradient descent is SGD."""
    rates = learning_rate, num_iterations, log_every
    return fit(model, inputs, truth, *rates, optimizer=torch.optim.Adam)


@train.mistake
def only_the_output_layer_is_trained(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The hidden layer stays as it is. Both layers are trained."""
    parameters = [model[2].weight]
    rates = learning_rate, num_iterations, log_every
    return fit(model, inputs, truth, *rates, parameters=parameters)


@train.mistake
def only_the_hidden_layer_is_trained(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The output layer stays as it is. Both layers are trained."""
    parameters = [model[0].weight]
    rates = learning_rate, num_iterations, log_every
    return fit(model, inputs, truth, *rates, parameters=parameters)


@train.mistake
def nothing_is_returned(
    model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000
):
    """The model is trained, but the history does not come back."""
    fit(model, inputs, truth, learning_rate, num_iterations, log_every)


train.hint("What is in a parameter's grad when backward() is called for the second time?")
train.hint("Which error belongs to step 0: the one before the first update, or the one after it?")


# --- predict --------------------------------------------------------------------------------------


@assignment.exercise(points=1)
def predict(random):
    """the dataset beside what the network makes of it"""
    for rows, inputs, hidden in [(4, 2, 3), (4, 2, 3), (5, 3, 4), (1, 3, 2)]:
        dataset = mlp.a_dataset(random, rows, inputs, fractional=True)
        model = a_model(*weights(random, inputs, hidden, 1))
        called = 1 if rows == 4 else 2
        yield case(model, dataset, tensor(dataset.iloc[:, :-1].to_numpy()), called=called)


def beside(dataset, prediction, error):
    """The dataset with two more columns."""
    return dataset.assign(prediction=prediction, error=error)


def predictions(model, inputs):
    """What the model predicts, one number a row."""
    return model(inputs).detach().numpy()[:, 0]


@predict.mistake
def error_is_prediction_minus_output(model, dataset, inputs):
    """The error has the wrong sign: it is output − prediction."""
    f = predictions(model, inputs)
    return beside(dataset, f, f - dataset["output"])


@predict.mistake
def error_has_no_sign(model, dataset, inputs):
    """The error has lost its sign. It is output − prediction, above 0 or below."""
    f = predictions(model, inputs)
    return beside(dataset, f, (dataset["output"] - f).abs())


@predict.mistake
def error_is_squared(model, dataset, inputs):
    """The error is squared. It is output − prediction."""
    f = predictions(model, inputs)
    return beside(dataset, f, (dataset["output"] - f) ** 2)


@predict.mistake
def predictions_are_thresholded(model, dataset, inputs):
    """The predictions are rounded to 0 or 1. The network predicts a number between them."""
    f = np.round(predictions(model, inputs))
    return beside(dataset, f, dataset["output"] - f)


@predict.mistake
def error_column_is_missing(model, dataset, inputs):
    """The column error is missing."""
    return dataset.assign(prediction=predictions(model, inputs))


@predict.mistake
def dataset_is_missing(model, dataset, inputs):
    """The dataset's own columns are missing. The new ones stand beside them."""
    f = predictions(model, inputs)
    return beside(dataset, f, dataset["output"] - f)[["prediction", "error"]]


@predict.mistake
def equal_rows_are_dropped(model, dataset, inputs):
    """Rows that repeat another one are missing. Each observation keeps its row."""
    f = predictions(model, inputs)
    return beside(dataset, f, dataset["output"] - f).drop_duplicates()


@predict.mistake
def output_is_overwritten(model, dataset, inputs):
    """The predictions have taken the place of the output. They have a column of their own."""
    f = predictions(model, inputs)
    return dataset.assign(error=dataset["output"] - f, output=f)


@predict.mistake
def sums_are_predicted(model, dataset, inputs):
    """The predictions are the sums of the output layer, before its sigmoid."""
    f = predictions(model[:-1], inputs)
    return beside(dataset, f, dataset["output"] - f)


predict.hint("Which shape has model(inputs), and which shape has a column of a DataFrame?")

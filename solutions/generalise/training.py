"""The exercises on training: minibatches, penalised_gradients, train_epochs, early_stopping."""

from itertools import pairwise

import numpy as np

from autograder import case
from solutions.generalise import generalise as reference
from solutions.generalise.exercises import a_network, a_seed, a_truth, assignment

# --- minibatches ----------------------------------------------------------------------------------


@assignment.exercise(points=2)
def minibatches(random):
    """row numbers in random order, cut into batches"""
    for num_rows, batch_size in [
        (10, 4), (10, 4), (9, 3), (5, 8), (4, 4), (7, 1), (1, 1), (11, 5), (24, 10),
    ]:  # fmt: skip
        yield num_rows, batch_size, a_seed(random)


ORDER = "order = np.random.default_rng(seed).permutation(num_rows)"
CUT = "return [order[start : start + batch_size] for start in range(0, num_rows, batch_size)]"
STEPS = "range(0, num_rows, batch_size)"
# fmt: off
minibatches.edit("last_batch_is_dropped", STEPS,
    "range(0, num_rows - batch_size + 1, batch_size)",
    "The rows that do not fill a batch are left out. They are the last batch, a smaller one.")
minibatches.edit("batches_are_even", CUT,
    "return np.array_split(order, -(-num_rows // batch_size))",
    "The rows are spread evenly over the batches. Every batch but the last has batch_size rows.")
minibatches.edit("last_batch_is_filled_up", CUT,
    "more = np.resize(order, -(-num_rows // batch_size) * batch_size)\n"
    "    return list(more.reshape(-1, batch_size))",
    "The last batch is filled up with rows that have been used already. It should be smaller.")
minibatches.edit("rows_are_not_shuffled", ORDER, "order = np.arange(num_rows)",
    "The rows keep their order. They are put into random order before they are cut.")
minibatches.edit("rows_are_drawn_with_repetition", ORDER,
    ORDER.replace("permutation(num_rows)", "integers(num_rows, size=num_rows)"),
    "Some rows are drawn several times and others never. Each row is in exactly one batch.")
minibatches.edit("seed_is_ignored", ORDER, ORDER.replace("seed", "0"),
    "The order is the same for every seed.")
minibatches.edit("legacy_generator_orders", ORDER,
    ORDER.replace("default_rng", "RandomState"),
    "The order comes from NumPy's legacy generator (np.random.seed). It should come from "
    "np.random.default_rng(seed).")
minibatches.edit("batch_size_is_their_number", CUT, "return np.array_split(order, batch_size)",
    "There are batch_size batches. batch_size is the number of rows in each.")
minibatches.edit("batches_are_dealt", CUT,
    "count = -(-num_rows // batch_size)\n    return [order[n::count] for n in range(count)]",
    "The rows are dealt out in turn, like cards. The first batch is the first batch_size numbers "
    "of the order.")
minibatches.edit("batches_are_sorted", "order[start : start + batch_size]",
    "np.sort(order[start : start + batch_size])",
    "The row numbers in each batch are sorted. They keep the random order.")
minibatches.edit("an_empty_batch_follows", "(0, num_rows, batch_size)",
    "(0, num_rows + 1, batch_size)",
    "Where the last batch is full, an empty one follows it. An empty batch has no mean error.")
minibatches.edit("first_batch_is_missing", "range(0,", "range(batch_size,",
    "The first batch is missing.")
minibatches.edit("rows_are_counted_from_one", CUT, "order += 1\n    " + CUT,
    "The row numbers are counted from 1. The first row of an array is row 0.")
minibatches.edit("batches_overlap", STEPS, "range(0, num_rows, max(1, batch_size - 1))",
    "Batches share a row with the one before. Each row is in exactly one batch.")
minibatches.edit("order_is_not_cut", CUT, "return order",
    "The order is returned in one piece. Return a list of batches.")
# fmt: on


@minibatches.cross_check(rtol=0)
def split_at_multiples(num_rows, batch_size, seed):
    order = np.arange(num_rows)
    np.random.default_rng(seed).shuffle(order)
    return np.split(order, range(batch_size, num_rows, batch_size))


minibatches.hint(
    "With 10 rows and batches of 4, how many batches are there, and how large is each?"
)
minibatches.hint(
    "At which positions of the order do the batches begin? What does a slice return that reaches "
    "beyond the end?"
)
minibatches.hint(
    "With order = np.random.default_rng(seed).permutation(num_rows), the batches are "
    "order[start : start + batch_size] for start in range(0, num_rows, batch_size)."
)


# --- penalised_gradients --------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("dE_dv", "dE_dbias_v", "dE_dw", "dE_dbias_w"))
def penalised_gradients(random):
    """the gradients of the error with a price for large weights"""
    for rows, inputs, hidden, decay in [
        (4, 2, 3, 0.1), (4, 2, 3, 0.1), (6, 3, 2, 0.03), (1, 2, 4, 0.5), (5, 2, 2, 2.0),
        (5, 3, 4, 0.0), (3, 2, 1, 0.01),
    ]:  # fmt: skip
        price = float(f"{decay * random.uniform(0.8, 1.2):.3g}")
        x, truth = random.normal(size=(rows, inputs)), a_truth(random, rows)
        yield x, truth, a_network(random, inputs, hidden), price


PENALISED = "return dE_dv + decay * v, dE_dbias_v, dE_dw + decay * w, dE_dbias_w"
V_AND_W = "v, _, w, _ = weights"
# fmt: off
penalised_gradients.edit("biases_are_penalised", PENALISED,
    "biases = weights[1], weights[3]\n"
    "    return dE_dv + decay * v, dE_dbias_v + decay * biases[0], dE_dw + decay * w, "
    "dE_dbias_w + decay * biases[1]",
    "The biases pay the price, too. Only v and w do.")
penalised_gradients.edit("output_weights_are_free", "dE_dw + decay * w", "dE_dw",
    "Only v is penalised. The sum of squares has v and w in it.")
penalised_gradients.edit("hidden_weights_are_free", "dE_dv + decay * v", "dE_dv",
    "Only w is penalised. The sum of squares has v and w in it.")
penalised_gradients.edit("penalty_is_missing", PENALISED,
    "return dE_dv, dE_dbias_v, dE_dw, dE_dbias_w",
    "These are the gradients without the penalty.")
penalised_gradients.edit("penalty_is_subtracted", PENALISED, PENALISED.replace("+", "-"),
    "The penalty's gradient is subtracted, so a step makes the weights larger. It is added.")
penalised_gradients.edit("half_is_kept", PENALISED, PENALISED.replace("decay *", "decay / 2 *"),
    "The penalty's gradient has half its size. The derivative of a square has a factor 2, which "
    "cancels the half.")
penalised_gradients.edit("factor_two_is_doubled", PENALISED,
    PENALISED.replace("decay *", "2 * decay *"),
    "The penalty's gradient has twice its size. The half before the sum cancels the factor 2 of "
    "the derivative.")
penalised_gradients.edit("signs_are_penalised", PENALISED,
    PENALISED.replace("decay * v", "decay * np.sign(v)").replace("* w", "* np.sign(w)"),
    "The penalty's gradient is the decay times the sign of the weight: that belongs to a sum of "
    "absolute values. Here squares are added up.")
penalised_gradients.edit("squares_are_added", PENALISED,
    PENALISED.replace("decay * v", "decay / 2 * v**2").replace("decay * w", "decay / 2 * w**2"),
    "The squares of the weights are added, not their derivatives.")
penalised_gradients.edit("sums_are_added", PENALISED,
    PENALISED.replace("* v", "* np.sum(v)").replace("* w", "* np.sum(w)"),
    "The sum of all weights is added to every gradient. Only one square of the sum depends on a "
    "given weight.")
penalised_gradients.edit("penalty_is_a_mean", PENALISED,
    PENALISED.replace("* v", "* v / v.size").replace("* w", "* w / w.size"),
    "The penalty is divided by the number of weights. It is a sum over them, not a mean.")
penalised_gradients.edit("penalty_is_divided_by_the_rows", V_AND_W,
    V_AND_W + "\n    decay = decay / len(x)",
    "The penalty is divided by the number of rows. It does not depend on the rows.")
penalised_gradients.edit("penalty_is_alone", PENALISED,
    "return decay * v, 0 * dE_dbias_v, decay * w, 0 * dE_dbias_w",
    "This is the gradient of the penalty alone. It is added to the gradient of the error.")
penalised_gradients.edit("gradients_are_scaled", PENALISED,
    "return dE_dv * (1 + decay), dE_dbias_v, dE_dw * (1 + decay), dE_dbias_w",
    "The gradients are multiplied by 1 + decay. What is added is decay times the weight itself.")
penalised_gradients.edit("decay_is_fixed", V_AND_W, V_AND_W + "\n    decay = 0.1",
    "The decay is always the same, whatever is passed.")
penalised_gradients.edit("two_gradients_come_back", PENALISED,
    "return dE_dv + decay * v, dE_dw + decay * w",
    "The gradients of the biases are missing. There are four arrays, and each has a gradient.")
# fmt: on


@penalised_gradients.cross_check(rtol=1e-9)
def autograd(x, truth, weights, decay):
    import torch

    v, bias_v, w, bias_w = tensors = [torch.tensor(array, requires_grad=True) for array in weights]
    y = torch.sigmoid(torch.tensor(x) @ v + bias_v) @ w + bias_w
    error = torch.nn.functional.binary_cross_entropy_with_logits(y, torch.tensor(truth))
    error = error + decay / 2 * (torch.sum(v**2) + torch.sum(w**2))
    return tuple(slope.numpy() for slope in torch.autograd.grad(error, tensors))


penalised_gradients.hint(
    "A sum is derived term by term, and gradients(x, truth, weights) is the derivative of the "
    "first term already. Which arrays does the second term depend on?"
)
penalised_gradients.hint(
    "What is the derivative of decay / 2 · v² by v, for one number v? The shape of v and the shape "
    "of its gradient are the same."
)
penalised_gradients.hint(
    "Add decay · v to dE_dv, and decay · w to dE_dw. The gradients of the biases stay as they are."
)


# --- train_epochs ---------------------------------------------------------------------------------


@assignment.exercise(
    points=4, returns=("weights", "history"), uses=("minibatches", "penalised_gradients")
)
def train_epochs(random):
    """minibatch training with a history of both errors"""

    def problem(rows, held_out, inputs, hidden):
        sets = [(random.normal(size=(n, inputs)), a_truth(random, n)) for n in (rows, held_out)]
        return *sets[0], *sets[1], a_network(random, inputs, hidden)

    def rate(about):
        return float(f"{about * random.uniform(0.8, 1.2):.3g}")

    yield case(*problem(10, 6, 2, 3), rate(0.5), 4, 4, decay=0.05, seed=a_seed(random))
    yield case(*problem(10, 6, 2, 3), rate(0.5), 4, 4, decay=0.05, seed=a_seed(random))
    yield case(*problem(7, 3, 3, 2), rate(1.0), 7, 3, seed=a_seed(random), log_every=3)
    yield case(*problem(11, 8, 2, 4), rate(0.3), 5, 6, 0.1)
    yield case(*problem(4, 4, 2, 2), rate(0.5), 6, 10, seed=a_seed(random), log_every=2)
    yield case(*problem(5, 2, 2, 3), rate(0.1), 3, 1, rate(0.2), a_seed(random))
    yield case(*problem(1, 1, 2, 2), rate(0.5), 2, 1, seed=a_seed(random))
    yield case(*problem(4, 3, 2, 2), rate(0.5), 0, 2)
    x, truth, *held_out, (v, bias_v, w, bias_w) = problem(6, 5, 2, 3)
    steep = v / 30, bias_v, 2 * w, bias_w  # gradients well above 1
    yield case(30 * x, truth, *held_out, steep, rate(0.0002), 4, 3, seed=a_seed(random))
    sums = reference.forward(x, (2 * v, bias_v, w, bias_w))[0] @ w
    scale = min(2 / sums.std(), 10)
    right = (
        2 * v,
        bias_v,
        scale * w,
        -scale * sums.mean(axis=0),
    )  # no reason to stop
    truth = (sums > sums.mean()).astype(np.float64)
    near = x[1:] + 0.1, truth[1:]
    yield case(x, truth, *near, right, rate(0.02), 4, 3, seed=a_seed(random))
    yield case(*problem(8, 5, 2, 3), rate(0.5), 17, 3, 0.01, a_seed(random), 8)


STEP = "weights = tuple(a - learning_rate * dE for a, dE in zip(weights, slopes, strict=True))"
APPEND = "history.append((epoch, train_error, held_out_error))"
BATCHES = "for batch in minibatches(len(train_x), batch_size, seed + epoch):"
SLOPES = "slopes = penalised_gradients(train_x[batch], train_truth[batch], weights, decay)"
TRAIN_ERROR = "train_error = cross_entropy(forward(train_x, weights)[1], train_truth)"
HELD_OUT_ERROR = "held_out_error = cross_entropy(forward(held_out_x, weights)[1], held_out_truth)"
LOG = f"""\
        if epoch % log_every == 0:
            {TRAIN_ERROR}
            {HELD_OUT_ERROR}
            {APPEND}
"""
PENALTY = "decay / 2 * (np.sum(weights[0] ** 2) + np.sum(weights[2] ** 2))"
# fmt: off
train_epochs.edit("order_is_the_same_in_every_epoch", "seed + epoch)", "seed)",
    "Every epoch has the same minibatches. Those of epoch e come from the seed seed + e.")
train_epochs.edit("first_epoch_has_the_next_seed", "seed + epoch)", "seed + epoch + 1)",
    "The epochs' seeds begin with seed + 1. Epochs are counted from 0, so the first one has the "
    "seed itself.")
train_epochs.edit("seed_is_ignored", "seed + epoch)", "epoch)",
    "The seed has no effect on the minibatches. Those of epoch e come from the seed seed + e.")
train_epochs.edit("every_step_uses_all_rows",
    "train_x[batch], train_truth[batch]", "train_x, train_truth",
    "Each step uses the gradient over all rows. It should be that over the rows of its batch.")
train_epochs.edit("weights_change_in_place", STEP,
    "for a, dE in zip(weights, slopes, strict=True):\n                a -= learning_rate * dE",
    "`a -= …` changes the arrays that were passed, so the start of the training is lost. "
    "`a - …` makes new ones.")
train_epochs.edit("all_rows_are_one_batch", "len(train_x), batch_size,",
    "len(train_x), len(train_x),",
    "Each epoch makes one step over all rows. It makes one for each minibatch.")
train_epochs.edit("one_batch_in_an_epoch", STEP, STEP + "\n            break",
    "Each epoch ends after its first minibatch. All of them have a step, so that every row is "
    "used.")
train_epochs.edit("smaller_batch_is_skipped", SLOPES,
    "if len(batch) < batch_size:\n                continue\n            " + SLOPES,
    "The last batch has no step where it is smaller. Every row has its turn in every epoch.")
train_epochs.edit("gradients_belong_to_the_start_of_the_epoch",
    BATCHES + "\n            " + SLOPES.replace("slopes", "slopes"),
    "before = weights\n        " + BATCHES + "\n            "
    + SLOPES.replace("weights, decay", "before, decay"),
    "All gradients of an epoch are taken at the weights that it began with. Each batch continues "
    "from the weights that the one before has left.")
train_epochs.edit("decay_is_ignored", "weights, decay)", "weights, 0.0)",
    "The decay has no effect.")
train_epochs.edit("penalty_is_in_the_history", TRAIN_ERROR,
    TRAIN_ERROR + f"\n            train_error += float({PENALTY})",
    "The training error in the history holds the penalty. Then it cannot be compared with the "
    "held-out error.")
train_epochs.edit("penalty_is_in_both_errors", APPEND,
    f"price = float({PENALTY})\n"
    "            history.append((epoch, train_error + price, held_out_error + price))",
    "Both errors in the history hold the penalty. They are plain cross-entropies.")
train_epochs.edit("errors_are_swapped", APPEND,
    "history.append((epoch, held_out_error, train_error))",
    "The two errors are in the wrong order: the training error comes before the held-out error.")
train_epochs.edit("held_out_error_is_not_in_the_history", APPEND,
    "history.append((epoch, train_error))",
    "The entries of the history lack the held-out error. Each has three parts.")
train_epochs.edit("training_error_counts_twice", HELD_OUT_ERROR, "held_out_error = train_error",
    "The held-out error is that of the training set.")
train_epochs.edit("held_out_rows_are_learned", "history = []",
    "history = []\n"
    "    train_x, train_truth = (np.concatenate(pair) for pair in\n"
    "                            ((train_x, held_out_x), (train_truth, held_out_truth)))",
    "The network trains on the held-out points as well. They are only looked at.")
train_epochs.edit("every_epoch_is_logged", "% log_every", "% 1",
    "The history has an entry for every epoch. Only epochs divisible by log_every belong there.")
train_epochs.edit("steps_go_uphill", "a - learning_rate", "a + learning_rate",
    "The gradients are added, and the error grows. They are subtracted.")
train_epochs.edit("learning_rate_is_fixed", "a - learning_rate", "a - 0.5",
    "The learning rate is always 0.5, whatever is passed.")
train_epochs.edit("learning_rate_is_divided_by_the_batch", "learning_rate * dE",
    "learning_rate / len(batch) * dE",
    "The steps are divided by the number of rows in the batch. The gradient is a mean over them "
    "already.")
train_epochs.edit("step_is_weighted_by_the_batch", "learning_rate * dE",
    "learning_rate * len(batch) / batch_size * dE",
    "A smaller batch makes a smaller step. Each batch has the full learning rate.")
train_epochs.edit("biases_are_not_trained", STEP,
    STEP.replace("weights = ", "moved = ")
    + "\n            weights = moved[0], weights[1], moved[2], weights[3]",
    "The biases never change. All four arrays are trained.")
train_epochs.edit("output_layer_is_not_trained", STEP,
    STEP.replace("weights = ", "moved = ") + "\n            weights = *moved[:2], *weights[2:]",
    "The output weights and their bias never change. All four arrays are trained.")
train_epochs.edit("last_epoch_is_missing", "range(num_epochs)", "range(num_epochs - 1)",
    "Training ends one epoch too early.")
train_epochs.edit("history_ends_with_an_extra_entry", "    return weights, history",
    "    f, held_out_f = (forward(x, weights)[1] for x in (train_x, held_out_x))\n"
    "    errors = cross_entropy(f, train_truth), cross_entropy(held_out_f, held_out_truth)\n"
    "    history.append((num_epochs, *errors))\n"
    "    return weights, history",
    "The history ends with an entry for the state after the last epoch. The last epoch is "
    "num_epochs − 1.")
# fmt: on


@train_epochs.mistake
def errors_are_those_after_the_epoch(
    right, train_x, train_truth, held_out_x, held_out_truth, weights, num_epochs, seed, log_every,
    **others,
):  # fmt: skip
    """The errors are recorded after the steps of the epoch. They belong before its first step, so
    that epoch 0 shows the initial weights."""
    data = train_x, train_truth, held_out_x, held_out_truth
    history = []
    for epoch in range(num_epochs):
        weights, _ = right(
            *data, weights=weights, num_epochs=1, seed=seed + epoch, log_every=1, **others
        )
        if epoch % log_every == 0:
            f, held_out_f = (reference.forward(x, weights)[1] for x in (train_x, held_out_x))
            ends = (f, train_truth), (held_out_f, held_out_truth)
            history.append((epoch, *(reference.cross_entropy(*pair) for pair in ends)))
    return weights, history


@train_epochs.mistake
def training_error_is_that_of_the_last_batch(
    right, train_x, train_truth, weights, num_epochs, batch_size, seed, log_every, **others
):
    """The training error in the history is that of one minibatch. It is taken over the whole
    training set, like the held-out error."""
    final, history = right(
        train_x, train_truth, weights=weights, num_epochs=num_epochs, batch_size=batch_size,
        seed=seed, log_every=log_every, **others,
    )  # fmt: skip
    seen = []
    for epoch, _, held_out_error in history:
        then, _ = right(
            train_x, train_truth, weights=weights, num_epochs=epoch, batch_size=batch_size,
            seed=seed, log_every=log_every, **others,
        )  # fmt: skip
        batch = reference.minibatches(len(train_x), batch_size, seed + epoch)[0]
        f = reference.forward(train_x[batch], then)[1]
        error = reference.cross_entropy(f, train_truth[batch])
        seen.append((epoch, error, held_out_error))
    return final, seen


@train_epochs.mistake
def held_out_error_picks_the_weights(right, weights, num_epochs, log_every, **others):
    """The weights come back from the epoch with the lowest held-out error. All num_epochs epochs
    count; early stopping is a later exercise."""
    final, history = right(weights=weights, num_epochs=num_epochs, log_every=log_every, **others)
    if not history:
        return final, history
    best = min(history, key=lambda entry: entry[2])[0]
    picked, _ = right(weights=weights, num_epochs=best, log_every=log_every, **others)
    return picked, history


@train_epochs.cross_check(rtol=1e-6)
def torch_training(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):  # fmt: skip
    """Gradient descent on PyTorch's own derivatives of the sums, with batches by another way."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    tensors = [torch.tensor(array, requires_grad=True) for array in weights]
    x, f0, held_out_x, held_out_f0 = map(
        torch.tensor, (train_x, train_truth, held_out_x, held_out_truth)
    )

    def error(x, f0):
        v, bias_v, w, bias_w = tensors
        return binary_cross_entropy_with_logits(torch.sigmoid(x @ v + bias_v) @ w + bias_w, f0)

    history = []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            history.append((epoch, error(x, f0).item(), error(held_out_x, held_out_f0).item()))
        order = np.random.default_rng(seed + epoch).permutation(len(x))
        while len(order):
            rows, order = order[:batch_size], order[batch_size:]
            price = decay / 2 * (tensors[0].square().sum() + tensors[2].square().sum())
            slopes = torch.autograd.grad(error(x[rows], f0[rows]) + price, tensors)
            with torch.no_grad():
                for tensor, slope in zip(tensors, slopes, strict=True):
                    tensor -= learning_rate * slope
    return tuple(tensor.detach().numpy() for tensor in tensors), history


train_epochs.hint("In which order do the record, the minibatches and the steps happen in an epoch?")
train_epochs.hint(
    "Two loops: one over the epochs, and inside it one over minibatches(…). Which of its numbers "
    "changes from epoch to epoch? Which weights does a batch's gradient belong to?"
)
train_epochs.hint(
    "For each epoch: if epoch % log_every == 0, append (epoch, cross_entropy(forward(train_x, "
    "weights)[1], train_truth), and the same of the held-out set). Then for each batch of "
    "minibatches(len(train_x), batch_size, seed + epoch): the slopes are penalised_gradients("
    "train_x[batch], train_truth[batch], weights, decay), and the new weights are the tuple of a − "
    "learning_rate · slope for all four arrays."
)


# --- early_stopping -------------------------------------------------------------------------------


@assignment.exercise(points=2)
def early_stopping(random):
    """the best epoch that a patient training would have seen"""

    def history(*held_out_errors, every=1):
        """Falling training errors and these held-out errors, a little disturbed, in order."""
        low, high = random.uniform(0.2, 0.4), random.uniform(0.5, 0.9)
        falling = np.sort(random.uniform(0.01, 0.6, size=len(held_out_errors)))[::-1].tolist()
        return [
            (every * number, training, float(low + (high - low) * error / 10))
            for number, (training, error) in enumerate(zip(falling, held_out_errors, strict=True))
        ]

    yield history(9, 5, 3, 4, 6, 7, 1), 3
    yield history(8, 6, 2, 5, 3, 4, 9, 1, 0), 3
    yield history(9, 4, 6, 5, 3, 7), 3
    yield history(8, 6, 2, 5, 3, 4, 9, 1, 3, every=5), 6
    yield history(9, 7, 8, 6, 7, 5, 6, 4, 5, every=20), 2
    yield history(9, 8, 5, 6, 2, 1, every=10), 1
    yield history(9, 4, 4, 6, 4, 7, 3, every=2), 4
    yield history(9, 4, 4, 6, 4, 7, 3, every=2), 5
    yield history(5, 6, 7, 1), 2
    yield history(9, 8, 7, 6, 5, every=100), 2
    yield history(7), 1
    yield history(8, 6, 7, 2), 1
    yield history(8, 5, 6, 7, 4, 5, 6, 3, every=5), 3  # waits anew after each low
    yield history(9, 8, 4, 3.999, 5, 6, 3.998, 9, 9, 9, 1), 3  # lows that are hardly lower
    yield history(6, 3, 5, 4, 3.5, 2, every=3), 3
    yield history(*random.permutation(20).tolist(), every=20), 30


NEW_LOW = "held_out_error < lowest"
STOP = "        if waited == patience:\n            break\n"
# fmt: off
early_stopping.edit("patience_is_ignored", STOP, "",
    "The lowest held-out error of the whole history counts. After patience entries without a new "
    "low, training stops and does not see what follows.")
early_stopping.edit("training_error_decides", "for epoch, _, held_out_error",
    "for epoch, held_out_error, _",
    "The training error decides. It nearly always falls; the held-out error says when to stop.")
early_stopping.edit("stopping_epoch_is_returned", "return best_epoch", "return epoch",
    "The result is the epoch in which training stops. It should be that of the lowest held-out "
    "error before.")
early_stopping.edit("position_is_returned", "return best_epoch",
    "return [entry[0] for entry in history].index(best_epoch)",
    "The result is the position in the history. It should be the epoch, which the entry holds.")
early_stopping.edit("lowest_error_is_returned", "return best_epoch", "return float(lowest)",
    "The result is the lowest held-out error. It should be its epoch.")
early_stopping.edit("equal_errors_are_a_new_low", "<", "<=",
    "An error that equals the lowest counts as a new low. It has to be lower.")
early_stopping.edit("small_improvements_do_not_count",
    "held_out_error < lowest", "held_out_error < lowest - 1e-3",
    "An entry that is lower by less than some amount does not count as a new low. It counts "
    "however little lower it is.")
early_stopping.edit("waiting_never_starts_anew", "epoch, held_out_error, 0", "epoch, "
    "held_out_error, waited",
    "The entries without a new low are counted from the start. The count begins anew with each new "
    "low.")
early_stopping.edit("patience_is_one_longer", "waited == patience", "waited > patience",
    "Training waits for one entry more than patience says.")
early_stopping.edit("patience_is_one_shorter", "waited == patience", "waited >= patience - 1 > 0",
    "Training stops one entry too early.")
early_stopping.edit("whole_entry_is_returned", "return best_epoch",
    "return next(entry for entry in history if entry[0] == best_epoch)",
    "The result is a whole entry of the history. It should be its epoch alone.")
# fmt: on


@early_stopping.mistake
def patience_counts_epochs(history, patience):
    """The patience is counted in epochs. It is counted in entries of the history."""
    best, lowest = history[0][0], history[0][2]
    for epoch, _, error in history[1:]:
        if error < lowest:
            best, lowest = epoch, error
        elif epoch - best >= patience:
            break
    return best


@early_stopping.mistake
def each_entry_is_compared_with_the_one_before(history, patience):
    """An entry counts as better if it is lower than the one before it. A new low is lower than
    every entry before."""
    best, waited = history[0][0], 0
    for before, entry in pairwise(history):
        if entry[2] < before[2]:
            best, waited = entry[0], 0
        else:
            waited += 1
        if waited == patience:
            break
    return best


@early_stopping.mistake
def first_rise_stops(history, patience):
    """The first entry that is higher than the one before stops the training, whatever the
    patience."""
    for before, entry in pairwise(history):
        if entry[2] >= before[2]:
            return before[0]
    return history[-1][0]


@early_stopping.cross_check(rtol=0)
def stop_by_running_minima(history, patience):
    errors = [entry[2] for entry in history]
    last_low = [errors.index(min(errors[: n + 1])) for n in range(len(errors))]
    ends = [n for n, low in enumerate(last_low) if n - low == patience]
    return history[last_low[ends[0] if ends else -1]][0]


early_stopping.hint("Which two things do you have to remember while you read the history?")
early_stopping.hint(
    "Keep the lowest held-out error so far with its epoch, and count the entries since. What "
    "happens to the count at a new low, and what at any other entry?"
)
early_stopping.hint(
    "For each entry: if its held-out error is below the lowest so far, remember error and epoch "
    "and set the count to 0; otherwise add 1 to the count, and stop when it equals patience. "
    "Return the epoch that you remember."
)

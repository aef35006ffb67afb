"""The exercises on optimisers: one step of momentum, one step of Adam."""

import numpy as np

from autograder import case
from solutions.initialization.exercises import assignment


def arrays(random, shape, count, scale=1.0):
    """So many arrays of this shape."""
    return tuple(random.normal(scale=scale, size=shape) for _ in range(count))


def a_mean_and_square(random, shape, scale=1.0):
    """What Adam may remember of gradients of this size."""
    return random.normal(scale=scale, size=shape), scale**2 * random.uniform(0.3, 3, size=shape)


def by_pytorch(make, weights, gradient, learning_rate, step=1, **states):
    """What a PyTorch optimiser, one for every single weight, makes of the weights and its state."""
    import torch

    rates = np.broadcast_to(learning_rate, weights.shape)
    results = [np.empty_like(weights) for _ in range(1 + len(states))]
    for place in np.ndindex(weights.shape):
        weight = torch.tensor(weights[place], requires_grad=True)
        weight.grad = torch.tensor(gradient[place])
        optimiser = make([weight], lr=float(rates[place]))
        state = {name: torch.tensor(array[place]) for name, array in states.items()}
        optimiser.state[weight] = {"step": torch.tensor(step - 1.0), **state}
        optimiser.step()
        for result, name in zip(results, [None, *states], strict=True):
            result[place] = optimiser.state[weight][name] if name else weight.item()
    return tuple(results)


# --- momentum_step --------------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("weights", "velocity"))
def momentum_step(random):
    """one step of gradient descent with momentum"""
    yield *arrays(random, (3,), 3), 0.5, 0.8
    yield *arrays(random, (2, 3, 1), 3), 2.0, 0.95
    yield *arrays(random, (3, 2, 4), 3), random.uniform(0.1, 2, size=(3, 1, 1)), 0.6
    yield *arrays(random, (2, 4), 3), 0.3
    yield arrays(random, (4, 2), 3)
    yield *arrays(random, (2, 3, 5), 3), random.uniform(0.1, 2, size=5)  # networks come last
    weights, gradient = arrays(random, (2, 3, 2), 2)
    yield weights, gradient, np.zeros_like(weights), 1.5  # the first step
    yield *arrays(random, (2, 3), 3, scale=200), 0.7, 0.0
    yield case(*arrays(random, (2, 1, 3), 3, scale=1e-4), momentum=1.0)


SUM = "velocity = momentum * velocity + gradient"
MOVED = "weights - learning_rate * velocity, velocity"
STEP = f"{SUM}\n    return {MOVED}"
# fmt: off
momentum_step.edit("old_velocity_moves_the_weights", STEP,
    "return weights - learning_rate * velocity, momentum * velocity + gradient",
    "The weights move by the old velocity. They should move by the new one.")
momentum_step.edit("gradient_alone_moves_the_weights", MOVED,
    "weights - learning_rate * gradient, velocity",
    "The weights move by the gradient alone, as without momentum. They should move by the new "
    "velocity.")
momentum_step.edit("velocity_is_a_running_mean", "+ gradient", "+ (1 - momentum) * gradient",
    "The gradient enters the velocity with the factor 1 − momentum, as in a running mean. The "
    "velocity is a running sum, in which the gradient counts as it is.")
momentum_step.edit("rate_is_in_the_velocity", STEP,
    "velocity = momentum * velocity + learning_rate * gradient\n"
    "    return weights - velocity, velocity",
    "The learning rate is inside the velocity. The velocity sums the gradients as they are; the "
    "learning rate scales the move.")
momentum_step.edit("velocity_is_the_move", STEP,
    "velocity = momentum * velocity - learning_rate * gradient\n"
    "    return weights + velocity, velocity",
    "The velocity is the move itself, with the learning rate in it and against the gradient, as in "
    "some other courses. Here it sums the gradients as they are; the learning rate scales the "
    "move.")
momentum_step.edit("rate_counts_twice", "+ gradient", "+ learning_rate * gradient",
    "The learning rate is used twice, for the velocity and for the move. It scales only the move.")
momentum_step.edit("velocity_points_downhill", STEP,
    "velocity = momentum * velocity - gradient\n"
    "    return weights + learning_rate * velocity, velocity",
    "The gradient is subtracted from the velocity. It should be added, and the move subtracted.")
momentum_step.edit("steps_go_uphill", "weights - learning_rate", "weights + learning_rate",
    "The move is added to the weights. It should be subtracted, to go downhill.")
momentum_step.edit("step_looks_ahead", MOVED,
    "weights - learning_rate * (gradient + momentum * velocity), velocity",
    "The step looks ahead: momentum times the new velocity, plus the gradient (Nesterov). The "
    "weights should move by the new velocity.")
momentum_step.edit("momentum_is_fixed", "momentum * velocity", "0.9 * velocity",
    "The momentum is always 0.9, whatever is passed.")
momentum_step.edit("learning_rate_is_fixed", "- learning_rate *", "- 0.05 *",
    "The learning rate is always 0.05, whatever is passed.")
momentum_step.edit("learning_rate_is_missing", "- learning_rate *", "-",
    "The weights move by the whole velocity: the learning rate is missing.")
momentum_step.edit("networks_share_a_learning_rate",
    "- learning_rate *", "- np.mean(learning_rate) *",
    "All weights move with the mean learning rate. An array of rates holds one for each of them.")
momentum_step.edit("new_gradient_fades_at_once",
    "momentum * velocity + gradient", "momentum * (velocity + gradient)",
    "The new gradient is multiplied by the momentum as well. Only the old velocity should be.")
momentum_step.edit("old_velocity_is_returned", STEP,
    "return weights - learning_rate * (momentum * velocity + gradient), velocity",
    "The velocity is returned as it came. The next step needs the new one.")
momentum_step.edit("velocity_comes_first", MOVED,
    "velocity, weights - learning_rate * velocity",
    "The two results are returned in the wrong order: the weights come first.")
momentum_step.edit("velocity_is_not_returned", ", velocity\n", "\n",
    "The velocity is not returned. The next step needs it.")
# fmt: on


@momentum_step.cross_check(rtol=1e-12)
def sgd_of_pytorch(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    """torch.optim.SGD, which keeps the velocity in its momentum buffer."""
    import torch

    def make(parameters, lr):  # with momentum 0, it would keep no velocity
        return torch.optim.SGD(parameters, lr=lr, momentum=momentum or 1e-300)

    return by_pytorch(make, weights, gradient, learning_rate, momentum_buffer=velocity)


momentum_step.hint("Which two arrays make the new velocity, and which velocity moves the weights?")
momentum_step.hint(
    "If the momentum is 0, this is plain gradient descent: what is the velocity then? Make new "
    "arrays: velocity *= momentum would change the caller's."
)
momentum_step.hint(
    "The new velocity is momentum times the old one plus the gradient. The new weights are the "
    "weights minus the learning rate times the new velocity. Return both, weights first."
)


# --- adam_step ------------------------------------------------------------------------------------


@assignment.exercise(points=4, returns=("weights", "mean", "square"))
def adam_step(random):
    """one step of Adam"""
    for shape, step, *options in [
        ((3,), 3, 0.5), ((2, 3, 1), 2, 1.5, 0.6, 0.8, 0.1), ((2, 4), 12, 0.3, 0.8, 0.95, 0.01),
        ((3, 1, 2), 700, 0.7, 0.99, 0.9),
    ]:  # fmt: skip
        weights, gradient = arrays(random, shape, 2)
        yield weights, gradient, *a_mean_and_square(random, shape), step, *options
    shape = (2, 3, 2)
    yield *arrays(random, shape, 2), np.zeros(shape), np.zeros(shape), 1, 0.8  # the first step
    weights, gradient = arrays(random, (4, 2), 2, scale=1e-2)  # where a rate of 0.001 shows
    yield weights, gradient, *a_mean_and_square(random, (4, 2), 1e-2), 2
    shape = (3, 2, 4)
    rates = random.uniform(0.1, 2, size=(3, 1, 1))
    yield *arrays(random, shape, 2), *a_mean_and_square(random, shape), 50, rates
    shape = (2, 3, 5)  # networks come last
    yield *arrays(random, shape, 2), *a_mean_and_square(random, shape), 5, random.uniform(size=5)
    (weights,), (gradient,) = arrays(random, (2, 3), 1), arrays(random, (2, 3), 1, scale=5e-9)
    yield weights, gradient, *a_mean_and_square(random, (2, 3), 5e-9), 700, 0.5  # like epsilon
    (gradient,) = arrays(random, (2, 3), 1, scale=200)
    yield gradient, gradient[::-1], *a_mean_and_square(random, (2, 3), 200), 6, 90.0
    given = *arrays(random, (3, 2), 2), *a_mean_and_square(random, (3, 2)), 8
    yield case(*given, learning_rate=1.0, beta2=0.5)
    yield case(*given[:-1], 1, learning_rate=1.0, beta1=0.0, epsilon=0.5)


MEAN = "mean = beta1 * mean + (1 - beta1) * gradient"
SQUARE = "square = beta2 * square + (1 - beta2) * gradient**2"
BOTH = "mean / (1 - beta1**step)\n    size = np.sqrt(square / (1 - beta2**step))"
MOVE = "direction / (size + epsilon), mean, square"
# fmt: off
adam_step.edit("mean_is_not_corrected", "mean / (1 - beta1**step)", "mean",
    "The mean is not corrected for its start at 0, so the first steps are too short.")
adam_step.edit("square_is_not_corrected", "square / (1 - beta2**step)", "square",
    "The square is not corrected for its start at 0, so the first steps are too long.")
adam_step.edit("nothing_is_corrected", BOTH, "mean\n    size = np.sqrt(square)",
    "Neither the mean nor the square is corrected for its start at 0.")
adam_step.edit("correction_counts_from_zero", BOTH, BOTH.replace("step", "(step + 1)"),
    "The corrections are those of the next step. The step that is passed counts from 1.")
adam_step.edit("correction_forgets_the_steps", BOTH, BOTH.replace("**step", ""),
    "The corrections are those of the first step at every step. A running mean of ones comes "
    "closer to 1 from step to step.")
adam_step.edit("corrected_means_are_returned", MOVE,
    "direction / (size + epsilon), direction, size**2",
    "The mean and the square come back corrected, so the next step corrects them again. Return "
    "them as they were before the correction.")
adam_step.edit("correction_multiplies_by_the_step", BOTH,
    "mean / (1 - beta1 * step)\n"
    '    with np.errstate(all="ignore"):\n'
    "        size = np.sqrt(square / (1 - beta2 * step))",
    "The corrections multiply by the step. What a running mean of ones lacks to 1 shrinks by the "
    "same factor at every step: a power.")
adam_step.edit("epsilon_is_added_to_the_quotient", "/ (size + epsilon)", "/ size + epsilon",
    "Epsilon is added after the division. Put the sum of the root and epsilon in parentheses.")
adam_step.edit("epsilon_is_inside_the_root",
    "(size + epsilon)", "np.sqrt(size**2 + epsilon)",
    "Epsilon is added below the root. It should be added to the root.")
adam_step.edit("epsilon_is_added_before_the_correction",
    "(size + epsilon)", "(size + epsilon / np.sqrt(1 - beta2**step))",
    "Epsilon is added before the correction of the square, and corrected with it. It should be "
    "added to the root of the corrected square.")
adam_step.edit("epsilon_is_left_out", "(size + epsilon)", "size",
    "Epsilon is missing from the divisor.")
adam_step.edit("epsilon_is_fixed", "+ epsilon", "+ 1e-8",
    "Epsilon is always 1e-8, whatever is passed.")
adam_step.edit("root_is_missing", "np.sqrt", "np.positive",
    "The root of the square is missing.")
adam_step.edit("old_mean_moves_the_weights",
    f"{MEAN}\n    {SQUARE}\n    direction = {BOTH}",
    f"{SQUARE}\n    direction = {BOTH}\n    {MEAN}",
    "The weights move by the old mean. They should move by the new one.")
adam_step.edit("gradient_alone_moves_the_weights", "mean / (1 - beta1**step)", "gradient",
    "The weights move by the gradient itself (RMSProp). They should move by the corrected mean.")
adam_step.edit("square_is_that_of_the_mean", "gradient**2", "mean**2",
    "The mean is squared. The square is a running mean of the squared gradients.")
adam_step.edit("square_holds_sizes", "gradient**2", "np.abs(gradient)",
    "The square is a running mean of the gradients' sizes. It should be one of their squares.")
adam_step.edit("gradient_enters_whole", "(1 - beta1) * gradient", "gradient",
    "The gradient enters the mean as it is, as in momentum. The mean takes the share 1 − beta1 of "
    "it.")
adam_step.edit("squared_gradient_enters_whole", "(1 - beta2) * gradient**2", "gradient**2",
    "The squared gradient enters the square as it is. The square takes the share 1 − beta2 of it.")
adam_step.edit("betas_are_swapped", f"{MEAN}\n    {SQUARE}",
    MEAN.replace("beta1", "beta2") + "\n    " + SQUARE.replace("beta2", "beta1"),
    "The running means keep each other's shares: beta1 belongs to the mean, beta2 to the square.")
adam_step.edit("steps_go_uphill", "weights - learning_rate", "weights + learning_rate",
    "The move is added to the weights. It should be subtracted, to go downhill.")
adam_step.edit("learning_rate_is_fixed", "- learning_rate *", "- 0.001 *",
    "The learning rate is always 0.001, whatever is passed.")
adam_step.edit("learning_rate_is_missing", "- learning_rate *", "-",
    "The learning rate is missing from the move.")
adam_step.edit("networks_share_a_learning_rate",
    "- learning_rate *", "- np.mean(learning_rate) *",
    "All weights move with the mean learning rate. An array of rates holds one for each of them.")
adam_step.edit("weights_come_last",
    f"weights - learning_rate * {MOVE}",
    "mean, square, weights - learning_rate * direction / (size + epsilon)",
    "The results are returned in the wrong order: the weights come first.")
adam_step.edit("state_is_not_returned", ", mean, square\n", "\n",
    "The mean and the square are not returned. The next step needs them.")
# fmt: on


@adam_step.cross_check(rtol=1e-11)
def adam_of_pytorch(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """torch.optim.Adam, which keeps both running means uncorrected as well."""
    import torch

    def make(parameters, lr):
        return torch.optim.Adam(parameters, lr=lr, betas=(beta1, beta2), eps=epsilon)

    return by_pytorch(make, weights, gradient, learning_rate, step, exp_avg=mean, exp_avg_sq=square)


adam_step.hint("A running mean of ones starts at 0 and keeps 0.9 of itself: 0.1, 0.19, and then?")
adam_step.hint(
    "What is missing from such a mean to 1 after one step, after two, after three? Correct copies, "
    "and return the running means as they are. Epsilon is added last, to the root."
)
adam_step.hint(
    "The new mean is beta1 times the old one plus (1 − beta1) times the gradient, the new square "
    "beta2 times the old one plus (1 − beta2) times the squared gradient. For the move, divide "
    "the mean by 1 − beta1**step, and the square by 1 − beta2**step. Subtract from the weights the "
    "learning rate times the corrected mean, divided by the sum of epsilon and the root of the "
    "corrected square."
)

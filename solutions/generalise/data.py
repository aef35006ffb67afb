"""The exercises on data: accuracy, two_moons, split and standardise."""

import cmath
import statistics

import numpy as np

from solutions.generalise import generalise as reference
from solutions.generalise.exercises import a_seed, a_truth, assignment, points

# --- accuracy -------------------------------------------------------------------------------------


@assignment.exercise(points=1)
def accuracy(random):
    """the share of predictions on the right side of 0.5"""
    for rows in (8, 8, 5, 1):
        truth = a_truth(random, rows)
        yield np.abs(truth - random.uniform(0.02, 0.98, size=(rows, 1))), truth
    f = 0.5 + random.choice([-1, 1], size=(6, 1)) * random.uniform(0.001, 0.02, size=(6, 1))
    yield f, a_truth(random, 6)
    f = random.uniform(0.52, 0.98, size=(9, 1))
    f[random.permutation(9)[:2]] = 0.5
    yield f, np.where(f > 0.5, 1.0, 0.0)  # all are right, those of 0.5 too
    yield f, np.where(f > 0.5, 0.0, 1.0)  # none is
    yield np.abs(1 - f), np.ones_like(f)  # only zeros are predicted


# fmt: off
accuracy.edit("half_counts_as_one", "f > 0.5", "f >= 0.5",
    "A prediction of exactly 0.5 counts as 1.0. It should count as 0.0.")
accuracy.edit("right_ones_are_counted", "(f > 0.5) == (truth == 1)", "(f > 0.5) & (truth == 1)",
    "Only right predictions of 1.0 are counted. A right 0.0 is a right choice, too.")
accuracy.edit("ones_are_counted", "(f > 0.5) == (truth == 1)", "f > 0.5",
    "The result is the share of predictions above 0.5. They have to be compared with the truth.")
accuracy.edit("number_is_returned", "np.mean", "np.sum",
    "The result is the number of right predictions. It should be their share, between 0 and 1.")
accuracy.edit("share_is_in_percent", "float(np", "100 * float(np",
    "The share is in percent. It should lie between 0 and 1.")
accuracy.edit("share_of_errors", "float(np", "1 - float(np",
    "The result is the share of wrong predictions.")
accuracy.edit("distances_count", "np.mean((f > 0.5) == (truth == 1))",
    "1 - np.mean(np.abs(f - truth))",
    "The result depends on how far the predictions are from the truth. Only the side of 0.5 "
    "counts.")
accuracy.edit("predictions_must_be_exact", "(f > 0.5) == (truth == 1)", "f == truth",
    "A prediction counts only if it equals the truth. It is right if it lies on the same side of "
    "0.5.")
accuracy.edit("predictions_near_the_truth_count",
    "(f > 0.5) == (truth == 1)", "np.abs(f - truth) <= 0.1",
    "Only predictions within 0.1 of the truth count. It is enough to be on the same side of 0.5.")
accuracy.edit("nothing_is_averaged",
    "float(np.mean((f > 0.5) == (truth == 1)))", "((f > 0.5) == (truth == 1)).astype(float)",
    "There is a number for every row. The result is one number, their mean.")
# fmt: on


@accuracy.cross_check(rtol=1e-12)
def one_by_one(f, truth):
    pairs = zip(f.ravel().tolist(), truth.ravel().tolist(), strict=True)
    return sum(p > 0.5 if t == 1 else p <= 0.5 for p, t in pairs) / len(f)


accuracy.hint("What is the mean of an array of True and False?")
accuracy.hint("Make two arrays of True and False: where f chooses 1.0, and where the truth is 1.0.")
accuracy.hint("It is the mean of (f > 0.5) == (truth == 1), as a float.")


# --- two_moons ------------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("x", "truth"))
def two_moons(random):
    """the points of two noisy half circles"""
    yield 6, 0.0, a_seed(random)
    for num_points in (6, 6, 9, 2, 21, 7):
        yield num_points, round(float(random.uniform(0.05, 0.6)), 3), a_seed(random)
    yield 5, 2.0, a_seed(random)


DRAW_ANGLE = "    angle = np.pi * random.random(num_points)\n"
# fmt: off
two_moons.edit("moons_are_mixed", "np.arange(num_points) >= num_points // 2",
    "np.arange(num_points) % 2 == 1",
    "The rows of the two moons alternate. The upper moon's rows come first, then all of the lower "
    "moon.")
two_moons.edit("upper_moon_is_larger", "num_points // 2)", "(num_points + 1) // 2)",
    "With an odd number of points, the upper moon gets one more. It has num_points // 2 rows.")
two_moons.edit("truth_is_swapped", "x, truth\n", "x, 1 - truth\n",
    "The truth is the wrong way round: 0.0 is the upper moon, 1.0 the lower one.")
two_moons.edit("truth_is_flat", "x, truth\n", "x, truth[:, 0]\n",
    "The truth has the shape (N,). It should be a column, (N, 1), like the predictions that it "
    "will be compared with.")
two_moons.edit("truth_is_whole_numbers", "x, truth\n", "x, truth.astype(np.int64)\n",
    "The truth holds whole numbers or booleans. It should hold floats, 0.0 and 1.0.")
two_moons.edit("truth_is_minus_one_and_one", "x, truth\n", "x, 2 * truth - 1\n",
    "The truth is −1 and 1. It should be 0.0 and 1.0, what a sigmoid can predict.")
two_moons.edit("noise_is_uniform", "random.normal(size=(num_points, 2))",
    "random.random((num_points, 2))",
    "The noise is uniform and never negative. It comes from random.normal.")
two_moons.edit("noise_is_one_number_a_row", "size=(num_points, 2)", "size=(num_points, 1)",
    "Both coordinates of a point are moved by the same number. Each has a number of its own.")
two_moons.edit("noise_is_a_variance", "noise * random", "noise**0.5 * random",
    "The noise is taken for a variance. It is the standard deviation.")
two_moons.edit("noise_is_ignored", "noise * random", "0.3 * random",
    "The points are moved by the same noise, whatever noise is passed.")
two_moons.edit("noise_is_missing", "noise * random.normal(size=(num_points, 2))", "0",
    "The points are not moved: the noise is missing.")
two_moons.edit("noise_is_filled_by_columns", "random.normal(size=(num_points, 2))",
    "random.normal(size=(2, num_points)).T",
    "The noise is drawn with the size (2, num_points) and transposed, so the numbers end up in "
    "other places. Its size is (num_points, 2).")
two_moons.edit("seed_is_ignored", "random = np.random.default_rng(seed)",
    "random = np.random.default_rng(0)",
    "The points are the same for every seed.")
two_moons.edit("moons_share_their_angles", DRAW_ANGLE,
    "    half = np.pi * random.random(num_points - num_points // 2)\n"
    "    angle = np.concatenate([half[: num_points // 2], half])\n",
    "The points of both moons have the same angles. Every row draws an angle of its own, so "
    "num_points numbers are drawn.")
two_moons.edit("angles_are_evenly_spaced", "np.pi * random.random(num_points)",
    "np.linspace(0, np.pi, num_points)",
    "The angles are evenly spaced. They are random: π times random.random(num_points).")
two_moons.edit("angles_are_shares", "np.pi * random", "random",
    "The angle is the share u itself, between 0 and 1. It is π times the share.")
two_moons.edit("moons_are_whole_circles", "np.pi * random", "2 * np.pi * random",
    "The moons are whole circles: the angles go up to 2π. They go up to π.")
two_moons.edit("lower_moon_is_not_moved_up", "0.5 - np.sin", "-np.sin",
    "The lower moon lies too low by 0.5.")
two_moons.edit("lower_moon_is_not_moved_right", "1 - np.cos", "-np.cos",
    "The lower moon lies too far to the left by 1.")
two_moons.edit("lower_moon_bends_upwards", "0.5 - np.sin", "0.5 + np.sin",
    "The lower moon is bent like the upper one. It opens upwards: 0.5 − sin a.")
two_moons.edit("lower_moon_runs_backwards", "1 - np.cos", "1 + np.cos",
    "The lower moon's first coordinate is 1 + cos a. It is 1 − cos a: the same curve, but other "
    "points of it.")
two_moons.edit("coordinates_are_swapped", "x, truth\n", "x[:, ::-1], truth\n",
    "The two coordinates are swapped: the cosine comes first.")
# fmt: on


@two_moons.mistake
def noise_is_drawn_first(num_points, noise, seed):
    """The noise is drawn before the angles. The order decides which numbers come out: the angles
    are drawn first."""
    random = np.random.default_rng(seed)
    added = noise * random.normal(size=(num_points, 2))
    along = np.exp(1j * np.pi * random.random(num_points))
    lower = np.arange(num_points) >= num_points // 2
    along = np.where(lower, 1 + 0.5j - along, along)
    return np.column_stack([along.real, along.imag]) + added, lower[:, None].astype(float)


@two_moons.mistake
def legacy_generator_draws(num_points, noise, seed):
    """The numbers come from NumPy's legacy generator (np.random.seed, np.random.rand). They should
    come from np.random.default_rng(seed)."""
    random = np.random.RandomState(seed)
    along = np.exp(1j * np.pi * random.random_sample(num_points))
    lower = np.arange(num_points) >= num_points // 2
    along = np.where(lower, 1 + 0.5j - along, along)
    x = np.column_stack([along.real, along.imag])
    return x + noise * random.normal(size=x.shape), lower[:, None].astype(float)


@two_moons.mistake
def generator_starts_anew_for_the_noise(num_points, noise, seed):
    """The generator is made twice from the same seed, so the noise begins with the random bits that
    have already made the angles. Make it once and draw from it twice."""
    again = np.random.default_rng(seed)
    x, truth = reference.two_moons(num_points, 0.0, seed)
    return x + noise * again.normal(size=x.shape), truth


@two_moons.cross_check(rtol=1e-12)
def complex_numbers_one_by_one(num_points, noise, seed):
    random = np.random.default_rng(seed)
    places = [cmath.exp(1j * cmath.pi * random.random()) for _ in range(num_points)]
    places = [p if n < num_points // 2 else 1 + 0.5j - p for n, p in enumerate(places)]
    x = [[part + noise * random.normal() for part in (p.real, p.imag)] for p in places]
    truth = [[float(n >= num_points // 2)] for n in range(num_points)]
    return np.array(x), np.array(truth)


two_moons.hint("How many random numbers does one point need, and which of them are drawn first?")
two_moons.hint(
    "Draw all angles in one call, and all noise in another. np.stack or np.column_stack makes two "
    "columns of two arrays. For which rows does np.arange(num_points) >= num_points // 2 hold?"
)
two_moons.hint(
    "a = π · random.random(num_points). The first num_points // 2 rows of x are (cos a, sin a), "
    "the others (1 − cos a, 0.5 − sin a), each with its own a; then x += noise · "
    "random.normal(size=(num_points, 2)). The truth is a column of 0.0 for the first rows and 1.0 "
    "for the others."
)


# --- split ----------------------------------------------------------------------------------------


@assignment.exercise(points=3, returns=("train_x", "train_truth", "held_out_x", "held_out_truth"))
def split(random):
    """a training set and a held-out set in random order"""
    for rows, inputs, share in [
        (10, 2, 0.3), (10, 2, 0.3), (7, 3, 0.4), (11, 2, 0.25), (9, 1, 0.6), (2, 2, 0.5),
        (24, 1, 0.29),
    ]:  # fmt: skip
        x, truth = points(random, rows, inputs), random.normal(size=(rows, 1))
        yield x, truth, share, a_seed(random)


ORDER = "order = np.random.default_rng(seed).permutation(len(x))"
SETS = "return x[train], truth[train], x[held_out], truth[held_out]"
PARTS = "held_out, train = order[:num_held_out], order[num_held_out:]"
# fmt: off
split.edit("truth_has_another_order", SETS,
    "truth = np.random.default_rng(seed + 1).permutation(truth)\n    " + SETS,
    "x and truth are put into different orders, so points get the truth of others. One order "
    "serves both.")
split.edit("shuffles_follow_each_other", SETS,
    "random = np.random.default_rng(seed)\n"
    "    x, truth = random.permutation(x), random.permutation(truth)\n"
    "    return x[num_held_out:], truth[num_held_out:], x[:num_held_out], truth[:num_held_out]",
    "x and truth are shuffled one after the other, so truth has another order. Draw one "
    "permutation of the row numbers, and use it for both.")
split.edit("truth_keeps_its_order", SETS,
    "return x[train], truth[num_held_out:], x[held_out], truth[:num_held_out]",
    "Only x is put into random order. Each point has to keep its own truth.")
split.edit("rows_are_not_shuffled", ORDER, "order = np.arange(len(x))",
    "The rows keep their order. They are put into random order first: sorted data would put one "
    "class into one set.")
split.edit("held_out_rows_come_last", PARTS,
    "train, held_out = np.split(order, [len(x) - num_held_out])",
    "The last rows of the random order are held out. It should be its first rows.")
split.edit("share_is_for_training", "round(share * len(x))", "len(x) - round(share * len(x))",
    "The share is used for the training set. It is the share that is held out.")
split.edit("sets_are_swapped", SETS, "return x[held_out], truth[held_out], x[train], truth[train]",
    "The two sets are returned in the wrong order: the training set comes first.")
split.edit("parts_are_in_another_order", SETS,
    "return x[train], x[held_out], truth[train], truth[held_out]",
    "The four arrays are returned in another order: train_x, train_truth, held_out_x, "
    "held_out_truth.")
split.edit("number_is_cut_off", "num_held_out = round(", "num_held_out = int(",
    "The number of held-out rows is cut off. It is share · N, rounded to the nearest whole number.")
split.edit("number_is_rounded_up", "round(share * len(x))", "int(np.ceil(share * len(x)))",
    "The number of held-out rows is rounded up. It is share · N, rounded to the nearest whole "
    "number.")
split.edit("held_out_rows_stay_in_training", SETS,
    "return x[order], truth[order], x[held_out], truth[held_out]",
    "The held-out rows are in the training set, too. Then nothing is held out.")
split.edit("rows_are_drawn_with_repetition", "permutation(len(x))", "integers(len(x), size=len(x))",
    "Some rows are drawn several times and others never. A permutation has every row once.")
split.edit("sets_are_sorted", SETS, "train, held_out = np.sort(train), np.sort(held_out)\n    "
    + SETS,
    "The sets hold the right rows, but sorted. Both keep the random order.")
split.edit("seed_is_ignored", ORDER, ORDER.replace("seed", "0"),
    "The order is the same for every seed.")
split.edit("legacy_generator_orders", ORDER, ORDER.replace("default_rng", "RandomState"),
    "The order comes from NumPy's legacy generator (np.random.seed). It should come from "
    "np.random.default_rng(seed).")
split.edit("truth_is_flat", SETS,
    "return x[train], truth[train, 0], x[held_out], truth[held_out, 0]",
    "The truth has lost its second axis. It is a column in both sets.")
split.edit("a_row_is_lost", "order[num_held_out:]", "order[num_held_out + 1 :]",
    "One row is in neither set.")
# fmt: on


@split.cross_check(rtol=0)
def one_shuffled_table(x, truth, share, seed):
    table = np.concatenate([x, truth], axis=1)
    numbers = list(range(len(x)))
    order = np.random.default_rng(seed).permutation(numbers)
    rows = [table[number] for number in order]
    count = int(np.floor(share * len(x) + 0.5))
    held_out, train = (np.array(part).reshape(-1, table.shape[1]) for part in
                       (rows[:count], rows[count:]))  # fmt: skip
    return train[:, :-1], train[:, -1:], held_out[:, :-1], held_out[:, -1:]


split.hint("How can x and truth be put into the same random order?")
split.hint(
    "Make one array of row numbers in random order, and cut it in two. What does x[numbers] return "
    "for an array of row numbers?"
)
split.hint(
    "order = np.random.default_rng(seed).permutation(len(x)) and k = round(share * len(x)). The "
    "held-out rows are order[:k], the training rows order[k:]; index x and truth with both."
)


# --- standardise ----------------------------------------------------------------------------------


@assignment.exercise(points=2, returns=("train_x", "held_out_x"))
def standardise(random):
    """both sets in the units of the training set"""
    for rows, held_out, inputs in [(6, 4, 2), (6, 4, 2), (9, 3, 3), (2, 5, 1), (5, 1, 2)]:
        train_x = points(random, rows, inputs)
        yield train_x, 1.5 * train_x.mean(axis=0) + points(random, held_out, inputs)


SCALED = "return (train_x - mean) / deviation, (held_out_x - mean) / deviation"
MEAN = "mean, deviation = train_x.mean(axis=0), train_x.std(axis=0)"
# fmt: off
standardise.edit("both_sets_are_measured_together", MEAN,
    "together = np.concatenate([train_x, held_out_x])\n"
    "    mean, deviation = together.mean(axis=0), together.std(axis=0)",
    "The mean and the standard deviation are those of both sets together. That is a leak: what the "
    "training sees depends on points that are held out.")
standardise.edit("held_out_set_measures_itself", SCALED,
    'with np.errstate(all="ignore"):\n'
    "        held_out_x = (held_out_x - held_out_x.mean(axis=0)) / held_out_x.std(axis=0)\n"
    "    return (train_x - mean) / deviation, held_out_x",
    "The held-out set is standardised with its own mean and standard deviation. Both sets need "
    "those of the training set, or the same number means two things.")
standardise.edit("held_out_set_measures_both", f"{MEAN}\n    {SCALED}",
    "mean, deviation = held_out_x.mean(axis=0), held_out_x.std(axis=0)\n"
    '    with np.errstate(all="ignore"):\n'
    f"        {SCALED}",
    "Both sets are standardised with the mean and standard deviation of the held-out set. Nothing "
    "that the training sees may depend on it.")
standardise.edit("held_out_set_is_left_as_it_is", "(held_out_x - mean) / deviation", "held_out_x",
    "The held-out set comes back as it was. It has to be treated like the training set, with the "
    "mean and the standard deviation that train_x had before it was standardised: afterwards, they "
    "are 0 and 1.")
standardise.edit("columns_are_not_told_apart", MEAN, "mean, deviation = train_x.mean(), "
    "train_x.std()",
    "One mean and one standard deviation serve all columns. Each column has its own.")
standardise.edit("rows_are_standardised", SCALED,
    "return tuple((x - x.mean(axis=1, keepdims=True)) / (x.std(axis=1, keepdims=True) + 1e-300)\n"
    "                 for x in (train_x, held_out_x))",
    "Each row is standardised. It should be each column: an input over all points.")
standardise.edit("deviation_divides_by_one_less", "std(axis=0)", "std(axis=0, ddof=1)",
    "The standard deviation divides by N − 1. It is the root of a mean over all N rows.")
standardise.edit("variance_divides", "train_x.std(axis=0)", "train_x.var(axis=0)",
    "The columns are divided by their variance. It should be its root, the standard deviation.")
standardise.edit("mean_is_not_subtracted", SCALED,
    "return train_x / deviation, held_out_x / deviation",
    "The mean is not subtracted.")
standardise.edit("deviation_is_missing", SCALED, "return train_x - mean, held_out_x - mean",
    "The columns are not divided by their standard deviation.")
standardise.edit("columns_are_scaled_to_their_range", SCALED,
    "low, high = train_x.min(axis=0), train_x.max(axis=0)\n"
    "    return (train_x - low) / (high - low), (held_out_x - low) / (high - low)",
    "The columns are scaled to the range from 0 to 1. They should have mean 0 and standard "
    "deviation 1.")
standardise.edit("largest_value_divides", "train_x.std(axis=0)",
    "np.abs(train_x).max(axis=0)",
    "The columns are divided by their largest value. It should be their standard deviation.")
standardise.edit("training_set_comes_alone", SCALED, "return (train_x - mean) / deviation",
    "Only the training set is returned. Return both sets.")
standardise.edit("sets_are_swapped", SCALED,
    "return (held_out_x - mean) / deviation, (train_x - mean) / deviation",
    "The two sets are returned in the wrong order: the training set comes first.")
# fmt: on


@standardise.cross_check(rtol=1e-9)
def column_by_column(train_x, held_out_x):
    measured = [
        (statistics.fmean(column), statistics.pstdev(column)) for column in train_x.T.tolist()
    ]
    return tuple(
        np.array([[(a - m) / d for a, (m, d) in zip(row, measured, strict=True)] for row in x])
        for x in (train_x.tolist(), held_out_x.tolist())
    )


standardise.hint("Which points may decide how the training points are shifted and scaled?")
standardise.hint("Along which axis is a mean taken, so that there is one for each column?")
standardise.hint(
    "mean = train_x.mean(axis=0) and deviation = train_x.std(axis=0). Both sets are (x − mean) / "
    "deviation with these two."
)

"""The exercise plot_errors."""

import matplotlib as mpl
import numpy as np

from solutions.xor.exercises import assignment

mpl.use("Agg")


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

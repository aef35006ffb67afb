"""Faulty implementations of the xor assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults
from tests.corpus.torch_edits import MOVE, PREDICT, SGD, TRAIN, ZERO

FAULTS = Faults(Path(__file__).parent, slow="train")
_edit, _body = FAULTS.edit, FAULTS.body


# ── build_single_perceptron ───────────────────────────────────────────────────────────────────
_LAYER = "nn.Linear(num_inputs, 1)"
_CHAIN = "nn.Sequential(layer, nn.Sigmoid())"
_edit(
    "build_single_perceptron",
    no_bias=[(_LAYER, "nn.Linear(num_inputs, 1, bias=False)")],
    no_sigmoid=[(_CHAIN, "nn.Sequential(layer)")],
    sigmoid_first=[(_CHAIN, "nn.Sequential(nn.Sigmoid(), layer)")],
    sigmoid_twice=[(_CHAIN, "nn.Sequential(layer, nn.Sigmoid(), nn.Sigmoid())")],
    relu=[(_CHAIN, "nn.Sequential(layer, nn.ReLU())")],
    tanh=[(_CHAIN, "nn.Sequential(layer, nn.Tanh())")],
    step_function=[(_CHAIN, "nn.Sequential(layer, nn.Threshold(0, 0))")],
    two_inputs_always=[(_LAYER, "nn.Linear(2, 1)")],
    as_many_outputs_as_inputs=[(_LAYER, "nn.Linear(num_inputs, num_inputs)")],
    two_outputs=[(_LAYER, "nn.Linear(num_inputs, 2)")],
    sizes_swapped=[(_LAYER, "nn.Linear(1, num_inputs)")],
    bare_layer=[(_CHAIN, "layer")],
    a_list=[(_CHAIN, "[layer, nn.Sigmoid()]")],
    a_module_list=[(_CHAIN, "nn.ModuleList([layer, nn.Sigmoid()])")],
    a_function=[(_CHAIN, "lambda x: torch.sigmoid(layer(x))")],
    with_the_loss=[(_CHAIN, '(nn.Sequential(layer, nn.Sigmoid()), nn.L1Loss(reduction="sum"))')],
    bias_of_zero=[("    return", "    nn.init.zeros_(layer.bias)\n    return")],
    weights_of_zero=[("    return", "    nn.init.zeros_(layer.weight)\n    return")],
    uniform_weights=[("    return", "    nn.init.uniform_(layer.weight)\n    return")],
    xavier_weights=[("    return", "    nn.init.xavier_normal_(layer.weight)\n    return")],
    negated_weights=[("    return", "    layer.weight.data.neg_()\n    return")],
    drawn_twice=[("    return", "    layer.reset_parameters()\n    return")],
    seeded_with_0=[("    layer", "    torch.manual_seed(0)\n    layer")],
    seeded_with_1=[("    layer", "    torch.manual_seed(1)\n    layer")],
    seeded_afresh=[("    layer", "    torch.seed()\n    layer")],
    another_layer_is_made_before=[("    layer", "    nn.Linear(num_inputs, num_inputs)\n    layer")],
    float64=[(_LAYER, "nn.Linear(num_inputs, 1, dtype=torch.float64)")],
    made_float64_afterwards=[(_CHAIN, _CHAIN + ".double()")],
    hidden_layer=[(_CHAIN, "nn.Sequential(nn.Linear(num_inputs, num_inputs), nn.Sigmoid(), layer, nn.Sigmoid())")],
    no_return=[("return ", "")],
)
_body(
    "build_single_perceptron",
    own_module="""
        class Perceptron(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(num_inputs, 1)

            def forward(self, x):
                return torch.sigmoid(self.layer(x))

        return Perceptron()
    """,
    the_multilayer_perceptron="return build_multilayer_perceptron(num_inputs, 3)",
)

# ── build_multilayer_perceptron ───────────────────────────────────────────────────────────────
_HIDDEN, _OUTPUT = "nn.Linear(num_inputs, num_hidden)", "nn.Linear(num_hidden, 1, bias=False)"
_FOUR = "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())"
_edit(
    "build_multilayer_perceptron",
    both_biases=[(_OUTPUT, "nn.Linear(num_hidden, 1)")],
    no_biases=[(_HIDDEN, "nn.Linear(num_inputs, num_hidden, bias=False)")],
    biases_swapped=[(_HIDDEN, "nn.Linear(num_inputs, num_hidden, bias=False)"), (_OUTPUT, "nn.Linear(num_hidden, 1)")],
    output_bias_of_zero=[("    return", "    output.bias = nn.Parameter(torch.zeros(1))\n    return")],
    no_last_sigmoid=[(_FOUR, "nn.Sequential(hidden, nn.Sigmoid(), output)")],
    no_hidden_sigmoid=[(_FOUR, "nn.Sequential(hidden, output, nn.Sigmoid())")],
    linear_only=[(_FOUR, "nn.Sequential(hidden, output)")],
    sigmoids_first=[(_FOUR, "nn.Sequential(nn.Sigmoid(), hidden, nn.Sigmoid(), output)")],
    hidden_relu=[(_FOUR, "nn.Sequential(hidden, nn.ReLU(), output, nn.Sigmoid())")],
    hidden_tanh=[(_FOUR, "nn.Sequential(hidden, nn.Tanh(), output, nn.Sigmoid())")],
    output_tanh=[(_FOUR, "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Tanh())")],
    dropout=[(_FOUR, "nn.Sequential(hidden, nn.Sigmoid(), nn.Dropout(0.1), output, nn.Sigmoid())")],
    three_hidden_always=[(_HIDDEN, "nn.Linear(num_inputs, 3)"), (_OUTPUT, "nn.Linear(3, 1, bias=False)")],
    four_hidden_at_most=[("    hidden", "    num_hidden = min(num_hidden, 4)\n    hidden")],
    two_inputs_always=[(_HIDDEN, "nn.Linear(2, num_hidden)")],
    sizes_exchanged=[("    hidden", "    num_inputs, num_hidden = num_hidden, num_inputs\n    hidden")],
    output_takes_inputs=[(_OUTPUT, "nn.Linear(num_inputs, 1, bias=False)")],
    two_outputs=[(_OUTPUT, "nn.Linear(num_hidden, 2, bias=False)")],
    as_many_outputs_as_inputs=[(_OUTPUT, "nn.Linear(num_hidden, num_inputs, bias=False)")],
    output_made_first=[("    hidden = nn.Linear(num_inputs, num_hidden)\n", ""), ("    return", "    hidden = nn.Linear(num_inputs, num_hidden)\n    return")],
    hidden_made_twice=[("    output", "    hidden = nn.Linear(num_inputs, num_hidden)\n    output")],
    two_hidden_layers=[(_FOUR, "nn.Sequential(hidden, nn.Sigmoid(), nn.Linear(num_hidden, num_hidden), nn.Sigmoid(), output, nn.Sigmoid())")],
    seeded_with_0=[("    hidden = ", "    torch.manual_seed(0)\n    hidden = ")],
    seeded_with_1=[("    hidden = ", "    torch.manual_seed(1)\n    hidden = ")],
    seeded_between=[("    output = ", "    torch.manual_seed(0)\n    output = ")],
    weights_of_zero=[("    return", "    for p in (hidden.weight, output.weight):\n        nn.init.zeros_(p)\n    return")],
    biases_of_zero=[("    return", "    nn.init.zeros_(hidden.bias)\n    return")],
    uniform_weights=[("    return", "    for p in (hidden.weight, output.weight):\n        nn.init.uniform_(p)\n    return")],
    output_weights_halved=[("    return", "    output.weight.data /= 2\n    return")],
    numpy_weights=[("    return", "    hidden.weight.data = torch.tensor(np.random.rand(num_hidden, num_inputs), dtype=torch.float32)\n    return")],
    float64=[(_FOUR, _FOUR + ".double()")],
    a_list=[(_FOUR, "[hidden, nn.Sigmoid(), output, nn.Sigmoid()]")],
    single=[(_FOUR, "build_single_perceptron(num_inputs)")],
    no_return=[("return ", "")],
)

# ── train ─────────────────────────────────────────────────────────────────────────────────────
_ERROR = "error = loss(f, truth)"
_edit(
    "train",
    **TRAIN,
    always_squared=[(_ERROR, "error = nn.MSELoss()(f, truth)")],
    always_absolute=[(_ERROR, 'error = nn.L1Loss(reduction="sum")(f, truth)')],
    by_the_number_of_layers=[(_ERROR, 'error = (nn.MSELoss() if len(model) > 2 else nn.L1Loss(reduction="sum"))(f, truth)')],
    by_the_kind_of_loss=[(_ERROR, "error = (f - truth).abs().sum() if isinstance(loss, nn.L1Loss) else ((f - truth) ** 2).mean()")],
    reduction_is_mean=[(_ERROR, "error = type(loss)()(f, truth)")],
    reduction_is_sum=[(_ERROR, 'error = type(loss)(reduction="sum")(f, truth)')],
    arguments_swapped=[(_ERROR, "error = loss(truth, f)")],
    divided_by_rows=[(_ERROR, "error = loss(f, truth) / len(f)")],
    multiplied_by_rows=[(_ERROR, "error = loss(f, truth) * len(f)")],
    squared_once_more=[(_ERROR, "error = loss(f, truth) ** 2")],
    with_a_penalty=[(_ERROR, "error = loss(f, truth) + 1e-3 * sum((p ** 2).sum() for p in model.parameters())")],
    negated=[(_ERROR, "error = -loss(f, truth)")],
    rounded_predictions=[(_ERROR, "error = loss(f.round() + f - f.detach(), truth)")],
    truth_squeezed=[(_ERROR, "error = loss(*torch.broadcast_tensors(f, truth.squeeze()))")],
    first_four_rows=[(_ERROR, "error = loss(f[:4], truth[:4])")],
    first_row_only=[(_ERROR, "error = loss(f[:1], truth[:1])")],
    logs_another_loss=[("error.item()))", "nn.functional.mse_loss(f, truth).item()))")],
    trains_another_loss=[("error.backward()", "nn.functional.mse_loss(f, truth).backward()")],
    zero_grad_of_weights_only=[(ZERO, "        for p in model.parameters():\n            if p.ndim == 2:\n                p.grad = None\n")],
    default_rate=[("lr=learning_rate", "lr=0.05")],
    rate_of_the_optimizer=[(", lr=learning_rate", "")],
    rate_capped=[("lr=learning_rate", "lr=min(learning_rate, 0.5)")],
    weights_only=[("model.parameters()", "[p for p in model.parameters() if p.ndim == 2]")],
    biases_only=[("model.parameters()", "[p for p in model.parameters() if p.ndim == 1]")],
    first_layer_only=[("model.parameters()", "model[0].parameters()")],
    last_layer_only=[("model.parameters()", "model[-2].parameters()")],
    biases_slower=[(SGD, 'torch.optim.SGD([{"params": [p], "lr": learning_rate / p.ndim} for p in model.parameters()], lr=1)')],
    copies=[("model.parameters()", "[p.detach().clone().requires_grad_() for p in model.parameters()]")],
    a_deep_copy=[("    optimizer = ", "    import copy\n    model = copy.deepcopy(model)\n    optimizer = ")],
    a_fresh_start=[("    optimizer = ", "    model[0].reset_parameters()\n    optimizer = ")],
    a_fixed_start=[("    optimizer = ", "    nn.init.constant_(model[0].weight, 0.5)\n    optimizer = ")],
    logs_a_hundredth=[("if step % log_every == 0", "if step % max(num_iterations // 100, 1) == 0")],
    logs_every_500=[("if step % log_every == 0", "if step % 500 == 0")],
    logs_text=[("error.item()))", "str(error.item())))")],
    logs_rounded=[("error.item()))", "round(error.item(), 3)))")],
    logs_logarithms=[("error.item()))", "float(np.log10(error.item()))))")],
    two_lists=[("return history", "return tuple(zip(*history))")],
    last_error_only=[("return history", "return history[-1][1]")],
    a_hundred_steps=[("range(num_iterations)", "range(min(num_iterations, 100))")],
    stops_when_small=[(ZERO, "        if error < 0.01:\n            break\n" + ZERO)],
    stops_below_one_tenth=[(ZERO, "        if error < 0.1:\n            break\n" + ZERO)],
    weights_clamped=[(MOVE, MOVE + "        for p in model.parameters():\n            p.data.clamp_(-5, 5)\n")],
    scheduler=[("    history = []", "    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1000, 0.9)\n    history = []"), (MOVE, MOVE + "        scheduler.step()\n")],
    noisy=[("model(inputs)", "model(inputs + 0.01 * torch.randn_like(inputs))")],
    without_last_sigmoid=[("model(inputs)", "model[:-1](inputs)")],
    inputs_changed=[("    history = []", "    inputs.mul_(2).sub_(1)\n    history = []")],
    float64_model=[("    optimizer = ", "    model.double()\n    inputs, truth = inputs.double(), truth.double()\n    optimizer = ")],
    default_logs_every_hundredth=[("log_every=500", "log_every=100")],
    loss_comes_after_the_truth=[("model, loss, inputs, truth", "model, inputs, truth, loss")],
    log_grows_over_calls=[("log_every=500", "log_every=500, history=[]"), ("    history = []\n", "")],
)

# ── predict ───────────────────────────────────────────────────────────────────────────────────
_edit(
    "predict",
    **PREDICT,
    prediction_of_sums=[("model(inputs)", "model[:-1](inputs)")],
    two_inputs_always=[("model(inputs)", "model(inputs[:, :2])")],
    a_fresh_model=[("    f = ", "    model = build_single_perceptron(inputs.shape[1])\n    f = ")],
    model_is_changed=[("    return", "    model[0].weight.data.zero_()\n    return")],
)

# ── plot_errors ───────────────────────────────────────────────────────────────────────────────
_PLOT = "axes.plot(steps, values, label=name)"
_LOGY = 'axes.set_yscale("log")'
_edit(
    "plot_errors",
    linear=[(_LOGY, "pass")],
    x_logarithmic=[(_LOGY, 'axes.set_xscale("log")')],
    both_logarithmic=[(_LOGY, 'axes.set_yscale("log"); axes.set_xscale("log")')],
    logit=[(_LOGY, 'axes.set_yscale("logit")')],
    logarithms=[(_LOGY, "pass"), ("values, label", "np.log10(values), label")],
    logarithms_on_a_log_axis=[("values, label", "-np.log10(values), label")],
    no_x_label=[('    axes.set_xlabel("training iteration")\n', "")],
    no_y_label=[('    axes.set_ylabel("error")\n', "")],
    no_labels=[('    axes.set_xlabel("training iteration")\n', ""), ('    axes.set_ylabel("error")\n', "")],
    blank_labels=[('"training iteration"', '" "'), ('"error"', '" "')],
    title_for_labels=[('axes.set_xlabel("training iteration")', 'axes.set_title("error against iteration")'), ('    axes.set_ylabel("error")\n', "")],
    no_legend=[("    axes.legend()\n", "")],
    no_line_labels=[(", label=name", "")],
    legend_before_the_lines=[("    axes.legend()\n", ""), ("    for name", "    axes.legend(handles=[])\n    for name")],
    legend_of_other_names=[("axes.legend()", "axes.legend([name.upper() for name in errors])")],
    legend_backwards=[("axes.legend()", "axes.legend(list(errors)[::-1])")],
    legend_in_order_of_the_alphabet=[("axes.legend()", "axes.legend(sorted(errors))")],
    legend_removed=[("axes.legend()", "axes.legend().remove()")],
    title_for_legend=[("axes.legend()", "axes.set_title(', '.join(errors))")],
    fixed_names=[(", label=name", ', label=["single perceptron", "multilayer perceptron", "third"][len(axes.lines)]')],
    names_in_order_of_the_alphabet=[(", label=name", ", label=sorted(errors)[len(axes.lines)]")],
    names_backwards=[("label=name", "label=name[::-1]")],
    numbered_names=[("label=name", 'label=f"model {len(axes.lines) + 1}"')],
    one_label_for_all=[("label=name", 'label="error"')],
    labels_shifted=[("label=name", "label=[*list(errors)[1:], list(errors)[0]][len(axes.lines)] if len(errors) > 1 else 'error'")],
    no_grid=[("    axes.grid()\n", "")],
    grid_switched_off=[("axes.grid()", "axes.grid(); axes.grid(visible=False)")],
    axes_swapped=[("steps, values, label", "values, steps, label")],
    values_only=[("steps, values, label", "values, label")],
    steps_only=[("steps, values, label", "steps, label")],
    steps_against_index=[("steps, values, label", "range(len(steps)), steps, label")],
    whole_pairs=[("steps, values, label", "history, label")],
    steps_of_the_first_history=[("steps, values, label", "[s for s, _ in next(iter(errors.values()))][:len(values)], values[:len(next(iter(errors.values())))], label")],
    steps_in_hundreds=[("steps, values, label", "np.array(steps) / 100, values, label")],
    steps_from_one=[("steps, values, label", "np.array(steps) + 1, values, label")],
    first_entry_missing=[("steps, values, label", "steps[1:], values[1:], label")],
    last_entry_missing=[("steps, values, label", "steps[:-1], values[:-1], label")],
    every_second_entry=[("steps, values, label", "steps[::2], values[::2], label")],
    values_sorted_upwards=[("steps, values, label", "steps, sorted(values), label")],
    values_backwards=[("steps, values, label", "steps, values[::-1], label")],
    values_normalised=[("steps, values, label", "steps, np.array(values) / values[0], label")],
    values_in_percent=[("steps, values, label", "steps, 100 * np.array(values), label")],
    values_smoothed=[("steps, values, label", "steps, np.convolve(values, [0.25, 0.5, 0.25], mode='same'), label")],
    values_rounded=[("steps, values, label", "steps, np.round(values, 1), label")],
    values_squared=[("steps, values, label", "steps, np.square(values), label")],
    every_history_under_each_label=[(_PLOT, "for other in errors.values():\n            axes.plot(*zip(*other), label=name)")],
    same_values_for_all=[("values = [error for _, error in history]", "values = [error for _, error in list(errors.values())[0]][:len(history)]\n        steps = steps[:len(values)]")],
    last_history_for_all=[("        steps = ", "        history = list(errors.values())[-1]\n        steps = ")],
    first_history_only=[("errors.items()", "list(errors.items())[:1]")],
    first_two_only=[("errors.items()", "list(errors.items())[:2]")],
    last_history_only=[("errors.items()", "list(errors.items())[-1:]")],
    points_without_lines=[("axes.plot(", "axes.scatter(")],
    bars=[("axes.plot(steps, values, label=name)", "axes.bar(steps, values, label=name)")],
    horizontal_lines=[(_PLOT, "axes.axhline(values[-1], label=name)")],
    one_picture_for_each=[("        axes.plot(", "        figure, axes = plt.subplots()\n        axes.plot(")],
    twin_axes=[("        axes.plot(", "        axes = axes.twinx()\n        axes.plot(")],
    axes_come_back=[("return figure", "return axes")],
    figure_and_axes=[("return figure", "return figure, axes")],
    lines_come_back=[("return figure", "return axes.lines")],
    another_figure_comes_back=[("return figure", "return plt.figure()")],
    nothing_comes_back=[("return figure", "plt.close(figure)")],
    cleared=[("return figure", "figure.clear()\n    return figure")],
    errors_are_changed=[("    return", "    errors.clear()\n    return")],
    histories_are_changed=[("        steps = ", "        history.sort(reverse=True)\n        steps = ")],
    raises=[("return figure", 'raise ValueError("no display")')],
)
_body(
    "plot_errors",
    needs_two="""
        single, multilayer = errors["single perceptron"], errors["multilayer perceptron"]
        figure, axes = plt.subplots()
        axes.plot(*zip(*single), label="single perceptron")
        axes.plot(*zip(*multilayer), label="multilayer perceptron")
        axes.set(xlabel="iteration", ylabel="error", yscale="log")
        axes.legend()
        axes.grid()
        return figure
    """,
    empty_axes="""
        figure, axes = plt.subplots()
        axes.set(xlabel="iteration", ylabel="error", yscale="log")
        axes.grid()
        return figure
    """,
    an_image="""
        plt.imshow(np.random.rand(4, 4))
        return plt.gcf()
    """,
)

# ── what only some inputs, left out parameters and looks show ─────────────────────────────────
_edit(
    "train",
    fewer_iterations_by_default=[("num_iterations=50000", "num_iterations=10000")],
    iterations_must_be_passed=[("learning_rate=0.05, num_iterations=50000, log_every=500", "learning_rate=0.05, log_every=500, *, num_iterations")],
)
_edit(
    "plot_errors",
    axis_names_exchanged=[("set_xlabel", "set_XLABEL"), ("set_ylabel", "set_xlabel"), ("set_XLABEL", "set_ylabel")],
    white_lines=[("label=name", 'label=name, color="white"')],
    transparent_lines=[("label=name", "label=name, alpha=0")],
    transparent_colour=[("label=name", "label=name, color=(0, 0, 0, 0)")],
    lines_of_no_width=[("label=name", "label=name, linewidth=0")],
    last_line_white=[("    axes.grid()", '    axes.lines[-1].set_color("white")\n    axes.grid()')],
    axes_coloured_like_the_lines=[("label=name", 'label=name, color="black"'), ("    axes.grid()", '    axes.set_facecolor("black")\n    axes.grid()')],
    outside_the_x_limits=[("    axes.grid()", "    axes.set_xlim(-20, -10)\n    axes.grid()")],
    outside_the_y_limits=[("    axes.grid()", "    axes.set_ylim(10, 100)\n    axes.grid()")],
    axes_without_size=[("    axes.grid()", "    axes.set_position([0.1, 0.1, 0, 0])\n    axes.grid()")],
    axes_outside_the_figure=[("    axes.grid()", "    axes.set_position([2, 2, 0.8, 0.8])\n    axes.grid()")],
    figure_without_size=[("    axes.grid()", "    figure.set_size_inches(1e-3, 1e-3)\n    axes.grid()")],
)

"""Faulty implementations of the xor assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults

FAULTS = Faults(Path(__file__).parent, slow="trained")
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

# ── build_both ────────────────────────────────────────────────────────────────────────────────
_SEED, _PAIR = "    torch.manual_seed(seed)\n", "return single, network"
_edit(
    "build_both",
    unseeded=[(_SEED, "")],
    numpy_is_seeded=[(_SEED, "    np.random.seed(seed)\n")],
    seeded_with_0=[("manual_seed(seed)", "manual_seed(0)")],
    seeded_with_the_next=[("manual_seed(seed)", "manual_seed(seed + 1)")],
    seed_parity=[("manual_seed(seed)", "manual_seed(seed % 2)")],
    small_seeds_only=[("manual_seed(seed)", "manual_seed(seed % 1000)")],
    seeded_twice=[("    network", _SEED + "    network")],
    seeded_between=[(_SEED, ""), ("    network", _SEED + "    network")],
    seeded_afterwards=[(_SEED, ""), ("    return", _SEED + "    return")],
    network_first=[("    single = build_single_perceptron(num_inputs)\n", ""), ("    return", "    single = build_single_perceptron(num_inputs)\n    return")],
    network_only=[("    single = build_single_perceptron(num_inputs)\n", ""), (_PAIR, "return build_single_perceptron(num_inputs), network")],
    network_returned_first=[(_PAIR, "return network, single")],
    network_alone_returned=[(_PAIR, "return network")],
    single_alone_returned=[(_PAIR, "return single")],
    two_networks=[("build_single_perceptron(num_inputs)", "build_multilayer_perceptron(num_inputs, num_hidden)")],
    two_singles=[("build_multilayer_perceptron(num_inputs, num_hidden)", "build_single_perceptron(num_inputs)")],
    three_hidden=[("multilayer_perceptron(num_inputs, num_hidden)", "multilayer_perceptron(num_inputs, 3)")],
    two_inputs=[("single_perceptron(num_inputs)", "single_perceptron(2)")],
    sizes_exchanged=[("perceptron(num_inputs, num_hidden)", "perceptron(num_hidden, num_inputs)")],
    drawn_in_between=[("    network", "    torch.rand(1)\n    network")],
    single_made_twice=[("    network", "    build_single_perceptron(num_inputs)\n    network")],
    single_drawn_again=[("    return", "    single[0].reset_parameters()\n    return")],
    in_float64=[("    return", "    network.double()\n    return")],
    a_dict=[(_PAIR, 'return {"single": single, "network": network}')],
    one_sequential=[(_PAIR, "return nn.Sequential(single, network)")],
    no_return=[("return single, network", "single, network")],
)
FAULTS.add("build_both", "arguments_in_another_order", """
    _correct_both = build_both

    def build_both(num_inputs, num_hidden, seed):
        return _correct_both(seed, num_inputs, num_hidden)
""")

# ── trained ───────────────────────────────────────────────────────────────────────────────────
_CALL = "train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)"
_edit(
    "trained",
    in_place=[("copy.deepcopy(model)", "model")],
    shallow=[("copy.deepcopy(model)", "copy.copy(model)")],
    same_layers=[("copy.deepcopy(model)", "nn.Sequential(*model)")],
    model_comes_back=[("return twin", "return model")],
    lowest_error=[("history[-1][1]", "min(error for _, error in history)")],
    fresh_weights=[("    history", "    [layer.reset_parameters() for layer in twin if isinstance(layer, nn.Linear)]\n    history")],
    untrained_copy=[("return twin", "return copy.deepcopy(model)")],
    trained_twice=[("    history", f"    {_CALL}\n    history")],
    error_of_the_first_step=[("history[-1][1]", "history[0][1]")],
    error_of_the_step_before=[("history[-1][1]", "history[-2 if len(history) > 1 else -1][1]")],
    error_after_the_training=[("history[-1][1]", "loss(twin(inputs), truth).item()")],
    error_of_the_untrained=[("history[-1][1]", "loss(model(inputs), truth).item()")],
    error_of_every_500th=[(", log_every=1", "")],
    error_of_every_10th=[("log_every=1", "log_every=10")],
    error_of_every_second=[("log_every=1", "log_every=2")],
    smallest_error_over_all=[("history[-1][1]", "min(error for _, error in history) - 1e-4")],
    mean_error=[("history[-1][1]", "float(np.mean([error for _, error in history]))")],
    step_for_error=[("history[-1][1]", "history[-1][0]")],
    pair_for_error=[("history[-1][1]", "history[-1]")],
    history_for_error=[("history[-1][1]", "history")],
    rounded=[("history[-1][1]", "round(history[-1][1], 2)")],
    as_text=[("history[-1][1]", 'f"{history[-1][1]:.1g}"')],
    turned=[("return twin, history[-1][1]", "return history[-1][1], twin")],
    error_only=[("return twin, history[-1][1]", "return history[-1][1]")],
    copy_only=[("return twin, history[-1][1]", "return twin")],
    squared_error_always=[("twin, loss, inputs", "twin, nn.MSELoss(), inputs")],
    squared_error_reported=[("history[-1][1]", "nn.functional.mse_loss(twin(inputs), truth).item()")],
    absolute_error_always=[("twin, loss, inputs", 'twin, nn.L1Loss(reduction="sum"), inputs')],
    mean_of_the_loss=[("twin, loss, inputs", "twin, type(loss)(), inputs")],
    one_step_more=[("num_iterations=num_iterations", "num_iterations=num_iterations + 1")],
    one_step_less=[("num_iterations=num_iterations", "num_iterations=max(num_iterations - 1, 1)")],
    twenty_steps=[("num_iterations=num_iterations", "num_iterations=20")],
    at_most_500=[("num_iterations=num_iterations", "num_iterations=min(num_iterations, 500)")],
    at_most_1000=[("num_iterations=num_iterations", "num_iterations=min(num_iterations, 1000)")],
    another_rate=[("log_every=1", "log_every=1, learning_rate=0.1")],
    first_four_rows=[("(twin, loss, inputs, truth,", "(twin, loss, inputs[:4], truth[:4],")],
    in_float64=[("return twin", "return twin.double()")],
    frozen=[("return twin", "return twin.requires_grad_(False)")],
    early_end=[("    return", "    if history[-1][1] < 0.07:\n        return copy.deepcopy(model), history[0][1]\n    return")],
    memory_of_an_earlier_call=[("copy.deepcopy(model)", 'copy.deepcopy(getattr(trained, "last", model)) if getattr(trained, "of", None) is model else copy.deepcopy(model)'), ("    return", "    trained.last, trained.of = twin, model\n    return")],
    no_return=[("return twin", "twin")],
)

# ── hidden_features ───────────────────────────────────────────────────────────────────────────
_G = "model[:2](inputs)"
_edit(
    "hidden_features",
    sums=[(_G, "model[:1](inputs)")],
    output_sums=[(_G, "model[:3](inputs)")],
    predictions=[(_G, "model(inputs)")],
    squashed_twice=[(_G, "torch.sigmoid(model[:2](inputs))")],
    hidden_layer_twice=[(_G, "model[1](model[0](inputs) + model[0](inputs))")],
    tanh=[(_G, "torch.tanh(model[0](inputs))")],
    relu=[(_G, "torch.relu(model[0](inputs))")],
    softmax=[(_G, "torch.softmax(model[0](inputs), dim=1)")],
    no_hidden_bias=[(_G, "torch.sigmoid(inputs @ model[0].weight.T)")],
    weighted=[(_G, f"({_G} * model[2].weight)")],
    derivatives=[(_G, f"({_G} * (1 - {_G}))")],
    complements=[(_G, f"(1 - {_G})")],
    turned=[(_G, f"{_G}.T")],
    flattened=[(_G, f"{_G}.flatten()")],
    row_means=[(_G, f"{_G}.mean(dim=0)")],
    feature_means=[(_G, f"{_G}.mean(dim=1, keepdim=True)")],
    first_row=[(_G, "model[:2](inputs[0])")],
    last_row=[(_G, "model[:2](inputs[-1:])")],
    first_feature=[(_G, f"{_G}[:, :1]")],
    three_features=[(_G, f"{_G}[:, :3]")],
    rows_backwards=[(_G, f"{_G}.flip(0)")],
    sorted_features=[(_G, f"{_G}.sort(dim=1).values")],
    rounded=[(_G, f"{_G}.round(decimals=3)")],
    thresholded=[(_G, f"({_G} > 0.5).float()")],
    half=[(_G, f"{_G}.half()")],
    clipped=[(_G, f"{_G}.clamp(0.01, 0.99)")],
    a_tensor=[(".detach().numpy()", ".detach()")],
    part_of_the_record=[(".detach().numpy()", "")],
    not_detached=[(".detach()", "")],
    model_is_changed=[("    return", "    model[0].bias = None\n    return")],
    inputs_are_changed=[("    return", "    inputs.neg_()\n    return")],
    truth_table=[(_G, "model[:2](torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32))")],
    no_return=[("return ", "")],
)

# ── gradient_norm ─────────────────────────────────────────────────────────────────────────────
_SUM = "sum((p.grad ** 2).sum().item() for p in model.parameters())"
_ALL = "model.parameters())"
_edit(
    "gradient_norm",
    squared=[("math.sqrt(total)", "total")],
    cube_root=[("math.sqrt(total)", "total ** (1 / 3)")],
    sum_of_norms=[(_SUM, "sum(p.grad.norm().item() for p in model.parameters()) ** 2")],
    absolute_sum=[(_SUM, "sum(p.grad.abs().sum().item() for p in model.parameters()) ** 2")],
    signed_sum=[(_SUM, "sum(p.grad.sum().item() for p in model.parameters()) ** 2")],
    largest=[(_SUM, "max(p.grad.abs().max().item() for p in model.parameters()) ** 2")],
    largest_norm=[(_SUM, "max(p.grad.norm().item() for p in model.parameters()) ** 2")],
    mean_square=[("math.sqrt(total)", "math.sqrt(total / sum(p.numel() for p in model.parameters()))")],
    mean_over_rows=[("math.sqrt(total)", "math.sqrt(total) / len(inputs)")],
    mean_over_layers=[("math.sqrt(total)", "math.sqrt(total / len(list(model.parameters())))")],
    weights_only=[(_SUM, "sum((p.grad ** 2).sum().item() for p in model.parameters() if p.ndim == 2)")],
    biases_only=[(_SUM, "sum((p.grad ** 2).sum().item() for p in model.parameters() if p.ndim == 1)")],
    first_layer=[(_SUM, "sum((p.grad ** 2).sum().item() for p in model[0].parameters())")],
    last_layer=[(_SUM, "sum((p.grad ** 2).sum().item() for p in model[-2].parameters())")],
    layers_0_and_2=[(_SUM, "sum((p.grad ** 2).sum().item() for layer in model[:3:2] for p in (layer.weight, model[0].bias) if p is not None) - (model[0].bias.grad ** 2).sum().item() * (len(model) > 2)")],
    output_bias_left_out=[(_SUM, "sum((p.grad ** 2).sum().item() for name, p in model.named_parameters() if name != '2.bias')")],
    first_parameter=[(_SUM, "(next(model.parameters()).grad ** 2).sum().item()")],
    norm_of_the_parameters=[("(p.grad ** 2)", "(p ** 2)")],
    squared_error_always=[("loss(model", "nn.functional.mse_loss(model")],
    reduction_is_mean=[("loss(model", "type(loss)()(model")],
    arguments_swapped=[("loss(model(inputs), truth)", "loss(truth, model(inputs))")],
    whole_truth=[("loss(model(inputs), truth)", "loss(model(inputs), truth.round().clamp(0, 1))")],
    gradients_add_up=[("    model.zero_grad()\n", "")],
    of_the_prediction=[("loss(model(inputs), truth)", "model(inputs).sum()")],
    of_the_first_row=[("loss(model(inputs), truth)", "loss(model(inputs[:1]), truth[:1])")],
    clipped_norm=[("math.sqrt(total)", "min(math.sqrt(total), 1.0)")],
    clipped_elements=[("    total", "    nn.utils.clip_grad_value_(model.parameters(), 1.0)\n    total")],
    small_is_zero=[("math.sqrt(total)", "math.sqrt(total) if total > 1e-4 else 0.0")],
    with_an_epsilon=[("math.sqrt(total)", "math.sqrt(total + 1e-6)")],
    relative_to_the_weights=[("math.sqrt(total)", "math.sqrt(total / sum((p ** 2).sum().item() for p in model.parameters()))")],
    times_the_rate=[("math.sqrt(total)", "0.05 * math.sqrt(total)")],
    rounded=[("math.sqrt(total)", "round(math.sqrt(total), 4)")],
    a_tensor=[("math.sqrt(total)", "torch.tensor(math.sqrt(total))")],
    a_list=[("math.sqrt(total)", "[p.grad.norm().item() for p in model.parameters()]")],
    a_step_is_taken=[("    return", "    torch.optim.SGD(model.parameters(), lr=0.05).step()\n    return")],
    after_a_step=[("    model.zero_grad()\n", "    model.zero_grad()\n    loss(model(inputs), truth).backward()\n    for p in model.parameters():\n        p.data = p.data - 0.05 * p.grad\n    model.zero_grad()\n")],
    parameters_are_frozen=[("    return", "    model.requires_grad_(False)\n    return")],
    no_return=[("return ", "")],
)

# ── with_output_bias ──────────────────────────────────────────────────────────────────────────
_ZERO = "nn.Parameter(torch.zeros(1))"
_edit(
    "with_output_bias",
    in_place=[("copy.deepcopy(model)", "model")],
    shallow=[("copy.deepcopy(model)", "copy.copy(model)")],
    same_output_layer=[("copy.deepcopy(model)", "nn.Sequential(*model)")],
    bias_of_another_precision=[(_ZERO, "nn.Parameter(torch.zeros(1, dtype=torch.float64))")],
    no_bias=[(f"    twin[2].bias = {_ZERO}\n", "")],
    random_bias=[("torch.zeros(1)", "torch.rand(1)")],
    bias_of_one=[("torch.zeros(1)", "torch.ones(1)")],
    tiny_bias=[("torch.zeros(1)", "torch.full((1,), 1e-3)")],
    bias_as_drawn=[(_ZERO, "nn.Linear(twin[2].in_features, 1).bias")],
    bias_for_each_feature=[("torch.zeros(1)", "torch.zeros(twin[2].in_features)")],
    scalar_bias=[("torch.zeros(1)", "torch.tensor(0.0)")],
    frozen_bias=[("torch.zeros(1)", "torch.zeros(1), requires_grad=False")],
    a_buffer=[(f"twin[2].bias = {_ZERO}", 'del twin[2].bias; twin[2].register_buffer("bias", torch.zeros(1))')],
    float64_bias=[("torch.zeros(1)", "torch.zeros(1, dtype=torch.float64)"), ("    return", "    twin.double()\n    return")],
    hidden_bias_zeroed=[("    return", "    nn.init.zeros_(twin[0].bias)\n    return")],
    hidden_bias_replaced=[("twin[2].bias", "twin[0].bias"), ("torch.zeros(1)", "torch.zeros(twin[0].out_features)")],
    hidden_bias_removed=[("    return", "    twin[0].bias = None\n    return")],
    new_output_layer=[(f"twin[2].bias = {_ZERO}", "twin[2] = nn.Linear(twin[2].in_features, 1); nn.init.zeros_(twin[2].bias)")],
    new_network=[("copy.deepcopy(model)", "build_multilayer_perceptron(model[0].in_features, model[0].out_features)")],
    published_network=[("copy.deepcopy(model)", "build_both(0, model[0].in_features, model[0].out_features)[1]")],
    weights_of_zero=[("    return", "    nn.init.zeros_(twin[2].weight)\n    return")],
    weights_halved=[("    return", "    twin[2].weight.data /= 2\n    return")],
    weights_backwards=[("    return", "    twin[2].weight.data = twin[2].weight.data.flip(1)\n    return")],
    extra_layer=[("    return", "    twin.append(nn.Linear(1, 1))\n    return")],
    bias_as_a_layer=[(f"    twin[2].bias = {_ZERO}\n", "    twin.insert(3, nn.Linear(1, 1))\n    nn.init.ones_(twin[3].weight)\n    nn.init.zeros_(twin[3].bias)\n")],
    sigmoid_lost=[("return twin", "return twin[:3]")],
    hidden_sigmoid_lost=[("return twin", "return nn.Sequential(twin[0], twin[2], twin[3])")],
    a_list=[("return twin", "return list(twin)")],
    both_come_back=[("return twin", "return model, twin")],
    trained_a_step=[("    return", "    train(twin, nn.MSELoss(), torch.zeros(1, twin[0].in_features), torch.ones(1, 1), num_iterations=1)\n    return")],
    no_return=[("return twin", "twin")],
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

# ── what only some looks show ─────────────────────────────────
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

"""Faulty implementations of the mlp_torch assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults

FAULTS = Faults(Path(__file__).parent, slow="train")
_edit, _body = FAULTS.edit, FAULTS.body


# ── build_model ───────────────────────────────────────────────────────────────────────────────
_HIDDEN = "nn.Linear(num_inputs, num_hidden, bias=False)"
_OUTPUT = "nn.Linear(num_hidden, num_outputs, bias=False)"
_CHAIN = "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())"
_edit(
    "build_model",
    both_biases=[(_HIDDEN, "nn.Linear(num_inputs, num_hidden)"), (_OUTPUT, "nn.Linear(num_hidden, num_outputs)")],
    hidden_bias=[(_HIDDEN, "nn.Linear(num_inputs, num_hidden)")],
    output_bias=[(_OUTPUT, "nn.Linear(num_hidden, num_outputs)")],
    biases_of_zero=[("    return", "    hidden.bias = nn.Parameter(torch.zeros(num_hidden))\n    return")],
    no_last_sigmoid=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), output)")],
    no_hidden_sigmoid=[(_CHAIN, "nn.Sequential(hidden, output, nn.Sigmoid())")],
    linear_only=[(_CHAIN, "nn.Sequential(hidden, output)")],
    sigmoids_first=[(_CHAIN, "nn.Sequential(nn.Sigmoid(), hidden, nn.Sigmoid(), output)")],
    sigmoids_last=[(_CHAIN, "nn.Sequential(hidden, output, nn.Sigmoid(), nn.Sigmoid())")],
    sigmoid_thrice=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid(), nn.Sigmoid())")],
    hidden_relu=[(_CHAIN, "nn.Sequential(hidden, nn.ReLU(), output, nn.Sigmoid())")],
    hidden_tanh=[(_CHAIN, "nn.Sequential(hidden, nn.Tanh(), output, nn.Sigmoid())")],
    output_tanh=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Tanh())")],
    output_softmax=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), output, nn.Softmax(dim=1))")],
    hard_sigmoid=[(_CHAIN, "nn.Sequential(hidden, nn.Hardsigmoid(), output, nn.Sigmoid())")],
    log_sigmoid=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), output, nn.LogSigmoid())")],
    dropout=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), nn.Dropout(), output, nn.Sigmoid())")],
    batch_norm=[(_CHAIN, "nn.Sequential(hidden, nn.BatchNorm1d(num_hidden), nn.Sigmoid(), output, nn.Sigmoid())")],
    one_output_always=[(_OUTPUT, "nn.Linear(num_hidden, 1, bias=False)")],
    three_hidden_always=[(_HIDDEN, "nn.Linear(num_inputs, 3, bias=False)"), (_OUTPUT, "nn.Linear(3, num_outputs, bias=False)")],
    three_hidden_after_three_inputs=[("    hidden", "    num_hidden = num_hidden if num_inputs != 3 else 3\n    hidden")],
    two_inputs_always=[(_HIDDEN, "nn.Linear(2, num_hidden, bias=False)")],
    sizes_swapped=[(_HIDDEN, "nn.Linear(num_hidden, num_inputs, bias=False)"), (_OUTPUT, "nn.Linear(num_outputs, num_hidden, bias=False)")],
    output_takes_the_inputs=[(_OUTPUT, "nn.Linear(num_inputs, num_outputs, bias=False)")],
    inputs_and_hidden_exchanged=[("    hidden", "    num_inputs, num_hidden = num_hidden, num_inputs\n    hidden")],
    lazy_hidden=[(_HIDDEN, "nn.LazyLinear(num_hidden, bias=False)")],
    float64=[(_CHAIN, _CHAIN + ".double()")],
    hidden_float64=[(_HIDDEN, "nn.Linear(num_inputs, num_hidden, bias=False, dtype=torch.float64)")],
    half_precision=[(_CHAIN, _CHAIN + ".half()")],
    hidden_layer_twice=[(_CHAIN, "nn.Sequential(hidden, nn.Sigmoid(), nn.Linear(num_hidden, num_hidden, bias=False), nn.Sigmoid(), output, nn.Sigmoid())")],
    output_layer_only=[(_CHAIN, "nn.Sequential(output, nn.Sigmoid())")],
    module_list=[(_CHAIN, "nn.ModuleList([hidden, nn.Sigmoid(), output, nn.Sigmoid()])")],
    plain_list=[(_CHAIN, "[hidden, nn.Sigmoid(), output, nn.Sigmoid()]")],
    in_a_tuple=[(_CHAIN, _CHAIN + ", None")],
    a_function=[(_CHAIN, "lambda x: torch.sigmoid(output(torch.sigmoid(hidden(x))))")],
    no_return=[("return ", "")],
    outputs_have_no_default=[("num_outputs=1", "num_outputs")],
    two_outputs_by_default=[("num_outputs=1", "num_outputs=2")],
)
_body(
    "build_model",
    own_module="""
        class Network(nn.Module):
            def __init__(self):
                super().__init__()
                self.hidden = nn.Linear(num_inputs, num_hidden, bias=False)
                self.output = nn.Linear(num_hidden, num_outputs, bias=False)

            def forward(self, x):
                return torch.sigmoid(self.output(torch.sigmoid(self.hidden(x))))

        return Network()
    """,
    memorised_sizes="""
        model = nn.Sequential(nn.Linear(2, 3, bias=False), nn.Sigmoid(), nn.Linear(3, 1, bias=False), nn.Sigmoid())
        return model
    """,
    raises='raise RuntimeError("no")',
)

# ── copy_weights ──────────────────────────────────────────────────────────────────────────────
_V = "model[0].weight.copy_(torch.tensor(weights_hidden.T))"
_W = "model[2].weight.copy_(torch.tensor(weights_output.T))"
_edit(
    "copy_weights",
    not_transposed=[("weights_hidden.T", "weights_hidden"), ("weights_output.T", "weights_output")],
    hidden_not_transposed=[("weights_hidden.T", "weights_hidden")],
    output_not_transposed=[("weights_output.T", "weights_output")],
    both_reshaped=[("weights_hidden.T", "weights_hidden.reshape(weights_hidden.shape[::-1])"),
                   ("weights_output.T", "weights_output.reshape(weights_output.shape[::-1])")],
    hidden_reshaped=[("weights_hidden.T", "weights_hidden.reshape(model[0].weight.shape)")],
    output_reshaped=[("weights_output.T", "weights_output.reshape(model[2].weight.shape)")],
    hidden_forgotten=[(_V, "pass")],
    output_forgotten=[(_W, "pass")],
    hidden_into_both=[(_W, "model[2].weight.copy_(torch.tensor(weights_hidden.T[:, :1].T))")],
    clones_are_filled=[("model[0].weight.copy_", "model[0].weight.clone().copy_"),
                       ("model[2].weight.copy_", "model[2].weight.clone().copy_")],
    rebound_names=[(_V, "hidden = torch.tensor(weights_hidden.T)"), (_W, "output = torch.tensor(weights_output.T)")],
    added=[(_V, "model[0].weight += torch.tensor(weights_hidden.T)"), (_W, "model[2].weight += torch.tensor(weights_output.T)")],
    averaged=[(_V, "model[0].weight.lerp_(torch.tensor(weights_hidden.T, dtype=torch.float32), 0.5)")],
    negated=[("torch.tensor(weights_hidden.T)", "-torch.tensor(weights_hidden.T)")],
    rounded=[("weights_hidden.T", "weights_hidden.T.round(3)")],
    float16_inside=[("torch.tensor(weights_hidden.T)", "torch.tensor(weights_hidden.T).half()")],
    integers=[("torch.tensor(weights_output.T)", "torch.tensor(weights_output.T).int()")],
    only_the_first_row=[(_V, "model[0].weight[0] = torch.tensor(weights_hidden.T[0])")],
    rows_backwards=[("weights_hidden.T", "weights_hidden.T[::-1].copy()")],
    clamped=[("    with", "    weights_hidden = weights_hidden.clip(-1, 1)\n    with")],
    with_a_gradient=[("    with torch.no_grad():", "    if True:")],
    model_comes_back=[(_W, _W + "\n    return model")],
    arrays_come_back=[(_W, _W + "\n    return weights_hidden, weights_output")],
    weights_as_a_list_of_layers=[("model[2]", "model[1]")],
)
_body(
    "copy_weights",
    parameters_of_float64="""
        model[0].weight = nn.Parameter(torch.tensor(weights_hidden.T))
        model[2].weight = nn.Parameter(torch.tensor(weights_output.T))
    """,
    data_of_float64="""
        model[0].weight.data = torch.from_numpy(weights_hidden.T.copy())
        model[2].weight.data = torch.from_numpy(weights_output.T.copy())
    """,
    model_made_float64="""
        model.double()
        with torch.no_grad():
            model[0].weight.copy_(torch.tensor(weights_hidden.T))
            model[2].weight.copy_(torch.tensor(weights_output.T))
    """,
    a_new_model="""
        other = build_model(*weights_hidden.shape, weights_output.shape[1])
        with torch.no_grad():
            other[0].weight.copy_(torch.tensor(weights_hidden.T))
            other[2].weight.copy_(torch.tensor(weights_output.T))
        model = other
    """,
    a_new_model_comes_back="""
        other = build_model(*weights_hidden.shape, weights_output.shape[1])
        with torch.no_grad():
            other[0].weight.copy_(torch.tensor(weights_hidden.T))
            other[2].weight.copy_(torch.tensor(weights_output.T))
        return other
    """,
    layers_with_biases="""
        model[0] = nn.Linear(*weights_hidden.shape)
        with torch.no_grad():
            model[0].weight.copy_(torch.tensor(weights_hidden.T))
            model[2].weight.copy_(torch.tensor(weights_output.T))
    """,
    bare_layers="""
        for layer in model:
            if isinstance(layer, nn.Linear):
                layer.weight.data.normal_()
    """,
    arrays_are_filled_from_the_model="""
        weights_hidden[:] = model[0].weight.detach().numpy().T
        weights_output[:] = model[2].weight.detach().numpy().T
    """,
    arrays_are_changed_as_well="""
        with torch.no_grad():
            model[0].weight.copy_(torch.tensor(weights_hidden.T))
            model[2].weight.copy_(torch.tensor(weights_output.T))
        weights_hidden *= 0
    """,
    nothing="pass",
    memorised="""
        with torch.no_grad():
            model[0].weight.copy_(torch.tensor([[0.417022, 0.302333], [0.720324, 0.146756], [0.000114, 0.092339]]))
            model[2].weight.copy_(torch.tensor([[0.186260, 0.345561, 0.396767]]))
    """,
)

# ── gradients ─────────────────────────────────────────────────────────────────────────────────
_LOSS = 'nn.MSELoss(reduction="mean")(f, truth)'
_edit(
    "gradients",
    both_in_torch_layout=[("model[0].weight.grad.numpy().T", "model[0].weight.grad.numpy()"),
                          ("model[2].weight.grad.numpy().T", "model[2].weight.grad.numpy()")],
    hidden_in_torch_layout=[("model[0].weight.grad.numpy().T", "model[0].weight.grad.numpy()")],
    output_in_torch_layout=[("model[2].weight.grad.numpy().T", "model[2].weight.grad.numpy()")],
    both_reshaped=[("dE_dv = model[0].weight.grad.numpy().T", "dE_dv = model[0].weight.grad.numpy().reshape(inputs.shape[1], -1)"),
                   ("dE_dw = model[2].weight.grad.numpy().T", "dE_dw = model[2].weight.grad.numpy().reshape(-1, truth.shape[1])")],
    hidden_reshaped=[("model[0].weight.grad.numpy().T", "model[0].weight.grad.numpy().reshape(inputs.shape[1], -1)")],
    output_flattened=[("model[2].weight.grad.numpy().T", "model[2].weight.grad.numpy().ravel()")],
    hidden_flattened=[("model[0].weight.grad.numpy().T", "model[0].weight.grad.numpy().ravel()")],
    tensors=[("weight.grad.numpy().T\n    dE_dw", "weight.grad.T\n    dE_dw"), ("model[2].weight.grad.numpy().T", "model[2].weight.grad.T")],
    one_tensor=[("model[2].weight.grad.numpy().T", "model[2].weight.grad.T")],
    summed=[(_LOSS, 'nn.MSELoss(reduction="sum")(f, truth)')],
    mean_of_rows=[(_LOSS, "((f - truth) ** 2).sum() / len(f)")],
    sum_over_outputs=[(_LOSS, "((f - truth) ** 2).sum(dim=1).mean()")],
    mean_over_rows_and_hidden=[(_LOSS, "((f - truth) ** 2).sum() / model[0].weight.numel()")],
    halved=[(_LOSS, "nn.MSELoss()(f, truth) / 2")],
    doubled=[(_LOSS, "2 * nn.MSELoss()(f, truth)")],
    absolute=[(_LOSS, "nn.L1Loss()(f, truth)")],
    cross_entropy=[(_LOSS, "nn.functional.binary_cross_entropy(f, truth)")],
    smooth_l1=[(_LOSS, "nn.SmoothL1Loss(beta=0.5)(f, truth)")],
    huber=[(_LOSS, "nn.HuberLoss()(f, truth)")],
    root=[(_LOSS, "nn.MSELoss()(f, truth).sqrt()")],
    not_squared=[(_LOSS, "(f - truth).mean()")],
    only_predictions=[(_LOSS, "f.mean()")],
    sign_flipped=[(_LOSS, "-nn.MSELoss()(f, truth)")],
    truth_squeezed=[(_LOSS, "((f - truth.squeeze()) ** 2).mean()")],
    truth_column_flattened=[(_LOSS, "((f - truth[:, 0]) ** 2).mean() if truth.shape[1] == 1 else ((f - truth) ** 2).mean()")],
    first_output_only=[(_LOSS, "nn.MSELoss()(f[:, :1], truth[:, :1])")],
    first_four_rows=[(_LOSS, "nn.MSELoss()(f[:4], truth[:4])")],
    last_row_missing=[(_LOSS, "nn.MSELoss()(f[:-1], truth[:-1])")],
    sigmoid_again=[(_LOSS, "nn.MSELoss()(torch.sigmoid(f), truth)")],
    without_last_sigmoid=[("model(inputs)", "model[:3](inputs)")],
    without_hidden_sigmoid=[("model(inputs)", "model[3](model[2](model[0](inputs)))")],
    truth_thresholded=[(_LOSS, "nn.MSELoss()((f > 0.5) * f, truth)")],
    backward_twice=[("    error.backward()\n", "    error.backward(retain_graph=True)\n    error.backward()\n")],
    two_walks=[("    error.backward()\n", "    error.backward()\n    nn.MSELoss()(model(inputs), truth).backward()\n")],
    order_swapped=[("return dE_dv, dE_dw", "return dE_dw, dE_dv")],
    as_a_dict=[("return dE_dv, dE_dw", 'return {"dE_dv": dE_dv, "dE_dw": dE_dw}')],
    hidden_only=[("return dE_dv, dE_dw", "return dE_dv")],
    output_only=[("return dE_dv, dE_dw", "return dE_dw")],
    in_one_flat_array=[("return dE_dv, dE_dw", "return np.concatenate([dE_dv.ravel(), dE_dw.ravel()])")],
    with_the_error=[("return dE_dv, dE_dw", "return dE_dv, dE_dw, error.item()")],
    rounded=[("return dE_dv, dE_dw", "return dE_dv.round(3), dE_dw.round(3)")],
    normalised=[("return dE_dv, dE_dw", "return dE_dv / np.abs(dE_dv).max(), dE_dw / np.abs(dE_dw).max()")],
    clipped=[("return dE_dv, dE_dw", "return dE_dv.clip(-0.01, 0.01), dE_dw.clip(-0.01, 0.01)")],
    scaled_by_the_rate=[("return dE_dv, dE_dw", "return 0.05 * dE_dv, 0.05 * dE_dw")],
    weights_for_gradients=[("model[0].weight.grad.numpy().T", "model[0].weight.detach().numpy().T"),
                           ("model[2].weight.grad.numpy().T", "model[2].weight.detach().numpy().T")],
    a_step_is_taken=[("    dE_dv", "    torch.optim.SGD(model.parameters(), lr=0.05).step()\n    dE_dv")],
    weights_are_set_to_zero=[("    return", "    for p in model.parameters():\n        p.data.zero_()\n    return")],
    inputs_are_changed=[("    f = ", "    inputs.mul_(1.1)\n    f = ")],
    truth_is_changed=[("    return", "    truth.zero_()\n    return")],
    model_becomes_float64=[("    f = ", "    model.double()\n    inputs, truth = inputs.double(), truth.double()\n    f = ")],
    no_backward=[("    error.backward()\n", "")],
    detached=[("model(inputs)", "model(inputs).detach()")],
    zeroed_afterwards=[("    dE_dv", "    model.zero_grad(set_to_none=False)\n    dE_dv")],
    inputs_gradient=[("    f = ", "    inputs.requires_grad_()\n    f = "), ("model[0].weight.grad.numpy().T", "inputs.grad.numpy()")],
    wrong_layers=[("model[2].weight.grad", "model[-2].weight.grad[:1]")],
    a_fresh_model=[("    model.zero_grad()\n", "    model = build_model(inputs.shape[1], len(model[0].weight), truth.shape[1])\n")],
)

# ── train ─────────────────────────────────────────────────────────────────────────────────────
_MSE = 'nn.MSELoss(reduction="mean")'
SGD = "torch.optim.SGD(model.parameters(), lr=learning_rate)"
LOG = """        if step % log_every == 0:
            history.append((step, error.item()))
"""
ZERO, BACK, MOVE = "        optimizer.zero_grad()\n", "        error.backward()\n", "        optimizer.step()\n"
_edit(
    "train",
    no_zero_grad=[(ZERO, "")],
    zero_grad_once=[(ZERO, ""), ("    for step", "    optimizer.zero_grad()\n    for step")],
    zero_grad_at_logged_steps=[(ZERO, "        if step % log_every == 0:\n            optimizer.zero_grad()\n")],
    zero_grad_between=[(ZERO + BACK, BACK + ZERO)],
    no_backward=[(BACK, "")],
    no_step=[(MOVE, "")],
    step_twice=[(MOVE, MOVE + MOVE)],
    momentum=[(SGD, "torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)")],
    small_momentum=[(SGD, "torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.01)")],
    nesterov=[(SGD, "torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.5, nesterov=True)")],
    weight_decay=[(SGD, "torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=1e-3)")],
    maximize=[(SGD, "torch.optim.SGD(model.parameters(), lr=learning_rate, maximize=True)")],
    adam=[(SGD, "torch.optim.Adam(model.parameters(), lr=learning_rate)")],
    adagrad=[(SGD, "torch.optim.Adagrad(model.parameters(), lr=learning_rate)")],
    rmsprop=[(SGD, "torch.optim.RMSprop(model.parameters(), lr=learning_rate)")],
    rate_halved=[("lr=learning_rate", "lr=learning_rate / 2")],
    logs_tensors=[("error.item()))", "error.detach()))")],
    logs_after_the_move=[(LOG, ""), (MOVE, MOVE + LOG.replace("error.item()", "loss(model(inputs), truth).item()"))],
    logs_every_step=[("if step % log_every == 0", "if True")],
    logs_all_but_the_first=[("if step % log_every == 0", "if step and step % log_every == 0")],
    logs_one_step_late=[("if step % log_every == 0", "if (step + 1) % log_every == 0")],
    logs_also_the_last=[("if step % log_every == 0", "if step % log_every == 0 or step == num_iterations - 1")],
    logs_the_end=[("    return history", "    history.append((num_iterations, loss(model(inputs), truth).item()))\n    return history")],
    steps_from_one=[("append((step,", "append((step + 1,")],
    entries_are_counted=[("append((step,", "append((len(history),")],
    steps_left_out=[("history.append((step, error.item()))", "history.append(error.item())")],
    pairs_turned=[("(step, error.item())", "(error.item(), step)")],
    a_dict=[("return history", "return dict(history)")],
    no_return=[("    return history", "    print(history)")],
    model_and_history=[("return history", "return model, history")],
    history_backwards=[("return history", "return history[::-1]")],
    one_step_too_few=[("range(num_iterations)", "range(num_iterations - 1)")],
    one_step_too_many=[("range(num_iterations)", "range(num_iterations + 1)")],
    clipped_norm=[(MOVE, "        nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n" + MOVE)],
    stochastic=[("model(inputs)", "model(inputs[step % len(inputs):][:1])"), ("loss(f, truth)", "loss(f, truth[step % len(inputs):][:1])")],
    sigmoid_again=[("model(inputs)", "torch.sigmoid(model(inputs))")],
    no_gradient=[("f = model(inputs)", "with torch.no_grad():\n            f = model(inputs)")],
    default_rate_is_a_tenth=[("learning_rate=0.05", "learning_rate=0.1")],
    raises=[("    return history", '    raise ValueError("diverged")')],
    clipped_at_1=[(MOVE, "        nn.utils.clip_grad_value_(model.parameters(), 1.0)\n" + MOVE)],
    stops_at_small_gradients=[(MOVE, "        if max(p.grad.abs().max() for p in model.parameters()) < 1e-3:\n            break\n" + MOVE)],
    at_least_one_iteration=[("range(num_iterations)", "range(max(num_iterations, 1))")],
    gradients_of_an_earlier_call=[(ZERO, "        if step:\n    " + ZERO)],
    trained_once=[("    history = []", "    history = []\n    if hasattr(model, \"_trained\"):\n        num_iterations = 0\n    model._trained = True")],
    backward_twice=[(BACK, "        error.backward(retain_graph=True)\n" + BACK)],
    adamw=[(SGD, "torch.optim.AdamW(model.parameters(), lr=learning_rate)")],
    asgd=[(SGD, "torch.optim.ASGD(model.parameters(), lr=learning_rate)")],
    rprop=[(SGD, "torch.optim.Rprop(model.parameters(), lr=learning_rate)")],
    default_rate=[(SGD, "torch.optim.SGD(model.parameters(), lr=0.05)")],
    rate_of_the_optimizer=[(SGD, "torch.optim.SGD(model.parameters())")],
    rate_capped=[("lr=learning_rate", "lr=min(learning_rate, 1.0)")],
    rate_divided_by_rows=[("lr=learning_rate", "lr=learning_rate / len(inputs)")],
    output_layer_only=[("model.parameters()", "model[2].parameters()")],
    hidden_layer_only=[("model.parameters()", "model[0].parameters()")],
    copies_of_parameters=[("model.parameters()", "[p.detach().clone().requires_grad_() for p in model.parameters()]")],
    optimizer_of_another_model=[("model.parameters()", "build_model(inputs.shape[1], 3).parameters()")],
    parameters_replaced_afterwards=[("    history = []", "    for layer in (model[0], model[2]):\n        layer.weight = nn.Parameter(layer.weight.detach().clone())\n    history = []")],
    a_deep_copy=[("    loss", "    import copy\n    model = copy.deepcopy(model)\n    loss")],
    a_fresh_model=[("    loss", "    model = build_model(inputs.shape[1], len(model[0].weight), truth.shape[1])\n    loss")],
    a_fresh_start=[("    loss", "    for layer in (model[0], model[2]):\n        layer.reset_parameters()\n    loss")],
    summed=[(_MSE, 'nn.MSELoss(reduction="sum")')],
    mean_of_rows=[(_MSE, "lambda f, f0: ((f - f0) ** 2).sum() / len(f)")],
    halved=[(_MSE, "lambda f, f0: ((f - f0) ** 2).mean() / 2")],
    absolute=[(_MSE, "nn.L1Loss()")],
    summed_absolute=[(_MSE, 'nn.L1Loss(reduction="sum")')],
    cross_entropy=[(_MSE, "nn.BCELoss()")],
    huber=[(_MSE, "nn.HuberLoss()")],
    smooth_l1=[(_MSE, "nn.SmoothL1Loss()")],
    root=[(_MSE, "lambda f, f0: ((f - f0) ** 2).mean().sqrt()")],
    logs_the_sum=[("error.item()))", "((f - truth) ** 2).sum().item()))")],
    logs_the_absolute_error=[("error.item()))", "(f - truth).abs().mean().item()))")],
    logs_the_root=[("error.item()))", "error.item() ** 0.5))")],
    logs_half=[("error.item()))", "error.item() / 2))")],
    logs_rounded=[("error.item()))", "round(error.item(), 4)))")],
    logs_text=[("error.item()))", 'f"{error.item():.6e}"))')],
    logs_tensors_with_records=[("error.item()))", "error))")],
    logs_a_tenth=[("if step % log_every == 0", "if step % max(num_iterations // 10, 1) == 0")],
    logs_every_thousandth=[("if step % log_every == 0", "if step % 1000 == 0")],
    logs_multiples_up_to_ten=[("if step % log_every == 0", "if step % log_every == 0 and len(history) < 10")],
    pairs_flat=[("history.append((step, error.item()))", "history += [step, error.item()]")],
    triples=[("(step, error.item())", "(step, error.item(), learning_rate)")],
    two_lists=[("return history", "return [s for s, _ in history], [e for _, e in history]")],
    model_returned=[("return history", "return model")],
    history_and_model=[("return history", "return history, model")],
    last_error_only=[("return history", "return history[-1:]")],
    empty_history=[("return history", "return []")],
    always_a_thousand=[("range(num_iterations)", "range(1000)")],
    steps_counted_from_one=[("range(num_iterations)", "range(1, num_iterations + 1)")],
    only_as_long_as_logged=[("range(num_iterations)", "range(0, num_iterations, log_every)")],
    stops_when_small=[(ZERO, "        if error < 0.05:\n            break\n" + ZERO)],
    stops_when_flat=[(ZERO, "        if step > 10 and error > 0.999 * history[-1][1] and step % log_every:\n            break\n" + ZERO)],
    scheduler=[("    history = []", "    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3000, 0.9)\n    history = []"), (MOVE, MOVE + "        scheduler.step()\n")],
    scheduler_of_every_step=[("    history = []", "    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.999)\n    history = []"), (MOVE, MOVE + "        scheduler.step()\n")],
    clipped_values=[(MOVE, "        nn.utils.clip_grad_value_(model.parameters(), 0.5)\n" + MOVE)],
    weights_clamped=[(MOVE, MOVE + "        for p in model.parameters():\n            p.data.clamp_(-3, 3)\n")],
    shuffled_truth=[("loss(f, truth)", "loss(f, truth[torch.randperm(len(truth))])")],
    half_the_rows=[("model(inputs)", "model(inputs[::2])"), ("loss(f, truth)", "loss(f, truth[::2])")],
    noisy_inputs=[("model(inputs)", "model(inputs + 0.01 * torch.randn_like(inputs))")],
    thresholded=[("loss(f, truth)", "loss((f > 0.5).float() + f - f.detach(), truth)")],
    truth_squeezed=[("loss(f, truth)", "((f - truth.squeeze()) ** 2).mean()")],
    predictions_squeezed=[("loss(f, truth)", "((f.squeeze() - truth) ** 2).mean()")],
    without_last_sigmoid=[("model(inputs)", "model[:3](inputs)")],
    one_forward_for_all=[("        f = model(inputs)\n", ""), ("    for step", "    f = model(inputs)\n    for step"), ("error.backward()", "error.backward(retain_graph=True)")],
    inputs_centred=[("    loss = ", "    inputs = inputs - inputs.mean(dim=0)\n    loss = ")],
    inputs_changed=[("    loss = ", "    inputs.sub_(inputs.mean(dim=0))\n    loss = ")],
    truth_changed=[("    return", "    truth.clamp_(0.1, 0.9)\n    return")],
    float64_model=[("    loss = ", "    model.double()\n    inputs, truth = inputs.double(), truth.double()\n    loss = ")],
    half_precision_at_the_end=[("    return", "    model.half().float()\n    return")],
    rounded_at_the_end=[("    return", "    for p in model.parameters():\n        p.data = torch.round(p.data, decimals=3)\n    return")],
    restored_at_the_end=[("    loss = ", "    start = {k: v.clone() for k, v in model.state_dict().items()}\n    loss = "), ("    return", "    model.load_state_dict(start)\n    return")],
    default_is_a_thousand_steps=[("num_iterations=10000", "num_iterations=1000")],
    default_logs_every_hundredth=[("log_every=1000", "log_every=100")],
    log_grows_over_calls=[("log_every=1000", "log_every=1000, history=[]"), ("    history = []\n", "")],
)
_body(
    "train",
    one_layer_after_the_other="""
        loss, history = nn.MSELoss(), []
        for step in range(num_iterations):
            error = loss(model(inputs), truth)
            if step % log_every == 0:
                history.append((step, error.item()))
            for layer in (2, 0):
                weight = model[layer].weight
                gradient, = torch.autograd.grad(loss(model(inputs), truth), [weight])
                weight.data -= learning_rate * gradient
        return history
    """,
    gradient_signs="""
        loss, history = nn.MSELoss(), []
        for step in range(num_iterations):
            error = loss(model(inputs), truth)
            if step % log_every == 0:
                history.append((step, error.item()))
            model.zero_grad()
            error.backward()
            for weight in model.parameters():
                weight.data -= learning_rate * weight.grad.sign()
        return history
    """,
    rebinds_the_weights="""
        loss, history = nn.MSELoss(), []
        for step in range(num_iterations):
            error = loss(model(inputs), truth)
            if step % log_every == 0:
                history.append((step, error.item()))
            model.zero_grad()
            error.backward()
            for weight in model.parameters():
                weight = weight - learning_rate * weight.grad
        return history
    """,
    memorised_losses="""
        losses = [0.1960156, 0.1651661, 0.1593565, 0.1550351, 0.1511067,
                  0.1465351, 0.1392272, 0.1234844, 0.09350532, 0.06205267]
        return [(1000 * i, e) for i, e in enumerate(losses)]
    """,
)

# ── what only some inputs and second calls show ───────────────────────────────────────────────
_edit(
    "gradients",
    no_zero_grad=[("    model.zero_grad()\n", "")],
    zero_grad_afterwards_of_the_first_layer=[("    model.zero_grad()\n", "    model[0].zero_grad()\n")],
    clipped_at_1=[("    dE_dv", "    nn.utils.clip_grad_value_(model.parameters(), 1.0)\n    dE_dv")],
    whole_truth=[("(f, truth)", "(f, truth.round())")],
)
_edit(
    "train",
    fewer_iterations_by_default=[("num_iterations=10000", "num_iterations=9500")],
    logs_rarely_by_default=[("log_every=1000", "log_every=2000")],
)

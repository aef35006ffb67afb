"""Faults that the two PyTorch rooms share: edits of `train` and `predict`, which are alike in both.

They are written against the text of base.py in mlp_torch and in xor.
"""
from __future__ import annotations

SGD = "torch.optim.SGD(model.parameters(), lr=learning_rate)"
LOG = """        if step % log_every == 0:
            history.append((step, error.item()))
"""
ZERO, BACK, MOVE = "        optimizer.zero_grad()\n", "        error.backward()\n", "        optimizer.step()\n"
ERROR_LINE = 'result["error"] = result["output"] - result["prediction"]'

Edits = dict[str, list[tuple[str, str]]]

TRAIN: Edits = dict(
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
)

PREDICT: Edits = dict(
    error_sign=[(ERROR_LINE, 'result["error"] = result["prediction"] - result["output"]')],
    error_absolute=[(ERROR_LINE, 'result["error"] = (result["output"] - result["prediction"]).abs()')],
    error_squared=[(ERROR_LINE, 'result["error"] = (result["output"] - result["prediction"]) ** 2')],
    error_missing=[("    " + ERROR_LINE + "\n", "")],
    error_of_rounded=[(ERROR_LINE, 'result["error"] = result["output"] - result["prediction"].round()')],
    prediction_rounded=[("f[:, 0]", "f[:, 0].round()")],
    prediction_of_the_first_row=[("f[:, 0]", "f[0, 0]")],
    prediction_of_a_hidden_feature=[("model(inputs)", "model[:2](inputs)")],
    prediction_as_arrays=[("f[:, 0]", "list(f)"), (ERROR_LINE, 'result["error"] = result["output"] - f[:, 0]')],
    prediction_as_text=[("f[:, 0]", '[f"{p:.6f}" for p in f[:, 0]]'), (ERROR_LINE, 'result["error"] = result["output"] - f[:, 0]')],
    matched_to_a_fresh_index=[("f[:, 0]", "pd.Series(f[:, 0])")],
    not_detached=[("model(inputs).detach().numpy()", "model(inputs).numpy()")],
    dataset_is_changed=[("dataset.copy()", "dataset")],
    output_dropped=[("    return result", '    return result.drop(columns="output")')],
    new_columns_only=[("return result", 'return result[["prediction", "error"]]')],
    index_reset=[("return result", "return result.reset_index(drop=True)")],
    index_a_column=[("return result", "return result.reset_index()")],
    sorted_by_index=[("return result", "return result.sort_index()")],
    rounded=[("return result", "return result.round(3)")],
    the_predictions=[("return result", "return f")],
    none=[("return result", "print(result)")],
    equal_rows_dropped=[("return result", "return result.drop_duplicates()")],
    equal_inputs_dropped=[("return result", "return result[~dataset.iloc[:, :-1].duplicated()]")],
    whole_output=[('result["output"] -', 'result["output"].astype(int) -')],
    columns_of_an_earlier_call=[("    return", "    model.found = getattr(model, \"found\", 0) + f\n    result[\"prediction\"] = model.found[:, 0]\n    return")],
)

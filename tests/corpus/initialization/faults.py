"""Faulty implementations of the initialization assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults

FAULTS = Faults(Path(__file__).parent)
_add, _edit, _body, _spoil = FAULTS.add, FAULTS.edit, FAULTS.body, FAULTS.spoil


_SHAPES = """
    _answers = {{}}
    _correct = {name}


    def {name}(*args, **kwargs):
        key = tuple(np.shape(a) for a in (*args, *kwargs.values()))
        if key not in _answers:
            _answers[key] = _correct(*args, **kwargs)
        return _answers[key]
"""
for _name in ("initial_weights", "forward", "gradients", "train", "success_rate"):
    _add(_name, "cached_by_shape", _SHAPES.format(name=_name))

# ── initial_weights ───────────────────────────────────────────────────────────────────────────
_edit(
    "initial_weights",
    seeded_once=[("    for seed in seeds:\n        np.random.seed(seed)\n",
                  "    np.random.seed(seeds[0])\n    for seed in seeds:\n")],
    not_seeded=[("        np.random.seed(seed)\n", "")],
    always_seed_one=[("np.random.seed(seed)", "np.random.seed(1)")],
    seeds_from_zero=[("for seed in seeds", "for seed in range(len(seeds))")],
    seeds_from_one=[("for seed in seeds", "for seed in range(1, len(seeds) + 1)")],
    seeds_sorted=[("for seed in seeds", "for seed in sorted(seeds)")],
    seeds_reversed=[("for seed in seeds", "for seed in seeds[::-1]")],
    next_seed=[("np.random.seed(seed)", "np.random.seed(seed + 1)")],
    last_seed_is_skipped=[("for seed in seeds", "for seed in (seeds[:-1] if len(seeds) > 1 else seeds)")],
    seeded_for_each_layer=[("        w.append", "        np.random.seed(seed)\n        w.append")],
    output_first=[("        v.append(np.random.rand(2, num_hidden))\n        w.append(np.random.rand(num_hidden, 1))\n",
                   "        w.append(np.random.rand(num_hidden, 1))\n        v.append(np.random.rand(2, num_hidden))\n")],
    filled_by_columns=[("rand(2, num_hidden)", "rand(num_hidden, 2).T")],
    hidden_transposed=[("rand(2, num_hidden)", "rand(num_hidden, 2)")],
    output_transposed=[("rand(num_hidden, 1)", "rand(1, num_hidden)")],
    output_flat=[("rand(num_hidden, 1)", "rand(num_hidden)")],
    normal=[("rand(2,", "randn(2,"), ("rand(num_hidden,", "randn(num_hidden,")],
    a_bias_row=[("rand(2, num_hidden)", "rand(3, num_hidden)")],
    three_features_always=[("rand(2, num_hidden)", "rand(2, 3)"), ("rand(num_hidden, 1)", "rand(3, 1)")],
    new_generator=[("np.random.seed(seed)", "random = np.random.default_rng(seed)"),
                   ("np.random.rand(2, num_hidden)", "random.random((2, num_hidden))"),
                   ("np.random.rand(num_hidden, 1)", "random.random((num_hidden, 1))")],
    swapped=[("return np.array(v), np.array(w)", "return np.array(w), np.array(v)")],
    centred=[("return np.array(v), np.array(w)", "return 2 * np.array(v) - 1, 2 * np.array(w) - 1")],
    scaled=[("return np.array(v), np.array(w)", "return np.array(v) / 2**0.5, np.array(w) / num_hidden**0.5")],
    networks_last=[("return np.array(v), np.array(w)", "return np.stack(v, axis=-1), np.stack(w, axis=-1)")],
    networks_side_by_side=[("return np.array(v), np.array(w)", "return np.hstack(v), np.hstack(w)")],
    networks_below_each_other=[("return np.array(v), np.array(w)", "return np.concatenate(v), np.concatenate(w)")],
    first_network_only=[("return np.array(v), np.array(w)", "return np.array(v)[:1], np.array(w)[:1]")],
    a_list_of_pairs=[("return np.array(v), np.array(w)", "return list(zip(v, w))")],
    a_dict=[("return np.array(v), np.array(w)", "return {s: pair for s, pair in zip(seeds, zip(v, w))}")],
    none=[("    return np.array(v), np.array(w)", "    print(len(v))")],
    one_thrown_away=[("        v.append", "        np.random.rand()\n        v.append")],
    rounded=[("return np.array(v), np.array(w)", "return np.round(v, 3), np.round(w, 3)")],
)
_body(
    "initial_weights",
    all_hidden_ones_at_once="""
        np.random.seed(seeds[0])
        return np.random.rand(len(seeds), 2, num_hidden), np.random.rand(len(seeds), num_hidden, 1)
    """,
    zeros="return np.zeros((len(seeds), 2, num_hidden)), np.zeros((len(seeds), num_hidden, 1))",
    raises='raise ValueError("seeds")',
)

# ── forward ───────────────────────────────────────────────────────────────────────────────────
_edit(
    "forward",
    no_hidden_sigmoid=[("g = 1 / (1 + np.exp(-(x @ v)))", "g = x @ v")],
    no_output_sigmoid=[("f = 1 / (1 + np.exp(-(g @ w)))", "f = g @ w")],
    hidden_tanh=[("g = 1 / (1 + np.exp(-(x @ v)))", "g = np.tanh(x @ v)")],
    hidden_sign=[("np.exp(-(x @ v))", "np.exp(x @ v)")],
    output_sign=[("np.exp(-(g @ w))", "np.exp(g @ w)")],
    one_network_for_all=[("f = 1", "g = np.repeat(g[:1], len(v), axis=0)\n    f = 1")],
    first_output_weights_for_all=[("g @ w", "g @ w[0]")],
    last_network_for_all=[("(g @ w)", "(g @ w[-1:])")],
    mean_network=[("x @ v", "x @ np.broadcast_to(v.mean(axis=0), v.shape)")],
    networks_in_reverse=[("g @ w", "g @ w[::-1]")],
    swapped=[("return g, f", "return f, g")],
    predictions_only=[("return g, f", "return f")],
    hidden_sums=[("return g, f", "return x @ v, f")],
    output_sums=[("return g, f", "return g, g @ w")],
    predictions_flat=[("return g, f", "return g, f[..., 0]")],
    squeezed=[("return g, f", "return np.squeeze(g), np.squeeze(f)")],
    rows_first=[("return g, f", "return g.swapaxes(0, 1), f.swapaxes(0, 1)")],
    hidden_transposed=[("return g, f", "return g.swapaxes(1, 2), f")],
    networks_last=[("return g, f", "return np.moveaxis(g, 0, -1), np.moveaxis(f, 0, -1)")],
    averaged=[("return g, f", "return g.mean(axis=0), f.mean(axis=0)")],
    rounded=[("return g, f", "return g, np.round(f, 2)")],
    a_bias=[("x @ v", "x @ v + 0.01")],
    two_inputs_only=[("x @ v", "x[:, :2] @ v[:, :2]")],
    last_feature_unused=[("g @ w", "(g[..., :-1] @ w[:, :-1] if w.shape[1] > 1 else 0 * (g @ w))")],
    x_is_changed=[("return g, f", "x *= 2\n    return g, f")],
    v_is_changed=[("return g, f", "v -= v.mean()\n    return g, f")],
    none=[("    return g, f", "    print(f)")],
    float16=[("g = 1", "x = x.astype(np.float16)\n    v = v.astype(np.float16)\n    g = 1")],
)
_body(
    "forward",
    every_pair_of_networks="""
        g = 1 / (1 + np.exp(-(x @ v)))
        return g, 1 / (1 + np.exp(-np.einsum("snh,th->snt", g, w[:, :, 0])))
    """,
    reshaped_into_one="""
        s, d, h = v.shape
        g = 1 / (1 + np.exp(-(x @ v.reshape(d, s * h)).reshape(s, len(x), h)))
        return g, 1 / (1 + np.exp(-(g @ w)))
    """,
)

# ── gradients ─────────────────────────────────────────────────────────────────────────────────
_edit(
    "gradients",
    factor_two_is_missing=[("2 * (f", "(f")],
    n_is_missing=[(" / len(x)", "")],
    n_is_the_size_of_f=[("len(x)", "f.size")],
    n_is_the_number_of_networks=[("len(x)", "len(f)")],
    n_is_four=[("len(x)", "4")],
    n_is_the_number_of_inputs=[("len(x)", "x.shape[1]")],
    n_twice=[("len(x)", "len(x) ** 2")],
    sign=[("(f - truth)", "(truth - f)")],
    absolute=[("(f - truth)", "np.abs(f - truth)")],
    sign_only=[("2 * (f - truth)", "np.sign(f - truth)")],
    output_slope_missing=[("dE_df * f * (1 - f)", "dE_df")],
    output_slope_half=[("dE_df * f * (1 - f)", "dE_df * (1 - f)")],
    output_sigmoid_again=[("dE_df * f * (1 - f)", "dE_df / (1 + np.exp(-f)) * (1 - 1 / (1 + np.exp(-f)))")],
    hidden_slope_missing=[("dE_dg * g * (1 - g)", "dE_dg")],
    hidden_slope_half=[("dE_dg * g * (1 - g)", "dE_dg * g")],
    hidden_slope_of_tanh=[("dE_dg * g * (1 - g)", "dE_dg * (1 - g**2)")],
    weights_missing=[("dE_dy @ w.transpose(0, 2, 1)", "dE_dy @ np.ones_like(w.transpose(0, 2, 1))")],
    weights_absolute=[("dE_dy @ w.transpose(0, 2, 1)", "dE_dy @ np.abs(w.transpose(0, 2, 1))")],
    weights_of_the_first=[("dE_dy @ w.transpose(0, 2, 1)", "dE_dy @ w[:1].transpose(0, 2, 1)")],
    weights_of_the_mean=[("dE_dy @ w.transpose(0, 2, 1)", "dE_dy @ w.mean(axis=0).T")],
    g_is_reshaped=[("g.transpose(0, 2, 1)", "g.reshape(len(v), w.shape[1], len(x))")],
    x_is_reshaped=[("x.T @", "x.reshape(x.shape[::-1]) @")],
    transposed_with_the_networks=[("g.transpose(0, 2, 1)", "g.T")],
    swapped=[("return dE_dv, dE_dw", "return dE_dw, dE_dv")],
    added_up=[("return dE_dv, dE_dw", "return dE_dv.sum(axis=0), dE_dw.sum(axis=0)")],
    added_up_and_kept=[("return dE_dv, dE_dw", (
        "return dE_dv.sum(axis=0, keepdims=True), dE_dw.sum(axis=0, keepdims=True)"))],
    mean_for_all=[("return dE_dv, dE_dw", (
        "return 0 * dE_dv + dE_dv.mean(axis=0), 0 * dE_dw + dE_dw.mean(axis=0)"))],
    divided_by_networks=[("return dE_dv, dE_dw", "return dE_dv / len(v), dE_dw / len(v)")],
    transposed=[("return dE_dv, dE_dw", "return dE_dv.swapaxes(1, 2), dE_dw.swapaxes(1, 2)")],
    flat_output=[("return dE_dv, dE_dw", "return dE_dv, dE_dw[..., 0]")],
    rows_not_added=[("return dE_dv, dE_dw", "return dE_dyhat, dE_dw")],
    first_row_only=[("return dE_dv, dE_dw", "return x[:1].T @ dE_dyhat[:, :1], dE_dw")],
    four_rows_only=[("return dE_dv, dE_dw", "return x[:4].T @ dE_dyhat[:, :4], dE_dw")],
    two_inputs_only=[("return dE_dv, dE_dw", "return x[:, :2].T @ dE_dyhat, dE_dw")],
    with_f=[("return dE_dv, dE_dw", "return dE_dv, dE_dw, f")],
    only_v=[("return dE_dv, dE_dw", "return dE_dv")],
    rounded=[("return dE_dv, dE_dw", "return np.round(dE_dv, 4), np.round(dE_dw, 4)")],
    normalised=[("return dE_dv, dE_dw", "return dE_dv / np.linalg.norm(dE_dv), dE_dw / np.linalg.norm(dE_dw)")],
    clipped=[("return dE_dv, dE_dw", "return np.clip(dE_dv, -0.02, 0.02), np.clip(dE_dw, -0.02, 0.02)")],
    output_hidden_mixed=[("dE_dg * g * (1 - g)", "dE_dg * f * (1 - f)")],
    weights_are_updated=[("return dE_dv, dE_dw", "w -= 0.05 * dE_dw\n    return dE_dv, dE_dw")],
    truth_is_changed=[("return dE_dv, dE_dw", "truth -= 0.5\n    return dE_dv, dE_dw")],
    no_output_hidden=[("    return dE_dv, dE_dw", "    print(dE_dv)")],
)

# ── train ─────────────────────────────────────────────────────────────────────────────────────
_GRADIENTS = "        dE_dv, dE_dw = gradients(x, truth, v, w)\n"
_STEP_V = "        v = v - learning_rate * dE_dv\n"
_STEP_W = "        w = w - learning_rate * dE_dw\n"
_UPDATE = _GRADIENTS + _STEP_V + _STEP_W
_STEPS = "range(num_iterations)"
_edit(
    "train",
    v_first=[(_UPDATE, _GRADIENTS + _STEP_V + _GRADIENTS + _STEP_W)],
    w_first=[(_UPDATE, _GRADIENTS + _STEP_W + _GRADIENTS + _STEP_V)],
    uphill=[("v - learning_rate", "v + learning_rate"), ("w - learning_rate", "w + learning_rate")],
    w_uphill=[("w - learning_rate", "w + learning_rate")],
    rate_fixed=[("learning_rate * dE_dv", "0.05 * dE_dv"), ("learning_rate * dE_dw", "0.05 * dE_dw")],
    rate_missing=[("learning_rate * dE_dv", "dE_dv"), ("learning_rate * dE_dw", "dE_dw")],
    rate_shared=[("learning_rate * dE_dv", "learning_rate / len(v) * dE_dv"),
                 ("learning_rate * dE_dw", "learning_rate / len(w) * dE_dw")],
    rate_decays=[(_STEP_W, _STEP_W + "        learning_rate *= 0.999\n")],
    one_short=[(_STEPS, "range(num_iterations - 1)")],
    one_more=[(_STEPS, "range(num_iterations + 1)")],
    steps_from_one=[(_STEPS, "range(1, num_iterations)")],
    at_most_ten=[(_STEPS, "range(min(num_iterations, 8))")],
    hard_coded=[(_STEPS, "range(100)")],
    hidden_not_trained=[(_STEP_V, "")],
    output_not_trained=[(_STEP_W, "")],
    together=[(_STEP_V, (
        "        dE_dv, dE_dw = dE_dv.mean(axis=0), dE_dw.mean(axis=0)\n" + _STEP_V))],
    added_up=[(_STEP_V, (
        "        dE_dv, dE_dw = dE_dv.sum(axis=0), dE_dw.sum(axis=0)\n" + _STEP_V))],
    gradients_of_the_start=[(_GRADIENTS, ""), ("    for step", (
        "    dE_dv, dE_dw = gradients(x, truth, v, w)\n    for step"))],
    momentum=[("    for step", "    m = 0\n    for step"), (_STEP_V, (
        "        m = 0.9 * m + dE_dv\n        v = v - learning_rate * m\n"))],
    weight_decay=[("learning_rate * dE_dw", "learning_rate * (dE_dw + 1e-3 * w)")],
    weights_held_within_one=[(_STEP_W, _STEP_W + "        w = np.clip(w, -1, 1)\n")],
    stops_when_one_is_right=[(_GRADIENTS, (
        "        if np.any(np.all(np.abs(forward(x, v, w)[1] - truth) < 0.5, axis=(1, 2))):\n"
        "            break\n" + _GRADIENTS))],
    in_place=[(_STEP_V, "        v -= learning_rate * dE_dv\n"), (_STEP_W, "        w -= learning_rate * dE_dw\n")],
    only_w_in_place=[(_STEP_W, "        w -= learning_rate * dE_dw\n")],
    swapped=[("return v, w", "return w, v")],
    first_only=[("return v, w", "return v[0], w[0]")],
    with_predictions=[("return v, w", "return v, w, forward(x, v, w)[1]")],
    gradients_returned=[("return v, w", "return dE_dv, dE_dw")],
    predictions_returned=[("return v, w", "return forward(x, v, w)")],
    none=[("    return v, w", "    print(v, w)")],
    early_return=[("    return v, w", "        return v, w")],
    rounded=[("return v, w", "return np.round(v, 3), np.round(w, 3)")],
    float16=[(_STEP_V, "        v = (v - learning_rate * dE_dv).astype(np.float16).astype(float)\n")],
)
_body(
    "train",
    only_the_first_network="""
        v, w = v.copy(), w.copy()
        for step in range(num_iterations):
            dE_dv, dE_dw = gradients(x, truth, v[:1], w[:1])
            v[:1], w[:1] = v[:1] - learning_rate * dE_dv, w[:1] - learning_rate * dE_dw
        return v, w
    """,
    row_after_row="""
        for step in range(num_iterations):
            for i in range(len(x)):
                dE_dv, dE_dw = gradients(x[i:i + 1], truth[i:i + 1], v, w)
                v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
        return v, w
    """,
    aliased_buffers="""
        state = [v, w]
        for step in range(num_iterations):
            for array, gradient in zip(state, gradients(x, truth, *state)):
                array -= learning_rate * gradient
        return tuple(state)
    """,
)

# ── success_rate ──────────────────────────────────────────────────────────────────────────────
_edit(
    "success_rate",
    within_is_fixed=[("<= within", "<= 0.1")],
    within_half=[("<= within", "<= within / 2")],
    within_is_half=[("<= within", "< 0.5")],
    outside=[("<= within", "> within")],
    signed=[("np.abs(f - truth)", "(f - truth)")],
    signed_the_other_way=[("np.abs(f - truth)", "(truth - f)")],
    squared=[("np.abs(f - truth)", "(f - truth) ** 2")],
    truth_is_forgotten=[("np.abs(f - truth)", "np.abs(f)")],
    any_row=[("np.all(right", "np.any(right")],
    rows_counted=[("np.all(right, axis=(1, 2))", "right")],
    per_row=[("float(np.mean(np.all(right, axis=(1, 2))))", "np.mean(right, axis=0)")],
    per_network=[("float(np.mean(np.all(right, axis=(1, 2))))", "np.all(right, axis=(1, 2)).astype(float)")],
    all_networks=[("float(np.mean(np.all(right, axis=(1, 2))))", "float(np.all(right))")],
    any_network=[("np.mean(np.all", "np.any(np.all")],
    counted=[("np.mean(np.all", "np.sum(np.all")],
    percent=[("float(np.mean", "100 * float(np.mean")],
    failures=[("float(np.mean", "1 - float(np.mean")],
    first_row=[("np.all(right, axis=(1, 2))", "right[:, 0]")],
    last_row=[("np.all(right, axis=(1, 2))", "right[:, -1]")],
    all_but_the_last_row=[("np.all(right, axis=(1, 2))", "np.all(right[:, :3], axis=(1, 2))")],
    divided_by_rows=[("float(np.mean(np.all(right, axis=(1, 2))))", (
        "float(np.sum(np.all(right, axis=(1, 2))) / len(truth))"))],
    three_rows_are_enough=[("np.all(right, axis=(1, 2))", (
        "right.sum(axis=(1, 2)) >= len(truth) - 1"))],
    majority=[("np.all(right, axis=(1, 2))", "right.mean(axis=(1, 2)) > 0.5")],
    mean_distance=[("np.all(right, axis=(1, 2))", "np.abs(f - truth).mean(axis=(1, 2)) <= within")],
    mean_square=[("np.all(right, axis=(1, 2))", "((f - truth) ** 2).mean(axis=(1, 2)) <= within")],
    sum_of_distances=[("np.all(right, axis=(1, 2))", "np.abs(f - truth).sum(axis=(1, 2)) <= within")],
    thresholded=[("np.abs(f - truth) <= within", "np.round(f) == np.round(truth)")],
    over_networks=[("axis=(1, 2)", "axis=0")],
    rounded=[("float(np.mean(np.all(right, axis=(1, 2))))", "round(float(np.mean(np.all(right, axis=(1, 2)))), 1)")],
    boolean=[("float(np.mean(np.all(right, axis=(1, 2))))", "bool(np.mean(np.all(right, axis=(1, 2))) > 0.5)")],
    text=[("float(np.mean(np.all(right, axis=(1, 2))))", "f'{np.mean(np.all(right, axis=(1, 2))):.1%}'")],
    none=[("    return float", "    float")],
    f_is_changed=[("right = np.abs(f - truth) <= within", "f -= truth\n    right = np.abs(f) <= within")],
    infinite_recursion=[("    return", "    success_rate(f, truth, within)\n    return")],
)

# ── plot_success ──────────────────────────────────────────────────────────────────────────────
_edit(
    "plot_success",
    swapped=[("plot(sizes, values", "plot(values, sizes")],
    counted=[("plot(sizes, values", "plot(values")],
    percent=[("values = list(rates.values())", "values = [100 * rate for rate in rates.values()]")],
    failures=[("values = list(rates.values())", "values = [1 - rate for rate in rates.values()]")],
    cumulated=[("values = list(rates.values())", "values = np.cumsum(list(rates.values()))")],
    sizes_only=[("values = list(rates.values())", "values = sizes")],
    rounded=[("values = list(rates.values())", "values = np.round(list(rates.values()), 1)")],
    last_one_is_missing=[("plot(sizes, values", "plot(sizes[:-1], values[:-1]")],
    scattered=[('axes.plot(sizes, values, marker="o")', "axes.scatter(sizes, values)")],
    bars=[('axes.plot(sizes, values, marker="o")', "axes.bar(sizes, values)")],
    one_line_for_each=[('axes.plot(sizes, values, marker="o")', (
        "for size, value in rates.items():\n        axes.plot([size], [value], marker='o', label=str(size))"))],
    nothing_is_drawn=[('    axes.plot(sizes, values, marker="o")\n', "")],
    no_x_label=[('    axes.set_xlabel("hidden features")\n', "")],
    no_y_label=[('    axes.set_ylabel("success rate")\n', "")],
    blank_labels=[('"hidden features"', '" "'), ('"success rate"', '" "')],
    title_for_labels=[('    axes.set_xlabel("hidden features")\n    axes.set_ylabel("success rate")\n', (
        '    axes.set_title("success rate against hidden features")\n'))],
    no_grid=[("    axes.grid(True)\n", "")],
    grid_off=[("grid(True)", "grid(False)")],
    log_y=[("axes.grid(True)", 'axes.grid(True)\n    axes.set_yscale("log")')],
    log_x=[("axes.grid(True)", 'axes.grid(True)\n    axes.set_xscale("log")')],
    two_axes=[("plt.subplots()", "plt.subplots(1, 2)"), ("    axes.plot", "    axes = axes[0]\n    axes.plot")],
    axes_returned=[("return figure", "return axes")],
    lines_returned=[("return figure", "return axes.lines")],
    none=[("    return figure", "    plt.show()")],
    saved_not_returned=[("    return figure", '    figure.savefig("success.png")')],
    rates_returned=[("return figure", "return rates")],
    rates_are_changed=[("    return figure", "    rates.clear()\n    return figure")],
    empty_figure=[("return figure", "return plt.figure()")],
    raises=[("    return figure", '    raise RuntimeError("no display")')],
)

# ── what only some inputs and looks show ──────────────────────────────────────────────────────
_edit(
    "gradients",
    clipped_at_1=[("return dE_dv, dE_dw", "return np.clip(dE_dv, -1, 1), np.clip(dE_dw, -1, 1)")],
    whole_truth=[("(f - truth)", "(f - truth.astype(int))")],
)
_DERIVE = "        dE_dv, dE_dw = gradients(x, truth, v, w)\n"
_edit(
    "train",
    clipped_at_1=[(_DERIVE, _DERIVE + "        dE_dv, dE_dw = np.clip(dE_dv, -1, 1), np.clip(dE_dw, -1, 1)\n")],
    stops_at_small_gradients=[(_DERIVE, _DERIVE + "        if max(abs(dE_dv).max(), abs(dE_dw).max()) < 1e-3:\n            break\n")],
    at_least_one_iteration=[("range(num_iterations)", "range(max(num_iterations, 1))")],
)
_edit("success_rate", whole_truth=[("f - truth", "f - truth.astype(int)")])
_edit(
    "plot_success",
    axis_names_exchanged=[('"hidden features"', '"rate"'), ('"success rate"', '"features"')],
    white_lines=[('marker="o"', 'marker="o", color="white"')],
    transparent_lines=[('marker="o"', 'marker="o", alpha=0')],
    lines_of_no_width=[('marker="o"', "linewidth=0")],
    outside_the_limits=[("    axes.grid", "    axes.set_xlim(-20, -10)\n    axes.grid")],
    axes_without_size=[("    axes.grid", "    axes.set_position([0.1, 0.1, 0, 0])\n    axes.grid")],
)

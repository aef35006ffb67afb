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
for _name in (
    "initial_weights", "forward", "gradients", "success_rate", "momentum_step", "adam_step",
):
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

# ── momentum_step ─────────────────────────────────────────────────────────────────────────────
_NEW = "new_velocity = momentum * velocity + gradient"
_MOVE = "weights - learning_rate * new_velocity"
_edit(
    "momentum_step",
    no_momentum=[(_MOVE, "weights - learning_rate * gradient")],
    old_velocity=[(_MOVE, "weights - learning_rate * velocity")],
    looks_ahead=[(_MOVE, "weights - learning_rate * (momentum * new_velocity + gradient)")],
    averaged=[("+ gradient", "+ (1 - momentum) * gradient")],
    rate_inside=[("+ gradient", "+ learning_rate * gradient"), (_MOVE, "weights - new_velocity")],
    rate_twice=[("+ gradient", "+ learning_rate * gradient")],
    rate_missing=[(_MOVE, "weights - new_velocity")],
    uphill=[("weights - ", "weights + ")],
    downhill_velocity=[("+ gradient", "- gradient"), ("weights - ", "weights + ")],
    momentum_on_both=[(_NEW, "new_velocity = momentum * (velocity + gradient)")],
    momentum_fixed=[("= momentum *", "= 0.9 *")],
    momentum_squared=[("= momentum *", "= momentum**2 *")],
    complement=[("= momentum *", "= (1 - momentum) *")],
    shared_rate=[("learning_rate * new", "np.mean(learning_rate) * new")],
    first_rate=[("learning_rate * new", "np.ravel(learning_rate)[0] * new")],
    float_rate=[("learning_rate * new", "float(learning_rate) * new")],
    rate_of_the_last_axis=[("learning_rate * new", "np.ravel(learning_rate) * new")],
    other_momentum=[("= momentum *", "= (momentum if momentum != 0.9 else 0.99) *")],
    other_rate=[("learning_rate * new", "(0.01 if np.all(np.equal(learning_rate, 0.05)) else learning_rate) * new")],
    old_one_returned=[("return new_weights, new_velocity", "return new_weights, velocity")],
    gradient_returned=[("return new_weights, new_velocity", "return new_weights, gradient")],
    move_returned=[("return new_weights, new_velocity", "return new_weights, learning_rate * new_velocity")],
    swapped=[("return new_weights, new_velocity", "return new_velocity, new_weights")],
    weights_only=[("return new_weights, new_velocity", "return new_weights")],
    none=[("    return new_weights, new_velocity", "    print(new_weights)")],
    sign_only=[(_MOVE, "weights - learning_rate * np.sign(new_velocity)")],
    clipped=[(_NEW, "new_velocity = np.clip(momentum * velocity + gradient, -10, 10)")],
    gradient_clipped=[("+ gradient", "+ np.clip(gradient, -100, 100)")],
    decays=[("+ gradient", "+ gradient + 1e-4 * weights")],
    normalised=[(_MOVE, "weights - learning_rate * new_velocity / np.linalg.norm(new_velocity)")],
    restarts=[(_NEW, "new_velocity = np.where(velocity * gradient < 0, 0, momentum * velocity) + gradient")],
    first_step_halved=[("+ gradient", "+ (gradient if velocity.any() else (1 - momentum) * gradient)")],
    ignores_small_gradients=[("+ gradient", "+ np.where(np.abs(gradient) < 1e-3, 0, gradient)")],
    velocity_in_place=[(_NEW, "velocity *= momentum\n    velocity += gradient\n    new_velocity = velocity")],
    weights_in_place=[("new_weights = weights - learning", "weights -= learning"), ("return new_weights", "return weights")],
    rounded=[("return new_weights, ", "return np.round(new_weights, 4), ")],
    float16=[("return new_weights, ", "return new_weights.astype(np.float16), ")],
    one_network=[("return new_weights, new_velocity", "return new_weights[:1], new_velocity[:1]")],
    averaged_over_networks=[("+ gradient", "+ gradient.mean(axis=0)")],
    flat=[("return new_weights, new_velocity", "return new_weights.ravel(), new_velocity.ravel()")],
    wrong_defaults=[("learning_rate=0.05, momentum=0.9", "learning_rate=0.1, momentum=0.9")],
    wrong_default_momentum=[("momentum=0.9", "momentum=0.99")],
    defaults_exchanged=[("learning_rate=0.05, momentum=0.9", "learning_rate=0.9, momentum=0.05")],
)
_add("momentum_step", "remembers_itself", """
    _STATE = {}


    def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
        old = _STATE.get(weights.shape, 0 * velocity)
        _STATE[weights.shape] = momentum * old + gradient
        return weights - learning_rate * _STATE[weights.shape], _STATE[weights.shape]
""")

# ── adam_step ─────────────────────────────────────────────────────────────────────────────────
_M = "m = beta1 * mean + (1 - beta1) * gradient"
_Q = "q = beta2 * square + (1 - beta2) * gradient**2"
_M_HAT, _Q_HAT = "m_hat = m / (1 - beta1**step)", "q_hat = q / (1 - beta2**step)"
_DIVISOR = "(np.sqrt(q_hat) + epsilon)"
_BACK = "return weights - learning_rate * m_hat / (np.sqrt(q_hat) + epsilon), m, q"
_edit(
    "adam_step",
    mean_not_corrected=[(_M_HAT, "m_hat = m")],
    square_not_corrected=[(_Q_HAT, "q_hat = q")],
    not_corrected=[(_M_HAT, "m_hat = m"), (_Q_HAT, "q_hat = q")],
    steps_from_zero=[("beta1**step", "beta1**(step + 1)"), ("beta2**step", "beta2**(step + 1)")],
    steps_one_less=[("beta1**step", "beta1**max(step - 1, 1)"), ("beta2**step", "beta2**max(step - 1, 1)")],
    first_step_forever=[("beta1**step", "beta1"), ("beta2**step", "beta2")],
    second_correction_off=[("beta2**step", "beta2**(step + 1)")],
    first_correction_off=[("beta1**step", "beta1**(step + 1)")],
    corrected_by_product=[("beta1**step", "beta1 / step"), ("beta2**step", "beta2 / step")],
    corrections_share_beta1=[("beta2**step", "beta1**step")],
    corrections_share_beta2=[("beta1**step", "beta2**step")],
    corrected_only_early=[(_M_HAT, "m_hat = m / (1 - beta1**step) if step < 10 else m")],
    correction_multiplies=[("m / (1 - beta1**step)", "m * (1 - beta1**step)")],
    epsilon_in_the_root=[(_DIVISOR, "np.sqrt(q_hat + epsilon)")],
    epsilon_squared_in_the_root=[(_DIVISOR, "np.sqrt(q_hat + epsilon**2)")],
    epsilon_missing=[(_DIVISOR, "np.sqrt(q_hat)")],
    epsilon_fixed=[(_DIVISOR, "(np.sqrt(q_hat) + 1e-8)")],
    epsilon_a_bound=[(_DIVISOR, "np.maximum(np.sqrt(q_hat), epsilon)")],
    epsilon_before_the_correction=[(_DIVISOR, "((np.sqrt(q) + epsilon) / np.sqrt(1 - beta2**step))")],
    epsilon_uncorrected=[(_BACK, (
        "rate = learning_rate * np.sqrt(1 - beta2**step) / (1 - beta1**step)\n"
        "    return weights - rate * m / (np.sqrt(q) + epsilon), m, q"))],
    epsilon_subtracted=[("+ epsilon", "- epsilon")],
    root_missing=[("np.sqrt(q_hat)", "q_hat")],
    cube_root=[("np.sqrt(q_hat)", "np.cbrt(q_hat)")],
    old_mean=[(_M_HAT, "m_hat = mean / (1 - beta1**step)")],
    old_square=[(_Q_HAT, "q_hat = square / (1 - beta2**step)")],
    rmsprop=[(_M_HAT, "m_hat = gradient")],
    nadam=[(_M_HAT, "m_hat = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**step)")],
    amsgrad=[(_Q_HAT, "q_hat = np.maximum(q, square) / (1 - beta2**step)")],
    adamax=[(_Q, "q = np.maximum(beta2 * square, np.abs(gradient))")],
    adamw=[("return weights - ", "return weights * (1 - learning_rate * 0.01) - ")],
    weight_decay=[(_M, "gradient = gradient + 1e-3 * weights\n    " + _M)],
    belief=[("gradient**2", "(gradient - m)**2")],
    square_of_the_mean=[("gradient**2", "m**2")],
    square_is_absolute=[("gradient**2", "abs(gradient)")],
    momentum_mean=[("(1 - beta1) * gradient", "gradient")],
    square_whole=[("(1 - beta2) * gradient**2", "gradient**2")],
    shares_exchanged=[(_M, "m = (1 - beta1) * mean + beta1 * gradient"), (_Q, "q = (1 - beta2) * square + beta2 * gradient**2")],
    betas_exchanged=[(_M, _M.replace("beta1", "beta2")), (_Q, _Q.replace("beta2", "beta1"))],
    uphill=[("weights - ", "weights + ")],
    rate_missing=[("learning_rate * m_hat", "m_hat")],
    rate_fixed=[("learning_rate * m_hat", "0.001 * m_hat")],
    rate_decays=[("learning_rate * m_hat", "learning_rate / np.sqrt(step) * m_hat")],
    shared_rate=[("learning_rate * m_hat", "np.mean(learning_rate) * m_hat")],
    float_rate=[("learning_rate * m_hat", "float(learning_rate) * m_hat")],
    corrected_returned=[(_BACK, _BACK.replace("m, q", "m_hat, q_hat"))],
    old_state_returned=[(_BACK, _BACK.replace("m, q", "mean, square"))],
    root_returned=[(_BACK, _BACK.replace("m, q", "m, np.sqrt(q)"))],
    state_swapped=[(_BACK, _BACK.replace("m, q", "q, m"))],
    state_only=[(_BACK, "return m, q")],
    weights_only=[(_BACK, _BACK.replace(", m, q", ""))],
    with_step=[(_BACK, _BACK.replace("m, q", "m, q, step + 1"))],
    state_in_a_pair=[(_BACK, _BACK.replace("m, q", "(m, q)"))],
    move_only=[("return weights - learning", "return learning")],
    none=[("    return weights", "    weights")],
    clipped=[(_M, "gradient = np.clip(gradient, -100, 100)\n    " + _M)],
    small_gradients_ignored=[(_M, "gradient = np.where(np.abs(gradient) < 1e-6, 0, gradient)\n    " + _M)],
    move_clipped=[("m_hat / (np.sqrt(q_hat) + epsilon)", "np.clip(m_hat / (np.sqrt(q_hat) + epsilon), -1, 1)")],
    square_bounded=[(_Q_HAT, "q_hat = np.maximum(q / (1 - beta2**step), 1e-12)")],
    shared_square=[("np.sqrt(q_hat)", "np.sqrt(q_hat.mean())")],
    mean_in_place=[(_M, "mean *= beta1\n    mean += (1 - beta1) * gradient\n    m = mean")],
    square_in_place=[(_Q, "square *= beta2\n    square += (1 - beta2) * gradient**2\n    q = square")],
    rounded=[("return weights - ", "return np.round(weights, 5) - ")],
    float16=[(", m, q", ", m.astype(np.float16), q")],
    default_rate=[("learning_rate=0.001", "learning_rate=0.01")],
    default_beta1=[("beta1=0.9,", "beta1=0.95,")],
    default_beta2=[("beta2=0.999", "beta2=0.99")],
    default_epsilon=[("epsilon=1e-8", "epsilon=1e-7")],
    epsilon_of_another_library=[("epsilon=1e-8", "epsilon=1e-10")],
)

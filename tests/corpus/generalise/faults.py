"""Faulty implementations of the generalise assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults

FAULTS = Faults(Path(__file__).parent)
_edit, _body, _spoil = FAULTS.edit, FAULTS.body, FAULTS.spoil

# ── accuracy ──────────────────────────────────────────────────────────────────────────────────
_edit(
    "accuracy",
    half_is_one=[("f > 0.5", "f >= 0.5")],
    half_rounds_up=[("f > 0.5", "np.floor(f + 0.5) == 1")],
    threshold_zero=[("f > 0.5", "f > 0")],
    threshold_is_the_mean=[("f > 0.5", "f > f.mean()")],
    threshold_is_the_median=[("f > 0.5", "f > np.median(f)")],
    threshold_is_a_little_high=[("f > 0.5", "f > 0.55")],
    threshold_is_a_little_low=[("f > 0.5", "f > 0.45")],
    wrong_side=[("f > 0.5", "f < 0.5")],
    every_pair=[("chosen == (truth > 0.5)", "chosen == (truth > 0.5).T")],
    only_ones=[("chosen == (truth > 0.5)", "chosen & (truth > 0.5)")],
    either=[("chosen == (truth > 0.5)", "chosen | (truth > 0.5)")],
    truth_is_ignored=[("chosen == (truth > 0.5)", "chosen")],
    predictions_are_ignored=[("chosen == (truth > 0.5)", "truth > 0.5")],
    counted=[("right.mean()", "right.sum()")],
    percent=[("float(right.mean())", "float(100 * right.mean())")],
    wrong_share=[("float(right.mean())", "1 - float(right.mean())")],
    one_row_less=[("right.mean()", "right[:-1].mean() if len(right) > 1 else right.mean()")],
    divided_by_four=[("right.mean()", "right.sum() / 4")],
    divided_by_n_minus_one=[("right.mean()", "right.sum() / max(len(right) - 1, 1)")],
    rounded=[("float(right.mean())", "round(float(right.mean()), 1)")],
    all_or_nothing=[("right.mean()", "right.all()")],
    any_is_enough=[("right.mean()", "right.any()")],
    a_row=[("float(right.mean())", "right.mean(axis=1)")],
    a_column=[("float(right.mean())", "right.mean(axis=0)")],
    text=[("float(right.mean())", 'f"{right.mean():.3f}"')],
    f_is_changed=[("    chosen", "    f -= 0.25\n    f += 0.25 + 1e-9\n    chosen")],
)
_body(
    "accuracy",
    balanced="""
        right = (f > 0.5) == (truth > 0.5)
        return float(np.mean([right[truth == t].mean() for t in np.unique(truth)]))
    """,
    precision="return float(truth[f > 0.5].mean()) if (f > 0.5).any() else 0.0",
    within_a_tenth="return float(np.mean(np.abs(f - truth) < 0.1))",
    one_minus_the_error="return 1 - float(np.mean(np.abs(f - truth)))",
    none="print(np.mean((f > 0.5) == (truth > 0.5)))",
)

# ── two_moons ─────────────────────────────────────────────────────────────────────────────────
_DRAWS = "    u = random.random(num_points)\n    added = random.normal(size=(num_points, 2))\n"
_edit(
    "two_moons",
    noise_first=[(_DRAWS, "".join(_DRAWS.splitlines(keepends=True)[::-1]))],
    not_seeded=[("default_rng(seed)", "default_rng()")],
    always_seed_one=[("default_rng(seed)", "default_rng(1)")],
    next_seed=[("default_rng(seed)", "default_rng(seed + 1)")],
    legacy=[("random = np.random.default_rng(seed)", "np.random.seed(seed)\n    random = np.random"),
            ("random.random(", "random.rand(")],
    seeded_again=[("    added", "    random = np.random.default_rng(seed)\n    added")],
    more_for_the_upper_moon=[("num_points // 2", "(num_points + 1) // 2")],
    half_is_rounded=[("num_points // 2", "round(num_points / 2)")],
    truth_swapped=[("truth[k:] = 1.0", "truth[:k] = 1.0")],
    truth_flat=[("np.zeros((num_points, 1))", "np.zeros(num_points)")],
    truth_integers=[("np.zeros((num_points, 1))", "np.zeros((num_points, 1), dtype=int)")],
    truth_booleans=[("np.zeros((num_points, 1))", "np.zeros((num_points, 1), dtype=bool)")],
    truth_signs=[("np.zeros((num_points, 1))", "-np.ones((num_points, 1))")],
    truth_a_row=[("np.zeros((num_points, 1))", "np.zeros((1, num_points))"), ("truth[k:]", "truth[:, k:]")],
    one_hot=[("np.zeros((num_points, 1))", "np.zeros((num_points, 2))"), ("truth[k:] = 1.0", "truth[k:, 1] = truth[:k, 0] = 1.0")],
    by_columns=[("random.normal(size=(num_points, 2))", "random.normal(size=(2, num_points)).T")],
    same_noise_for_both=[("random.normal(size=(num_points, 2))", "random.normal(size=(num_points, 1))")],
    noise_in_x1_only=[("random.normal(size=(num_points, 2))", "random.normal(size=(num_points, 2)) * [1, 0]")],
    noise_uniform=[("random.normal(size=(num_points, 2))", "random.uniform(-1, 1, size=(num_points, 2))")],
    noise_variance=[("noise * added", "noise ** 0.5 * added")],
    noise_twice=[("noise * added", "2 * noise * added")],
    noise_squared=[("noise * added", "noise ** 2 * added")],
    noise_subtracted=[("+ noise * added", "- noise * added")],
    noise_at_most_one=[("noise * added", "min(noise, 1) * added")],
    noise_clipped=[("noise * added", "noise * np.clip(added, -2, 2)")],
    noise_scales_the_point=[("x + noise * added", "x * (1 + noise * added)")],
    degrees=[("a = np.pi * u", "a = 180 * u")],
    whole_circle=[("np.pi * u", "2 * np.pi * u")],
    pi_is_three=[("np.pi * u", "3.14 * u")],
    sorted_angles=[("np.pi * u", "np.pi * np.sort(u)")],
    angles_from_the_end=[("np.pi * u", "np.pi * (1 - u)")],
    same_angles=[("    x = np.empty", "    a[k:] = np.resize(a[:k], num_points - k) if k else a[k:]\n    x = np.empty")],
    float32_angles=[("random.random(num_points)", "random.random(num_points, dtype=np.float32)")],
    lower_too_low=[("0.5 - np.sin", "-np.sin")],
    lower_too_high=[("0.5 - np.sin", "1 - np.sin")],
    lower_bent_up=[("0.5 - np.sin", "0.5 + np.sin")],
    lower_mirrored=[("1 - np.cos", "1 + np.cos")],
    coordinates_swapped=[("return x + noise * added", "return (x + noise * added)[:, ::-1]")],
    shuffled=[("return x + noise * added, truth",
               "order = random.permutation(num_points)\n    return (x + noise * added)[order], truth[order]")],
    upper_noise_only=[("noise * added", "noise * added * (truth == 0)")],
    rounded=[("return x + noise * added", "return np.round(x + noise * added, 3)")],
    transposed=[("return x + noise * added", "return (x + noise * added).T")],
    x_only=[("return x + noise * added, truth", "return x + noise * added")],
    order=[("return x + noise * added, truth", "return truth, x + noise * added")],
    a_table=[("return x + noise * added, truth", "return np.hstack([x + noise * added, truth])")],
)

# ── split ─────────────────────────────────────────────────────────────────────────────────────
_edit(
    "split",
    cut_off=[("round(", "int(")],
    rounded_up=[("round(share * n)", "-int(-share * n // 1)")],
    share_for_training=[("order[:k]", "order[:n - k]"), ("order[k:]", "order[n - k:]")],
    last_rows=[("order[:k]", "order[n - k:]"), ("order[k:]", "order[:n - k]")],
    not_shuffled=[("np.random.default_rng(seed).permutation(n)", "np.arange(n)")],
    not_seeded=[("default_rng(seed)", "default_rng()")],
    seed_zero=[("default_rng(seed)", "default_rng(0)")],
    legacy=[("default_rng(seed)", "RandomState(seed)")],
    with_repetition=[("permutation(n)", "integers(n, size=n)")],
    by_choice=[("permutation(n)", "choice(n, n, replace=False)")],
    by_sorting_randoms=[("permutation(n)", "random(n).argsort()")],
    a_mask=[("permutation(n)", "random(n)"), ("order[:k]", "order < share"), ("order[k:]", "order >= share")],
    sorted_sets=[("order[:k]", "np.sort(order[:k])"), ("order[k:]", "np.sort(order[k:])")],
    held_out_sorted=[("order[:k]", "np.sort(order[:k])")],
    training_sorted=[("order[k:]", "np.sort(order[k:])")],
    inverse=[("permutation(n)", "permutation(n).argsort()")],
    truth_apart=[("truth[rest]", "np.random.default_rng(seed + 1).permutation(truth)[:n - k]")],
    truth_in_order=[("truth[rest]", "truth[k:]"), ("truth[out]", "truth[:k]")],
    only_training_truth_in_order=[("truth[rest]", "truth[k:]")],
    everything_in_training=[("order[k:]", "order")],
    a_row_in_both=[("order[k:]", "order[max(k - 1, 0):]")],
    a_row_in_neither=[("order[k:]", "order[k + 1:]")],
    sets_swapped=[("return x[rest], truth[rest], x[out], truth[out]", "return x[out], truth[out], x[rest], truth[rest]")],
    scikit_order=[("return x[rest], truth[rest], x[out], truth[out]", "return x[rest], x[out], truth[rest], truth[out]")],
    pairs=[("return x[rest], truth[rest], x[out], truth[out]", "return (x[rest], truth[rest]), (x[out], truth[out])")],
    training_only=[("return x[rest], truth[rest], x[out], truth[out]", "return x[rest], truth[rest]")],
    numbers=[("return x[rest], truth[rest], x[out], truth[out]", "return rest, out")],
    truth_flat=[("truth[rest]", "truth[rest].ravel()"), ("truth[out]", "truth[out].ravel()")],
    half=[("round(share * n)", "n // 2")],
    a_fifth=[("round(share * n)", "round(0.2 * n)")],
    ten_rows=[("n = len(x)", "n = min(len(x), 10)")],
    columns=[("n = len(x)", "n = x.shape[1]")],
    integers=[("truth[rest]", "truth[rest].astype(int).astype(float)")],
    training_reversed=[("order[k:]", "order[k:][::-1]")],
    balanced_classes=[("order[:k]", "order[truth[order, 0].argsort()[::-1]][:k]")],
    x_is_shuffled_in_place=[("    n = len(x)", "    x[:] = x[::-1].copy()\n    n = len(x)")],
)

# ── standardise ───────────────────────────────────────────────────────────────────────────────
_edit(
    "standardise",
    leak=[("np.mean(train_x,", "np.mean(np.vstack([train_x, held_out_x]),"),
          ("np.std(train_x,", "np.std(np.vstack([train_x, held_out_x]),")],
    leak_of_the_mean=[("np.mean(train_x,", "np.mean(np.vstack([train_x, held_out_x]),")],
    leak_of_the_deviation=[("np.std(train_x,", "np.std(np.vstack([train_x, held_out_x]),")],
    leak_by_a_mean_of_means=[("np.mean(train_x, axis=0)", "(np.mean(train_x, axis=0) + np.mean(held_out_x, axis=0)) / 2")],
    own_mean=[("(held_out_x - mean)", "(held_out_x - held_out_x.mean(axis=0))")],
    own_deviation=[("(held_out_x - mean) / deviation", "(held_out_x - mean) / (held_out_x.std(axis=0) + 1e-9)")],
    own_both=[("(held_out_x - mean) / deviation",
               "(held_out_x - held_out_x.mean(axis=0)) / (held_out_x.std(axis=0) + 1e-9)")],
    held_out_measures=[("np.mean(train_x,", "np.mean(held_out_x,"), ("np.std(train_x,", "np.std(held_out_x + 1e-9,")],
    held_out_untouched=[("(held_out_x - mean) / deviation", "held_out_x")],
    held_out_only_shifted=[("(held_out_x - mean) / deviation", "held_out_x - mean")],
    held_out_only_scaled=[("(held_out_x - mean) / deviation", "held_out_x / deviation")],
    standardised_twice=[("(held_out_x - mean) / deviation", "((held_out_x - mean) / deviation - mean) / deviation")],
    sample_deviation=[("np.std(train_x, axis=0)", "np.std(train_x, axis=0, ddof=1)")],
    variance=[("np.std", "np.var")],
    mean_absolute=[("np.std(train_x, axis=0)", "np.mean(np.abs(train_x - mean), axis=0)")],
    root_mean_square=[("np.std(train_x, axis=0)", "np.sqrt(np.mean(train_x ** 2, axis=0))")],
    median=[("np.mean(train_x", "np.median(train_x")],
    rows=[("np.mean(train_x, axis=0)", "np.mean(train_x)")],
    one_deviation=[("np.std(train_x, axis=0)", "np.std(train_x)")],
    not_shifted=[("(train_x - mean)", "train_x"), ("(held_out_x - mean)", "held_out_x")],
    not_scaled=[("np.std(train_x, axis=0)", "1")],
    to_the_range=[("np.mean(train_x,", "np.min(train_x,"), ("np.std(train_x, axis=0)", "np.ptp(train_x, axis=0)")],
    to_the_largest=[("np.std(train_x, axis=0)", "np.max(np.abs(train_x), axis=0)")],
    scaled_before_shifted=[("(train_x - mean) / deviation", "train_x / deviation - mean"),
                           ("(held_out_x - mean) / deviation", "held_out_x / deviation - mean")],
    a_little_is_added=[("np.std(train_x, axis=0)", "np.std(train_x, axis=0) + 1e-3")],
    clipped=[("return first, second", "return first, np.clip(second, -3, 3)")],
    in_place=[("first = (train_x - mean) / deviation", "train_x -= mean\n    train_x /= deviation\n    first = train_x")],
    swapped=[("return first, second", "return second, first")],
    alone=[("return first, second", "return first")],
    with_mean=[("return first, second", "return first, second, mean, deviation")],
    stacked=[("return first, second", "return np.vstack([first, second])")],
    rounded=[("return first, second", "return np.round(first, 2), np.round(second, 2)")],
    float16=[("return first, second", "return first.astype(np.float16), second.astype(np.float16)")],
    first_column_only=[("return first, second", "return first, np.hstack([second[:, :1], held_out_x[:, 1:]])")],
    transposed=[("return first, second", "return first.T, second.T")],
    none=[("    return first, second", "    print(first, second)")],
)

# ── minibatches ───────────────────────────────────────────────────────────────────────────────
_STARTS = "range(0, num_rows, batch_size)"
_edit(
    "minibatches",
    last_dropped=[(_STARTS, "range(0, num_rows - batch_size + 1, batch_size)")],
    whole_batches_only_if_any=[(_STARTS, "range(0, max(num_rows // batch_size, 1) * batch_size, batch_size)")],
    one_more=[(_STARTS, "range(0, num_rows + 1, batch_size)")],
    not_shuffled=[("np.random.default_rng(seed).permutation(num_rows)", "np.arange(num_rows)")],
    not_seeded=[("default_rng(seed)", "default_rng()")],
    seed_zero=[("default_rng(seed)", "default_rng(0)")],
    next_seed=[("default_rng(seed)", "default_rng(seed + 1)")],
    legacy=[("default_rng(seed)", "RandomState(seed)")],
    repetition=[("permutation(num_rows)", "integers(num_rows, size=num_rows)")],
    choice=[("permutation(num_rows)", "choice(num_rows, num_rows, replace=False)")],
    argsort=[("permutation(num_rows)", "random(num_rows).argsort()")],
    reversed_order=[("permutation(num_rows)", "permutation(num_rows)[::-1]")],
    from_one=[("permutation(num_rows)", "permutation(np.arange(1, num_rows + 1))")],
    one_too_short=[("order[i:i + batch_size]", "order[i:i + batch_size - 1]")],
    one_too_long=[("order[i:i + batch_size]", "order[i:i + batch_size + 1]")],
    to_the_end=[("order[i:i + batch_size]", "order[i:]")],
    sorted_batches=[("order[i:i + batch_size]", "np.sort(order[i:i + batch_size])")],
    same_batch=[("order[i:i + batch_size]", "order[:batch_size]")],
    dealt=[("order[i:i + batch_size]", "order[i // batch_size::-(-num_rows // batch_size)]")],
    slices=[("order[i:i + batch_size]", "np.arange(i, min(i + batch_size, num_rows))")],
    batches_shuffled=[("    return batches", "    return batches[::-1]")],
    smallest_first=[("    return batches", "    return sorted(batches, key=len)")],
    last_joins_the_one_before=[("    return batches", (
        "    if len(batches) > 1 and len(batches[-1]) < batch_size:\n"
        "        batches[-2:] = [np.concatenate(batches[-2:])]\n    return batches"))],
    first_only=[("    return batches", "    return batches[0]")],
    in_one_piece=[("    return batches", "    return np.concatenate(batches)")],
    column_of_numbers=[("    return batches", "    return [b[:, None] for b in batches]")],
    masks=[("    return batches", "    return [np.isin(np.arange(num_rows), b) for b in batches]")],
    tuples_with_number=[("    return batches", "    return list(enumerate(batches))")],
    count_too=[("    return batches", "    return batches, len(batches)")],
    at_most_ten=[(_STARTS, "range(0, min(num_rows, 10), batch_size)")],
    early_return=[("    return batches", "        return batches")],
)
_body(
    "minibatches",
    even="return np.array_split(np.random.default_rng(seed).permutation(num_rows), -(-num_rows // batch_size))",
    batch_size_batches="return np.array_split(np.random.default_rng(seed).permutation(num_rows), batch_size)",
    drawn_anew_for_each="""
        random = np.random.default_rng(seed)
        return [random.permutation(num_rows)[:batch_size] for _ in range(-(-num_rows // batch_size))]
    """,
    drawn_from_what_is_left="""
        random, left, batches = np.random.default_rng(seed), np.arange(num_rows), []
        while len(left):
            batch = random.choice(left, min(batch_size, len(left)), replace=False)
            batches.append(batch)
            left = np.setdiff1d(left, batch)
        return batches
    """,
)

# ── penalised_gradients ───────────────────────────────────────────────────────────────────────
_DV, _DW = "dv = dv + decay * v", "dw = dw + decay * w"
_BOTH = f"    {_DV}\n    {_DW}\n"
_edit(
    "penalised_gradients",
    biases_too=[("    return", "    dbias_v, dbias_w = dbias_v + decay * bias_v, dbias_w + decay * bias_w\n    return")],
    hidden_bias_too=[("    return", "    dbias_v = dbias_v + decay * bias_v\n    return")],
    output_bias_too=[("    return", "    dbias_w = dbias_w + decay * bias_w\n    return")],
    w_is_free=[(f"    {_DW}\n", "")],
    v_is_free=[(f"    {_DV}\n", "")],
    no_penalty=[(_BOTH, "")],
    half=[("decay * v", "decay / 2 * v"), ("decay * w", "decay / 2 * w")],
    half_for_w=[("decay * w", "decay / 2 * w")],
    twice=[("decay * v", "2 * decay * v"), ("decay * w", "2 * decay * w")],
    subtracted=[("dv + decay", "dv - decay"), ("dw + decay", "dw - decay")],
    signs=[("decay * v", "decay * np.sign(v)"), ("decay * w", "decay * np.sign(w)")],
    squares=[("decay * v", "decay * v ** 2"), ("decay * w", "decay * w ** 2")],
    sum_of_squares=[("decay * v", "decay / 2 * np.sum(v ** 2)"), ("decay * w", "decay / 2 * np.sum(w ** 2)")],
    sizes=[("decay * v", "decay * np.abs(v)"), ("decay * w", "decay * np.abs(w)")],
    normed=[("decay * v", "decay * v / np.linalg.norm(v)"), ("decay * w", "decay * w / np.linalg.norm(w)")],
    mean_of_squares=[("decay * v", "decay * v / v.size"), ("decay * w", "decay * w / w.size")],
    over_rows=[("decay * v", "decay * v / len(x)"), ("decay * w", "decay * w / len(x)")],
    times_rows=[("decay * v", "decay * v * len(x)"), ("decay * w", "decay * w * len(x)")],
    shrunk_gradients=[(_DV, "dv = dv * (1 - decay)"), (_DW, "dw = dw * (1 - decay)")],
    mixed=[("decay * v", "decay * v * (1 - decay)")],
    fixed_decay=[("decay * v", "0.1 * v"), ("decay * w", "0.1 * w")],
    squared_decay=[("decay * v", "decay ** 2 * v"), ("decay * w", "decay ** 2 * w")],
    decay_at_most_one=[("    dv = dv", "    decay = min(decay, 1)\n    dv = dv")],
    alone=[(_DV, "dv = decay * v"), (_DW, "dw = decay * w")],
    at_shrunk_weights=[("gradients(x, truth, weights)",
                        "gradients(x, truth, (v * (1 - decay), bias_v, w * (1 - decay), bias_w))")],
    in_place=[(_DV, "v *= decay\n    dv = dv + v"), (_DW, "w *= decay\n    dw = dw + w")],
    order=[("return dv, dbias_v, dw, dbias_w", "return dv, dw, dbias_v, dbias_w")],
    weights_only=[("return dv, dbias_v, dw, dbias_w", "return dv, dw")],
    layers_swapped=[("return dv, dbias_v, dw, dbias_w", "return dw, dbias_w, dv, dbias_v")],
    bias_a_row=[("return dv, dbias_v, dw, dbias_w", "return dv, dbias_v[None], dw, dbias_w")],
    w_flat=[("return dv, dbias_v, dw, dbias_w", "return dv, dbias_v, dw[:, 0], dbias_w")],
    bias_a_number=[("return dv, dbias_v, dw, dbias_w", "return dv, dbias_v, dw, float(dbias_w[0])")],
    new_weights=[("return dv, dbias_v, dw, dbias_w", "return v - dv, bias_v - dbias_v, w - dw, bias_w - dbias_w")],
    clipped=[("return dv,", "return np.clip(dv, -1, 1),")],
    rounded=[("return dv,", "return np.round(dv, 4),")],
    error_first=[("    return dv", "    return cross_entropy(forward(x, weights)[1], truth), dv")],
    last_feature_is_free=[("decay * v", "decay * v * (np.arange(v.shape[1]) < max(v.shape[1] - 1, 1))")],
)

# ── train_epochs ──────────────────────────────────────────────────────────────────────────────
_LOOP = "        for rows in minibatches(len(train_x), batch_size, seed + epoch):\n"
_SLOPES = "            dv, dbias_v, dw, dbias_w = penalised_gradients(x, truth, weights, decay)\n"
_SET = "            weights = (v, bias_v, w, bias_w)\n"
_RECORD = """\
        if epoch % log_every == 0:
            e1 = cross_entropy(forward(train_x, weights)[1], train_truth)
            e2 = cross_entropy(forward(held_out_x, weights)[1], held_out_truth)
            history.append((epoch, e1, e2))
"""
_APPEND = "            history.append((epoch, e1, e2))\n"
_RETURN = "    return weights, history"
_edit(
    "train_epochs",
    same_order=[("seed + epoch", "seed")],
    epoch_is_the_seed=[("seed + epoch", "epoch")],
    seed_times_epoch=[("seed + epoch", "seed * (epoch + 1)")],
    seeds_from_one=[("seed + epoch", "seed + epoch + 1")],
    full_batch=[("len(train_x), batch_size", "len(train_x), len(train_x)")],
    one_row_at_a_time=[("len(train_x), batch_size", "len(train_x), 1")],
    one_batch=[(_SET, _SET + "            break\n")],
    small_batch_skipped=[(_SLOPES, "            if len(rows) < batch_size < len(train_x):\n                continue\n" + _SLOPES)],
    batches_in_reverse=[("minibatches(len(train_x), batch_size, seed + epoch)", "minibatches(len(train_x), batch_size, seed + epoch)[::-1]")],
    batches_made_once=[("    history = []\n", "    history = []\n    batches = minibatches(len(train_x), batch_size, seed)\n"),
                       ("minibatches(len(train_x), batch_size, seed + epoch)", "batches")],
    rows_of_the_whole_set=[("x, truth = train_x[rows], train_truth[rows]", "x, truth = train_x, train_truth")],
    truth_in_order=[("train_truth[rows]", "train_truth[:len(rows)]")],
    logged_after=[(_RECORD, ""), (_SET, _SET + _RECORD)],
    never_logged=[(_RECORD, "")],
    no_decay=[("weights, decay)", "weights, 0.0)")],
    decay_grows=[("weights, decay)", "weights, decay * (epoch + 1))")],
    decay_by_the_rate=[("weights, decay)", "weights, decay * learning_rate)")],
    decay_by_the_batch=[("weights, decay)", "weights, decay * len(rows) / len(train_x))")],
    penalty_recorded=[(_APPEND, (
        "            p = decay / 2 * float(np.sum(weights[0] ** 2) + np.sum(weights[2] ** 2))\n"
        "            history.append((epoch, e1 + p, e2))\n"))],
    penalty_recorded_twice=[(_APPEND, (
        "            p = decay / 2 * float(np.sum(weights[0] ** 2) + np.sum(weights[2] ** 2))\n"
        "            history.append((epoch, e1 + p, e2 + p))\n"))],
    errors_swapped=[("(epoch, e1, e2)", "(epoch, e2, e1)")],
    pairs=[("(epoch, e1, e2)", "(epoch, e1)")],
    held_out_only=[("(epoch, e1, e2)", "(epoch, e2)")],
    two_histories=[("(epoch, e1, e2)", "(e1, e2)")],
    same_error_twice=[("(epoch, e1, e2)", "(epoch, e1, e1)")],
    squared_errors=[("e1 = cross_entropy(forward(train_x, weights)[1], train_truth)",
                     "e1 = float(np.mean((forward(train_x, weights)[1] - train_truth) ** 2))")],
    rounded_errors=[("(epoch, e1, e2)", "(epoch, round(e1, 3), round(e2, 3))")],
    epochs_from_one=[("(epoch, e1, e2)", "(epoch + 1, e1, e2)")],
    steps_counted=[("(epoch, e1, e2)", "(epoch * len(minibatches(len(train_x), batch_size, 0)), e1, e2)")],
    log_all=[("epoch % log_every == 0", "True")],
    log_last_too=[("epoch % log_every == 0", "epoch % log_every == 0 or epoch == num_epochs - 1")],
    log_from_one=[("epoch % log_every == 0", "(epoch + 1) % log_every == 0")],
    log_ten=[("epoch % log_every == 0", "epoch % max(1, num_epochs // 10) == 0")],
    first_entry_missing=[("epoch % log_every == 0", "epoch and epoch % log_every == 0")],
    extra_entry=[(_RETURN, (
        "    e1 = cross_entropy(forward(train_x, weights)[1], train_truth)\n"
        "    e2 = cross_entropy(forward(held_out_x, weights)[1], held_out_truth)\n"
        "    history.append((num_epochs, e1, e2))\n" + _RETURN))],
    held_out_learned=[("    history = []\n", (
        "    history = []\n    train_x = np.vstack([train_x, held_out_x])\n"
        "    train_truth = np.vstack([train_truth, held_out_truth])\n"))],
    held_out_steps=[(_SET, _SET + (
        "        dv, dbias_v, dw, dbias_w = penalised_gradients(held_out_x, held_out_truth, weights, decay)\n"
        "        weights = tuple(a - 1e-3 * d for a, d in zip(weights, (dv, dbias_v, dw, dbias_w)))\n"))],
    uphill=[("v - learning_rate * dv", "v + learning_rate * dv"), ("w - learning_rate * dw", "w + learning_rate * dw")],
    rate_fixed=[("v - learning_rate * dv", "v - 0.5 * dv")],
    rate_over_batch=[("v = v - learning_rate", "v = v - learning_rate / len(rows)")],
    rate_times_batch=[("w = w - learning_rate", "w = w - learning_rate * len(rows)")],
    rate_decays=[(_SET, _SET + "        learning_rate *= 0.99\n")],
    rate_weighted=[("v = v - learning_rate", "v = v - learning_rate * len(rows) / batch_size")],
    bias_v_stays=[("            bias_v = bias_v - learning_rate * dbias_v\n", "")],
    bias_w_stays=[("            bias_w = bias_w - learning_rate * dbias_w\n", "")],
    v_stays=[("            v = v - learning_rate * dv\n", "")],
    w_stays=[("            w = w - learning_rate * dw\n", "")],
    at_the_start_of_the_epoch=[(_LOOP, "        begin = weights\n" + _LOOP), ("truth, weights, decay)", "truth, begin, decay)")],
    new_v_for_w=[("            w = w - learning_rate * dw\n", (
        "            dw = penalised_gradients(x, truth, (v, bias_v, w, bias_w), decay)[2]\n"
        "            w = w - learning_rate * dw\n"))],
    momentum=[("            v = v - learning_rate * dv\n", (
        "            m = dv if epoch == 0 else 0.9 * m + dv\n            v = v - learning_rate * m\n"))],
    clipped=[(_SLOPES, _SLOPES + "            dv = np.clip(dv, -1, 1)\n")],
    one_epoch_short=[("range(num_epochs)", "range(num_epochs - 1)")],
    one_epoch_more=[("range(num_epochs)", "range(num_epochs + 1)")],
    at_most_ten_epochs=[("range(num_epochs)", "range(min(num_epochs, 10))")],
    at_least_one_epoch=[("range(num_epochs)", "range(max(num_epochs, 1))")],
    stops_when_held_out_rises=[(_APPEND, _APPEND + (
        "            if len(history) > 1 and e2 > history[-2][2]:\n                break\n"))],
    stops_when_right=[(_APPEND, _APPEND + "            if e1 < 0.3:\n                break\n")],
    in_place=[("v = v - learning_rate * dv", "v -= learning_rate * dv")],
    bias_in_place=[("bias_w = bias_w - learning_rate * dbias_w", "bias_w -= learning_rate * dbias_w")],
    order=[(_RETURN, "    return history, weights")],
    weights_only=[(_RETURN, "    return weights")],
    history_only=[(_RETURN, "    return history")],
    flat=[(_RETURN, "    return (*weights, history)")],
    first_weights=[("    history = []\n", "    history, first = [], weights\n"), (_RETURN, "    return first, history")],
    arrays_swapped=[(_RETURN, "    return (weights[0], weights[2], weights[1], weights[3]), history")],
    early_return=[(_RETURN, "        return weights, history")],
    float16=[("            weights = (v, bias_v, w, bias_w)\n",
              "            weights = tuple(a.astype(np.float16).astype(float) for a in (v, bias_v, w, bias_w))\n")],
    batches_of_at_most_four=[("    history = []\n", "    history = []\n    batch_size = min(batch_size, 4)\n")],
)
_spoil(
    "train_epochs",
    history_rounded_to_steps="return answer[0], answer[1][::2]",
    history_as_array="return answer[0], np.array(answer[1])[:, 1:] if answer[1] else answer[1]",
    history_as_columns="return answer[0], list(zip(*answer[1]))",
    history_as_dict="return answer[0], {e: (a, b) for e, a, b in answer[1]}",
)

# ── early_stopping ────────────────────────────────────────────────────────────────────────────
_edit(
    "early_stopping",
    ties_are_new=[("<", "<=")],
    highest=[("<", ">")],
    training_error=[("entry[2] < best[2]", "entry[1] < best[1]")],
    sum_of_errors=[("entry[2] < best[2]", "entry[1] + entry[2] < best[1] + best[2]")],
    gap=[("entry[2] < best[2]", "entry[2] - entry[1] < best[2] - best[1]")],
    mixed=[("entry[2] < best[2]", "entry[2] < best[1]")],
    never_starts_anew=[("            waited = 0\n", "")],
    patience_more=[("waited >= patience", "waited > patience")],
    patience_less=[("waited >= patience", "waited >= patience - 1")],
    patience_five=[("waited >= patience", "waited >= 5")],
    patience_three=[("waited >= patience", "waited >= 3")],
    patience_in_epochs=[("waited += 1", "waited = entry[0] - best[0]")],
    no_patience=[("waited >= patience", "True")],
    endless_patience=[("waited >= patience", "False")],
    a_clear_improvement=[("entry[2] < best[2]", "entry[2] < best[2] - 0.05")],
    a_tenth_better=[("entry[2] < best[2]", "entry[2] < 0.9 * best[2]")],
    a_thousandth_better=[("entry[2] < best[2]", "entry[2] < best[2] - 1e-3")],
    a_low_forgives_one=[("            waited = 0\n", "            waited = max(0, waited - 1)\n")],
    starts_with_the_second=[("history[1:]", "history[2:]")],
    skips_the_last=[("history[1:]", "history[1:-1]")],
    from_the_end=[("history[1:]", "history[:0:-1]")],
    every_other=[("history[1:]", "history[1::2]")],
    error_returned=[("return best[0]", "return best[2]")],
    entry_returned=[("return best[0]", "return best")],
    position_returned=[("return best[0]", "return history.index(best)")],
    stop_returned=[("return best[0]", "return entry[0] if len(history) > 1 else best[0]")],
    next_epoch=[("return best[0]", "return best[0] + 1")],
    text=[("return best[0]", "return str(best[0])")],
    none=[("    return best[0]", "    print(best[0])")],
    history_changed=[("    return best[0]", "    history.sort(key=lambda e: e[2])\n    return best[0]")],
    rise_counts=[("            waited += 1\n", "            waited += entry[2] > best[2]\n")],
    waits_for_rises_in_a_row=[("            waited += 1\n", (
        "            before = history[history.index(entry) - 1]\n"
        "            waited = waited + 1 if entry[2] >= before[2] else 0\n"))],
)
_body(
    "early_stopping",
    lowest_of_all="return min(history, key=lambda entry: entry[2])[0]",
    last_lowest="return min(reversed(history), key=lambda entry: entry[2])[0]",
    first_rise="""
        for a, b in zip(history, history[1:]):
            if b[2] > a[2]:
                return a[0]
        return history[-1][0]
    """,
    last="return history[-1][0]",
    first="return history[0][0]",
    compares_with_the_one_before="""
        best, waited = history[0], 0
        for a, b in zip(history, history[1:]):
            if b[2] < a[2]:
                best, waited = b, 0
            else:
                waited += 1
                if waited >= patience:
                    break
        return best[0]
    """,
    window="""
        errors = [entry[2] for entry in history]
        return history[int(np.argmin(errors[: patience + 1]))][0]
    """,
    compares_with_patience_ago="""
        for i in range(patience, len(history)):
            if history[i][2] >= history[i - patience][2]:
                return min(history[: i + 1], key=lambda entry: entry[2])[0]
        return min(history, key=lambda entry: entry[2])[0]
    """,
)

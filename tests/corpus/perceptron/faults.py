"""Faulty implementations of the perceptron assignment: replacement definitions, appended to base.py."""
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
for _name in ("sum_absolute_error", "gradients", "relative_error", "central_differences", "step"):
    _add(_name, "cached_by_shape", _SHAPES.format(name=_name))

# ── sum_absolute_error ────────────────────────────────────────────────────────────────────────
_body(
    "sum_absolute_error",
    mean="return float(np.mean(np.abs(f - truth)))",
    mean_over_rows="return float(np.sum(np.abs(f - truth)) / len(f))",
    squares="return float(np.sum((f - truth) ** 2))",
    half_of_the_squares="return float(np.sum((f - truth) ** 2) / 2)",
    mean_of_squares="return float(np.mean((f - truth) ** 2))",
    signed="return float(np.sum(f - truth))",
    absolute_of_the_sum="return float(abs(np.sum(f - truth)))",
    too_low_only="return float(np.sum(np.maximum(truth - f, 0)))",
    too_high_only="return float(np.sum(np.maximum(f - truth, 0)))",
    largest="return float(np.max(np.abs(f - truth)))",
    median="return float(np.median(np.abs(f - truth)))",
    length_of_the_difference="return float(np.linalg.norm(f - truth))",
    per_row="return np.sum(np.abs(f - truth), axis=1)",
    per_output="return np.sum(np.abs(f - truth), axis=0)",
    first_output_only="return float(np.sum(np.abs(f[:, 0] - truth[:, 0])))",
    last_row_is_skipped="return float(np.sum(np.abs(f[:-1] - truth[:-1])))",
    every_distance="return np.abs(f - truth)",
    wrong_answers_are_counted="return float(np.sum(np.round(f) != np.round(truth)))",
    broadcast_to_a_square="return float(np.sum(np.abs(f.ravel()[:, None] - truth.ravel())))",
    truth_is_forgotten="return float(np.sum(np.abs(f)))",
    negative="return -float(np.sum(np.abs(f - truth)))",
    cross_entropy="""
        return float(-np.sum(truth * np.log(f) + (1 - truth) * np.log(np.abs(1 - f) + 1e-9)))
    """,
    zero_over_zero="d = f - truth\nreturn float(np.sum(d * d / np.abs(d)))",
    changes_f="f -= truth\nreturn float(np.abs(f).sum())",
    a_list="return [float(np.sum(np.abs(f - truth)))]",
    formatted="return f'{np.sum(np.abs(f - truth)):.9g}'",
    rounded="return round(float(np.sum(np.abs(f - truth))), 2)",
    none="np.sum(np.abs(f - truth))",
)

# ── gradients ─────────────────────────────────────────────────────────────────────────────────
_edit(
    "gradients",
    error_over_difference=[("np.sign(f - truth)", "np.abs(f - truth) / (f - truth)")],
    difference_over_error=[("np.sign(f - truth)", "(f - truth) / np.abs(f - truth)")],
    tiny_number_in_the_denominator=[
        ("np.sign(f - truth)", "(f - truth) / (np.abs(f - truth) + 1e-3)")],
    sign_is_flipped=[("np.sign(f - truth)", "np.sign(truth - f)")],
    sign_is_missing=[("np.sign(f - truth)", "1.0")],
    difference_for_sign=[("np.sign(f - truth)", "(f - truth)")],
    twice_the_difference=[("np.sign(f - truth)", "2 * (f - truth)")],
    distance_for_sign=[("np.sign(f - truth)", "np.abs(f - truth)")],
    sign_of_f=[("np.sign(f - truth)", "np.sign(f)")],
    sign_of_the_truth=[("np.sign(f - truth)", "np.where(truth > 0.5, -1.0, 1.0)")],
    equal_counts_as_too_high=[("np.sign(f - truth)", "np.where(f >= truth, 1.0, -1.0)")],
    equal_counts_as_too_low=[("np.sign(f - truth)", "np.where(f > truth, 1.0, -1.0)")],
    boolean_for_sign=[("np.sign(f - truth)", "(f > truth)")],
    sigmoid_slope_is_missing=[("dE_df * f * (1 - f)", "dE_df")],
    sigmoid_slope_lacks_f=[("dE_df * f * (1 - f)", "dE_df * (1 - f)")],
    sigmoid_slope_lacks_the_rest=[("dE_df * f * (1 - f)", "dE_df * f")],
    sigmoid_slope_squared=[("dE_df * f * (1 - f)", "dE_df * (f * (1 - f)) ** 2")],
    sigmoid_slope_with_a_plus=[("(1 - f)", "(1 + f)")],
    sigmoid_again=[("dE_df * f * (1 - f)", "dE_df * sigmoid(f) * (1 - sigmoid(f))")],
    slope_of_tanh=[("dE_df * f * (1 - f)", "dE_df * (1 - f**2)")],
    slope_from_the_truth=[("dE_df * f * (1 - f)", "dE_df * truth * (1 - truth)")],
    weights_averaged=[("x.T @ dE_dy", "x.T @ dE_dy / len(x)")],
    bias_averaged=[("np.sum(dE_dy)", "np.mean(dE_dy)")],
    both_averaged=[("dE_df * f * (1 - f)", "dE_df * f * (1 - f) / len(f)")],
    bias_of_the_signs=[("np.sum(dE_dy)", "np.sum(dE_df)")],
    bias_of_the_first_row=[("np.sum(dE_dy)", "dE_dy[0, 0]")],
    bias_of_the_last_row=[("np.sum(dE_dy)", "dE_dy[-1, 0]")],
    bias_from_the_weights=[("np.sum(dE_dy)", "np.sum(dE_dw)")],
    bias_is_zero=[("float(np.sum(dE_dy))", "0.0")],
    bias_not_summed=[("float(np.sum(dE_dy))", "dE_dy")],
    bias_with_an_axis=[("float(np.sum(dE_dy))", "np.sum(dE_dy, axis=0)")],
    bias_as_a_matrix=[("float(np.sum(dE_dy))", "np.ones((1, len(x))) @ dE_dy")],
    bias_has_the_wrong_sign=[("np.sum(dE_dy)", "-np.sum(dE_dy)")],
    bias_as_text=[("float(np.sum(dE_dy))", "str(np.sum(dE_dy))")],
    x_is_not_transposed=[("x.T @ dE_dy", "x @ dE_dy")],
    x_is_reshaped=[("x.T @ dE_dy", "x.reshape(x.shape[::-1]) @ dE_dy")],
    inputs_are_added_up_first=[("x.T @ dE_dy", "x.sum(axis=0)[:, None] * dE_dy.sum()")],
    rows_are_kept=[("x.T @ dE_dy", "x * dE_dy")],
    two_inputs_only=[("x.T @ dE_dy", "x[:, :2].T @ dE_dy")],
    four_rows_only=[("x.T @ dE_dy", "x[:4].T @ dE_dy[:4]")],
    inputs_thresholded=[("x.T @ dE_dy", "(x > 0.5).T @ dE_dy")],
    weights_flattened=[("return dE_dw", "return dE_dw.ravel()")],
    weights_as_a_row=[("return dE_dw", "return dE_dw.T")],
    weights_squeezed=[("return dE_dw", "return np.squeeze(dE_dw)")],
    swapped=[("return dE_dw, dE_db", "return dE_db, dE_dw")],
    weights_only=[("return dE_dw, dE_db", "return dE_dw")],
    in_one_array=[("return dE_dw, dE_db", "return np.append(dE_dw, dE_db)")],
    with_dE_dy=[("return dE_dw, dE_db", "return dE_dw, dE_db, dE_dy")],
    a_dict=[("return dE_dw, dE_db", 'return {"dE_dw": dE_dw, "dE_db": dE_db}')],
    clipped=[("x.T @ dE_dy", "np.clip(x.T @ dE_dy, -0.25, 0.25)")],
    clipped_at_one=[("x.T @ dE_dy", "np.clip(x.T @ dE_dy, -1, 1)")],
    normalised=[("return dE_dw", "return dE_dw / np.linalg.norm(dE_dw)")],
    rounded=[("return dE_dw", "return np.round(dE_dw, 4)")],
    nearly_right_rows_are_skipped=[
        ("np.sign(f - truth)", "np.where(np.abs(f - truth) < 0.3, 0, np.sign(f - truth))")],
    f_is_changed=[("return", "f -= truth\n    return")],
    x_is_changed=[("return", "x *= dE_dy\n    return")],
    none=[("    return dE_dw, dE_db", "    print(dE_dw)")],
    infinite_recursion=[("return dE_dw, dE_db", "return gradients(x, f, truth)")],
)

# ── relative_error ────────────────────────────────────────────────────────────────────────────
_LARGEST = "max(np.max(np.abs(a)), np.max(np.abs(b)))"
_BOTH_NONE = "if largest == 0"
_body(
    "relative_error",
    absolute="return float(np.max(np.abs(a - b)))",
    elementwise="""
        largest = np.maximum(np.abs(a), np.abs(b))
        safe = np.where(largest == 0, 1, largest)
        return float(np.max(np.abs(a - b) / safe))
    """,
    elementwise_over_the_sum="""
        both = np.abs(a) + np.abs(b)
        return float(np.max(np.abs(a - b) / np.where(both == 0, 1, both)))
    """,
    elementwise_with_a_floor="return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))",
    norms="""
        size = np.linalg.norm(a) + np.linalg.norm(b)
        return float(np.linalg.norm(np.subtract(a, b)) / size) if size else 0.0
    """,
    larger_norm="""
        size = max(np.linalg.norm(a), np.linalg.norm(b))
        return float(np.linalg.norm(np.subtract(a, b)) / size) if size else 0.0
    """,
    matrix_norm_of_infinity="""
        a, b = np.atleast_2d(a), np.atleast_2d(b)
        if a.ndim > 2:
            a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
        size = max(np.linalg.norm(a, np.inf), np.linalg.norm(b, np.inf))
        return float(np.linalg.norm(a - b, np.inf) / size) if size else 0.0
    """,
    means="""
        size = max(np.mean(np.abs(a)), np.mean(np.abs(b)))
        return float(np.mean(np.abs(a - b)) / size) if size else 0.0
    """,
    largest_of_the_first_row="""
        a, b = np.atleast_1d(a)[0], np.atleast_1d(b)[0]
        largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
        return float(np.max(np.abs(a - b)) / largest) if largest else 0.0
    """,
    python_maxima="""
        largest = max(max(abs(a)), max(abs(b)))
        return float(max(abs(a - b)) / largest) if largest else 0.0
    """,
    arrays_only="""
        largest = max(abs(a).max(), abs(b).max())
        return float(abs(a - b).max() / largest) if largest else 0.0
    """,
    allclose="return 0.0 if np.allclose(a, b) else 1.0",
    equal_is_zero_but_zeros_are_nan="""
        with np.errstate(all="ignore"):
            return float(np.float64(np.max(np.abs(a - b))) / np.maximum(np.max(np.abs(a)), np.max(np.abs(b))))
    """,
    log_of_the_ratio="""
        with np.errstate(all="ignore"):
            return float(np.nan_to_num(np.max(np.abs(np.log(np.abs(np.divide(a, b)))))))
    """,
    float32="""
        a, b = np.float32(a), np.float32(b)
        largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
        return float(np.max(np.abs(a - b)) / largest) if largest else 0.0
    """,
    integers="""
        largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
        return int(np.max(np.abs(a - b)) / largest) if largest else 0
    """,
    sorted_first="""
        a, b = np.sort(np.ravel(a)), np.sort(np.ravel(b))
        largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
        return float(np.max(np.abs(a - b)) / largest) if largest else 0.0
    """,
    a_is_changed="""
        largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
        a -= b
        return float(np.max(np.abs(a)) / largest) if largest else 0.0
    """,
)
_edit(
    "relative_error",
    of_a=[(_LARGEST, "np.max(np.abs(a)) or np.max(np.abs(b))")],
    of_b=[(_LARGEST, "np.max(np.abs(b)) or np.max(np.abs(a))")],
    of_a_alone=[(_LARGEST, "np.max(np.abs(a))")],
    of_the_smaller=[(_LARGEST, "min(np.max(np.abs(a)), np.max(np.abs(b)))")],
    of_the_sum=[(_LARGEST, "np.max(np.abs(a)) + np.max(np.abs(b))")],
    of_the_mean=[(_LARGEST, "(np.max(np.abs(a)) + np.max(np.abs(b))) / 2")],
    of_the_elementwise_sum=[(_LARGEST, "np.max(np.abs(a) + np.abs(b))")],
    of_the_sum_without_signs=[(_LARGEST, "np.max(np.abs(np.add(a, b)))")],
    unit_has_a_sign=[(_LARGEST, "max(np.max(a), np.max(b))")],
    unit_has_a_late_absolute=[(_LARGEST, "max(abs(np.max(a)), abs(np.max(b)))")],
    difference_has_a_sign=[("np.max(np.abs(a - b))", "np.max(a - b)")],
    difference_has_a_late_absolute=[("np.max(np.abs(a - b))", "abs(np.max(a - b))")],
    difference_of_maxima=[("np.max(np.abs(a - b))", "abs(np.max(np.abs(a)) - np.max(np.abs(b)))")],
    difference_of_absolutes=[("np.max(np.abs(a - b))", "np.max(np.abs(np.abs(a) - np.abs(b)))")],
    mean_difference=[("np.max(np.abs(a - b))", "np.mean(np.abs(a - b))")],
    summed_difference=[("np.max(np.abs(a - b))", "np.sum(np.abs(a - b))")],
    smallest_difference=[("np.max(np.abs(a - b))", "np.min(np.abs(a - b))")],
    squared_difference=[("np.max(np.abs(a - b))", "np.max((a - b) ** 2)")],
    tiny_number_added=[("/ largest", "/ (largest + 1e-12)")],
    tiny_number_added_for_float32=[("/ largest", "/ (largest + 1e-7)")],
    floor_of_the_unit=[("/ largest", "/ max(largest, 1e-6)")],
    small_is_zero=[(_BOTH_NONE, "if largest < 1e-8")],
    small_difference_is_zero=[(_BOTH_NONE, "if np.max(np.abs(a - b)) < 1e-7")],
    first_zero_is_enough=[(_BOTH_NONE, "if not np.any(a)")],
    second_zero_is_enough=[(_BOTH_NONE, "if not np.any(b)")],
    any_zero_element_is_enough=[(_BOTH_NONE, "if np.any(np.equal(a, 0) & np.equal(b, 0))")],
    zeros_give_one=[("return 0.0", "return 1.0")],
    zeros_give_nan=[("return 0.0", 'return float("nan")')],
    zeros_give_none=[("return 0.0", "return None")],
)
_spoil(
    "relative_error",
    percent="100 * answer",
    rounded="round(answer, 6)",
    at_most_one="min(answer, 1.0)",
    one_minus="1 - answer",
    half="answer / 2",
    formatted='f"{answer:.1e}"',
    in_an_array="np.array([answer])",
    as_yes_or_no="answer < 1e-7",
    none="None",
)

# ── central_differences ───────────────────────────────────────────────────────────────────────
_W = "(error(weights + nudge, bias) - error(weights - nudge, bias)) / (2 * h)"
_B = "(error(weights, bias + h) - error(weights, bias - h)) / (2 * h)"
_TRUE = "sum_absolute_error(predict(x, weights, bias), truth)"
_NUDGE = "        nudge = np.zeros(weights.shape)\n"
_EACH = "    for place in np.ndindex(weights.shape):\n"
_BEGIN = "    def error(weights, bias):\n"
_PAIR = "return dE_dw, dE_db"
_edit(
    "central_differences",
    one_sided=[(_W, "(error(weights + nudge, bias) - error(weights, bias)) / h"),
               (_B, "(error(weights, bias + h) - error(weights, bias)) / h")],
    one_sided_weights=[(_W, "(error(weights + nudge, bias) - error(weights, bias)) / h")],
    one_sided_bias=[(_B, "(error(weights, bias + h) - error(weights, bias)) / h")],
    backward=[(_W, "(error(weights, bias) - error(weights - nudge, bias)) / h"),
              (_B, "(error(weights, bias) - error(weights, bias - h)) / h")],
    over_h=[(_W, _W.replace("(2 * h)", "h")), (_B, _B.replace("(2 * h)", "h"))],
    weights_over_h=[(_W, _W.replace("(2 * h)", "h"))],
    bias_over_h=[(_B, _B.replace("(2 * h)", "h"))],
    parentheses_missing=[(_W, _W.replace("(2 * h)", "2 * h")), (_B, _B.replace("(2 * h)", "2 * h"))],
    not_divided=[(_W, _W.replace(" / (2 * h)", "")), (_B, _B.replace(" / (2 * h)", ""))],
    below_first=[(_W, "(error(weights - nudge, bias) - error(weights + nudge, bias)) / (2 * h)")],
    bias_below_first=[(_B, "(error(weights, bias - h) - error(weights, bias + h)) / (2 * h)")],
    sum_for_difference=[(_W, _W.replace(") - error", ") + error"))],
    absolute_slopes=[(_PAIR, "return np.abs(dE_dw), abs(dE_db)")],
    exact=[(_BEGIN, "    return gradients(x, predict(x, weights, bias), truth)\n" + _BEGIN)],
    exact_bias=[(_B, "gradients(x, predict(x, weights, bias), truth)[1]")],
    exact_weights=[(_PAIR, "return gradients(x, predict(x, weights, bias), truth)[0], dE_db")],
    five_points=[
        (_W, "(8 * (error(weights + nudge, bias) - error(weights - nudge, bias)) - error(weights + 2 * nudge, bias)"
             " + error(weights - 2 * nudge, bias)) / (12 * h)")],
    all_at_once=[("nudge = np.zeros(weights.shape)", "nudge = np.full(weights.shape, h)")],
    whole_row=[("nudge[place] = h", "nudge[place[0]:] = h")],
    nudge_made_once=[(_EACH + _NUDGE, _NUDGE[4:] + _EACH)],
    weights_stay_up=[(_W + "\n", _W + "\n        weights = weights + nudge\n")],
    last_weight_stays_up_for_the_bias=[(_B, _B.replace("(weights,", "(weights + nudge,"))],
    bias_moves_too=[(_W, "(error(weights + nudge, bias + h) - error(weights - nudge, bias - h)) / (2 * h)")],
    weights_move_with_the_bias=[(_B, "(error(weights + h, bias + h) - error(weights - h, bias - h)) / (2 * h)")],
    bias_is_zero=[(_B, "0.0")],
    bias_is_left_out=[("predict(x, weights, bias)", "predict(x, weights, 0.0)")],
    bias_from_the_last_weight=[(_B, "float(dE_dw[-1, 0])")],
    first_weight_only=[("np.ndindex(weights.shape)", "[(0, 0)]")],
    last_weight_missing=[("np.ndindex(weights.shape)", "np.ndindex(len(weights) - 1, 1)")],
    two_weights_only=[("np.ndindex(weights.shape)", "[(i, 0) for i in range(min(2, len(weights)))]")],
    h_fixed=[(_BEGIN, "    h = 1e-5\n" + _BEGIN)],
    h_at_most_a_tenth=[(_BEGIN, "    h = min(h, 0.1)\n" + _BEGIN)],
    h_halved=[(_BEGIN, "    h = h / 2\n" + _BEGIN)],
    h_of_the_weights_alone=[(_BEGIN, "    tiny = 1e-5\n" + _BEGIN), (_B, _B.replace("h)", "tiny)"))],
    relative_h=[("nudge[place] = h", "nudge[place] = h * abs(weights[place]).item()")],
    default_h=[("h=1e-5", "h=1e-3")],
    default_h_of_1e_4=[("h=1e-5", "h=1e-4")],
    default_h_of_1e_6=[("h=1e-5", "h=1e-6")],
    default_h_of_1e_7=[("h=1e-5", "h=1e-7")],
    sums_for_predictions=[("predict(x", "linear(x")],
    squares=[(_TRUE, "float(np.sum((predict(x, weights, bias) - truth) ** 2))")],
    mean_error=[(_TRUE, _TRUE + " / len(x)")],
    halved_error=[(_TRUE, _TRUE + " / 2")],
    signed_error=[(_TRUE, "float(np.sum(predict(x, weights, bias) - truth))")],
    rounded_error=[(_TRUE, f"round({_TRUE}, 5)")],
    error_in_float32=[(_TRUE, f"float(np.float32({_TRUE}))")],
    predictions_rounded=[("predict(x, weights, bias)", "np.round(predict(x, weights, bias))")],
    first_row_only=[("predict(x, weights, bias), truth)", "predict(x[:1], weights, bias), truth[:1])")],
    four_rows_only=[("predict(x, weights, bias), truth)", "predict(x[:4], weights, bias), truth[:4])")],
    truth_is_one_or_zero=[(_TRUE, "sum_absolute_error(predict(x, weights, bias), np.round(np.clip(truth, 0, 1)))")],
    flat=[(_PAIR, "return dE_dw.ravel(), dE_db")],
    a_row=[(_PAIR, "return dE_dw.T, dE_db")],
    swapped=[(_PAIR, "return dE_db, dE_dw")],
    weights_only=[(_PAIR, "return dE_dw")],
    in_one_array=[(_PAIR, "return np.append(dE_dw, dE_db)")],
    bias_as_an_array=[(_PAIR, "return dE_dw, np.array([dE_db])")],
    with_the_error=[(_PAIR, "return dE_dw, dE_db, error(weights, bias)")],
    rounded=[(_PAIR, "return np.round(dE_dw, 4), round(dE_db, 4)")],
    weights_are_left_moved=[(_W, _W.replace("weights - nudge", "weights - nudge") ), (_NUDGE, _NUDGE + "        weights += 1e-12\n")],
    moved_in_place=[
        (_BEGIN, "    for w in weights:\n        w += h\n        w -= 2 * h\n        w += h\n" + _BEGIN)],
    none=[("    " + _PAIR, "    print(dE_dw, dE_db)")],
)

# ── step ──────────────────────────────────────────────────────────────────────────────────────
_ERROR = "    error = sum_absolute_error(f, truth)\n"
_DERIVE = "    dE_dw, dE_db = gradients(x, f, truth)\n"
_NEW_W = "weights - learning_rate * dE_dw"
_NEW_B = "bias - learning_rate * dE_db"
_END = f"    return {_NEW_W}, {_NEW_B}, error"
_FIRST = "    f = predict(x, weights, bias)\n"
_edit(
    "step",
    error_after=[(_END, (
        f"    weights, bias = {_NEW_W}, {_NEW_B}\n"
        "    return weights, bias, sum_absolute_error(predict(x, weights, bias), truth)"))],
    bias_stays=[(_NEW_B, "bias")],
    weights_stay=[(_NEW_W, "weights")],
    uphill=[(_NEW_W, _NEW_W.replace("-", "+")), (_NEW_B, _NEW_B.replace("-", "+"))],
    bias_uphill=[(_NEW_B, _NEW_B.replace("-", "+"))],
    weights_uphill=[(_NEW_W, _NEW_W.replace("-", "+"))],
    rate_fixed=[(_DERIVE, "    learning_rate = 0.05\n" + _DERIVE)],
    rate_fixed_for_the_bias=[(_NEW_B, "bias - 0.05 * dE_db")],
    rate_missing=[(_NEW_W, "weights - dE_dw"), (_NEW_B, "bias - dE_db")],
    rate_missing_for_the_bias=[(_NEW_B, "bias - dE_db")],
    rate_squared=[(_NEW_W, "weights - learning_rate**2 * dE_dw")],
    rate_divides=[(_NEW_W, "weights - dE_dw / learning_rate")],
    rate_at_most_one=[(_DERIVE, "    learning_rate = min(learning_rate, 1.0)\n" + _DERIVE)],
    rate_over_rows=[(_DERIVE, "    learning_rate = learning_rate / len(x)\n" + _DERIVE)],
    rate_over_two=[(_DERIVE, "    learning_rate = learning_rate / 2\n" + _DERIVE)],
    bias_over_rows=[(_NEW_B, "bias - learning_rate * dE_db / len(x)")],
    bias_at_the_new_weights=[(_END, (
        f"    weights = {_NEW_W}\n    _, dE_db = gradients(x, predict(x, weights, bias), truth)\n"
        f"    return weights, {_NEW_B}, error"))],
    weights_at_the_new_bias=[(_END, (
        f"    bias = {_NEW_B}\n    dE_dw, _ = gradients(x, predict(x, weights, bias), truth)\n"
        f"    return {_NEW_W}, bias, error"))],
    clipped=[(_END, "    dE_dw, dE_db = np.clip(dE_dw, -1, 1), np.clip(dE_db, -1, 1)\n" + _END)],
    clipped_norm=[(_END, "    dE_dw = dE_dw / max(1, np.linalg.norm(dE_dw))\n" + _END)],
    normalised=[(_END, "    dE_dw = dE_dw / np.linalg.norm(dE_dw)\n" + _END)],
    sign_of_the_gradient=[(_END, "    dE_dw, dE_db = np.sign(dE_dw), np.sign(dE_db)\n" + _END)],
    stops_when_small=[(_END, "    if error < 0.05:\n        return weights, bias, error\n" + _END)],
    stops_when_all_are_right=[
        (_END, "    if np.all((f > 0.5) == (truth > 0.5)):\n        return weights, bias, error\n" + _END)],
    stops_at_small_gradients=[
        (_END, "    if max(abs(dE_dw).max(), abs(dE_db)) < 1e-3:\n        return weights, bias, error\n" + _END)],
    weights_held_within_five=[(_NEW_W, f"np.clip({_NEW_W}, -5, 5)")],
    weights_held_within_ten=[(_NEW_W, f"np.clip({_NEW_W}, -10, 10)")],
    weights_held_positive=[(_NEW_W, f"np.abs({_NEW_W})")],
    decay=[(_NEW_W, "(1 - 1e-3 * learning_rate) * weights - learning_rate * dE_dw")],
    averaged_with_the_old=[(_NEW_W, "weights - 0.9 * learning_rate * dE_dw")],
    row_after_row=[(_END, (
        "    for i in range(len(x)):\n"
        "        fi = predict(x[i:i + 1], weights, bias)\n"
        "        dE_dw, dE_db = gradients(x[i:i + 1], fi, truth[i:i + 1])\n"
        f"        weights = {_NEW_W}\n        bias = {_NEW_B}\n"
        "    return weights, bias, error"))],
    two_steps=[(_END, (
        f"    weights, bias = {_NEW_W}, {_NEW_B}\n"
        "    dE_dw, dE_db = gradients(x, predict(x, weights, bias), truth)\n" + _END))],
    sums_for_predictions=[(_FIRST, "    f = linear(x, weights, bias)\n")],
    bias_left_out=[(_FIRST, "    f = predict(x, weights, 0.0)\n")],
    predictions_rounded=[(_FIRST, "    f = np.round(predict(x, weights, bias))\n")],
    squared_error_descends=[(_DERIVE, (
        "    dE_dy = 2 * (f - truth) * f * (1 - f)\n    dE_dw, dE_db = x.T @ dE_dy, float(dE_dy.sum())\n"))],
    zero_over_zero=[(_DERIVE, (
        "    dE_dy = np.abs(f - truth) / (f - truth) * f * (1 - f)\n"
        "    dE_dw, dE_db = x.T @ dE_dy, float(dE_dy.sum())\n"))],
    truth_is_one_or_not=[(_DERIVE, (
        "    dE_dw, dE_db = gradients(x, f, np.round(truth))\n"))],
    squared_error_returned=[(_ERROR, "    error = float(np.mean((f - truth) ** 2))\n")],
    mean_error_returned=[(_ERROR, "    error = sum_absolute_error(f, truth) / len(x)\n")],
    signed_error_returned=[(_ERROR, "    error = float(np.sum(f - truth))\n")],
    distances_returned=[(_ERROR, "    error = np.abs(f - truth)\n")],
    error_rounded=[(_ERROR, "    error = round(sum_absolute_error(f, truth), 4)\n")],
    error_as_text=[(_END, _END.replace("error", 'f"{error:.9g}"'))],
    error_first=[(_END, f"    return error, {_NEW_W}, {_NEW_B}")],
    error_missing=[(_END, f"    return {_NEW_W}, {_NEW_B}")],
    bias_first=[(_END, f"    return {_NEW_B}, {_NEW_W}, error")],
    a_dict=[(_END, f'    return {{"weights": {_NEW_W}, "bias": {_NEW_B}, "error": error}}')],
    changes=[(_END, "    return -learning_rate * dE_dw, -learning_rate * dE_db, error")],
    gradients_returned=[(_END, "    return dE_dw, dE_db, error")],
    weights_in_place=[(_END, f"    weights -= learning_rate * dE_dw\n    return weights, {_NEW_B}, error")],
    weights_flat=[(_NEW_W, f"({_NEW_W}).ravel()")],
    bias_with_an_axis=[(_NEW_B, f"np.array([{_NEW_B}])")],
    weights_in_float16=[(_NEW_W, f"({_NEW_W}).astype(np.float16).astype(float)")],
    none=[(_END, "    print(error)")],
)

# ── what only some inputs show ────────────────────────────────────────────────────────────────
_body(
    "sum_absolute_error",
    distances_clipped="return float(np.sum(np.minimum(np.abs(f - truth), 1)))",
    whole_truth="return float(np.sum(np.abs(f - truth.astype(int))))",
)
_edit(
    "gradients",
    truth_is_one_or_not=[("np.sign(f - truth)", "np.where(f == truth, 0, np.where(truth == 1, -1, 1))")],
    truth_above_one_half=[("np.sign(f - truth)", "np.where(f == truth, 0, np.where(truth > 0.5, -1, 1))")],
    truth_rounded=[("np.sign(f - truth)", "np.where(f == truth, 0, np.sign(f - np.round(truth)))")],
    clipped_at_1=[("return dE_dw, dE_db", "return np.clip(dE_dw, -1, 1), float(np.clip(dE_db, -1, 1))")],
)

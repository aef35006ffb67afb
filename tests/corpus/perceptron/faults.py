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
for _name in ("linear", "sum_absolute_error", "gradients", "predict"):
    _add(_name, "cached_by_shape", _SHAPES.format(name=_name))

# ── linear ────────────────────────────────────────────────────────────────────────────────────
_body(
    "linear",
    bias_is_missing="return x @ weights",
    bias_is_subtracted="return x @ weights - bias",
    bias_is_added_to_the_inputs="return (x + bias) @ weights",
    bias_is_added_to_the_weights="return x @ (weights + bias)",
    bias_is_a_factor="return (x @ weights) * bias",
    bias_only_if_positive="return x @ weights + max(bias, 0)",
    bias_in_the_first_row_only="y = x @ weights\ny[0] += bias\nreturn y",
    bias_for_each_input="return x @ weights + bias * x.shape[1]",
    elementwise_product="return x * weights + bias",
    elementwise_and_summed="return (x * weights.T).sum(axis=1, keepdims=True) + bias",
    weights_are_transposed="return x @ weights.T + bias",
    averaged_over_inputs="return x @ weights / x.shape[1] + bias",
    two_inputs_written_out="return x[:, :1] * weights[0] + x[:, 1:2] * weights[1] + bias",
    last_input_is_skipped="return x[:, :-1] @ weights[:-1] + bias",
    activated="return sigmoid(x @ weights + bias)",
    step_function="return np.where(x @ weights + bias > 0, 1.0, 0.0)",
    rectified="return np.maximum(x @ weights + bias, 0)",
    x_is_changed="y = x @ weights + bias\nx += 1\nreturn y",
    weights_are_changed="y = x @ weights + bias\nweights *= 2\nreturn y",
    infinite_recursion="return linear(x, weights, bias)",
)
_spoil(
    "linear",
    squeezed="np.squeeze(answer)",
    flattened="answer.ravel()",
    rounded="np.round(answer, 2)",
    integers="answer.astype(int)",
    none="None",
    a_generator="(row for row in answer)",
    in_a_tuple="(answer,)",
    float16="answer.astype(np.float16).astype(float)",
)

# ── sigmoid ───────────────────────────────────────────────────────────────────────────────────
_body(
    "sigmoid",
    sign_is_flipped="return 1 / (1 + np.exp(np.minimum(x, 700)))",
    nan_for_large_x="return np.exp(x) / (1 + np.exp(x))",
    overflow_error="import math\nreturn np.vectorize(lambda z: 1 / (1 + math.exp(-z)), otypes=[float])(x)",
    of_twice_x="return (1 + np.tanh(x)) / 2",
    hyperbolic_tangent="return np.tanh(x)",
    step_function="return np.where(np.asarray(x) > 0, 1.0, 0.0)",
    without_the_one="return np.exp(np.minimum(x, 700))",
    derivative="s = 0.5 + 0.5 * np.tanh(0.5 * x)\nreturn s * (1 - s)",
    softmax="e = np.exp(x - np.max(x))\nreturn e / e.sum()",
    hard="return np.clip(0.2 * x + 0.5, 0, 1)",
    clipped_to_ten="return 1 / (1 + np.exp(-np.clip(x, -10, 10)))",
    rectified="return np.maximum(x, 0)",
    changes_x="np.negative(x, out=x)\nnp.exp(x, out=x)\nx += 1\nreturn 1 / x",
)
_spoil(
    "sigmoid",
    clipped_away_from_zero_and_one="np.clip(answer, 1e-3, 1 - 1e-3)",
    rounded_to_four_digits="np.round(answer, 4)",
    thresholded="np.round(answer)",
    flattened="answer.ravel()",
    twice="1 / (1 + np.exp(-answer))",
    one_minus="1 - answer",
)

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

# ── train ─────────────────────────────────────────────────────────────────────────────────────
_LOG = (
    "        if step % log_every == 0:\n"
    "            history.append((step, sum_absolute_error(f, truth)))\n"
)
_ENTRY = "history.append((step, sum_absolute_error(f, truth)))"
_EVERY = "step % log_every == 0"
_GRADIENTS = "        dE_dw, dE_db = gradients(x, f, truth)\n"
_STEP_W = "        w = w - learning_rate * dE_dw\n"
_STEP_B = "        b = b - learning_rate * dE_db\n"
_UPDATE = _GRADIENTS + _STEP_W + _STEP_B
_AGAIN = "        f = sigmoid(linear(x, w, b))\n"
_STEPS = "range(num_iterations)"
_RETURN = "return w, b, history"
_START = "    history = []\n"
_edit(
    "train",
    logged_after_the_update=[(_LOG, ""), (_UPDATE, _UPDATE + _AGAIN + _LOG)],
    bias_at_the_new_weights=[
        (_UPDATE, _GRADIENTS + _STEP_W + _AGAIN + _GRADIENTS + _STEP_B)],
    weights_at_the_new_bias=[
        (_UPDATE, _GRADIENTS + _STEP_B + _AGAIN + _GRADIENTS + _STEP_W)],
    gradients_of_the_start=[
        (_START, _START + "    first = gradients(x, sigmoid(linear(x, w, b)), truth)\n"),
        (_GRADIENTS, "        dE_dw, dE_db = first\n")],
    uphill=[("w - learning_rate", "w + learning_rate"), ("b - learning_rate", "b + learning_rate")],
    bias_uphill=[("b - learning_rate", "b + learning_rate")],
    bias_is_not_trained=[(_STEP_B, "")],
    weights_are_not_trained=[(_STEP_W, "")],
    bias_is_left_out_of_the_forward_pass=[(_AGAIN, "        f = sigmoid(linear(x, w, 0.0))\n")],
    initial_bias_in_the_forward_pass=[(_AGAIN, "        f = sigmoid(linear(x, w, bias))\n")],
    starts_from_zero=[("weights.copy(), bias", "np.zeros_like(weights), 0.0")],
    bias_starts_from_zero=[("weights.copy(), bias", "weights.copy(), 0.0")],
    no_sigmoid=[(_AGAIN, "        f = np.clip(linear(x, w, b), 0, 1)\n")],
    learning_rate_fixed=[("learning_rate * dE_dw", "0.05 * dE_dw"), ("learning_rate * dE_db", "0.05 * dE_db")],
    learning_rate_fixed_for_the_bias=[("learning_rate * dE_db", "0.05 * dE_db")],
    learning_rate_missing=[("learning_rate * dE_dw", "dE_dw"), ("learning_rate * dE_db", "dE_db")],
    learning_rate_shared_by_rows=[("learning_rate * dE_dw", "learning_rate / len(x) * dE_dw"),
                                  ("learning_rate * dE_db", "learning_rate / len(x) * dE_db")],
    bias_is_twice_as_fast=[("learning_rate * dE_db", "2 * learning_rate * dE_db")],
    momentum=[
        (_START, _START + "    m = 0\n"),
        (_STEP_W, "        m = 0.9 * m + dE_dw\n        w = w - learning_rate * m\n")],
    weight_decay=[("learning_rate * dE_dw", "learning_rate * (dE_dw + 1e-3 * w)")],
    squared_error_is_trained=[(_GRADIENTS, (
        "        dE_dy = 2 * (f - truth) / f.size * f * (1 - f)\n"
        "        dE_dw, dE_db = x.T @ dE_dy, float(dE_dy.sum())\n"))],
    squared_error_is_logged=[(_ENTRY, "history.append((step, float(np.mean((f - truth) ** 2))))")],
    mean_is_logged=[(_ENTRY, "history.append((step, float(np.mean(np.abs(f - truth)))))")],
    signed_sum_is_logged=[(_ENTRY, "history.append((step, float(np.sum(f - truth))))")],
    row_after_row=[(_UPDATE, (
        "        for i in range(len(x)):\n"
        "            fi = sigmoid(linear(x[i:i + 1], w, b))\n"
        "            dE_dw, dE_db = gradients(x[i:i + 1], fi, truth[i:i + 1])\n"
        "            w = w - learning_rate * dE_dw\n            b = b - learning_rate * dE_db\n"))],
    one_step_short=[(_STEPS, "range(num_iterations - 1)")],
    one_step_more=[(_STEPS, "range(num_iterations + 1)")],
    steps_from_one=[(_STEPS, "range(1, num_iterations + 1)")],
    weights_one_step_early=[(_GRADIENTS, "        if step == num_iterations - 1:\n            break\n" + _GRADIENTS)],
    iterations_hard_coded=[(_STEPS, "range(10000)")],
    stops_after_5000=[(_STEPS, "range(min(num_iterations, 5000))")],
    stops_when_the_error_is_small=[
        (_GRADIENTS, "        if sum_absolute_error(f, truth) < 0.05:\n            break\n" + _GRADIENTS)],
    stops_when_all_are_right=[
        (_GRADIENTS, "        if np.all((f > 0.5) == (truth > 0.5)):\n            break\n" + _GRADIENTS)],
    decay_after_2000=[(_GRADIENTS, "        if step == 2000:\n            learning_rate *= 0.5\n" + _GRADIENTS)],
    slow_decay=[(_STEP_B, _STEP_B + "        learning_rate *= 0.9999\n")],
    weights_held_within_five=[(_STEP_W, _STEP_W + "        w = np.clip(w, -5, 5)\n")],
    extra_entry=[("    " + _RETURN, (
        "    history.append((num_iterations, sum_absolute_error(sigmoid(linear(x, w, b)), truth)))\n    " + _RETURN))],
    last_entry_missing=[(_RETURN, "return w, b, history[:-1]")],
    first_entry_missing=[(_EVERY, "step and " + _EVERY)],
    end_of_each_period=[(_EVERY, "(step + 1) % log_every == 0")],
    ten_entries_always=[(_EVERY, "step % max(num_iterations // 10, 1) == 0")],
    every_thousandth_always=[(_EVERY, "step % 1000 == 0")],
    every_step=[(_EVERY, "True")],
    steps_counted_from_one=[(_ENTRY, "history.append((step + 1, sum_absolute_error(f, truth)))")],
    entries_are_counted=[(_ENTRY, "history.append((len(history), sum_absolute_error(f, truth)))")],
    pairs_swapped=[(_ENTRY, "history.append((sum_absolute_error(f, truth), step))")],
    errors_only=[(_ENTRY, "history.append(sum_absolute_error(f, truth))")],
    errors_as_text=[(_ENTRY, 'history.append((step, f"{sum_absolute_error(f, truth):.9g}"))')],
    errors_rounded=[(_ENTRY, "history.append((step, round(sum_absolute_error(f, truth), 3)))")],
    distances_in_the_log=[(_ENTRY, "history.append((step, np.abs(f - truth)))")],
    history_is_a_dict=[(_RETURN, "return w, b, dict(history)")],
    history_is_missing=[(_RETURN, "return w, b")],
    history_comes_first=[(_RETURN, "return history, w, b")],
    bias_comes_first=[(_RETURN, "return b, w, history")],
    bias_with_an_axis=[(_RETURN, "return w, np.array([b]), history")],
    weights_flattened=[(_RETURN, "return w.ravel(), b, history")],
    predictions_returned_for_weights=[(_RETURN, "return sigmoid(linear(x, w, b)), b, history")],
    weights_in_place=[("w, b = weights.copy(), bias", "w, b = weights, bias"),
                      (_STEP_W, "        w -= learning_rate * dE_dw\n")],
    nothing_is_returned=[("    " + _RETURN, "    print(history)")],
    defaults_changed=[("learning_rate=0.05", "learning_rate=0.1")],
    default_iterations=[("num_iterations=10000", "num_iterations=1000")],
    default_log=[("log_every=1000", "log_every=100")],
    initial_weights_returned=[(_RETURN, "return weights, b, history")],
    initial_bias_returned=[(_RETURN, "return w, bias, history")],
    nan_once_a_prediction_is_right=[(_GRADIENTS, (
        "        dE_dy = np.abs(f - truth) / (f - truth) * f * (1 - f)\n"
        "        dE_dw, dE_db = x.T @ dE_dy, float(dE_dy.sum())\n"))],
)

# ── predict ───────────────────────────────────────────────────────────────────────────────────
_body(
    "predict",
    sums="return linear(x, weights, bias)",
    bias_is_missing="return sigmoid(linear(x, weights, 0.0))",
    bias_is_subtracted="return sigmoid(linear(x, weights, -bias))",
    sigmoid_twice="return sigmoid(sigmoid(linear(x, weights, bias)))",
    thresholded="return (sigmoid(linear(x, weights, bias)) > 0.5).astype(float)",
    booleans="return sigmoid(linear(x, weights, bias)) > 0.5",
    one_minus="return 1 - sigmoid(linear(x, weights, bias))",
    tanh="return np.tanh(linear(x, weights, bias))",
    flattened="return sigmoid(linear(x, weights, bias)).ravel()",
    squeezed="return np.squeeze(sigmoid(linear(x, weights, bias)))",
    a_row="return sigmoid(linear(x, weights, bias)).T",
    rounded="return np.round(sigmoid(linear(x, weights, bias)), 3)",
    mean="return float(np.mean(sigmoid(linear(x, weights, bias))))",
    first_row="return sigmoid(linear(x, weights, bias))[:1]",
    two_inputs_only="return sigmoid(linear(x[:, :2], weights[:2], bias))",
    published_weights="return sigmoid(linear(x, np.full((x.shape[1], 1), 9.985838), -4.52752860))",
    with_the_sums="return linear(x, weights, bias), sigmoid(linear(x, weights, bias))",
    x_is_changed="x *= 2\nreturn sigmoid(linear(x / 2, weights, bias))",
    none="sigmoid(linear(x, weights, bias))",
)

# ── what only some inputs show ────────────────────────────────────────────────────────────────
_body(
    "sigmoid",
    flat_arrays_refused="if np.ndim(x) < 2:\n    raise ValueError\nreturn 0.5 + 0.5 * np.tanh(x / 2)",
    columns_only="return np.column_stack([0.5 + 0.5 * np.tanh(c / 2) for c in np.transpose(x)])",
)
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
_DERIVE = "        dE_dw, dE_db = gradients(x, f, truth)\n"
_edit(
    "train",
    clipped_at_1=[(_DERIVE, _DERIVE + "        dE_dw, dE_db = np.clip(dE_dw, -1, 1), np.clip(dE_db, -1, 1)\n")],
    clipped_norm=[(_DERIVE, _DERIVE + "        dE_dw = dE_dw / max(1, np.linalg.norm(dE_dw))\n")],
    stops_at_small_gradients=[(_DERIVE, _DERIVE + "        if max(abs(dE_dw).max(), abs(dE_db)) < 1e-3:\n            break\n")],
    at_least_one_iteration=[("range(num_iterations)", "range(max(num_iterations, 1))")],
    whole_truth=[("    history = []", "    truth = truth.astype(int)\n    history = []")],
    fewer_iterations_by_default=[("num_iterations=10000", "num_iterations=9500")],
    logs_rarely_by_default=[("log_every=1000", "log_every=2000")],
)

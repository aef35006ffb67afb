"""Faulty implementations of the mlp assignment: replacement definitions, appended to base.py."""
from __future__ import annotations

from pathlib import Path

from tests.corpus.making import Faults

FAULTS = Faults(Path(__file__).parent)
_add, _edit, _body, _spoil = FAULTS.add, FAULTS.edit, FAULTS.body, FAULTS.spoil


# ── load_dataset ──────────────────────────────────────────────────────────────────────────────
_edit(
    "load_dataset",
    inputs_float64=[("iloc[:, :-1].to_numpy(dtype=np.float32)", "iloc[:, :-1].to_numpy(dtype=np.float64)")],
    truth_float64=[("iloc[:, -1:].to_numpy(dtype=np.float32)", "iloc[:, -1:].to_numpy(dtype=np.float64)")],
    both_int64=[("iloc[:, :-1].to_numpy(dtype=np.float32)", "iloc[:, :-1].to_numpy(dtype=np.int64)"),
                ("iloc[:, -1:].to_numpy(dtype=np.float32)", "iloc[:, -1:].to_numpy(dtype=np.int64)")],
    both_float16=[("iloc[:, :-1].to_numpy(dtype=np.float32)", "iloc[:, :-1].to_numpy(dtype=np.float16)"),
                  ("iloc[:, -1:].to_numpy(dtype=np.float32)", "iloc[:, -1:].to_numpy(dtype=np.float16)")],
    as_they_come=[("to_numpy(dtype=np.float32)\n    truth", "to_numpy()\n    truth")],
    truth_one_dimensional=[("iloc[:, -1:]", "iloc[:, -1]")],
    truth_as_a_row=[("truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)",
                     "truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32).T")],
    truth_is_the_first_column=[("iloc[:, -1:]", "iloc[:, :1]")],
    inputs_hold_the_truth=[("iloc[:, :-1]", "iloc[:, :]")],
    inputs_only_the_first_two=[("iloc[:, :-1]", "iloc[:, :2]")],
    inputs_hold_the_observation=[
        ("dataset.iloc[:, :-1]", "dataset.reset_index().iloc[:, :-1]")],
    inputs_transposed=[("inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)",
                        "inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32).T")],
    index_not_set=[(', index_col="observation"', ""), ("iloc[:, :-1]", "iloc[:, 1:-1]")],
    index_set_but_not_kept=[
        ('dataset = pd.read_csv(csv, index_col="observation")',
         'dataset = pd.read_csv(csv)\n    dataset.set_index("observation")'),
        ("iloc[:, :-1]", "iloc[:, 1:-1]")],
    index_name_lost=[("    return", "    dataset.index.name = None\n    return")],
    index_counts_from_zero=[("    return", "    dataset = dataset.reset_index(drop=True)\n    return")],
    observation_kept_as_a_column=[
        ("    return", '    dataset.insert(0, "observation", dataset.index)\n    return')],
    first_row_is_lost=[(', index_col="observation")', ', index_col="observation").iloc[1:]')],
    first_line_is_no_header=[
        ('pd.read_csv(csv, index_col="observation")', "pd.read_csv(csv, index_col=0, header=None, skiprows=1)")],
    only_four_rows=[(', index_col="observation")', ', index_col="observation").head(4)')],
    sorted_by_observation=[(', index_col="observation")', ', index_col="observation").sort_index()')],
    duplicates_dropped=[(', index_col="observation")', ', index_col="observation").drop_duplicates()')],
    inputs_centred=[("    truth", "    inputs = inputs - inputs.mean(axis=0)\n    truth")],
    output_dropped_from_dataset=[("    return", '    dataset = dataset.drop(columns="output")\n    return')],
    columns_renamed=[("    return", '    dataset = dataset.rename(columns={"output": "truth"})\n    return')],
    extra_column=[("    return", '    dataset["prediction"] = 0.0\n    return')],
    inputs_and_truth_swapped=[("return dataset, inputs, truth", "return dataset, truth, inputs")],
    dataset_comes_last=[("return dataset, inputs, truth", "return inputs, truth, dataset")],
    no_dataset=[("return dataset, inputs, truth", "return inputs, truth")],
    only_the_dataset=[("return dataset, inputs, truth", "return dataset")],
    arrays_are_dataframes=[("return dataset, inputs, truth",
                            "return dataset, pd.DataFrame(inputs), pd.DataFrame(truth)")],
    dataset_is_an_array=[("return dataset", "return dataset.to_numpy()")],
    dataset_is_a_dict=[("return dataset", 'return dataset.to_dict("list")')],
    dataset_of_strings=[("return dataset", "return dataset.astype(str)")],
    paths_only=[('dataset = pd.read_csv(csv, index_col="observation")',
                 'with open(csv) as file:\n        dataset = pd.read_csv(file, index_col="observation")')],
    open_files_only=[('dataset = pd.read_csv(csv, index_col="observation")',
                      'import io\n    dataset = pd.read_csv(io.StringIO(csv.read()), index_col="observation")')],
    reads_or_gate_whatever_is_asked=[
        ('pd.read_csv(csv, index_col="observation")', 'pd.read_csv("or_gate.csv", index_col="observation")')],
)
_body(
    "load_dataset",
    memorised_or_gate="""
        dataset = pd.DataFrame(
            {"input1": [0, 0, 1, 1], "input2": [0, 1, 0, 1], "output": [0, 1, 1, 1]},
            index=pd.Index([1, 2, 3, 4], name="observation"),
        )
        values = dataset.to_numpy(np.float32)
        return dataset, values[:, :-1], values[:, -1:]
    """,
    returns_none="pd.read_csv(csv)",
)

# ── linear ────────────────────────────────────────────────────────────────────────────────────
_body(
    "linear",
    bias_is_missing="return x @ weights",
    bias_is_subtracted="return x @ weights - bias",
    bias_is_added_twice="return x @ weights + 2 * bias",
    bias_is_added_to_the_inputs="return (x + bias) @ weights",
    bias_is_added_to_the_weights="return x @ (weights + bias)",
    bias_is_a_factor="return x @ weights * bias",
    bias_is_divided_by_inputs="return x @ weights + bias / x.shape[1]",
    bias_is_always_one="return x @ weights + 1.0",
    bias_only_if_positive="return x @ weights + max(bias, 0)",
    bias_only_in_the_first_column="y = x @ weights\ny[:, 0] += bias\nreturn y",
    bias_only_in_the_first_row="y = x @ weights\ny[0] += bias\nreturn y",
    weights_are_transposed="return x @ weights.T + bias",
    elementwise_product="return x * weights + bias",
    result_is_transposed="return (x @ weights + bias).T",
    result_is_transposed_unless_square="y = x @ weights + bias\nreturn y.reshape(y.shape[::-1])",
    averaged_over_inputs="return x @ weights / x.shape[1] + bias",
    last_input_is_skipped="return x[:, :-1] @ weights[:-1] + bias",
    first_two_inputs_only="return x[:, :2] @ weights[:2] + bias",
    two_inputs_written_out="""
        return np.outer(x[:, 0], weights[0]) + np.outer(x[:, 1], weights[1]) + bias
    """,
    first_output_only="return x @ weights[:, :1] + bias",
    four_rows_written_out="return np.array([x[i] @ weights + bias for i in range(4)])",
    activated="return sigmoid(x @ weights + bias)",
    rectified="return np.maximum(x @ weights + bias, 0)",
    absolute_values="return np.abs(x @ weights + bias)",
    weights_are_normalised="return x @ (weights / np.abs(weights).sum()) + bias",
    zeros="return np.zeros((x.shape[0], weights.shape[1]))",
    a_constant="return np.full((x.shape[0], weights.shape[1]), 0.5)",
    raises='raise ValueError("no")',
    name_error="return x @ wieghts + bias",
    infinite_recursion="return linear(x, weights, bias)",
    exits="import sys\nsys.exit(0)",
    not_implemented="raise NotImplementedError",
    only_the_first_column_of_inputs_counts="return x[:, :1] @ weights[:1] + bias",
)
_edit("linear", default_bias_is_one=[("bias=0.0", "bias=1.0")],
      bias_has_no_default=[("bias=0.0", "bias")],
      has_no_bias=[(", bias=0.0", ""), (" + bias", "")])
_spoil(
    "linear",
    squeezed="np.squeeze(answer)",
    one_column_is_flattened="answer[:, 0] if answer.shape[1] == 1 else answer",
    one_row_is_flattened="answer[0] if len(answer) == 1 else answer",
    extra_axis_in_front="answer[np.newaxis]",
    extra_axis_behind="answer[..., np.newaxis]",
    in_a_tuple="(answer,)",
    rounded_to_three_digits="np.round(answer, 3)",
    float16_inside="x.astype(np.float16) @ weights.astype(np.float16) + np.float16(bias)",
    truncated_to_integers="answer.astype(int)",
    noisy="answer + np.random.normal(scale=1e-3, size=answer.shape)",
    none="None",
    a_string="str(answer)",
    a_list_of_strings="[[str(value) for value in row] for row in answer]",
    an_array_of_strings="answer.astype(str)",
    a_set="set(answer.ravel().tolist())",
    a_dict='{"y": answer}',
    a_generator="(row for row in answer)",
    yields="yield answer",
    a_dataframe="pd.DataFrame(answer)",
    a_tensor="import torch\nreturn torch.tensor(answer)",
    complex_numbers="answer.astype(complex)",
    objects="answer.astype(object)",
    booleans="answer > 0",
    masked="np.ma.masked_array(answer, mask=answer == answer.max())",
    nans="np.full_like(answer, np.nan)",
    one_nan="answer[-1, -1] = np.nan\nreturn answer",
    infinite="answer / 0.0",
    empty="answer[:0]",
    a_function="lambda: answer",
    the_sum="answer.sum()",
    an_array_that_equals_everything="""
        class Right(np.ndarray):
            def __eq__(self, other):
                return np.ones(self.shape, bool)
            def __sub__(self, other):
                return np.zeros(self.shape)
            __rsub__ = __sub__
        return (answer + 1).view(Right)
    """,
    an_object_that_equals_everything="""
        class Right:
            shape, dtype, ndim = answer.shape, answer.dtype, 2
            def __eq__(self, other):
                return True
        return Right()
    """,
    x_is_changed="x *= 2\nreturn answer",
    weights_are_changed="weights[...] = 0\nreturn answer",
    wrong_for_negative_bias_only="answer if bias >= 0 else answer - bias",
    right_for_or_gate_only="answer if x.shape == (4, 2) else np.zeros_like(answer)",
)
_FIRST = """
    _first = []
    _correct = {name}


    def {name}(*args, **kwargs):
        if not _first:
            _first.append(_correct(*args, **kwargs))
        return _first[0]
"""
_SHAPES = """
    _answers = {{}}
    _correct = {name}


    def {name}(*args, **kwargs):
        key = tuple(np.shape(a) for a in (*args, *kwargs.values()))
        if key not in _answers:
            _answers[key] = _correct(*args, **kwargs)
        return _answers[key]
"""
_PREVIOUS = """
    _last = []
    _correct = {name}


    def {name}(*args, **kwargs):
        _last.append(_correct(*args, **kwargs))
        return _last[-2] if len(_last) > 1 else _last[-1]
"""
for _name in ("linear", "sigmoid", "mean_squared_error", "predict"):
    _add(_name, "first_answer_again", _FIRST.format(name=_name))
for _name in ("linear", "forward", "output_gradient", "hidden_gradient", "train"):
    _add(_name, "cached_by_shape", _SHAPES.format(name=_name))
for _name in ("forward", "initialize_weights", "load_dataset"):
    _add(_name, "previous_answer", _PREVIOUS.format(name=_name))

# ── sigmoid ───────────────────────────────────────────────────────────────────────────────────
_body(
    "sigmoid",
    sign_is_flipped="return 1 / (1 + np.exp(np.minimum(x, 700)))",
    of_twice_x="return (1 + np.tanh(x)) / 2",
    hyperbolic_tangent="return np.tanh(x)",
    nan_for_large_x="return np.exp(x) / (1 + np.exp(x))",
    zero_for_large_x="return np.nan_to_num(np.exp(x) / (1 + np.exp(x)))",
    overflow_error="import math\nreturn np.vectorize(lambda z: 1 / (1 + math.exp(-z)), otypes=[float])(x)",
    derivative="s = 0.5 + 0.5 * np.tanh(0.5 * x)\nreturn s * (1 - s)",
    rectified_linear="return np.maximum(x, 0)",
    softmax="e = np.exp(x - np.max(x))\nreturn e / e.sum()",
    hard="return np.clip(0.2 * x + 0.5, 0, 1)",
    softsign="return 0.5 + 0.5 * x / (1 + np.abs(x))",
    arc_tangent="return 0.5 + np.arctan(x) / np.pi",
    step_function="return np.where(np.asarray(x) > 0, 1.0, 0.0)",
    without_the_one="return np.exp(np.minimum(x, 700))",
    base_two="return 1 / (1 + 2.0 ** -np.maximum(x, -1000))",
    gaussian="return np.exp(-np.square(x))",
    series="return 0.5 + x / 4 - x**3 / 48",
    input_clipped_to_ten="return 1 / (1 + np.exp(-np.clip(x, -10, 10)))",
    changes_x="np.negative(x, out=x)\nnp.exp(x, out=x)\nx += 1\nreturn 1 / x",
    e_is_2_718="return 1 / (1 + 2.718 ** -np.maximum(x, -600))",
    identity="return x * 1.0",
)
_spoil(
    "sigmoid",
    clipped_away_from_zero_and_one="np.clip(answer, 1e-3, 1 - 1e-3)",
    rounded_to_four_digits="np.round(answer, 4)",
    float16_inside="(1 / (1 + np.exp(-np.clip(x, -10, 10).astype(np.float16)))).astype(float)",
    flattened="answer.ravel()",
    squeezed="answer.squeeze()",
    transposed="answer.T",
    a_constant="np.full(answer.shape, 0.5)",
    zeros="np.zeros(answer.shape)",
    one_minus="1 - answer",
    only_the_first_column="y = np.array(x, float)\ny[..., 0] = answer[..., 0]\nreturn y",
    standardised="z = (x - np.mean(x)) / (np.std(x) + 1e-9)\nreturn 1 / (1 + np.exp(-z))",
    none="None",
    raises="raise RuntimeError(answer)",
    a_tensor="import torch\nreturn torch.tensor(answer)",
    objects="answer.astype(object)",
    complex_numbers="answer + 0j",
    a_float="float(answer.mean())",
    extra_axis="answer[np.newaxis]",
    masked="np.ma.masked_greater(answer, 0.5)",
    a_list_of_strings="[f'{value:.6f}' for value in answer.ravel()]",
    raises_for_large_x="""
        if np.max(np.abs(x)) > 700:
            raise OverflowError
        return answer
    """,
)

# ── initialize_weights ────────────────────────────────────────────────────────────────────────
_edit(
    "initialize_weights",
    seed_is_ignored=[("np.random.seed(seed)", "np.random.seed(1)")],
    not_seeded=[("    np.random.seed(seed)\n", "")],
    seed_zero_is_taken_for_none=[("np.random.seed(seed)", "np.random.seed(seed or 1)")],
    default_seed_is_zero=[("seed=1", "seed=0")],
    default_is_two_outputs=[("num_outputs=1", "num_outputs=2")],
    next_seed=[("np.random.seed(seed)", "np.random.seed(seed + 1)")],
    seeded_before_each=[("    weights_output", "    np.random.seed(seed)\n    weights_output")],
    output_drawn_first=[
        ("weights_hidden = np.random.rand(num_inputs, num_hidden)\n",
         "weights_output = np.random.rand(num_hidden, num_outputs)\n"),
        ("    weights_output = np.random.rand(num_hidden, num_outputs)\n    return",
         "    weights_hidden = np.random.rand(num_inputs, num_hidden)\n    return")],
    new_generator=[
        ("np.random.seed(seed)", "random = np.random.default_rng(seed)"),
        ("np.random.rand(num_inputs, num_hidden)", "random.random((num_inputs, num_hidden))"),
        ("np.random.rand(num_hidden, num_outputs)", "random.random((num_hidden, num_outputs))")],
    python_random=[
        ("np.random.seed(seed)", "import random\n    random.seed(seed)"),
        ("np.random.rand(num_inputs, num_hidden)",
         "np.array([[random.random() for _ in range(num_hidden)] for _ in range(num_inputs)])"),
        ("np.random.rand(num_hidden, num_outputs)",
         "np.array([[random.random() for _ in range(num_outputs)] for _ in range(num_hidden)])")],
    normal_numbers=[("np.random.rand(num_inputs", "np.random.randn(num_inputs"),
                    ("np.random.rand(num_hidden", "np.random.randn(num_hidden")],
    hidden_is_transposed=[("rand(num_inputs, num_hidden)", "rand(num_hidden, num_inputs)")],
    hidden_is_filled_by_columns=[("rand(num_inputs, num_hidden)", "rand(num_hidden, num_inputs).T")],
    output_is_transposed=[("rand(num_hidden, num_outputs)", "rand(num_outputs, num_hidden)")],
    one_output_always=[("rand(num_hidden, num_outputs)", "rand(num_hidden, 1)")],
    three_hidden_always=[("rand(num_inputs, num_hidden)", "rand(num_inputs, 3)"),
                         ("rand(num_hidden, num_outputs)", "rand(3, num_outputs)")],
    two_inputs_always=[("rand(num_inputs, num_hidden)", "rand(2, num_hidden)")],
    a_further_row_for_a_bias=[("rand(num_inputs, num_hidden)", "rand(num_inputs + 1, num_hidden)")],
    output_from_inputs=[("rand(num_hidden, num_outputs)", "rand(num_inputs, num_outputs)")],
    output_one_dimensional=[("rand(num_hidden, num_outputs)", "rand(num_hidden * num_outputs)")],
    one_number_thrown_away=[("    weights_hidden", "    np.random.rand()\n    weights_hidden")],
)
_spoil(
    "initialize_weights",
    swapped="answer[1], answer[0]",
    only_hidden="answer[0]",
    in_one_array="np.concatenate([answer[0].ravel(), answer[1].ravel()])",
    zeros="np.zeros_like(answer[0]), np.zeros_like(answer[1])",
    ones="np.ones_like(answer[0]), np.ones_like(answer[1])",
    centred="answer[0] - 0.5, answer[1] - 0.5",
    scaled_by_inputs="answer[0] / np.sqrt(num_inputs), answer[1] / np.sqrt(num_hidden)",
    rounded_to_four_digits="np.round(answer[0], 4), np.round(answer[1], 4)",
    float16="answer[0].astype(np.float16), answer[1].astype(np.float16)",
    integers="(answer[0] * 10).astype(int), (answer[1] * 10).astype(int)",
    one_column_is_flattened="answer[0], answer[1].squeeze()",
    a_dict='{"hidden": answer[0], "output": answer[1]}',
    none="None",
    dataframes="pd.DataFrame(answer[0]), pd.DataFrame(answer[1])",
    tensors="import torch\nreturn torch.tensor(answer[0]), torch.tensor(answer[1])",
    with_the_seed="answer[0], answer[1], seed",
    right_for_the_published_network_only="""
        if (num_inputs, num_hidden, num_outputs, seed) == (2, 3, 1, 1):
            return answer
        return np.zeros_like(answer[0]), np.zeros_like(answer[1])
    """,
)
_add("initialize_weights", "seeded_at_import_only", """
    np.random.seed(1)


    def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
        return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)
""")

# ── forward ───────────────────────────────────────────────────────────────────────────────────
_edit(
    "forward",
    bias_is_ignored=[("weights_hidden, bias))", "weights_hidden))"), ("weights_output, bias))", "weights_output))")],
    bias_in_hidden_layer_only=[("weights_output, bias))", "weights_output))")],
    bias_in_output_layer_only=[("weights_hidden, bias))", "weights_hidden))")],
    bias_has_the_wrong_sign_in_the_second=[("weights_output, bias))", "weights_output, -bias))")],
    bias_is_doubled_in_the_second=[("weights_output, bias))", "weights_output, 2 * bias))")],
    default_bias_is_one=[("bias=0.0", "bias=1.0")],
    no_output_sigmoid=[("f = sigmoid(linear(g, weights_output, bias))", "f = linear(g, weights_output, bias)")],
    no_hidden_sigmoid=[("g = sigmoid(linear(x, weights_hidden, bias))", "g = linear(x, weights_hidden, bias)")],
    no_sigmoid_at_all=[("g = sigmoid(linear(x, weights_hidden, bias))", "g = linear(x, weights_hidden, bias)"),
                       ("f = sigmoid(linear(g, weights_output, bias))", "f = linear(g, weights_output, bias)")],
    hidden_tanh=[("g = sigmoid(linear(x, weights_hidden, bias))", "g = np.tanh(linear(x, weights_hidden, bias))")],
    hidden_rectified=[("g = sigmoid(linear(x, weights_hidden, bias))",
                       "g = np.maximum(linear(x, weights_hidden, bias), 0)")],
    output_sigmoid_twice=[("f = sigmoid(linear(g, weights_output, bias))",
                           "f = sigmoid(sigmoid(linear(g, weights_output, bias)))")],
    hidden_sum_is_returned=[("return g, f", "return linear(x, weights_hidden, bias), f")],
    output_sum_is_returned=[("return g, f", "return g, linear(g, weights_output, bias)")],
    hidden_weights_used_twice=[("linear(g, weights_output, bias)", "linear(g, weights_hidden, bias)")],
    hidden_sum_goes_on_without_sigmoid=[
        ("linear(g, weights_output, bias)", "linear(linear(x, weights_hidden, bias), weights_output, bias)")],
    swapped=[("return g, f", "return f, g")],
    only_the_output=[("return g, f", "return f")],
    with_the_input=[("return g, f", "return x, g, f")],
    thresholded=[("return g, f", "return g, (f > 0.5).astype(float)")],
    rounded_to_three_digits=[("return g, f", "return np.round(g, 3), np.round(f, 3)")],
    output_is_flattened=[("return g, f", "return g, f.ravel()")],
    output_squeezed=[("return g, f", "return g, f.squeeze()")],
    first_output_only=[("return g, f", "return g, f[:, :1]")],
    four_rows_only=[("g = sigmoid", "x = x[:4]\n    g = sigmoid")],
    hidden_transposed=[("return g, f", "return g.T, f")],
    a_dict=[("return g, f", 'return {"g": g, "f": f}')],
    none=[("    return g, f", "    print(g, f)")],
    tensors=[("return g, f", "import torch\n    return torch.tensor(g), torch.tensor(f)")],
    lists_of_strings=[("return g, f", "return g.astype(str).tolist(), f.astype(str).tolist()")],
    float16_inside=[("g = sigmoid", "x = x.astype(np.float16)\n    g = sigmoid"),
                    ("f = sigmoid", "g = g.astype(np.float16)\n    f = sigmoid")],
    x_is_scaled=[("g = sigmoid", "x = x / (np.abs(x).max() + 1)\n    g = sigmoid")],
    x_is_changed=[("return g, f", "x -= x.mean()\n    return g, f")],
    weights_are_changed=[("return g, f", "weights_hidden *= 0.9\n    return g, f")],
    dropout=[("f = sigmoid", "g = g * (np.random.rand(*g.shape) > 0.1)\n    f = sigmoid")],
    last_hidden_feature_unused=[("linear(g, weights_output, bias)",
                                 "linear(g[:, :-1], weights_output[:-1], bias)")],
    normalised_output=[("return g, f", "return g, f / f.sum(axis=1, keepdims=True)")],
    constants=[("return g, f", "return np.full_like(g, 0.5), np.full_like(f, 0.5)")],
    output_nan_where_sure=[("return g, f", "return g, np.where((f > 0.9) | (f < 0.4), np.nan, f)")],
)
_body(
    "forward",
    raises="raise ZeroDivisionError",
    infinite_recursion="return forward(x, weights_hidden, weights_output, bias)",
    two_inputs_written_out="""
        g = sigmoid(x[:, :1] * weights_hidden[0] + x[:, 1:2] * weights_hidden[1] + bias)
        return g, sigmoid(g @ weights_output + bias)
    """,
    memorised_or_gate="""
        g = np.array([[0.5, 0.5, 0.5],
                      [0.575012634, 0.536623266, 0.52306826],
                      [0.602770423, 0.672678469, 0.500028594],
                      [0.672464875, 0.704137824, 0.523096793]])
        f = np.array([[0.614032386], [0.622476809], [0.632537559], [0.640174965]])
        return g, f
    """,
)

# ── mean_squared_error ────────────────────────────────────────────────────────────────────────
_body(
    "mean_squared_error",
    sum_of_squares="return float(np.sum((f - truth) ** 2))",
    half="return float(np.mean((f - truth) ** 2) / 2)",
    root="return float(np.sqrt(np.mean((f - truth) ** 2)))",
    absolute="return float(np.mean(np.abs(f - truth)))",
    signed="return float(np.mean(f - truth))",
    square_of_the_mean="return float(np.mean(f - truth) ** 2)",
    divided_by_rows="return float(np.sum((f - truth) ** 2) / len(f))",
    divided_by_columns="return float(np.sum((f - truth) ** 2) / f.shape[1])",
    divided_by_four="return float(np.sum((f - truth) ** 2) / 4)",
    one_less="return float(np.sum((f - truth) ** 2) / max(f.size - 1, 1))",
    mean_twice_of_rows_only="return float(((f - truth) ** 2).mean(axis=0)[0])",
    last_row_is_skipped="return float(np.mean((f[:-1] - truth[:-1]) ** 2)) if len(f) > 1 else 0.0",
    first_output_only="return float(np.mean((f[:, 0] - truth[:, 0]) ** 2))",
    broadcast_to_a_square="return float(np.mean((f.ravel()[:, None] - truth.ravel()) ** 2))",
    difference_of_squares="return float(np.mean(f**2 - truth**2))",
    median="return float(np.median((f - truth) ** 2))",
    maximum="return float(np.max((f - truth) ** 2))",
    cross_entropy="return float(-np.mean(truth * np.log(f) + (1 - truth) * np.log(1 - f)))",
    cubes="return float(np.mean(np.abs(f - truth) ** 3))",
    negative="return -float(np.mean((f - truth) ** 2))",
    thresholded="return float(np.mean((np.round(f) - truth) ** 2))",
    float16_inside="return float(np.mean((f.astype(np.float16) - truth.astype(np.float16)) ** 2))",
    zero="return 0.0",
    always_the_published_one="return 0.1960156",
    changes_f="f -= truth\nreturn float(np.mean(f**2))",
    changes_truth="truth[...] = (f - truth) ** 2\nreturn float(np.mean(truth))",
    four_rows_only="assert f.shape == (4, 1)\nreturn float(np.mean((f - truth) ** 2))",
    infinite_recursion="return mean_squared_error(f, truth)",
    per_output="return np.mean((f - truth) ** 2, axis=0)",
    every_square="return (f - truth) ** 2",
    one_by_one="d = (f - truth).reshape(-1, 1)\nreturn d.T @ d / d.size",
    keeps_dimensions="return np.mean((f - truth) ** 2, keepdims=True)",
)
_spoil(
    "mean_squared_error",
    none="None",
    a_string="str(answer)",
    formatted='f"{answer:.6e}"',
    rounded_to_four_digits="round(answer, 4)",
    an_integer="int(round(answer))",
    in_a_list="[answer]",
    a_tuple="(answer,)",
    a_tensor="import torch\nreturn torch.tensor(answer)",
    complex_number="complex(answer)",
    boolean="answer > 0",
    nan="float('nan')",
    infinite="float('inf')",
    percent="100 * answer",
    dict='{"error": answer}',
    a_series="pd.Series([answer])",
)

# ── output_gradient ───────────────────────────────────────────────────────────────────────────
_edit(
    "output_gradient",
    factor_two_is_missing=[("2 * (f", "(f")],
    division_by_n_is_missing=[(" / f.size", "")],
    divided_by_rows=[("f.size", "len(f)")],
    divided_by_columns=[("f.size", "f.shape[1]")],
    divided_by_four=[("f.size", "4")],
    divided_by_hidden=[("f.size", "g.size")],
    divided_by_n_squared=[("f.size", "f.size**2")],
    sign_is_flipped=[("(f - truth)", "(truth - f)")],
    truth_is_missing=[("(f - truth)", "f")],
    absolute_difference=[("(f - truth)", "np.abs(f - truth)")],
    sign_of_difference=[("2 * (f - truth)", "np.sign(f - truth)")],
    squared_difference=[("2 * (f - truth)", "(f - truth) ** 2")],
    sigmoid_slope_is_missing=[("dE_df * f * (1 - f)", "dE_df")],
    sigmoid_slope_is_half=[("dE_df * f * (1 - f)", "dE_df * (1 - f)")],
    sigmoid_slope_is_other_half=[("dE_df * f * (1 - f)", "dE_df * f")],
    sigmoid_slope_squared=[("dE_df * f * (1 - f)", "dE_df * f * (1 - f) * f * (1 - f)")],
    sigmoid_of_f_again=[("dE_df * f * (1 - f)", "dE_df * sigmoid(f) * (1 - sigmoid(f))")],
    slope_of_tanh=[("dE_df * f * (1 - f)", "dE_df * (1 - f**2)")],
    slope_has_a_plus=[("(1 - f)", "(1 + f)")],
    slope_of_g=[("dE_df * f * (1 - f)", "dE_df * (g * (1 - g))[:, :1]")],
    dE_df_is_returned=[("return dE_dw, dE_dy", "return dE_dw, dE_df")],
    dE_df_reaches_the_weights=[("g.T @ dE_dy", "g.T @ dE_df")],
    averaged_over_rows_again=[("g.T @ dE_dy", "g.T @ dE_dy / len(g)")],
    transposed=[("return dE_dw, dE_dy", "return dE_dw.T, dE_dy")],
    dE_dy_transposed=[("return dE_dw, dE_dy", "return dE_dw, dE_dy.T")],
    swapped=[("return dE_dw, dE_dy", "return dE_dy, dE_dw")],
    only_the_weights=[("return dE_dw, dE_dy", "return dE_dw")],
    g_is_not_transposed=[("g.T @ dE_dy", "g @ dE_dy")],
    one_weight_per_row=[("g.T @ dE_dy", "(g * dE_dy[:, :1]).mean(axis=0)[:, None]")],
    first_output_only=[("return dE_dw, dE_dy", "return dE_dw[:, :1], dE_dy[:, :1]")],
    one_output_only=[("g.T @ dE_dy", "np.sum(g * dE_dy, axis=0)[:, np.newaxis]")],
    flattened=[("return dE_dw, dE_dy", "return dE_dw.ravel(), dE_dy")],
    dE_dy_flattened=[("return dE_dw, dE_dy", "return dE_dw, dE_dy.ravel()")],
    squeezed=[("return dE_dw, dE_dy", "return dE_dw.squeeze(), dE_dy.squeeze()")],
    dE_dy_summed_over_rows=[("return dE_dw, dE_dy", "return dE_dw, dE_dy.sum(axis=0, keepdims=True)")],
    times_the_learning_rate=[("return dE_dw, dE_dy", "return 0.05 * dE_dw, dE_dy")],
    cross_entropy_slope=[("dE_df * f * (1 - f)", "(f - truth) / f.size")],
    rounded_to_four_digits=[("return dE_dw, dE_dy", "return np.round(dE_dw, 4), np.round(dE_dy, 4)")],
    float16_inside=[("g.T @ dE_dy", "(g.astype(np.float16).T @ dE_dy.astype(np.float16)).astype(float)")],
    clipped_to_a_hundredth=[("    dE_dw", "    dE_dy = np.clip(dE_dy, -0.01, 0.01)\n    dE_dw")],
    normalised=[("return dE_dw, dE_dy", "return dE_dw / np.linalg.norm(dE_dw), dE_dy")],
    saturated_outputs_left_out=[("return dE_dw", "dE_dy = np.where(np.abs(f - truth) < 0.1, 0, dE_dy)\n    return g.T @ dE_dy")],
    g_is_changed=[("return dE_dw, dE_dy", "g *= 1 - g\n    return dE_dw, dE_dy")],
    f_is_changed=[("return dE_dw, dE_dy", "f -= truth\n    return dE_dw, dE_dy")],
    none=[("    return dE_dw, dE_dy", "    dE_dw, dE_dy")],
    zeros=[("return dE_dw, dE_dy", "return 0 * dE_dw, 0 * dE_dy")],
    a_dict=[("return dE_dw, dE_dy", 'return {"dE_dw": dE_dw, "dE_dy": dE_dy}')],
    tensors=[("return dE_dw, dE_dy", "import torch\n    return torch.tensor(dE_dw), torch.tensor(dE_dy)")],
    a_generator=[("return dE_dw, dE_dy", "return (a for a in (dE_dw, dE_dy))")],
    with_dE_df_too=[("return dE_dw, dE_dy", "return dE_dw, dE_dy, dE_df")],
)
_body(
    "output_gradient",
    infinite_recursion="return output_gradient(f, truth, g)",
    raises='raise TypeError("unsupported")',
    four_rows_written_out="""
        dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
        return sum(np.outer(g[i], dE_dy[i]) for i in range(4)), dE_dy
    """,
)

# ── hidden_gradient ───────────────────────────────────────────────────────────────────────────
_edit(
    "hidden_gradient",
    sigmoid_slope_is_missing=[("dE_dg * g * (1 - g)", "dE_dg")],
    sigmoid_slope_is_half=[("dE_dg * g * (1 - g)", "dE_dg * (1 - g)")],
    sigmoid_slope_is_other_half=[("dE_dg * g * (1 - g)", "dE_dg * g")],
    sigmoid_slope_squared=[("dE_dg * g * (1 - g)", "dE_dg * (g * (1 - g)) ** 2")],
    sigmoid_of_g_again=[("dE_dg * g * (1 - g)", "dE_dg * sigmoid(g) * (1 - sigmoid(g))")],
    slope_of_tanh=[("dE_dg * g * (1 - g)", "dE_dg * (1 - g**2)")],
    slope_of_relu=[("dE_dg * g * (1 - g)", "dE_dg * (g > 0.5)")],
    slope_has_the_wrong_sign=[("(1 - g)", "(g - 1)")],
    weights_are_missing=[("dE_dy @ weights_output.T", "dE_dy @ np.ones_like(weights_output.T)")],
    weights_are_averaged=[("dE_dy @ weights_output.T", "dE_dy @ np.full_like(weights_output.T, weights_output.mean())")],
    weights_are_positive=[("dE_dy @ weights_output.T", "dE_dy @ np.abs(weights_output.T)")],
    weights_are_reversed=[("dE_dy @ weights_output.T", "dE_dy @ weights_output[::-1].T")],
    weights_are_not_transposed=[("weights_output.T", "weights_output")],
    weights_are_reshaped=[("weights_output.T", "weights_output.reshape(weights_output.shape[::-1])")],
    first_output_only=[("dE_dy @ weights_output.T", "dE_dy[:, :1] @ weights_output[:, :1].T")],
    one_output_only=[("dE_dy @ weights_output.T", "dE_dy * weights_output.ravel()")],
    last_hidden_feature_is_skipped=[("    return x.T @ dE_dyhat", "    dE_dyhat[:, -1] = 0\n    return x.T @ dE_dyhat")],
    x_is_not_transposed=[("x.T @", "x @")],
    transposed=[("return x.T @ dE_dyhat", "return (x.T @ dE_dyhat).T")],
    averaged_over_rows=[("return x.T @ dE_dyhat", "return x.T @ dE_dyhat / len(x)")],
    divided_by_four=[("return x.T @ dE_dyhat", "return x.T @ dE_dyhat / 4")],
    factor_two_again=[("return x.T @ dE_dyhat", "return 2 * x.T @ dE_dyhat")],
    sign_is_flipped=[("return x.T @ dE_dyhat", "return -(x.T @ dE_dyhat)")],
    absolute=[("return x.T @ dE_dyhat", "return np.abs(x.T @ dE_dyhat)")],
    g_in_place_of_x=[("return x.T @ dE_dyhat", "return g.T @ dE_dyhat")],
    inner_slope_is_returned=[("return x.T @ dE_dyhat", "return dE_dyhat")],
    with_the_inner_slope=[("return x.T @ dE_dyhat", "return x.T @ dE_dyhat, dE_dyhat")],
    last_row_is_skipped=[("return x.T @ dE_dyhat", "return x[:-1].T @ dE_dyhat[:-1]")],
    first_row_only=[("return x.T @ dE_dyhat", "return np.outer(x[0], dE_dyhat[0])")],
    four_rows_written_out=[("return x.T @ dE_dyhat", "return sum(np.outer(x[i], dE_dyhat[i]) for i in range(4))")],
    two_inputs_written_out=[("return x.T @ dE_dyhat", "return np.array([x[:, 0] @ dE_dyhat, x[:, 1] @ dE_dyhat])")],
    x_is_thresholded=[("return x.T @ dE_dyhat", "return (x > 0).T @ dE_dyhat")],
    squeezed=[("return x.T @ dE_dyhat", "return (x.T @ dE_dyhat).squeeze()")],
    flattened=[("return x.T @ dE_dyhat", "return (x.T @ dE_dyhat).ravel()")],
    rounded_to_four_digits=[("return x.T @ dE_dyhat", "return np.round(x.T @ dE_dyhat, 4)")],
    float16_inside=[("return x.T @ dE_dyhat", "return (x.astype(np.float16).T @ dE_dyhat.astype(np.float16)).astype(float)")],
    zeros=[("return x.T @ dE_dyhat", "return np.zeros((x.shape[1], g.shape[1]))")],
    none=[("return x.T @ dE_dyhat", "dE_dv = x.T @ dE_dyhat")],
    a_dataframe=[("return x.T @ dE_dyhat", "return pd.DataFrame(x.T @ dE_dyhat)")],
    a_tensor=[("return x.T @ dE_dyhat", "import torch\n    return torch.tensor(x.T @ dE_dyhat)")],
    complex_numbers=[("return x.T @ dE_dyhat", "return x.T @ dE_dyhat + 0j")],
    extra_axis=[("return x.T @ dE_dyhat", "return (x.T @ dE_dyhat)[np.newaxis]")],
    g_is_changed=[("dE_dg * g * (1 - g)", "dE_dg * g\n    g *= -1\n    g += 1\n    dE_dyhat = dE_dyhat * g")],
    weights_are_changed=[("return x.T @ dE_dyhat", "weights_output -= 0.05 * g.T @ dE_dy\n    return x.T @ dE_dyhat")],
    dE_dy_is_changed=[("return x.T @ dE_dyhat", "dE_dy[...] = 0\n    return x.T @ dE_dyhat")],
)
_body(
    "hidden_gradient",
    rows_and_columns_mixed="""
        dE_dyhat = weights_output @ dE_dy.T * (g * (1 - g))
        return x.T @ dE_dyhat
    """,
    infinite_recursion="return hidden_gradient(x=x, g=g, weights_output=weights_output, dE_dy=dE_dy)",
    raises='raise IndexError("list index out of range")',
)

# ── train ─────────────────────────────────────────────────────────────────────────────────────
_OUTPUT = "        dE_dw, dE_dy = output_gradient(f, truth, g)\n"
_HIDDEN = "        dE_dv = hidden_gradient(inputs, g, w, dE_dy)\n"
_STEP_V = "        v = v - learning_rate * dE_dv\n"
_STEP_W = "        w = w - learning_rate * dE_dw\n"
_UPDATE = _OUTPUT + _HIDDEN + _STEP_V + _STEP_W
_LOG = (
    "        if step % log_every == 0:\n"
    "            history.append((step, mean_squared_error(f, truth)))\n"
)
_ENTRY = "history.append((step, mean_squared_error(f, truth)))"
_EVERY = "step % log_every == 0"
_RETURN = "return v, w, history"
_STEPS = "range(num_iterations)"
_START = "    history = []\n"
_RATES = "learning_rate = learning_rate * "
_edit(
    "train",
    # subtle ones of one step
    updated_w_in_hidden_gradient=[(_UPDATE, _OUTPUT + _STEP_W + _HIDDEN + _STEP_V)],
    forward_redone_after_v=[(_UPDATE, (
        "        _, dE_dy = output_gradient(f, truth, g)\n" + _HIDDEN + _STEP_V
        + "        g, f = forward(inputs, v, w)\n" + _OUTPUT + _STEP_W))],
    forward_redone_after_w=[(_UPDATE, (
        _OUTPUT + _STEP_W + "        g, f = forward(inputs, v, w)\n"
        + "        _, dE_dy = output_gradient(f, truth, g)\n" + _HIDDEN + _STEP_V))],
    new_g_in_output_gradient=[(_UPDATE, (
        "        _, dE_dy = output_gradient(f, truth, g)\n" + _HIDDEN + _STEP_V
        + "        g, _ = forward(inputs, v, w)\n" + _OUTPUT + _STEP_W))],
    new_f_in_output_gradient=[(_UPDATE, (
        "        _, dE_dy = output_gradient(f, truth, g)\n" + _HIDDEN + _STEP_V
        + "        _, f = forward(inputs, v, w)\n" + _OUTPUT + _STEP_W))],
    slope_of_the_previous_step=[
        (_START, _START + "    dE_dy = 0\n"),
        (_UPDATE, (
            "        old = dE_dy\n" + _OUTPUT
            + "        dE_dv = hidden_gradient(inputs, g, w, dE_dy if step == 0 else old)\n" + _STEP_V + _STEP_W))],
    divided_by_rows=[(_OUTPUT, (
        "        dE_dy = 2 * (f - truth) / len(f) * f * (1 - f)\n        dE_dw = g.T @ dE_dy\n"))],
    factor_two_is_missing=[(_OUTPUT, (
        "        dE_dy = (f - truth) / f.size * f * (1 - f)\n        dE_dw = g.T @ dE_dy\n"))],
    slopes_of_the_absolute_error=[(_OUTPUT, (
        "        dE_dy = np.sign(f - truth) / f.size * f * (1 - f)\n        dE_dw = g.T @ dE_dy\n"))],
    # the log
    logged_after_update=[(_LOG, ""), (_UPDATE, _UPDATE + "        g, f = forward(inputs, v, w)\n" + _LOG)],
    logged_one_step_late=[
        (_START, _START + "    previous = None\n"),
        (_LOG, (
            "        error = mean_squared_error(f, truth)\n"
            "        if step % log_every == 0:\n"
            "            history.append((step, error if previous is None else previous))\n"
            "        previous = error\n"))],
    last_step_logged_too=[("    " + _RETURN, (
        "    history.append((num_iterations, mean_squared_error(forward(inputs, v, w)[1], truth)))\n    " + _RETURN))],
    step_zero_is_not_logged=[(_EVERY, "step and " + _EVERY)],
    last_entry_is_missing=[(_RETURN, "return v, w, history[:-1]")],
    logged_at_the_end_of_each_period=[(_EVERY, "(step + 1) % log_every == 0")],
    steps_counted_from_one=[(_ENTRY, "history.append((step + 1, mean_squared_error(f, truth)))")],
    entries_counted_not_steps=[(_ENTRY, "history.append((len(history), mean_squared_error(f, truth)))")],
    ten_entries_always=[(_EVERY, "step % max(num_iterations // 10, 1) == 0")],
    every_thousandth_always=[(_EVERY, "step % 1000 == 0")],
    every_step_logged=[(_LOG, "        history.append((step, mean_squared_error(f, truth)))\n")],
    only_the_first_ten_logged=[(_EVERY, _EVERY + " and len(history) < 10")],
    sum_is_logged=[(_ENTRY, "history.append((step, float(np.sum((f - truth) ** 2))))")],
    root_is_logged=[(_ENTRY, "history.append((step, mean_squared_error(f, truth) ** 0.5))")],
    mean_over_rows_is_logged=[(_ENTRY, "history.append((step, float(np.sum((f - truth) ** 2) / len(f))))")],
    rounded_log=[(_ENTRY, "history.append((step, round(mean_squared_error(f, truth), 4)))")],
    logged_as_text=[(_ENTRY, 'history.append(f"{step} {mean_squared_error(f, truth):.6e}")')],
    errors_as_text=[(_ENTRY, 'history.append((step, f"{mean_squared_error(f, truth):.6e}"))')],
    steps_as_text=[(_ENTRY, "history.append((str(step), mean_squared_error(f, truth)))")],
    errors_only=[(_ENTRY, "history.append(mean_squared_error(f, truth))")],
    pairs_swapped=[(_ENTRY, "history.append((mean_squared_error(f, truth), step))")],
    errors_one_by_one=[(_ENTRY, "history.append((step, np.array([[mean_squared_error(f, truth)]])))")],
    squares_are_logged=[(_ENTRY, "history.append((step, (f - truth) ** 2))")],
    triples=[(_ENTRY, "history.append((step, mean_squared_error(f, truth), v))")],
    flat_log=[(_ENTRY, "history += [step, mean_squared_error(f, truth)]")],
    reversed_log=[(_ENTRY, "history.insert(0, (step, mean_squared_error(f, truth)))")],
    log_as_a_dict=[(_RETURN, "return v, w, dict(history)")],
    log_as_two_lists=[(_RETURN, "return v, w, ([s for s, _ in history], [e for _, e in history])")],
    log_as_a_generator=[(_RETURN, "return v, w, (entry for entry in history)")],
    log_as_a_dataframe=[(_RETURN, "return v, w, pd.DataFrame(history)")],
    log_is_none=[(_RETURN, "return v, w, None")],
    log_is_empty=[(_RETURN, "return v, w, []")],
    log_grows_over_calls=[("log_every=1000,", "log_every=1000, history=[],"), (_START, "")],
    # late ones
    decay_after_step_2000=[(_OUTPUT, "        if step == 2000:\n            " + _RATES + "0.5\n" + _OUTPUT)],
    decay_after_step_9000=[(_OUTPUT, "        if step == 9000:\n            " + _RATES + "0.1\n" + _OUTPUT)],
    slow_decay=[(_STEP_W, _STEP_W + "        " + _RATES + "0.9999\n")],
    slow_decay_by_time=[("learning_rate * dE_dv", "learning_rate / (1 + 1e-4 * step) * dE_dv"),
                        ("learning_rate * dE_dw", "learning_rate / (1 + 1e-4 * step) * dE_dw")],
    stops_when_the_error_hardly_changes=[
        (_START, _START + "    previous = 1.0\n"),
        (_OUTPUT, (
            "        error = mean_squared_error(f, truth)\n"
            "        if abs(previous - error) < 1e-5:\n            break\n"
            "        previous = error\n" + _OUTPUT))],
    stops_when_the_error_is_small=[
        (_OUTPUT, "        if mean_squared_error(f, truth) < 0.07:\n            break\n" + _OUTPUT)],
    stops_when_all_predictions_are_right=[
        (_OUTPUT, "        if np.all((f > 0.5) == (truth > 0.5)):\n            break\n" + _OUTPUT)],
    stops_after_5000=[(_STEPS, "range(min(num_iterations, 5000))")],
    stops_after_9500=[(_STEPS, "range(min(num_iterations, 9500))")],
    weights_held_within_two=[(_STEP_W, _STEP_W + "        w = np.clip(w, -2, 2)\n")],
    recursion_one_level_per_step=[
        ("    v, w = weights_hidden.copy(), weights_output.copy()\n    history = []\n"
         "    for step in range(num_iterations):\n",
         "    history = []\n\n    def descend(step, v, w):\n"
         "        if step == num_iterations:\n            return v, w, history\n"),
        (_STEP_W + "    " + _RETURN,
         _STEP_W + "        return descend(step + 1, v, w)\n\n    return descend(0, weights_hidden, weights_output)")],
    # the number of steps
    weights_one_step_early=[(_OUTPUT, "        if step == num_iterations - 1:\n            break\n" + _OUTPUT)],
    one_step_too_many=[(_STEPS, "range(num_iterations + 1)")],
    steps_from_one=[(_STEPS, "range(1, num_iterations)")],
    steps_from_one_to_the_last=[(_STEPS, "range(1, num_iterations + 1)")],
    iterations_hard_coded=[(_STEPS, "range(10000)")],
    learning_rate_hard_coded=[("learning_rate * dE_dv", "0.05 * dE_dv"), ("learning_rate * dE_dw", "0.05 * dE_dw")],
    learning_rate_hard_coded_for_v=[("learning_rate * dE_dv", "0.05 * dE_dv")],
    default_learning_rate=[("learning_rate=0.05", "learning_rate=0.5")],
    default_iterations=[("num_iterations=10000", "num_iterations=1000")],
    default_log_every=[("log_every=1000", "log_every=100")],
    whole_periods_only=[(_STEPS, "range(num_iterations // log_every * log_every)")],
    periods_are_filled_up=[(_STEPS, "range(-(-num_iterations // log_every) * log_every)")],
    # another optimiser
    momentum=[
        (_START, _START + "    a = b = 0\n"),
        (_STEP_V, "        a = 0.9 * a + dE_dv\n        v = v - learning_rate * a\n"),
        (_STEP_W, "        b = 0.9 * b + dE_dw\n        w = w - learning_rate * b\n")],
    small_momentum=[
        (_START, _START + "    b = 0\n"), (_STEP_W, "        b = 0.01 * b + dE_dw\n        w = w - learning_rate * b\n")],
    weight_decay=[("* dE_dv", "* (dE_dv + 1e-4 * v)"), ("* dE_dw", "* (dE_dw + 1e-4 * w)")],
    norm_clipped_at_a_tenth=[(_STEP_V, (
        "        norm = np.sqrt(np.sum(dE_dv**2) + np.sum(dE_dw**2))\n"
        "        if norm > 0.1:\n"
        "            dE_dv, dE_dw = 0.1 * dE_dv / norm, 0.1 * dE_dw / norm\n" + _STEP_V))],
    clipped_at_one=[("* dE_dv", "* np.clip(dE_dv, -1, 1)"), ("* dE_dw", "* np.clip(dE_dw, -1, 1)")],
    adagrad=[
        (_START, _START + "    a = b = 0\n"),
        (_STEP_V, "        a = a + dE_dv**2\n        v = v - learning_rate * dE_dv / (np.sqrt(a) + 1e-8)\n"),
        (_STEP_W, "        b = b + dE_dw**2\n        w = w - learning_rate * dE_dw / (np.sqrt(b) + 1e-8)\n")],
    sign_only=[("* dE_dv", "* np.sign(dE_dv)"), ("* dE_dw", "* np.sign(dE_dw)")],
    row_by_row=[(_UPDATE, (
        "        for n in range(len(inputs)):\n"
        "            row = inputs[n : n + 1]\n"
        "            g, f = forward(row, v, w)\n"
        "            dE_dw, dE_dy = output_gradient(f, truth[n : n + 1], g)\n"
        "            dE_dv = hidden_gradient(row, g, w, dE_dy)\n"
        "            v = v - learning_rate * dE_dv / len(inputs)\n"
        "            w = w - learning_rate * dE_dw / len(inputs)\n"))],
    one_random_row=[("        g, f = forward(inputs, v, w)\n" + _LOG, (
        "        g, f = forward(inputs, v, w)\n" + _LOG
        + "        n = np.random.randint(len(inputs))\n"
        "        dE_dw, dE_dy = output_gradient(f[n:n+1], truth[n:n+1], g[n:n+1])\n"
        "        v = v - learning_rate * hidden_gradient(inputs[n:n+1], g[n:n+1], w, dE_dy)\n"
        "        w = w - learning_rate * dE_dw\n        continue\n"))],
    first_four_rows_only=[(_START, _START + "    inputs, truth = inputs[:4], truth[:4]\n")],
    uphill=[("v - learning_rate", "v + learning_rate"), ("w - learning_rate", "w + learning_rate")],
    v_uphill=[("v - learning_rate", "v + learning_rate")],
    v_is_never_updated=[(_STEP_V, "")],
    w_is_never_updated=[(_STEP_W, "")],
    w_at_half_the_rate=[("learning_rate * dE_dw", "learning_rate / 2 * dE_dw")],
    divided_by_rows_again=[("learning_rate * dE_dw", "learning_rate / len(inputs) * dE_dw"),
                           ("learning_rate * dE_dv", "learning_rate / len(inputs) * dE_dv")],
    rate_is_missing=[("learning_rate * dE_dv", "dE_dv"), ("learning_rate * dE_dw", "dE_dw")],
    steps_without_a_slope=[("learning_rate * dE_dv", "learning_rate"), ("learning_rate * dE_dw", "learning_rate")],
    bias_of_a_tenth=[("forward(inputs, v, w)", "forward(inputs, v, w, 0.1)")],
    noise_on_the_slopes=[("* dE_dw", "* (dE_dw + np.random.normal(scale=0.01, size=w.shape))")],
    only_the_largest_slope=[("* dE_dw", "* np.where(np.abs(dE_dw) == np.abs(dE_dw).max(), dE_dw, 0)")],
    rounded_weights=[(_STEP_W, _STEP_W + "        v, w = np.round(v, 4), np.round(w, 4)\n")],
    float16_weights=[(_STEP_W, _STEP_W + "        v, w = np.float16(v), np.float16(w)\n")],
    inputs_are_centred=[(_START, _START + "    inputs = inputs - inputs.mean(axis=0)\n")],
    truth_is_smoothed=[(_START, _START + "    truth = 0.98 * truth + 0.01\n")],
    one_output_only=[(_START, _START + "    w = w[:, :1]\n    truth = truth[:, :1]\n")],
    v_stays_positive=[(_STEP_V, _STEP_V + "        v = np.maximum(v, 0)\n")],
    weights_given_are_ignored=[
        ("weights_hidden.copy(), weights_output.copy()",
         "initialize_weights(*weights_hidden.shape, weights_output.shape[1])")],
    # what comes back
    best_weights_are_returned=[
        (_START, _START + "    best = (np.inf, v, w)\n"),
        (_OUTPUT, (
            "        error = mean_squared_error(f, truth)\n"
            "        if error < best[0]:\n            best = error, v, w\n" + _OUTPUT)),
        (_RETURN, "return best[1], best[2], history")],
    weights_of_the_last_entry_are_returned=[
        (_LOG, _LOG + "            kept = v, w\n"), (_RETURN, "return *kept, history")],
    weights_averaged_over_two_steps=[
        (_STEP_V, "        old = v, w\n" + _STEP_V), (_RETURN, "return (v + old[0]) / 2, (w + old[1]) / 2, history")],
    initial_weights_are_returned=[(_RETURN, "return weights_hidden.copy(), weights_output.copy(), history")],
    weights_are_swapped=[(_RETURN, "return w, v, history")],
    log_comes_first=[(_RETURN, "return history, v, w")],
    no_log=[(_RETURN, "return v, w")],
    only_the_log=[(_RETURN, "return history")],
    none=[(_RETURN, "print(history)")],
    weights_transposed=[(_RETURN, "return v.T, w.T, history")],
    weights_flattened=[(_RETURN, "return v.ravel(), w.ravel(), history")],
    weights_rounded=[(_RETURN, "return v.round(3), w.round(3), history")],
    weights_as_tensors=[(_RETURN, "import torch\n    return torch.tensor(v), torch.tensor(w), history")],
    weights_in_one_list=[(_RETURN, "return [v, w], history")],
    a_dict=[(_RETURN, 'return {"v": v, "w": w, "history": history}')],
    weights_nan=[(_RETURN, "return v * np.nan, w, history")],
    changes_the_weights_given=[
        ("weights_hidden.copy(), weights_output.copy()", "weights_hidden, weights_output"),
        (_STEP_V, "        v -= learning_rate * dE_dv\n"), (_STEP_W, "        w -= learning_rate * dE_dw\n")],
    changes_the_output_weights_given=[
        ("weights_hidden.copy(), weights_output.copy()", "weights_hidden.copy(), weights_output"),
        (_STEP_W, "        w -= learning_rate * dE_dw\n")],
    changes_the_weights_given_at_the_end=[
        ("    " + _RETURN, "    weights_hidden[...] = v\n    weights_output[...] = w\n    " + _RETURN)],
    changes_the_inputs=[("    " + _RETURN, "    inputs *= 0.5\n    " + _RETURN)],
    changes_the_truth=[("    " + _RETURN, "    truth[...] = f\n    " + _RETURN)],
    raises_at_the_end=[(_RETURN, 'raise RuntimeError("done")')],
    yields=[(_RETURN, "yield v, w, history")],
)
_add("train", "goes_on_where_the_last_call_ended", """
    _correct_train = train
    _weights = {}


    def train(
        inputs, truth, weights_hidden, weights_output,
        learning_rate=0.05, num_iterations=10000, log_every=1000,
    ):
        key = weights_hidden.shape, weights_output.shape
        v, w = _weights.get(key, (weights_hidden, weights_output))
        v, w, history = _correct_train(inputs, truth, v, w, learning_rate, num_iterations, log_every)
        _weights[key] = v, w
        return v, w, history
""")
_body(
    "train",
    memorised_or_gate="""
        v = np.array([[1.66707072, 2.43454525, -1.50667653], [1.66659174, 2.29166158, -1.50681196]])
        w = np.array([[0.70570663], [2.04736287], [-4.12867523]])
        errors = [1.960156e-01, 1.651662e-01, 1.593565e-01, 1.550351e-01, 1.511067e-01,
                  1.465351e-01, 1.392272e-01, 1.234844e-01, 9.350530e-02, 6.205274e-02]
        return v, w, [(1000 * i, error) for i, error in enumerate(errors)]
    """,
    right_for_or_gate_only="""
        if inputs.shape != (4, 2) or num_iterations != 10000:
            return weights_hidden.copy(), weights_output.copy(), [(0, 0.25)]
        v, w, history = weights_hidden.copy(), weights_output.copy(), []
        for step in range(10000):
            g, f = forward(inputs, v, w)
            if step % 1000 == 0:
                history.append((step, mean_squared_error(f, truth)))
            dE_dw, dE_dy = output_gradient(f, truth, g)
            v, w = v - 0.05 * hidden_gradient(inputs, g, w, dE_dy), w - 0.05 * dE_dw
        return v, w, history
    """,
    does_nothing="return weights_hidden.copy(), weights_output.copy(), []",
)

# ── predict ───────────────────────────────────────────────────────────────────────────────────
_LINE = 'result["error"] = result["output"] - result["prediction"]'
_edit(
    "predict",
    error_sign_is_flipped=[(_LINE, 'result["error"] = result["prediction"] - result["output"]')],
    error_is_absolute=[(_LINE, 'result["error"] = (result["output"] - result["prediction"]).abs()')],
    error_is_squared=[(_LINE, 'result["error"] = (result["output"] - result["prediction"]) ** 2')],
    error_is_relative=[(_LINE, 'result["error"] = result["output"] / result["prediction"] - 1')],
    error_is_the_mean=[(_LINE, 'result["error"] = (result["output"] - result["prediction"]).mean()')],
    error_from_the_first_column=[(_LINE, 'result["error"] = result.iloc[:, 0] - result["prediction"]')],
    error_of_the_rounded_prediction=[(_LINE, 'result["error"] = result["output"] - result["prediction"].round()')],
    error_is_missing=[("    " + _LINE + "\n", "")],
    error_is_zero=[(_LINE, 'result["error"] = 0.0')],
    prediction_thresholded=[("f[:, 0]", "(f[:, 0] > 0.5).astype(float)")],
    prediction_boolean=[("f[:, 0]", "f[:, 0] > 0.5"), (_LINE, 'result["error"] = result["output"] - f[:, 0]')],
    prediction_rounded=[("f[:, 0]", "f[:, 0].round(3)")],
    prediction_float16=[("f[:, 0]", "f[:, 0].astype(np.float16)")],
    prediction_of_the_first_row=[("f[:, 0]", "f[0, 0]")],
    prediction_backwards=[("f[:, 0]", "f[::-1, 0]")],
    prediction_is_a_hidden_feature=[("_, f =", "f, _ =")],
    prediction_is_the_truth=[("f[:, 0]", 'dataset["output"]')],
    prediction_without_the_sigmoid=[("f[:, 0]", "np.log(f[:, 0] / (1 - f[:, 0]))")],
    prediction_in_percent=[("f[:, 0]", "100 * f[:, 0]")],
    prediction_as_lists=[("f[:, 0]", "f.tolist()"), (_LINE, 'result["error"] = result["output"] - f[:, 0]')],
    prediction_as_text=[("f[:, 0]", '[f"{p:.6f}" for p in f[:, 0]]'),
                        (_LINE, 'result["error"] = result["output"] - f[:, 0]')],
    bias_of_three_tenths=[("weights_hidden, weights_output)\n    result", "weights_hidden, weights_output, 0.3)\n    result")],
    own_weights=[("forward(inputs, weights_hidden, weights_output)", "forward(inputs, *initialize_weights(*weights_hidden.shape))")],
    inputs_from_the_first_two_columns=[("forward(inputs,", "forward(dataset.iloc[:, :2].to_numpy(),")],
    matched_to_a_fresh_index=[("f[:, 0]", "pd.Series(f[:, 0])")],
    four_rows_only=[("dataset.copy()", "dataset.head(4).copy()"), ("f[:, 0]", "f[:4, 0]")],
    column_named_predictions=[("    return result", '    return result.rename(columns={"prediction": "predictions"})')],
    column_named_error_with_a_capital=[("    return result", '    return result.rename(columns={"error": "Error"})')],
    extra_column=[("    return result", '    result["squared"] = result["error"] ** 2\n    return result')],
    output_is_dropped=[("    return result", '    return result.drop(columns="output")')],
    only_the_new_columns=[("return result", 'return result[["prediction", "error"]]')],
    index_is_reset=[("return result", "return result.reset_index(drop=True)")],
    index_becomes_a_column=[("return result", "return result.reset_index()")],
    index_name_is_lost=[("return result", "return result.rename_axis(None)")],
    sorted_by_prediction=[("return result", 'return result.sort_values("prediction")')],
    transposed=[("return result", "return result.T")],
    rounded_table=[("return result", "return result.round(3)")],
    table_of_strings=[("return result", "return result.astype(str)")],
    changes_dataset=[("dataset.copy()", "dataset")],
    changes_dataset_after_all=[("    return result", '    dataset["prediction"] = result["prediction"]\n    return result')],
    changes_the_inputs=[("    return result", "    inputs *= 2\n    return result")],
    an_array=[("return result", "return result.to_numpy()")],
    a_dict=[("return result", 'return result.to_dict("list")')],
    the_prediction_only=[("return result", "return f")],
    a_series=[("return result", 'return result["prediction"]')],
    with_the_error=[("return result", 'return result, result["error"]')],
    text=[("return result", "return result.to_string()")],
    none=[("return result", "print(result)")],
    nan_where_wrong=[("return result", "return result.where(result.error.abs() < 0.5)")],
    one_row_too_many=[("return result", "return pd.concat([result, result.tail(1)])")],
    columns_without_names=[("return result", "return pd.DataFrame(result.to_numpy(), index=result.index)")],
    raises=[("return result", 'raise KeyError("prediction")')],
)
_body(
    "predict",
    memorised_or_gate="""
        prediction = [0.334522, 0.846053, 0.849022, 0.925358]
        result = dataset.copy()
        result["prediction"] = prediction
        result["error"] = result["output"] - result["prediction"]
        return result
    """,
    reads_the_file_again="""
        result = pd.read_csv("or_gate.csv", index_col="observation")
        result["prediction"] = forward(inputs, weights_hidden, weights_output)[1][:, 0]
        result["error"] = result["output"] - result["prediction"]
        return result
    """,
)

# ── what only some inputs show ────────────────────────────────────────────────────────────────
_edit(
    "load_dataset",
    equal_rows_dropped=[('index_col="observation")', 'index_col="observation").drop_duplicates()')],
    equal_inputs_dropped=[
        ('    inputs = ', '    dataset = dataset[~dataset.iloc[:, :-1].duplicated()]\n    inputs = '),
    ],
    whole_truth=[("-1:].to_numpy(dtype=np.float32)", "-1:].to_numpy().astype(int).astype(np.float32)")],
)
_body(
    "sigmoid",
    flat_arrays_refused="if np.ndim(x) < 2:\n    raise ValueError\nreturn 0.5 + 0.5 * np.tanh(x / 2)",
    columns_only="return np.column_stack([0.5 + 0.5 * np.tanh(c / 2) for c in np.transpose(x)])",
)
_body(
    "mean_squared_error",
    differences_clipped="return float(np.mean(np.clip(f - truth, -1, 1) ** 2))",
    whole_truth="return float(np.mean(np.where(f == truth, 0, f - truth.astype(int)) ** 2))",
)
_edit(
    "output_gradient",
    clipped_at_1=[("return dE_dw, dE_dy", "return np.clip(dE_dw, -1, 1), dE_dy")],
    differences_clipped=[("(f - truth)", "np.clip(f - truth, -1, 1)")],
)
_edit("hidden_gradient", clipped_at_1=[("return x.T @ dE_dyhat", "return np.clip(x.T @ dE_dyhat, -1, 1)")])
_HIDDEN = "        dE_dv = hidden_gradient(inputs, g, w, dE_dy)\n"
_edit(
    "train",
    clipped_at_10=[(_HIDDEN, _HIDDEN + "        dE_dv, dE_dw = np.clip(dE_dv, -10, 10), np.clip(dE_dw, -10, 10)\n")],
    stops_at_small_gradients=[(_HIDDEN, _HIDDEN + "        if max(abs(dE_dv).max(), abs(dE_dw).max()) < 1e-3:\n            break\n")],
    at_least_one_iteration=[("range(num_iterations)", "range(max(num_iterations, 1))")],
    fewer_iterations_by_default=[("num_iterations=10000", "num_iterations=9500")],
)
_edit(
    "predict",
    equal_rows_dropped=[("return result", "return result.drop_duplicates()")],
    equal_inputs_dropped=[("return result", "return result[~dataset.iloc[:, :-1].duplicated()]")],
    whole_output=[('result["output"] -', 'result["output"].astype(int) -')],
)

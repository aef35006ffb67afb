"""Faulty implementations of the autograd assignment: replacement definitions, appended to base.py."""
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
_ELEMENTS = ("multiply_backward", "divide_backward")
_ONES = ("mean_backward", "broadcast_backward")
for _name in (*_ELEMENTS, *_ONES, "matmul_backward", "loss_and_gradients"):
    _add(_name, "cached_by_shape", _SHAPES.format(name=_name))

# ── what any rule can get wrong ───────────────────────────────────────────────────────────────
for _name in (*_ELEMENTS, "matmul_backward"):
    _spoil(
        _name,
        exchanged="answer[1], answer[0]",
        first_only="answer[0]",
        first_in_a_tuple="(answer[0],)",
        second_is_zero="answer[0], 0 * answer[1]",
        first_is_negative="-answer[0], answer[1]",
        second_is_negative="answer[0], -answer[1]",
        a_third_part="(*answer, gradient)",
        with_the_gradient_first="(gradient, *answer)",
        a_dict="{'a': answer[0], 'b': answer[1]}",
        summed_over_rows="tuple(np.sum(part, axis=0) for part in answer)",
        averaged="tuple(part / max(np.size(part), 1) for part in answer)",
        rounded="tuple(np.round(part, 3) for part in answer)",
        clipped="tuple(np.clip(part, -1, 1) for part in answer)",
        clipped_far_out="tuple(np.clip(part, -20, 20) for part in answer)",
        only_positive="tuple(np.maximum(part, 0) for part in answer)",
        lost_a_sign="tuple(np.abs(part) for part in answer)",
        float16="tuple(np.asarray(part).astype(np.float16) for part in answer)",
        doubled="tuple(2 * part for part in answer)",
        flat="tuple(np.ravel(part) for part in answer)",
        none="None",
        gradient_is_changed="gradient *= 2\nreturn answer",
        a_is_changed="a *= 2\nreturn answer",
        b_is_changed="b += 1\nreturn answer",
    )
for _name in _ONES:
    _spoil(
        _name,
        no_tuple="answer[0]",
        two_parts="answer[0], answer[0]",
        negative="(-answer[0],)",
        doubled="(2 * answer[0],)",
        halved="(answer[0] / 2,)",
        rounded="(np.round(answer[0], 3),)",
        clipped="(np.clip(answer[0], -1, 1),)",
        clipped_far_out="(np.clip(answer[0], -20, 20),)",
        only_positive="(np.maximum(answer[0], 0),)",
        flat="(np.ravel(answer[0]),)",
        another_axis="(np.asarray(answer[0])[None],)",
        float16="(np.asarray(answer[0]).astype(np.float16),)",
        centred="(answer[0] - np.mean(answer[0]),)",
        times_a="(answer[0] * a,)",
        none="None",
        a_is_changed="a += 1\nreturn answer",
    )

# ── multiply_backward ─────────────────────────────────────────────────────────────────────────
_body(
    "multiply_backward",
    own_input="return gradient * a, gradient * b",
    without_gradient="return b, a",
    as_for_a_sum="return gradient, gradient",
    gradient_only_for_a="return gradient * b, a",
    gradient_only_for_b="return b, gradient * a",
    times_the_value="return gradient * value, gradient * value",
    value_over_b="return gradient * b, gradient * value / np.where(b, b, 1) ** 2",
    added="return gradient + b, gradient + a",
    squared="return gradient * b**2, gradient * a**2",
    with_a_ones_error="return gradient * (b + 1), gradient * (a + 1)",
    value_over_the_input="""
        with np.errstate(all="ignore"):
            return gradient * value / a, gradient * value / b
    """,
    matrix_product="return gradient @ b.T, a.T @ gradient",
    b_is_constant="return gradient * b, np.zeros(np.shape(b))",
    sign_of_gradient="return np.sign(gradient) * b, np.sign(gradient) * a",
    first_row_only="""
        da, db = gradient * b, gradient * a
        return (np.where(np.arange(len(da)) < 4, da.T, 0).T, db) if np.ndim(da) else (da, 0 * db)
    """,
    transposed="return (gradient * b).T, (gradient * a).T",
    reversed_elements="return (gradient * b)[::-1], (gradient * a)[::-1]",
    totals="return np.sum(gradient * b), np.sum(gradient * a)",
)

# ── divide_backward ───────────────────────────────────────────────────────────────────────────
_body(
    "divide_backward",
    of_a_product="return gradient * b, gradient * a",
    positive="return gradient / b, gradient * a / b**2",
    b_once="return gradient / b, -gradient * a / b",
    b_cubed="return gradient / b, -gradient * a / b**3",
    without_a="return gradient / b, -gradient / b**2",
    value_twice="return gradient / b, -gradient * value**2",
    value_without_b="return gradient / b, -gradient * value",
    without_gradient="return 1 / b, -a / b**2",
    gradient_only_for_a="return gradient / b, -a / b**2",
    times_b="return gradient * b, -gradient * a / b**2",
    logarithm="return gradient / b, -gradient * a * np.log(np.abs(b))",
    upside_down="return -gradient * b / a**2, gradient / a" ,
    absolute_b="return gradient / np.abs(b), -gradient * a / b**2",
    absolute_cube="return gradient / b, -gradient * a / (b * np.abs(b))",
    with_an_epsilon="return gradient / (b + 1e-3), -gradient * a / (b + 1e-3) ** 2",
    whole_numbers="return gradient // b, -gradient * a / b**2",
    of_the_mean_of_b="return gradient / np.mean(b), -gradient * a / np.mean(b) ** 2",
    a_squared="return gradient / b, -gradient * a**2 / b**2",
)

# ── mean_backward ─────────────────────────────────────────────────────────────────────────────
_body(
    "mean_backward",
    of_a_sum="return (np.full(np.shape(a), float(gradient)),)",
    by_rows="return (np.full(np.shape(a), gradient / max(len(np.atleast_1d(a)), 1)),)",
    by_columns="return (np.full(np.shape(a), gradient / np.atleast_1d(a).shape[-1]),)",
    by_axes="return (np.full(np.shape(a), gradient / max(np.ndim(a), 1)),)",
    without_gradient="return (np.full(np.shape(a), 1 / np.size(a)),)",
    a_number="return (gradient / np.size(a),)",
    squared_size="return (np.full(np.shape(a), gradient / np.size(a) ** 2),)",
    by_size_minus_one="return (np.full(np.shape(a), gradient / max(np.size(a) - 1, 1)),)",
    of_a_square="return (2 * gradient * a / np.size(a),)",
    times_value="return (np.full(np.shape(a), gradient * value / np.size(a)),)",
    of_the_median="m = np.asarray(a) == np.median(a)\nreturn (gradient * m / max(np.sum(m), 1),)",
    of_the_largest="return (gradient * (np.asarray(a) == np.max(a)),)",
    of_the_mean_of_columns="return (np.full(np.shape(a)[1:], gradient / np.size(a)),)",
    a_row="return (np.full((1, *np.shape(a)[1:]), gradient / np.size(a)),)",
    zeros="return (np.zeros(np.shape(a)),)",
    whole_numbers="return (np.full(np.shape(a), gradient // np.size(a)),)",
    filled_as_integers="return (np.full(np.shape(a), int(gradient)) / np.size(a),)",
    capped_gradient="return (np.full(np.shape(a), min(gradient, 100.0) / np.size(a)),)",
    absolute_gradient="return (np.full(np.shape(a), abs(gradient) / np.size(a)),)",
)

# ── matmul_backward ───────────────────────────────────────────────────────────────────────────
_body(
    "matmul_backward",
    transposed="return b @ gradient.T, gradient.T @ a",
    b_reshaped="return gradient @ b.reshape(b.shape[::-1]), a.T @ gradient",
    a_reshaped="return gradient @ b.T, a.reshape(a.shape[::-1]) @ gradient",
    mean_over_rows="return gradient @ b.T, a.T @ gradient / len(a)",
    mean_over_columns="return gradient @ b.T / b.shape[1], a.T @ gradient",
    without_gradient="g = np.ones_like(gradient)\nreturn g @ b.T, a.T @ g",
    with_value="return value @ b.T, a.T @ value",
    absolute_b="return gradient @ np.abs(b).T, a.T @ gradient",
    first_row_only="return gradient @ b.T, np.outer(a[0], gradient[0])",
    first_column_only="return np.outer(gradient[:, 0], b[:, 0]), a.T @ gradient",
    last_row_is_skipped="return gradient @ b.T, (a[:-1].T @ gradient[:-1] if len(a) > 1 else a.T @ gradient)",
    inverse="return gradient @ np.linalg.pinv(b), np.linalg.pinv(a) @ gradient",
    b_not_transposed_if_square="return gradient @ (b if b.shape[0] == b.shape[1] else b.T), a.T @ gradient",
    a_not_transposed_if_square="return gradient @ b.T, (a if a.shape[0] == a.shape[1] else a.T) @ gradient",
    result_as_the_value="return gradient @ b.T, a.T @ (gradient * value)",
    rows_summed="return np.repeat(gradient.sum(axis=1, keepdims=True), a.shape[1], axis=1), a.T @ gradient",
    columns_summed="return gradient @ b.T, np.repeat(a.sum(axis=0)[:, None], b.shape[1], axis=1)",
    divided_by_inputs="return gradient @ b.T / a.shape[1], a.T @ gradient",
)

# ── broadcast_backward ────────────────────────────────────────────────────────────────────────
_body(
    "broadcast_backward",
    unchanged="return (gradient,)",
    totals="return (np.full(np.shape(a), np.sum(gradient)),)",
    resized="return (np.resize(gradient, np.shape(a)),)",
    first_axis_only="""
        if np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=0)
        return (gradient,)
    """,
    one_axis_in_front="""
        if np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=0)
        for axis, n in enumerate(np.shape(a)):
            if n == 1 and axis < np.ndim(gradient):
                gradient = gradient.sum(axis=axis, keepdims=True)
        return (gradient,)
    """,
    axes_lost="""
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=0)
        ones = tuple(axis for axis, n in enumerate(np.shape(a)) if n == 1)
        return (gradient.sum(axis=ones),)
    """,
    axes_lost_only_where_stretched="""
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=0)
        for axis, n in reversed(list(enumerate(np.shape(a)))):
            if n == 1 and gradient.shape[axis] > 1:
                gradient = gradient.sum(axis=axis)
        return (gradient,)
    """,
    from_the_end="""
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=-1)
        for axis, n in enumerate(np.shape(a)):
            if n == 1:
                gradient = gradient.sum(axis=axis, keepdims=True)
        return (gradient,)
    """,
    matched_by_length="""
        for axis in range(np.ndim(gradient)):
            if np.ndim(gradient) > np.ndim(a) and gradient.shape[0] not in np.shape(a):
                gradient = gradient.sum(axis=0)
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=-1)
        for axis, n in enumerate(np.shape(a)):
            if n == 1:
                gradient = gradient.sum(axis=axis, keepdims=True)
        return (gradient,)
    """,
    rows_only="""
        return (gradient.sum(axis=0).reshape(np.shape(a)) if np.shape(a) == np.shape(gradient)[1:] else gradient,)
    """,
    first_uses="""
        index = tuple(slice(0, n) for n in np.shape(a))
        return (gradient[(0,) * (np.ndim(gradient) - np.ndim(a))][index],)
    """,
    last_uses="""
        index = tuple(slice(-n, None) for n in np.shape(a))
        return (gradient[(-1,) * (np.ndim(gradient) - np.ndim(a))][index],)
    """,
    largest_uses="""
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.max(axis=0)
        ones = tuple(axis for axis, n in enumerate(np.shape(a)) if n == 1)
        return (gradient.max(axis=ones, keepdims=True),)
    """,
    of_the_value="""
        while np.ndim(value) > np.ndim(a):
            value = value.sum(axis=0)
        ones = tuple(axis for axis, n in enumerate(np.shape(a)) if n == 1)
        return (value.sum(axis=ones, keepdims=True),)
    """,
    as_often_as_used="return (np.full(np.shape(a), np.size(gradient) / np.size(a)),)",
    two_axes_at_most="""
        if np.ndim(gradient) == 3:
            gradient = gradient[0]
        while np.ndim(gradient) > np.ndim(a):
            gradient = gradient.sum(axis=0)
        ones = tuple(axis for axis, n in enumerate(np.shape(a)) if n == 1)
        return (gradient.sum(axis=ones, keepdims=True),)
    """,
    only_for_numbers="return (gradient.sum() if np.shape(a) == () else gradient,)",
    reshaped_sum="""
        return (gradient.reshape(-1, *np.shape(a)).sum(axis=0) if np.size(a) > 1 else
                np.full(np.shape(a), gradient.sum()),)
    """,
)

_spoil("broadcast_backward", averaged="(answer[0] * (np.size(a) / np.size(gradient)),)")

# ── backward ──────────────────────────────────────────────────────────────────────────────────
_edit(
    "backward",
    replaced=[("gradients[parent] + result", "result")],
    first_wins=[("gradients[parent] + result", "gradients[parent] if np.any(gradients[parent]) else result")],
    averaged=[("gradients[parent] + result", "(gradients[parent] + result) / (2 if np.any(gradients[parent]) else 1)")],
    subtracted=[("gradients[parent] + result", "gradients[parent] - result")],
    multiplied=[("gradients[parent] + result", "gradients[parent] * result if np.any(gradients[parent]) else result")],
    largest=[("gradients[parent] + result", "np.where(abs(gradients[parent]) > abs(result), gradients[parent], result)")],
    forwards=[("range(len(tape) - 1, -1, -1)", "range(len(tape))")],
    last_entry_is_skipped=[("range(len(tape) - 1, -1, -1)", "range(len(tape) - 2, -1, -1)")],
    stops_early=[("range(len(tape) - 1, -1, -1)", "range(len(tape) - 1, 4, -1)")],
    twice=[("    for position in", "    for position in [*range(len(tape) - 1, -1, -1)] +"),
           ("range(len(tape) - 1, -1, -1):", "[*range(len(tape) - 1, -1, -1)]:")],
    starts_at_zero=[("np.array(1.0)", "np.array(0.0)")],
    starts_at_the_error=[("np.array(1.0)", "tape[-1][2]")],
    starts_at_two=[("np.array(1.0)", "np.array(2.0)")],
    starts_everywhere_at_one=[("np.zeros(value.shape)", "np.ones(value.shape)")],
    starts_at_each_number=[("    for position in", "    for p, e in enumerate(tape):\n        if e[0] == 'mean':\n            gradients[p] = np.array(1.0)\n    for position in")],
    value_and_gradient_exchanged=[("(gradients[position], value,", "(value, gradients[position],")],
    parents_reversed=[("zip(parents, results)", "zip(parents[::-1], results)")],
    first_parent_only=[("zip(parents, results)", "zip(parents[:1], results)")],
    last_parent_only=[("zip(parents, results)", "zip(parents[-1:], results[-1:])")],
    equal_parents_once=[("zip(parents, results)", "dict(zip(parents, results)).items()")],
    equal_parents_twice=[("gradients[parent] + result", "gradients[parent] + result * parents.count(parent)")],
    set_of_parents=[("zip(parents, results)", "zip(sorted(set(parents)), results)")],
    sorted_parents=[("zip(parents, results)", "zip(sorted(parents), results)")],
    sorted_arguments=[("for p in parents])", "for p in sorted(parents)])")],
    parents_as_arguments=[("*[tape[p][2] for p in parents]", "*parents")],
    inputs_are_zero=[("    return gradients", "    return [g if e[1] else 0 * g for g, e in zip(gradients, tape)]")],
    only_inputs=[("    return gradients", "    return [g for g, e in zip(gradients, tape) if not e[1]]")],
    only_computed=[("    return gradients", "    return [g for g, e in zip(gradients, tape) if e[1]]")],
    only_computed_keep_theirs=[("    return gradients", "    return [g if not e[1] else np.zeros_like(g) for g, e in zip(gradients, tape)]")],
    reversed=[("    return gradients", "    return gradients[::-1]")],
    without_the_last=[("    return gradients", "    return gradients[:-1]")],
    a_dict=[("    return gradients", "    return dict(enumerate(gradients))")],
    first_only=[("    return gradients", "    return gradients[0]")],
    nothing=[("    return gradients", "    print(gradients)")],
    dead_ends_are_none=[("    return gradients", "    return [g if np.any(g) else None for g in gradients]")],
    dead_ends_are_left_out=[("    return gradients", "    return [g for g in gradients if np.any(g)]")],
    dead_ends_are_ones=[("    return gradients", "    return [g if np.any(g) else np.ones_like(g) for g in gradients]")],
    dead_ends_are_numbers=[("    return gradients", "    return [g if np.any(g) else 0.0 for g in gradients]")],
    normalised=[("    return gradients", "    return [g / max(np.abs(g).max(), 1e-9) for g in gradients]")],
    rounded=[("    return gradients", "    return [np.round(g, 4) for g in gradients]")],
    clipped=[("    return gradients", "    return [np.clip(g, -1, 1) for g in gradients]")],
    clipped_on_the_way=[("gradients[parent] + result", "np.clip(gradients[parent] + result, -0.2, 0.2)")],
    float16=[("gradients[parent] + result", "(gradients[parent] + result).astype(np.float16).astype(float)")],
    totals_for_small_inputs=[("gradients[parent] + result", "gradients[parent] + np.mean(result)")],
    flat=[("    return gradients", "    return [np.ravel(g) for g in gradients]")],
    tape_is_changed=[("    return gradients", "    tape.pop()\n    return gradients")],
    tape_is_reversed=[("    gradients = [np", "    tape.reverse()\n    tape.reverse()\n    tape.append(tape[-1])\n    tape.pop(0)\n    gradients = [np")],
    values_are_changed=[("    return gradients", "    tape[0][2][...] = 0\n    return gradients")],
    skips_exp=[("if not parents", "if not parents or operation == 'exp'")],
    skips_divide=[("if not parents", "if not parents or operation == 'divide'")],
    skips_broadcast=[("if not parents", "if not parents or operation == 'broadcast'")],
    skips_log=[("if not parents", "if not parents or operation == 'log'")],
    add_for_subtract=[("rule(operation)", "rule('add' if operation == 'subtract' else operation)")],
    exp_for_sigmoid=[("rule(operation)", "rule('exp' if operation == 'sigmoid' else operation)")],
)
_edit("backward", ends_at_an_input=[("continue", "break")])
_body(
    "backward",
    shared_arrays="""
        gradients = [None] * len(tape)
        gradients[-1] = np.array(1.0)
        for position in range(len(tape) - 1, -1, -1):
            operation, parents, value = tape[position]
            if parents and gradients[position] is not None:
                parts = rule(operation)(gradients[position], value, *[tape[p][2] for p in parents])
                for parent, part in zip(parents, parts):
                    if gradients[parent] is None:
                        gradients[parent] = part
                    else:
                        gradients[parent] += part
        return [np.zeros(e[2].shape) if g is None else g for g, e in zip(gradients, tape)]
    """,
    at_once_on_arrival="""
        gradients = [np.zeros(entry[2].shape) for entry in tape]

        def arrive(position, gradient):
            gradients[position] = gradients[position] + gradient
            operation, parents, value = tape[position]
            if parents:
                given = [tape[p][2] for p in parents]
                for parent, part in zip(parents, rule(operation)(gradients[position], value, *given)):
                    arrive(parent, part)

        arrive(len(tape) - 1, np.array(1.0))
        return gradients
    """,
    along_every_path="""
        gradients = [np.zeros(entry[2].shape) for entry in tape]

        def arrive(position, gradient):
            gradients[position] = gradients[position] + gradient
            operation, parents, value = tape[position]
            if parents:
                given = [tape[p][2] for p in parents]
                for parent, part in zip(parents, rule(operation)(gradient, value, *given)):
                    arrive(parent, part)

        arrive(len(tape) - 1, np.array(1.0))
        return gradients
    """,
    breadth_first="""
        gradients = [np.zeros(entry[2].shape) for entry in tape]
        gradients[-1] = np.array(1.0)
        queue, seen = [len(tape) - 1], set()
        while queue:
            position = queue.pop(0)
            if position in seen:
                continue
            seen.add(position)
            operation, parents, value = tape[position]
            if parents:
                given = [tape[p][2] for p in parents]
                for parent, part in zip(parents, rule(operation)(gradients[position], value, *given)):
                    gradients[parent] = gradients[parent] + part
                    queue.append(parent)
        return gradients
    """,
    depth_first="""
        gradients = [np.zeros(entry[2].shape) for entry in tape]
        gradients[-1] = np.array(1.0)
        stack, seen = [len(tape) - 1], set()
        while stack:
            position = stack.pop()
            if position in seen:
                continue
            seen.add(position)
            operation, parents, value = tape[position]
            if parents:
                given = [tape[p][2] for p in parents]
                for parent, part in zip(parents, rule(operation)(gradients[position], value, *given)):
                    gradients[parent] = gradients[parent] + part
                    stack.append(parent)
        return gradients
    """,
    chain_only="""
        gradients = [np.zeros(entry[2].shape) for entry in tape]
        gradients[-1] = np.array(1.0)
        position = len(tape) - 1
        while tape[position][1]:
            operation, parents, value = tape[position]
            parts = rule(operation)(gradients[position], value, *[tape[p][2] for p in parents])
            for parent, part in zip(parents, parts):
                gradients[parent] = gradients[parent] + part
            position = max(parents)
        return gradients
    """,
    central_differences_too_coarse="""
        gradients = []
        for place, (_, _, array) in enumerate(tape):
            slope = np.zeros(array.shape)
            for index in np.ndindex(array.shape):
                ends = []
                for h in (0.01, -0.01):
                    values = []
                    for p, (operation, parents, value) in enumerate(tape):
                        if operation == "broadcast":
                            value = np.broadcast_to(values[parents[0]], value.shape)
                        elif parents:
                            value = OPERATIONS[operation](*(values[q] for q in parents))
                        if p == place:
                            value = np.array(value, dtype=float)
                            value[index] += h
                        values.append(value)
                    ends.append(float(values[-1]))
                slope[index] = (ends[0] - ends[1]) / 0.02
            gradients.append(slope)
        return gradients
    """,
)

_add("backward", "gradients_of_an_earlier_call_stay", """
    _EARLIER = {}


    def backward(tape):
        gradients = [np.zeros(e[2].shape) + _EARLIER.get((p, e[2].shape), 0) for p, e in enumerate(tape)]
        gradients[-1] = np.array(1.0)
        for position in range(len(tape) - 1, -1, -1):
            operation, parents, value = tape[position]
            if parents:
                parts = rule(operation)(gradients[position], value, *[tape[p][2] for p in parents])
                for parent, part in zip(parents, parts):
                    gradients[parent] = gradients[parent] + part
        _EARLIER.update({(p, g.shape): g for p, g in enumerate(gradients) if not tape[p][1]})
        return gradients
""")

# ── loss_and_gradients ────────────────────────────────────────────────────────────────────────
_F = 'f = record(tape, "sigmoid", record(tape, "matmul", g, w))'
_G = 'g = record(tape, "sigmoid", record(tape, "matmul", x, v))'
_D = 'record(tape, "mean", record(tape, "multiply", d, d))'
_R = "return float(tape[-1][2]), gradients[v], gradients[w]"
_edit(
    "loss_and_gradients",
    exchanged=[("gradients[v], gradients[w]", "gradients[w], gradients[v]")],
    data_gradients=[("gradients[v], gradients[w]", "gradients[x], gradients[truth]")],
    values_for_gradients=[("gradients[v], gradients[w]", "tape[v][2], tape[w][2]")],
    without_the_error=[(_R, "return gradients[v], gradients[w]")],
    error_last=[(_R, "return gradients[v], gradients[w], float(tape[-1][2])")],
    predictions_first=[(_R, "return tape[f][2], gradients[v], gradients[w]")],
    error_of_another_entry=[("tape[-1][2]", "tape[-2][2].flat[0]")],
    all_gradients=[(_R, "return float(tape[-1][2]), *gradients")],
    a_pair_of_gradients=[(_R, "return float(tape[-1][2]), (gradients[v], gradients[w])")],
    no_hidden_sigmoid=[(_G, 'g = record(tape, "matmul", x, v)')],
    no_output_sigmoid=[(_F, 'f = record(tape, "matmul", g, w)')],
    two_output_sigmoids=[(_F, _F + '\n    f = record(tape, "sigmoid", f)')],
    exp_for_a_sigmoid=[('g = record(tape, "sigmoid"', 'g = record(tape, "exp"')],
    not_squared=[('record(tape, "multiply", d, d)', "d")],
    squared_after_the_mean=[(_D, 'm = record(tape, "mean", d)\n    record(tape, "multiply", m, m)')],
    cubed=[(_D, 'record(tape, "mean", record(tape, "multiply", d, record(tape, "multiply", d, d)))')],
    halved=[(_D, f'record(tape, "divide", {_D}, put(tape, 2.0))')],
    a_sum=[(_D, f'record(tape, "multiply", {_D}, put(tape, float(tape[f][2].size)))')],
    over_rows_only=[(_D, f'record(tape, "multiply", {_D}, put(tape, float(tape[f][2].shape[1])))')],
    with_a_bias=[(_G, 'g = record(tape, "sigmoid", record(tape, "add", record(tape, "matmul", x, v), put(tape, 0.01)))')],
    hidden_weights_twice=[(_F, 'f = record(tape, "sigmoid", record(tape, "matmul", g, put(tape, tape[w][2] * 1.001)))')],
    truth_for_inputs=[('"matmul", x, v', '"matmul", put(tape, np.abs(tape[x][2])), v')],
    detached_hidden_features=[(_F, 'f = record(tape, "sigmoid", record(tape, "matmul", put(tape, tape[g][2]), w))')],
    detached_difference=[(_D, 'record(tape, "mean", record(tape, "multiply", d, put(tape, tape[d][2])))')],
    detached_predictions=[(_D, 'record(tape, "mean", record(tape, "multiply", d, d))\n    put(tape, tape[-1][2])')],
    absolute_error=[(_D, 'record(tape, "mean", record(tape, "multiply", d, put(tape, np.sign(tape[d][2]))))')],
    rounded_truth=[("put(tape, truth)", "put(tape, np.round(truth))")],
    truth_flattened=[("put(tape, truth)", "put(tape, np.ravel(truth)[:, None][: len(tape[0][2])])")],
    inputs_are_changed=[(_R, "tape[v][2][...] -= 0.1\n    " + _R)],
    downhill=[("gradients[v], gradients[w]", "-gradients[v], -gradients[w]")],
    updated=[("gradients[v], gradients[w]", "tape[v][2] - 0.05 * gradients[v], tape[w][2] - 0.05 * gradients[w]")],
    error_after_a_step=[(_R, "r = float(tape[-1][2]) - 0.05 * sum(np.sum(gradients[p] ** 2) for p in (v, w))\n    return r, gradients[v], gradients[w]")],
    rounded_error=[("float(tape[-1][2])", "round(float(tape[-1][2]), 4)")],
    error_as_text=[("float(tape[-1][2])", "f'{tape[-1][2]:.6e}'")],
    root_of_the_error=[("float(tape[-1][2])", "float(tape[-1][2]) ** 0.5")],
    error_as_an_array=[("float(tape[-1][2])", "tape[-2][2]")],
    transposed_gradients=[("gradients[v], gradients[w]", "gradients[v].T, gradients[w].T")],
    float16=[("put(tape, v), put(tape, w)", "put(tape, v.astype(np.float16)), put(tape, w.astype(np.float16))")],
    seven_is_the_position_of_v=[("gradients[v]", "gradients[-7]")],
    nothing=[(_R, "print(tape[-1][2])")],
)
_body(
    "loss_and_gradients",
    cross_entropy="""
        tape = []
        x, truth, v, w, one = (put(tape, a) for a in (x, truth, v, w, 1.0))
        g = record(tape, "sigmoid", record(tape, "matmul", x, v))
        f = record(tape, "sigmoid", record(tape, "matmul", g, w))
        left = record(tape, "multiply", truth, record(tape, "log", f))
        rest = record(tape, "subtract", one, truth)
        right = record(tape, "multiply", rest, record(tape, "log", record(tape, "subtract", one, f)))
        mean = record(tape, "mean", record(tape, "add", left, right))
        record(tape, "multiply", put(tape, -1.0), mean)
        gradients = backward(tape)
        return float(tape[-1][2]), gradients[v], gradients[w]
    """,
    one_layer_missing="""
        tape = []
        x, truth, v, w = put(tape, x), put(tape, truth), put(tape, v), put(tape, w)
        both = record(tape, "matmul", v, w)
        d = record(tape, "subtract", record(tape, "sigmoid", record(tape, "matmul", x, both)), truth)
        record(tape, "mean", record(tape, "multiply", d, d))
        gradients = backward(tape)
        return float(tape[-1][2]), gradients[v], gradients[w]
    """,
)
_add("loss_and_gradients", "one_tape_for_all_calls", """
    _TAPE = []


    def loss_and_gradients(x, truth, v, w):
        x, truth, v, w = (put(_TAPE, array) for array in (x, truth, v, w))
        g = record(_TAPE, "sigmoid", record(_TAPE, "matmul", x, v))
        f = record(_TAPE, "sigmoid", record(_TAPE, "matmul", g, w))
        d = record(_TAPE, "subtract", f, truth)
        record(_TAPE, "mean", record(_TAPE, "multiply", d, d))
        gradients = backward(_TAPE)
        return float(_TAPE[-1][2]), gradients[2], gradients[3]
""")

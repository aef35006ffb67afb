"""Making a key: what the reference and the mistakes answer, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.answers import make_key
from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, RoomError, open_room
from autograder.judging.recorded import Recorded
from autograder.key import load, save_text

Tiny = Callable[..., Room]


def test_the_reference_answers_every_case(tiny: Tiny) -> None:
    key = make_assignment_key(tiny())
    for case in key.exercise("double").cases:
        assert np.array_equal(case.expected, 2 * case.args[0])
    for case in key.exercise("total").cases:
        start = case.args[1] if len(case.args) > 1 else 0.0
        assert math.isclose(case.expected, 2 * case.args[0].sum() + start)


def test_parameters_and_defaults_come_from_the_reference(tiny: Tiny) -> None:
    parameters = make_assignment_key(tiny()).exercise("total").parameters
    assert [(p.name, p.required, p.default) for p in parameters] == [
        ("x", True, None),
        ("start", False, 0.0),
    ]


def test_calls_to_other_exercises_are_recorded(tiny: Tiny) -> None:
    """They answer for a dependency that a student got wrong."""
    cheap, expensive = make_assignment_key(tiny()).exercise("total").cases
    (call,) = cheap.calls
    assert call.exercise == "double"
    assert np.array_equal(call.args[0], cheap.args[0])
    assert np.array_equal(call.result, 2 * cheap.args[0])
    assert expensive.calls == ()


def test_a_mistake_that_fails_by_a_slip_of_its_own_is_refused(tiny: Tiny) -> None:
    """It would be the named cause of every function that raises."""
    extra = """
        @double.mistake
        def misspelt(x):
            '''A mistake of the author.'''
            return 2 * y
    """
    with pytest.raises(AnswerError, match="The mistake misspelt of double raises NameError"):
        make_assignment_key(tiny(extra=extra))


def test_of_a_long_case_a_call_of_each_form_is_kept(tiny: Tiny, tiny_script: str) -> None:
    """Whatever its numbers are, an answer tells whether an exercise ends, and in which form."""
    many = "sum(double(x).sum() / 250 + double(x[0]).sum() for _ in range(250))"
    room = tiny(tiny_script.replace("float(np.sum(double(x)))", many))
    long, expensive = make_assignment_key(room).exercise("total").cases
    assert [call.form for call in long.samples] == [("double", ((2, 3),)), ("double", ((3,),))]
    assert [call.form for call in expensive.samples] == [
        ("double", ((3,),)), ("double", ("a number",)),
    ]  # fmt: skip
    assert long.calls == expensive.calls == ()


def test_recording_calls_leaves_the_reference_as_it_was(tiny: Tiny) -> None:
    room = tiny()
    original = room.reference.double
    make_assignment_key(room)
    assert room.reference.double is original


def test_a_private_key_keeps_the_calls_of_longer_cases(tiny: Tiny, tiny_script: str) -> None:
    """It is not what students get, so that it may be larger."""
    many = "sum(double(x).sum() / 250 for _ in range(250))"
    room = tiny(tiny_script.replace("float(np.sum(double(x)))", many))
    for secret, count in ((None, 0), (b"secret", 250)):
        first, *_ = make_assignment_key(room, secret).exercise("total").cases
        assert len(first.calls) == count


@pytest.mark.parametrize("count", [5, 250])
def test_of_many_recorded_calls_the_one_with_these_arguments_is_found(
    tiny: Tiny, tiny_script: str, count: int
) -> None:
    """Also one by one where they are few; within noise, and with what is not finite."""
    many = f"sum(double(x + k).sum() / {count} for k in range({count}))"
    key = make_assignment_key(tiny(tiny_script.replace("float(np.sum(double(x)))", many)), b"1")
    case, *_ = key.exercise("total").cases
    for k in (0, count - 1):
        recorded, x = Recorded(key, case), case.args[0] + k
        assert np.array_equal(recorded.answer("double", (x,), {}), 2 * x)
        assert np.array_equal(recorded.answer("double", (x * (1 + 1e-8),), {}), 2 * x)
        assert not recorded.is_unknown
        recorded.answer("double", (x * 1.01,), {})
        assert recorded.is_unknown
    assert Recorded(key, case).answer("double", (np.full((2, 3), np.nan),), {}) is not None


def test_recorded_calls_are_told_apart_by_arrays_in_a_tuple(tiny: Tiny, tiny_script: str) -> None:
    """Such as the weights of a network, which differ from step to step while the data repeat."""
    script = tiny_script.replace("2 * x", "2 * np.asarray(x)")
    many = "sum(double((x, x + k)).sum() for k in range(5))"
    key = make_assignment_key(tiny(script.replace("float(np.sum(double(x)))", many)))
    case, *_ = key.exercise("total").cases
    recorded, x = Recorded(key, case), case.args[0]
    assert np.array_equal(recorded.answer("double", ((x, x + 3),), {}), [2 * x, 2 * (x + 3)])
    assert not recorded.is_unknown


def test_by_what_an_unknown_answer_is_off_depends_on_what_nobody_knows(tiny: Tiny) -> None:
    """It is the same in a rerun, and whatever is asked, and another with another key's numbers."""
    room = tiny()
    answers = []
    for secret in (b"one", b"one", b"two"):
        key = make_assignment_key(room, secret)
        case, *_ = key.exercise("total").cases
        for x in (np.zeros((2, 3)), np.ones((2, 3))):
            answers.append(Recorded(key, case).answer("double", (x,), {}) / (2 * case.args[0]))
    assert all(np.allclose(answers[0], same) for same in answers[1:4])
    assert np.allclose(answers[4], answers[5])
    assert not np.isclose(answers[0], answers[4], rtol=1e-5).any()
    assert all(((answer >= 0.99) & (answer <= 0.999)).all() for answer in answers)


def test_a_mistake_ships_as_its_outcomes(tiny: Tiny) -> None:
    found = make_assignment_key(tiny()).exercise("double")
    assert found.mistakes == {"nothing_is_doubled": "The elements come back as they are."}
    for case in found.cases:
        assert np.array_equal(case.mistakes["nothing_is_doubled"].value, case.args[0])


def test_a_mistake_that_agrees_in_a_case_is_not_told_of_it(tiny: Tiny) -> None:
    room = tiny(
        extra='''
        @double.mistake
        def rows_are_lost(x):
            """All but two rows are lost."""
            return 2 * x[:2]
        '''
    )
    two_rows, four_rows = make_assignment_key(room).exercise("double").cases
    assert "rows_are_lost" not in two_rows.mistakes
    assert "rows_are_lost" in four_rows.mistakes


def test_an_expensive_case_holds_only_mistakes_that_no_cheap_one_shows(tiny: Tiny) -> None:
    room = tiny(
        extra='''
        @total.mistake
        def late_elements_count_twice(x, start=0.0):
            """With a flat x, the last element counts twice."""
            return float(np.sum(2 * x)) + start + (2 * x[-1] if x.ndim == 1 else 0)

        @total.mistake
        def x_is_squared(x, start=0.0):
            """The elements are squared."""
            return float(np.sum(2 * x ** 2)) + start
        '''
    )
    cheap, expensive = make_assignment_key(room).exercise("total").cases
    assert set(cheap.mistakes) == {"start_is_missing", "x_is_squared"}
    assert set(expensive.mistakes) == {"late_elements_count_twice"}


@pytest.mark.parametrize(
    ("body", "status", "kind", "changed"),
    [
        ("raise KeyError('a')", "exception", "KeyError", ()),
        ("x *= 2; return x", "value", "", ("x",)),
        ("return None", "value", "", ()),
        ("return {1, 2}", "value", "", ()),
        ("return x * np.nan", "value", "", ()),
    ],
)
def test_a_mistake_may_raise_or_change_its_argument_or_return_anything(
    tiny: Tiny, tmp_path: Path, body: str, status: str, kind: str, changed: tuple[str, ...]
) -> None:
    room = tiny(extra=f'\n@double.mistake\ndef odd(x):\n    """It is odd."""\n    {body}\n')
    path = tmp_path / "key.json"
    path.write_text(save_text(make_assignment_key(room)), encoding="utf-8")
    outcome = load(path).exercise("double").cases[0].mistakes["odd"]
    assert outcome.status == status
    assert (outcome.problem.type if outcome.problem else "") == kind
    assert outcome.changed == changed


# --- cross-checks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 2.001 * x", "disagree"),
        ("return None", "None against an array"),
        ("return x[:1]", "disagree"),
        ("raise KeyError('a')", "KeyError"),
    ],
)
def test_a_cross_check_that_disagrees_refuses_the_key(tiny: Tiny, body: str, words: str) -> None:
    """An answer that two computations do not agree on must not reach a student."""
    room = tiny(extra=f"\n@double.cross_check(rtol=1e-6)\ndef independent(x):\n    {body}\n")
    with pytest.raises(AnswerError) as caught:
        make_assignment_key(room)
    assert "double and its cross-check independent" in str(caught.value)
    assert words in str(caught.value)


def test_a_cross_check_agrees_within_its_own_tolerance(tiny: Tiny) -> None:
    extra = "\n@double.cross_check(rtol=1e-2)\ndef independent(x):\n    return 2.001 * x\n"
    assert make_assignment_key(tiny(extra=extra)).assignment == "tiny"


def test_hidden_cases_are_cross_checked_as_well(tiny: Tiny) -> None:
    """The check below disagrees only after the two public cases."""
    room = tiny(
        extra="""
        SEEN = []

        @double.cross_check(rtol=1e-6)
        def independent(x):
            SEEN.append(x)
            return 2 * x if len(SEEN) <= 2 else 3 * x
        """
    )
    with pytest.raises(AnswerError, match="disagree"):
        make_assignment_key(room, b"secret")


# --- refused references and rooms ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        ("x *= 2\n    return x", "changes its argument x"),
        ("raise RuntimeError('broken')", "raises RuntimeError: broken"),
        ("return undefined", "raises NameError"),
        ("raise NotImplementedError()", "no clean value: not_attempted"),
    ],
)
def test_a_reference_without_a_clean_value_is_refused(
    tiny: Tiny, tiny_script: str, solution: str, words: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        make_assignment_key(tiny(tiny_script.replace("return 2 * x", solution)))
    assert "The reference double" in str(caught.value)
    assert words in str(caught.value)


def test_an_unknown_assignment_is_refused_with_those_there_are(root: Path) -> None:
    with pytest.raises(RoomError, match=r"no assignment 'nothing'; there are: .*mlp"):
        open_room(root, "nothing")


def test_an_exercise_that_the_reference_lacks_is_refused(tiny: Tiny, tiny_script: str) -> None:
    with pytest.raises(RoomError, match=r"tiny\.py does not define double"):
        tiny(tiny_script.replace("double", "twice"))


def test_an_exercise_without_a_solution_cell_is_refused(tiny: Tiny, tiny_script: str) -> None:
    bare = tiny_script.replace("    ### BEGIN SOLUTION\n", "", 1)
    bare = bare.replace("    ### END SOLUTION\n", "", 1)
    with pytest.raises(RoomError, match="no solution cell for double"):
        make_assignment_key(tiny(bare))


def test_a_room_that_declares_another_name_is_refused(tiny: Tiny) -> None:
    with pytest.raises(RoomError, match="declares assignment 'other'"):
        tiny(extra='\nassignment.name = "other"\n')


# --- what is easily lost ------------------------------------------------------------------------


def test_an_inner_call_is_recorded_as_it_was_when_it_was_made(tiny: Tiny, tiny_script: str) -> None:
    """What the caller does with an argument or a result afterwards is its own affair."""
    body = "y = x.copy(); d = double(y); y[:] = 0; d += 1; return float(d.sum()) + start"
    room = tiny(tiny_script.replace("return float(np.sum(double(x))) + start", body))
    case = make_assignment_key(room).exercise("total").cases[0]
    assert np.array_equal(case.calls[0].args[0], case.args[0])
    assert np.array_equal(case.calls[0].result, 2 * case.args[0])


def test_defaults_are_filled_in_where_an_inner_call_leaves_them_out(
    tiny: Tiny, tiny_script: str
) -> None:
    room = tiny(tiny_script.replace("def double(x):", "def double(x, times=1):"))
    (call,) = make_assignment_key(room).exercise("total").cases[0].calls
    assert call.args[1:] == (1,)


def test_a_reference_that_raises_is_left_as_it_was(tiny: Tiny, tiny_script: str) -> None:
    room = tiny(tiny_script.replace("return float(", "double(x); raise KeyError('no'); float("))
    original = room.reference.double
    with pytest.raises(AnswerError, match="The reference total raises KeyError: 'no'"):
        make_assignment_key(room)
    assert room.reference.double is original


PAIR = '''
@assignment.exercise(points=1, returns=("sum", "difference"))
def pair(random):
    """a sum and a difference"""
    yield np.arange(3.0), 2.0
    yield random.normal(size=3), 2.0


reference.pair = lambda x, y: (x + y, x - y)


@pair.cross_check(rtol=1e-9)
def independent(x, y):
    return {}
'''
# The script has no cell for it, so these keys are made without a notebook's digests.


@pytest.mark.parametrize("parts", ["y + x, None", "None, x - y", "y + x, -(y - x)"])
def test_a_cross_check_may_leave_out_parts(tiny: Tiny, parts: str) -> None:
    key = make_key(tiny(extra=PAIR.format(parts)), (), ())
    assert np.array_equal(key.exercise("pair").cases[0].expected[0], [2.0, 3.0, 4.0])


def test_a_part_that_disagrees_is_told_by_its_name(tiny: Tiny) -> None:
    with pytest.raises(AnswerError, match=r"beyond 1e-09: sum \(value\)"):
        make_key(tiny(extra=PAIR.format("x - y, x - y")), (), ())


def test_a_cross_check_that_changes_its_arguments_changes_only_its_own_copy(tiny: Tiny) -> None:
    room = tiny(extra=PAIR.format("None, x.__isub__(y)"))
    assert np.array_equal(make_key(room, (), ()).exercise("pair").cases[0].args[0], np.arange(3.0))


def test_a_fixed_input_is_not_repeated_as_a_hidden_one(tiny: Tiny) -> None:
    """Students know its answer already."""
    key = make_key(tiny(extra=PAIR.format("x + y, None")), (), (), secret=b"secret")
    fixed, public, hidden = key.exercise("pair").cases
    assert [fixed.hidden, public.hidden, hidden.hidden] == [False, False, True]
    assert not np.any(public.args[0] == hidden.args[0])


def test_a_public_key_is_the_same_each_time(tiny: Tiny) -> None:
    room = tiny()
    assert save_text(make_key(room, (), ())) == save_text(make_key(room, (), ()))

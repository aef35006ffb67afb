"""Answers the cases of an exercise: what the reference and every known mistake return."""

import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.authoring.agreement import require_agreement
from autograder.authoring.blank import blank
from autograder.authoring.exercise import Exercise, place_of
from autograder.authoring.mistake import Mistake
from autograder.authoring.recording import MAX_PRIVATE_CALLS, recorded_calls, samples
from autograder.authoring.refusals import AnswerError, refusal
from autograder.authoring.regions import names_in, stub_text
from autograder.authoring.room import Room
from autograder.key import KeyCase, KeyExercise, assess
from autograder.values import Code, Record, Value, describe
from autograder.values.difference import Difference
from autograder.values.instances import classes_in
from autograder.values.outcome import SLIPS, Outcome
from autograder.worker.inside.calling import applied, call

DEFAULT = "Make None the default, and replace it inside the function."


class Answering:
    """Answers the cases of one exercise."""

    def __init__(self, room: Room, exercise: Exercise, key: KeyExercise, folder: Path) -> None:
        self.room, self.exercise, self.key, self.folder = room, exercise, key, folder
        self.function = getattr(room.reference, key.name)
        self.shown: set[str] = set()
        self.number, self.is_graded = 0, False
        optional = {parameter.name for parameter in key.parameters if not parameter.required}
        if unknown := set(key.declared) - optional:
            raise AnswerError(
                f"{key.name}: declared names {', '.join(sorted(unknown))}, but the reference "
                "has no parameter of that name with a default."
            )
        names = {parameter.name for parameter in key.parameters}
        if unknown := set(key.changes) - names:
            raise AnswerError(
                f"{key.name}: changes names {', '.join(sorted(unknown))}, but the reference has no "
                f"such parameter. It has {', '.join(sorted(names))}."
            )
        for parameter in key.parameters:
            where = f"the default of {parameter.name}"
            self._require_plain(parameter.default, where, DEFAULT, is_passed=True)

    @property
    def where(self) -> str:
        """The exercise and the case that is being answered, if there is one, as messages begin."""
        return f"`{self.key.name}`" + (f", case {self.number}" if self.number else "")

    def answer(self, case: KeyCase) -> KeyCase:
        """The case with what the reference and the mistakes return. Raises AnswerError."""
        self.number += 1
        arguments = (*case.args, *case.keywords.values())
        for name, argument in zip(self.key.argument_names(case), arguments, strict=False):
            where = f"the argument {name}"
            self._require_plain(argument, where, "Pass {} instead.", is_passed=True)
        self._require_classes(arguments)
        with recorded_calls(self.room, self.key.uses) as calls:
            outcome = self._call(self.function, case)
        case = replace(case, expected=self._expected(outcome, case))
        for check in () if case.raises else self.exercise.cross_checks:
            alone = replace(self.key, run=None)  # it computes the result from the arguments itself
            found = self._call(check.function, case, alone)
            require_agreement(self.key, check, found, case.expected)
        self._require_properties(case)
        nothing = self._call(_nothing, case)
        self.is_graded |= bool(case.raises or self._differences(nothing, case))
        is_short = not case.expensive and len(calls) <= MAX_PRIVATE_CALLS
        wrong = {} if case.form_only else self._wrong_outcomes(case)
        return replace(
            case,
            expected=blank(case.expected) if case.form_only else case.expected,
            mistakes={name: outcome for name, (outcome, _) in wrong.items()},
            lacking={name: lacking for name, (_, lacking) in wrong.items() if lacking},
            calls=tuple(calls) if is_short else (),
            samples=() if is_short else samples(calls),
        )

    def _require_properties(self, case: KeyCase) -> None:
        """Raise AnswerError for a property that the reference's own result does not have."""
        for lack in (
            () if case.raises else assess(self.key, case, case.expected, case.expected, self._apply)
        ):
            places = {one.name: place_of(one.function) for one in self.exercise.properties}
            raise AnswerError(
                f"{self.where}: {lack.where} ({places[lack.where]}) does "
                f"not hold for what the reference returns. {lack.told}".rstrip()
            )

    def _wrong_outcomes(self, case: KeyCase) -> dict[str, tuple[Outcome, tuple[str, ...]]]:
        """The outcomes of the mistakes that are wrong, each with the properties that it lacks.

        Expensive cases run only after the others have passed, so they need only the mistakes that
        no other case shows.
        """
        found = {}
        for mistake in self.exercise.mistakes:
            if case.expensive and mistake.name in self.shown:
                continue
            outcome = self._call(mistake.function, case)
            where = f"The mistake {mistake.name} of {self.key.name}"
            slips = (*SLIPS, "AttributeError") if self.key.kind == "class" else SLIPS
            problem = outcome.problem
            if problem and problem.type == "TypeError" and _is_no_call(problem.message, mistake):
                raise AnswerError(
                    f"{where} cannot be called as the reference is: {problem.message}\n"
                    "Give it the reference's parameters, or `right` first to take them by name."
                )
            if problem is not None and problem.type in slips:
                raise AnswerError(
                    f"{where} raises {problem.type}: {problem.message}\n"
                    "Is that a slip of its own? Everybody whose function raises would be told so."
                )
            if (lacking := self._lacking(outcome, case)) is not None:
                found[mistake.name] = outcome, lacking
                self.shown.add(mistake.name)
        return found

    def _lacking(self, outcome: Outcome, case: KeyCase) -> tuple[str, ...] | None:
        """The properties that a wrong outcome lacks, perhaps none; None if it is right."""
        if case.raises:
            return None if outcome.raises(case.raises) else ()
        if outcome.status != "value":
            return ()
        found = self._differences(outcome, case)
        lacking = tuple(one.where for one in found if one.kind == "property")
        return lacking if found or outcome.changed else None

    def _expected(self, outcome: Outcome, case: KeyCase) -> Value:
        """What a case is expected to return; None where it raises."""
        if not case.raises:
            return self._reference_value(outcome)
        if not outcome.raises(case.raises):
            raise AnswerError(
                f"{self.where}, should raise {case.raises}, but the reference {_end(outcome)}."
            )
        return None

    def _reference_value(self, outcome: Outcome) -> Value:
        name = self.key.name
        if outcome.problem is not None:
            raise AnswerError(f"The reference {name} {_end(outcome)}")
        if outcome.status != "value" or outcome.changed:
            what = (
                f"changes its argument {outcome.changed[0]}" if outcome.changed else outcome.status
            )
            advice = "\nLet it work on a copy, or name the argument in changes=(…)."
            raise AnswerError(
                f"The reference {name} gives no clean value: {what}."
                + (advice if outcome.changed else "")
            )
        is_more = self.key.changes or self.key.declared
        value, texts = self.key.split(outcome.value) if self.key.texts else (outcome.value, ())
        self._require_texts(texts)
        result, *states = value if is_more else (value,)
        self._require_plain(result, "result", "Return {} instead.")
        parts = {_count(result)} | ({1 + len(states)} if is_more else set())
        if (named := len(self.key.returns)) and named not in parts:
            raise AnswerError(
                f"{name}: returns names {named} parts, but the reference returns "
                f"{describe(result)}.\nName as many parts as it returns, in their order."
            )
        for argument, state in zip(self.key.changes, states, strict=False):
            where = f"the changed argument {argument}"
            self._require_plain(state, where, "Let it become {} instead.")
        return outcome.value

    def _require_texts(self, texts: Iterable[Value]) -> None:
        """Raise AnswerError for a file that the reference does not write, or that is no text."""
        for where, text in zip(self.key.texts, texts, strict=False):
            if text is None:
                raise AnswerError(
                    f"{self.where}: the reference does not write {where}. "
                    "It is looked for in the current folder, by the name in `writes`."
                )
            self._require_plain(text, where, "Write text, such as CSV, or return what is in it.")

    def _require_plain(
        self, value: Value, where: str, advice: str, *, is_passed: bool = False
    ) -> None:
        """Raise AnswerError for a value that cannot be compared, or passed."""
        if why := refusal(value, where, advice, is_passed=is_passed):
            raise AnswerError(f"{self.where}: {why}")

    def _require_classes(self, arguments: tuple[Value, ...]) -> None:
        """Raise AnswerError for an argument of a class that students do not get."""
        wanted = classes_in(arguments)
        if wanted and (lacking := wanted - names_in(stub_text(self.room.script))):
            file = f"solutions/{self.room.name}/{self.room.name}.py"
            raise AnswerError(
                f"{self.where}: an argument is a {min(lacking)}, a class "
                f"that students do not get.\nDefine it in {file}, outside functions and solutions."
            )

    def require_a_result(self) -> None:
        """Raise AnswerError if a function that does nothing would pass every case."""
        if not self.is_graded:
            raise AnswerError(
                f"`{self.key.name}`: the reference returns None in every case and changes no "
                "argument named in `changes`, so a function that does nothing would pass.\n"
                "Return what is to be graded, or name the arguments that the function changes in "
                "`changes`.\nPrinted text counts with prints=True, files with writes=(name,)."
            )

    def _differences(self, outcome: Outcome, case: KeyCase) -> list[Difference]:
        return assess(self.key, case, outcome.value, case.expected, self._apply)

    def _apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        return applied(code, args, self.folder)

    def _call(
        self, function: Callable[..., Any], case: KeyCase, key: KeyExercise | None = None
    ) -> Outcome:
        names, rules = self.key.argument_names(case), (key or self.key).rules(case)
        classes = vars(self.room.reference)
        with redirect_stdout(io.StringIO()) if self.key.prints else nullcontext():
            return call(function, case.args, case.keywords, names, self.folder, rules, classes)


def _end(outcome: Outcome) -> str:
    """How a call of the reference ended."""
    if outcome.problem is not None:
        return f"raises {outcome.problem.type}: {outcome.problem.message}"
    return f"returns {describe(outcome.value)}" if outcome.status == "value" else outcome.status


def _count(result: Value) -> int:
    """How many parts a result has that can be named."""
    if isinstance(result, Record) and result.kind == "NamedTuple":
        return len(result.fields["fields"])
    return len(result) if isinstance(result, tuple) else 1


def _is_no_call(message: str, mistake: Mistake) -> bool:
    """Whether a TypeError says that the mistake does not take the arguments of a case."""
    name = getattr(mistake.function, "__name__", "")
    return message.startswith((f"{name}() takes ", f"{name}() missing ", f"{name}() got an unexp"))


def _nothing(*args: Any, **keywords: Any) -> None:
    """Stands for a function that a student left as `pass`."""

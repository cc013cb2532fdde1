"""Outcome measures: exact scores, what is done about missing answers, and whether a change matters.

Scores of different measures are never put together. Nothing missing is made up in silence: a score says how many
answers it rests on, and a measure with too few is not scored. The numbers are content, with their sources.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from annotated_types import Len

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.value import value

Answer: TypeAlias = float | None
"""What one item was answered: a number, 1 or 0 for a statement that is true or not, or None where it was left out."""


@value
class MeasureText:
    """The words of a measure. Wording of an instrument is the authors' own and never changed.

    `items` are the questions or statements by item id; `choices` what a number stands for.
    """

    of: int
    reviewed: date
    name: str
    short: str
    heading: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    low_label: str = ""
    high_label: str = ""
    note: str = ""


@value
class OutcomeMeasure:
    """An instrument: how it is answered (`scoring`), its range, which end is better, and what change matters.

    `scoring`: `number` is one answer; `mean` of the items answered; `count` of the statements that are true; `named`
    the mean of activities that the patient names; `typed` takes a total from a form whose owner asks for a licence, so
    that none of its items is here. `answers_least` is the fewest answers that are scored. A change matters from
    `matters_points` (`matters_points_alone` where one activity was named) or `matters_percent` on; `responder_up_to`
    is for measures that ask for the change itself.
    """

    id: str
    version: int = 1
    reviewed: date
    scoring: Literal["number", "mean", "count", "named", "typed"]
    items: tuple[str, ...] = ()
    named_from: int = 0
    named_to: int = 0
    low: float
    high: float
    whole: bool = True
    better: Literal["lower", "higher"]
    answers_least: int = 1
    matters_points: float | None = None
    matters_points_alone: float | None = None
    matters_percent: float | None = None
    responder_up_to: float | None = None
    recovered_up_to: float | None = None
    due: tuple[Literal["start", "visit", "every_4_weeks", "early_check", "week_6", "end", "month_3"], ...] = ()
    order: int = 100
    licence: Literal["free", "confirm", "typed_only"]
    licence_note: str
    sources: tuple[str, ...]
    text: MeasureText


@value
class Answers:
    """One sheet as it was answered. `labels` name the activities of a `named` measure, in the order of `values`."""

    values: tuple[Answer, ...]
    labels: tuple[Annotated[str, Len(1, 200)], ...] = ()


class Doubt(StrEnum):
    """What a reader of a score must know."""

    SOME_MISSING = "some_missing"
    TOO_FEW = "too_few"


@value
class Score:
    """What a sheet comes to. `value` is None where too few items were answered; the raw answers stay with the sheet."""

    measure: str
    version: int
    value: float | None
    answered: int
    asked: int
    doubt: Doubt | None = None


class Direction(StrEnum):
    """A change in a plain word. "Better" and "worse" mean a change that matters; nobody is ever called cured."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@value
class Change:
    """From one score to a later one of the same measure. `gain` is in points, above 0 where it is better.

    `percent` of the first score; None where that was 0, so that there is nothing to take a share of.
    """

    gain: float
    percent: float | None
    direction: Direction
    by: Literal["points", "percent", "both", ""] = ""


def score(measure: OutcomeMeasure, answers: Answers) -> Score:
    """The score of a sheet. Raises `Refused` naming an answer that can't be one."""
    _sound(measure, answers)
    given = [answer for answer in answers.values if answer is not None]
    asked = len(answers.values) if measure.scoring == "named" else max(1, len(measure.items))
    least = max(1, measure.answers_least)
    if len(given) < least:
        return Score(
            measure=measure.id,
            version=measure.version,
            value=None,
            answered=len(given),
            asked=asked,
            doubt=Doubt.TOO_FEW,
        )
    total = math.fsum(given)
    return Score(
        measure=measure.id,
        version=measure.version,
        value=total if measure.scoring in {"count", "number", "typed"} else total / len(given),
        answered=len(given),
        asked=asked,
        doubt=Doubt.SOME_MISSING if len(given) < asked else None,
    )


def change(measure: OutcomeMeasure, before: Score, now: Score) -> Change:
    """What became of a score. Raises `Refused` where there is nothing to compare."""
    if measure.responder_up_to is not None:
        raise _wrong(measure, "asks for the change itself; there is no other to take")
    if before.value is None or now.value is None:
        raise _wrong(measure, "was not scored both times: too few answers")
    if {before.measure, now.measure} != {measure.id} or before.version != now.version:
        raise _wrong(measure, "was not asked in the same wording both times")
    gain = before.value - now.value if measure.better == "lower" else now.value - before.value
    # where higher is better a start near nothing would make any gain endless: the share is of one point at the least
    whole = before.value if measure.better == "lower" else max(before.value, 1.0)
    percent = 100 * gain / whole if whole else None
    by_points, by_percent = _matters(measure, gain, percent, alone=now.asked == 1)
    matters = by_points or by_percent
    return Change(
        gain=gain,
        percent=percent,
        direction=Direction.SAME if not matters else Direction.BETTER if gain > 0 else Direction.WORSE,
        by="both" if by_points and by_percent else "points" if by_points else "percent" if by_percent else "",
    )


def answer_to_change(measure: OutcomeMeasure, said: float) -> Direction:
    """What a patient's own word for the change means (1 very much better ... 7 very much worse).

    Better is what counts as a responder; worse is as far at the other end; what lies between is about the same.
    """
    if measure.responder_up_to is None:
        raise _wrong(measure, "does not ask for the change itself")
    if said <= measure.responder_up_to:
        return Direction.BETTER
    return Direction.WORSE if said >= measure.low + measure.high - measure.responder_up_to else Direction.SAME


def recovered(measure: OutcomeMeasure, now: float) -> bool | None:
    """Whether a score is one that people without the complaint have; None where no such line is known."""
    if measure.recovered_up_to is None:
        return None
    return now <= measure.recovered_up_to


def same_labels(before: Answers, now: Answers) -> bool:
    """Whether both sheets ask for the same activities in the same order; only then may they be compared."""
    return [_folded(label) for label in before.labels] == [_folded(label) for label in now.labels]


def _matters(measure: OutcomeMeasure, gain: float, percent: float | None, *, alone: bool) -> tuple[bool, bool]:
    """Whether a change reaches the points that matter, and whether it reaches the share."""
    points = measure.matters_points_alone if alone and measure.matters_points_alone else measure.matters_points
    share = measure.matters_percent
    return (
        points is not None and _reaches(abs(gain), points),
        share is not None and percent is not None and _reaches(abs(percent), share),
    )


def _reaches(size: float, line: float) -> bool:
    return size > line or math.isclose(size, line, rel_tol=1e-9)  # 10 to 7 is 30 %, whatever floats make of it


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _sound(measure: OutcomeMeasure, answers: Answers) -> None:
    if measure.scoring == "named":
        _names(measure, answers)
    elif answers.labels:
        raise _wrong(measure, "has no activities to name")
    elif len(answers.values) != max(1, len(measure.items)):
        raise _wrong(measure, f"takes {max(1, len(measure.items))} answers, not {len(answers.values)}")
    low, high = (0.0, 1.0) if measure.scoring == "count" else (measure.low, measure.high)
    whole = measure.whole or measure.scoring == "count"
    for number, answer in enumerate(answers.values, 1):
        if answer is None:
            continue
        if not (low <= answer <= high) or (whole and answer != int(answer)):
            kind = "a whole number" if whole else "a number"
            raise _wrong(measure, f"has {answer:g} as answer {number}; it must be {kind} from {low:g} to {high:g}")


def _names(measure: OutcomeMeasure, answers: Answers) -> None:
    least, most = measure.named_from, measure.named_to
    if not least <= len(answers.values) <= most:
        raise _wrong(measure, f"takes {least} to {most} activities, not {len(answers.values)}")
    if len(answers.labels) != len(answers.values) or not all(label.strip() for label in answers.labels):
        raise _wrong(measure, "needs a name for each activity")
    folded: Sequence[str] = [_folded(label) for label in answers.labels]
    if len(set(folded)) != len(folded):
        raise _wrong(measure, "names the same activity twice")


def _wrong(measure: OutcomeMeasure, message: str) -> Refused:
    return Refused(Problem(file="", field=measure.id, message=message))

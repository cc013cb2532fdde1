"""Whether the course is to be looked at: because the plan says so, or because nothing has changed for long enough.

The numbers are content: which change matters stands with each measure, after how many visits with the defaults.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from treatplan.domain.errors import Refused
from treatplan.domain.library import Library
from treatplan.domain.outcomes import Answers, Direction, Score, answer_to_change, change, same_labels
from treatplan.domain.plan import Regimen
from treatplan.domain.value import value
from treatplan.domain.visit.visit import Sheet, Visit, treated


@value
class ReviewDue:
    """That a review is due, and why: planned for this visit, no change that matters, or nothing measured to tell."""

    because: Literal["planned", "no_change", "not_measured"]
    after: int
    measures: tuple[str, ...] = ()


def review_due(
    visits: Sequence[Visit], regimen: Regimen | None, library: Library, start: Mapping[str, float] | None = None
) -> ReviewDue | None:
    """Look at the visits of a course, oldest first. `start` holds scores of the intake by measure.

    What a visit has reviewed is not asked for again until as many visits have passed.
    """
    session = regimen.review_session if regimen is not None else None
    done = len(visits)
    if session and done >= session and all(visit.review is None for visit in visits[max(0, session - 2) :]):
        return ReviewDue(because="planned", after=done)
    after = library.defaults.review_after_visits
    reviewed = max((place for place, visit in enumerate(visits, 1) if visit.review is not None), default=0)
    if after is None or sum(map(treated, visits[reviewed:])) < after:
        return None
    found = dict(_directions(visits, library, start or {}))
    if Direction.BETTER in found.values():
        return None
    because: Literal["no_change", "not_measured"] = "no_change" if found else "not_measured"
    return ReviewDue(because=because, after=done, measures=tuple(found))


def _directions(
    visits: Sequence[Visit], library: Library, start: Mapping[str, float]
) -> Iterator[tuple[str, Direction]]:
    """What became of each measure that can be told: from the first sheet to the last, or by the patient's own word."""
    sheets: dict[str, list[Sheet]] = {
        id_: [Sheet(measure=id_, values=(score,), version=library.measures[id_].version, score=score)]
        for id_, score in start.items()
        if id_ in library.measures
    }
    for visit in visits:
        for sheet in visit.outcomes:
            sheets.setdefault(sheet.measure, []).append(sheet)
    for id_, found in sheets.items():
        measure = library.measures.get(id_)
        last = found[-1]
        if measure is None or last.score is None:
            continue
        if measure.responder_up_to is not None:
            yield id_, answer_to_change(measure, last.score)
        elif len(found) > 1 and _comparable(found[0], last):
            try:
                yield id_, change(measure, _score(found[0]), _score(last)).direction
            except Refused:
                continue  # not scored both times, or asked in another wording


def _comparable(first: Sheet, last: Sheet) -> bool:
    before, now = (Answers(values=one.values, labels=one.labels) for one in (first, last))
    return not (before.labels or now.labels) or same_labels(before, now)


def _score(sheet: Sheet) -> Score:
    answered = sum(value is not None for value in sheet.values)
    return Score(
        measure=sheet.measure,
        version=sheet.version,
        value=sheet.score,
        answered=answered,
        asked=len(sheet.values),
        doubt=sheet.doubt,
    )

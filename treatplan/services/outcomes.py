"""Outcome measures: score a sheet, and say what became of an earlier one."""

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.outcomes import Answers, Change, Direction, OutcomeMeasure, Score, change, same_labels, score
from treatplan.domain.outcomes import answer_to_change as own_word
from treatplan.domain.points import near
from treatplan.domain.value import value
from treatplan.services.ports import ContentSource


@value
class Outcome:
    """A scored sheet; `change` from an earlier one, or `direction` by the patient's own word."""

    measure: OutcomeMeasure
    score: Score
    change: Change | None = None
    direction: Direction | None = None


class Outcomes:
    """Scores on plain values; what is kept in a record is scored the same way."""

    def __init__(self, content: ContentSource) -> None:
        self._content = content

    def measures(self) -> tuple[OutcomeMeasure, ...]:
        """Every measure, in the order in which they are asked."""
        found = self._content.library("en").measures.values()
        return tuple(sorted(found, key=lambda measure: (measure.order, measure.id)))

    def measure(self, id_: str) -> OutcomeMeasure:
        """One measure. Raises `Refused` naming what is near."""
        measures = self._content.library("en").measures
        if id_ not in measures:
            close = ", ".join(near(id_, measures)) or ", ".join(measures)
            raise Refused(Problem(file="", field="MEASURE", message=f"is '{id_[:60]}'; near it: {close}"))
        return measures[id_]

    def scored(self, id_: str, answers: Answers, before: Answers | None = None) -> Outcome:
        """The score of a sheet, and its change from the sheet before. Raises `Refused`."""
        measure = self.measure(id_)
        now = score(measure, answers)
        if measure.responder_up_to is not None:
            if before is not None:
                raise Refused(
                    Problem(file="", field="--before", message=f"is not asked with {id_}: it asks for change")
                )
            return Outcome(
                measure=measure, score=now, direction=None if now.value is None else own_word(measure, now.value)
            )
        if before is None:
            return Outcome(measure=measure, score=now)
        if measure.scoring == "named" and not same_labels(before, answers):
            message = "names other activities; only the same ones can be compared"
            raise Refused(Problem(file="", field="--before", message=message))
        return Outcome(measure=measure, score=now, change=change(measure, score(measure, before), now))

"""What an intake has not been asked yet: what must be known before release, and what a draft is better with."""

from collections.abc import Iterator
from typing import Literal

from treatplan.domain.facts import facts_of, unknown_factors
from treatplan.domain.intake import Intake, Onset
from treatplan.domain.library import Library
from treatplan.domain.screening import screen
from treatplan.domain.value import value


@value
class Gap:
    """One open question. `field` is where the answer goes; `must` ones block the release of any plan."""

    field: str
    need: Literal["must", "useful"]


def gaps(intake: Intake, library: Library) -> tuple[Gap, ...]:
    """Open questions in the order of the form, each field once."""
    found = dict.fromkeys((*_must(intake, library), *_useful(intake)))
    return tuple(found)


def _must(intake: Intake, library: Library) -> Iterator[Gap]:
    facts = facts_of(intake, library)
    for finding in screen(intake, library, facts):
        if finding.kind == "not_asked":
            for field in (finding.fact.field, *(also.partition(":")[0] for also in finding.fact.also)):
                yield Gap(field=field, need="must")
    for _, fact in unknown_factors(intake, library, facts):
        yield Gap(field=fact.field, need="must")


def _useful(intake: Intake) -> Iterator[Gap]:
    complaint = intake.complaint
    if not complaint.places:
        yield Gap(field="complaint.places", need="must")
    if complaint.onset is Onset.UNKNOWN:
        yield Gap(field="complaint.onset", need="useful")
    if not complaint.quality:
        yield Gap(field="complaint.quality", need="useful")
    if complaint.pain_now is None:
        yield Gap(field="complaint.pain_now", need="useful")
    if not (intake.causes or intake.patterns):
        yield Gap(field="causes", need="useful")

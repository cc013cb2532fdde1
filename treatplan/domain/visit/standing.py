"""What still stands in the way of signing a visit. Nothing of it can be waved away: it is answered, or it stands."""

from collections.abc import Iterator
from typing import Literal

from treatplan.domain.findings import Finding
from treatplan.domain.firing import STOPPING
from treatplan.domain.intake import Answer
from treatplan.domain.library import Library
from treatplan.domain.rules import Level
from treatplan.domain.safety import REASON_LETTERS, answers_to
from treatplan.domain.value import value
from treatplan.domain.visit.opening import fields_of
from treatplan.domain.visit.today import Today, fields_of_fact
from treatplan.domain.visit.visit import Afresh, NeedleCount, Visit, modalities, treated


@value
class Obstacle:
    """One thing that stands in the way: what kind, the field of the visit where it is mended, and what to do."""

    kind: Literal["unconfirmed", "not_asked", "count", "consent", "finding", "emergency", "adverse"]
    field: str
    message: str
    rule: str = ""


def in_the_way(visit: Visit, today: Today, library: Library) -> tuple[Obstacle, ...]:
    """Everything that stands in the way, in the order of a visit.

    Who was sent away untreated because of a sign need not be asked the rest first: it is written down as not asked.
    """
    found: list[Obstacle] = []
    if not sent_away(visit, today):
        found += _not_asked(visit, today)
    found += _emergency(visit, today)
    found += _findings(visit, today)
    found += _unconfirmed(visit)
    found += _consent(visit)
    found += _counts(visit)
    found += _adverse(visit, library)
    return tuple(found)


def is_sent(visit: Visit) -> bool:
    """Whether it is written down where the patient was sent, and how."""
    return visit.referral is not None and bool(visit.referral.to.strip() and visit.referral.how.strip())


def sent_away(visit: Visit, today: Today) -> bool:
    """Whether the patient was sent on because of a sign, and nothing was given."""
    signs = (one for one in today.findings if one.kind == "red_flag" or one.level is Level.EMERGENCY)
    return is_sent(visit) and not treated(visit) and any(one.level in STOPPING for one in signs)


def _not_asked(visit: Visit, today: Today) -> Iterator[Obstacle]:
    for question in today.questions:
        given = visit.afresh.get(question.id, Afresh())
        field = f"afresh.{question.id}"
        if given.answer is Answer.NOT_ASKED:
            yield Obstacle(kind="not_asked", field=field, message=f"ask: {question.text.question}")
        elif question.asks == "medicines" and given.answer is Answer.YES and not _named(given.medicines):
            yield Obstacle(kind="not_asked", field=f"{field}.medicines", message="name the new medicine")
    if visit.follows is None:
        return
    if visit.response is None:
        message = "ask what became of the complaint after the last treatment"
        yield Obstacle(kind="not_asked", field="response", message=message)
    if visit.adverse_asked in {Answer.NOT_ASKED, Answer.NOT_SURE}:
        message = "ask whether anything went wrong after the last treatment (yes or no)"
        yield Obstacle(kind="not_asked", field="adverse_asked", message=message)


def _emergency(visit: Visit, today: Today) -> Iterator[Obstacle]:
    """An emergency stops the treatment. It can't be answered; that the patient was sent is what closes the visit."""
    first = next(iter(today.emergencies), None)
    if first is None:
        return
    if not is_sent(visit):
        message = f"{first.title}: no treatment today; write down where the patient was sent, and how"
        yield Obstacle(kind="emergency", field="referral", message=message, rule=first.rule)
    elif treated(visit) and not _reasoned(visit.referral.after_treatment if visit.referral else ""):
        message = f"{first.title}: take out what was not given, or say why it was given before the sign was known"
        yield Obstacle(kind="emergency", field="referral.after_treatment", message=message, rule=first.rule)


def _findings(visit: Visit, today: Today) -> Iterator[Obstacle]:
    asked = frozenset(_fields_open(visit, today))
    for finding in today.findings:
        if (
            not finding.blocks
            or finding.level is Level.EMERGENCY
            or sent_away(visit, today)
            or _told_of(finding, visit)
        ):
            continue
        if finding.kind == "not_asked" and fields_of_fact(finding.fact) <= asked:
            continue  # the question itself is told already
        yield Obstacle(kind="finding", field=finding.fact.field, message=_told(finding), rule=finding.rule)


def _fields_open(visit: Visit, today: Today) -> Iterator[str]:
    """What the questions that are still to be asked will tell."""
    for question in today.questions:
        if visit.afresh.get(question.id, Afresh()).answer is not Answer.NOT_ASKED:
            continue
        yield from (f"red_flags.{part}" for part in question.parts)
        if question.asks == "pregnancy":
            yield "patient.pregnancy.status"


def _told_of(finding: Finding, visit: Visit) -> bool:
    """Whether the visit says why something was given that can't be answered for: it happened, and is not hidden."""
    return forbids(finding) and _reasoned(visit.although.get(finding.rule, ""))


def forbids(finding: Finding) -> bool:
    """Whether a finding speaks of something that was given and that no answer allows."""
    return finding.blocks and finding.kind == "rule" and bool(finding.items) and not answers_to(finding)


def _told(finding: Finding) -> str:
    if finding.kind == "not_asked":
        return f"{finding.title}: {finding.do}"
    if forbids(finding):
        what = f"take it out; if it was given, say why under although.{finding.rule}"
        return f"{finding.title}: no answer allows it: {what}. {finding.do}"
    return f"{finding.title}: not answered yet. {finding.do}"


def _unconfirmed(visit: Visit) -> Iterator[Obstacle]:
    there = frozenset(fields_of(visit))
    for mark in visit.carried:
        if mark.field in there and not mark.confirmed:
            source = "the plan" if mark.source == "plan" else "the last visit"
            yield Obstacle(
                kind="unconfirmed", field=mark.field, message=f"was copied from {source}; confirm it, or take it out"
            )


def _consent(visit: Visit) -> Iterator[Obstacle]:
    for modality in modalities(visit):
        answer = visit.consent.get(modality, Answer.NOT_ASKED)
        if answer is not Answer.YES:
            message = "was refused, and was given" if answer is Answer.NO else "was given; ask for consent to it today"
            yield Obstacle(kind="consent", field=f"consent.{modality}", message=message)


def _counts(visit: Visit) -> Iterator[Obstacle]:
    counted = {count.position: count for count in visit.counts}
    used = {item.position for item in visit.needles}
    for position in sorted(one for one in used if one is not None):
        if position not in counted or not counted[position].needles_in:
            yield Obstacle(kind="count", field=f"counts.{position}", message="needles were placed and not counted")
    if None in used and not any(count.needles_in for count in visit.counts):
        yield Obstacle(kind="count", field="counts", message="needles were placed and not counted")
    for count in visit.counts:
        yield from _differ(count)


def _differ(count: NeedleCount) -> Iterator[Obstacle]:
    if count.needles_in == count.needles_out:
        return
    field = f"counts.{count.position}"
    what = f"{count.needles_in} in, {count.needles_out} out"
    if not _reasoned(count.reason):
        message = f"{what}: look again, and say why they differ, in at least {REASON_LETTERS} letters"
        yield Obstacle(kind="count", field=f"{field}.reason", message=message)
    look = count.second_look
    if look is None or not look.by.strip() or look.at is None:
        message = f"{what}: a second look is needed, with the name of who looked and when"
        yield Obstacle(kind="count", field=f"{field}.second_look", message=message)


def _adverse(visit: Visit, library: Library) -> Iterator[Obstacle]:
    if visit.adverse_asked is Answer.YES and not visit.adverse:
        yield Obstacle(kind="adverse", field="adverse", message="something went wrong; write down what")
    if visit.adverse_asked is Answer.NO and visit.adverse:
        yield Obstacle(
            kind="adverse", field="adverse_asked", message="is 'no', but something that went wrong is listed"
        )
    for place, event in enumerate(visit.adverse):
        kind = library.adverse_kinds.get(event.kind)
        grave = event.severity in {"severe", "serious"} or (kind is not None and kind.serious)
        if grave and not event.action.strip():
            yield Obstacle(
                kind="adverse", field=f"adverse[{place}].action", message="write down what was done about it"
            )


def _named(medicines: tuple[str, ...]) -> bool:
    return any(line.strip() for line in medicines)


def _reasoned(text: str) -> bool:
    return len(text.strip()) >= REASON_LETTERS

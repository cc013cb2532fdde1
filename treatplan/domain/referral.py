"""The referral that an emergency or urgent sign leads to in place of a plan. File format `treatplan.referral/1`."""

from collections.abc import Iterable
from dataclasses import field
from datetime import date
from typing import Literal, TypeAlias

from treatplan.domain.findings import Finding
from treatplan.domain.intake import Examination, Intake, Line, Note, Patient
from treatplan.domain.plan import Clinic, Practitioner
from treatplan.domain.rules import Level
from treatplan.domain.value import value

REFERRAL_FORMAT: Literal["treatplan.referral/1"] = "treatplan.referral/1"

Urgency: TypeAlias = Literal["emergency", "urgent", "gp_review"]
_URGENCIES: dict[Level, Urgency] = {
    Level.EMERGENCY: "emergency",
    Level.REFER: "urgent",
    Level.CAUTION: "gp_review",
}


@value
class ReferralFlag:
    """One sign: what was asked, what was answered, what was noted beside it (when it began), and what to do.

    `answer` is the value seen; `also` names what else it rests on (`red_flags.RF05.both_legs: yes`).
    """

    flag: str
    name: str
    urgency: Urgency
    field: str
    question: str = ""
    answer: str
    also: tuple[str, ...] = ()
    note: Note = ""
    action: str
    sources: tuple[str, ...] = ()


@value
class Referral:
    """Who is sent, when, how urgently and why, with what a doctor asks first. Flags are strongest first.

    `clinic` and `practitioner` say who sends; a note without them has lines to write that on.
    """

    format: Literal["treatplan.referral/1"]
    on: date
    patient: Patient
    urgency: Urgency
    flags: tuple[ReferralFlag, ...]
    started_on: date | None = None
    complaint_note: Note = ""
    medicines: tuple[Line, ...] = ()
    examination: Examination = field(default_factory=Examination)
    practitioner: Practitioner = field(default_factory=Practitioner)
    clinic: Clinic = field(default_factory=Clinic)


def refer(intake: Intake, findings: Iterable[Finding]) -> Referral:
    """The referral for the red flags among the findings. Raises ValueError where none fired."""
    flags = sorted(
        (_flag(finding, intake) for finding in findings if _leads_to_referral(finding)),
        key=lambda flag: tuple(_URGENCIES.values()).index(flag.urgency),
    )
    if not flags:
        raise ValueError("nothing among these findings leads to a referral")
    return Referral(
        format=REFERRAL_FORMAT,
        on=intake.taken_on,
        patient=intake.patient,
        urgency=flags[0].urgency,
        flags=tuple(flags),
        started_on=intake.complaint.started_on,
        complaint_note=intake.complaint.note,
        medicines=intake.medicines,
        examination=intake.examination,
    )


def _leads_to_referral(finding: Finding) -> bool:
    fired = finding.kind == "red_flag" and finding.level in _URGENCIES
    return fired or finding.level is Level.EMERGENCY


def _flag(finding: Finding, intake: Intake) -> ReferralFlag:
    return ReferralFlag(
        flag=finding.rule,
        name=finding.title,
        urgency=_URGENCIES[finding.level],
        field=finding.fact.field,
        question=finding.question,
        answer=finding.fact.seen,
        also=finding.fact.also,
        note=_note(finding, intake),
        action=finding.do,
        sources=finding.sources,
    )


def _note(finding: Finding, intake: Intake) -> str:
    """What was written down for the flag or for any part that it rests on, each once."""
    names = [finding.rule, finding.fact.field.removeprefix("red_flags.")]
    names += [other.removeprefix("red_flags.").partition(":")[0] for other in finding.fact.also]
    notes = (intake.red_flag_notes.get(name, "").strip() for name in names)
    return " ".join(dict.fromkeys(note for note in notes if note))

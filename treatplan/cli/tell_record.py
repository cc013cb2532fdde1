"""What a clinic keeps, as words for a terminal or as JSON."""

import unicodedata
from collections.abc import Iterable, Sequence

from treatplan.cli import tell
from treatplan.domain.intake import Pregnancy, full_name
from treatplan.domain.people import as_patient
from treatplan.domain.record import (
    ClinicInfo,
    HandoutRow,
    IntakeRecord,
    PatientRecord,
    PatientRow,
    Person,
    PlanLine,
    PlannedVisit,
    PlanRecord,
)
from treatplan.domain.value import value
from treatplan.exchange.canonical import readable


@value
class PatientShown:
    """What `patient show` tells; what this user may not read is not there."""

    patient: PatientRecord
    intake: IntakeRecord | None = None
    plans: tuple[PlanLine, ...] = ()
    handouts: tuple[HandoutRow, ...] = ()


def value_json(shown: object) -> str:
    """A value, or a list of them, as JSON with every field."""
    return readable(shown, whole=True)


def clinic(info: ClinicInfo) -> str:
    """What a clinic's file is and holds."""
    counted = ", ".join(f"{number} {name}" for name, number in info.counts.items())
    lines = [
        f"{info.practice.name or 'A clinic without a name'}, {info.practice.jurisdiction}",
        f"file: {info.place}",
        f"made: {info.made_at:%Y-%m-%d %H:%M} UTC; schema {info.schema}",
        f"encrypted: {info.cipher}; {info.engine}",
        f"holds: {counted or 'nothing yet'}",
    ]
    return "\n".join(lines) + "\n"


def name_of(person: Person | PatientRow) -> str:
    """The name as people write it, or a sign that there is none."""
    if isinstance(person, PatientRow):
        person = Person(given_name=person.given_name, family_name=person.family_name, birth_date=person.birth_date)
    return full_name(as_patient(person, Pregnancy())) or "(no name)"


def patient_line(row: PatientRow) -> str:
    """A patient in one line: file number, name, birth date, phone."""
    other = f" ({row.other_names})" if row.other_names else ""
    parts = (f"{row.id:>5}", f"{name_of(row)}{other}", row.birth_date.isoformat(), row.phone)
    return printable("  ".join(part for part in parts if part))


def patient(shown: PatientShown) -> str:
    """A patient and what is in the record."""
    record = shown.patient
    person = record.person
    lines = [
        f"{name_of(person)}, born {person.birth_date}, file {record.id}",
        f"language {person.language}, print {person.print_size}" + (f", phone {person.phone}" if person.phone else ""),
        *([f"access needs: {person.access_needs}"] if person.access_needs else []),
    ]
    if shown.intake is not None:
        lines.append(f"intake {shown.intake.id}: taken {shown.intake.intake.taken_on}")
    lines += [f"plan {line.id}, version {line.number}: {line.status}" for line in shown.plans]
    lines += [handout_line(row) for row in shown.handouts]
    return "".join(f"{printable(line)}\n" for line in lines)


def handout_line(row: HandoutRow) -> str:
    """A stored document in one line."""
    version = f"plan {row.plan} v{row.number}" if row.plan else "referral note"
    given = f", given {row.given} times" if row.given > 1 else ", given once" if row.given else ""
    state = "" if row.current else ", replaced by a newer version"
    what = f"{row.language}, {row.size}, {row.paper}, {row.pages} pages{given}{state}"
    return printable(f"handout {row.id}: {row.patient_name}, {version}: {what}")


def stored_plan(stored: PlanRecord, visits: Sequence[PlannedVisit]) -> str:
    """A stored plan in words, with its state and its visits."""
    state = str(stored.status)
    if stored.released_at is not None:
        state += f" {stored.released_at:%Y-%m-%d %H:%M} UTC by {stored.released_by}"
    lines = [f"plan {stored.id}, version {stored.number}: {printable(state)}", "", tell.plan(stored.plan)]
    if visits:
        lines += ["", "Visits", *_visits(visits)]
    return "\n".join(lines) + "\n"


def printable(text: str) -> str:
    """Text on one line of a terminal: what would steer it is shown as a sign."""
    return "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _visits(visits: Iterable[PlannedVisit]) -> Iterable[str]:
    for visit in visits:
        day = f" {visit.on}" if visit.on else ""
        yield f"  {visit.number}{day}{' review' if visit.review else ''}"

"""Visits as words for a terminal, or as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from treatplan.cli import tell
from treatplan.cli.tell_record import printable
from treatplan.domain.intake import Answer, Examination
from treatplan.domain.record import NoteKind, VisitState
from treatplan.domain.visit.differences import Difference
from treatplan.domain.visit.kept import NoteRecord, VisitLine, VisitRecord
from treatplan.domain.visit.reviewing import ReviewDue
from treatplan.domain.visit.visit import Visit, given
from treatplan.exchange.canonical import readable, to_plain
from treatplan.services.clinic.looking import VisitLook
from treatplan.services.clinic.visits import VisitShown

_KINDS = {
    NoteKind.ADDENDUM: "addendum",
    NoteKind.LATE_ENTRY: "late entry",
    NoteKind.CORRECTION: "correction",
    NoteKind.ENTERED_IN_ERROR: "entered in error",
}
_DUE = {
    "planned": "the plan asks for a look at the course now",
    "no_change": "no measure shows a change that matters",
    "not_measured": "no measure was taken twice, so nobody can tell whether anything changed",
}


def kind(of: NoteKind) -> str:
    """What is added to a visit, by its label."""
    return _KINDS[of]


def to_ask(look: VisitLook) -> str:
    """The questions of today, and what was lost by a restore."""
    lines = [f"  ask: {one.text.question}" for one in look.today.questions]
    return _lines([*lines, *_lost(look)])


def standing(look: VisitLook) -> str:
    """What is still open before a visit can be signed, what was given otherwise than planned, what is due."""
    lines = [f"  {one.field}: {one.message}{f' [{one.rule}]' if one.rule else ''}" for one in look.obstacles]
    lines.insert(0, f"{len(lines)} open before it can be signed" if lines else "Nothing stands in the way of signing.")
    lines += [f"  differs: {_difference(one)}" for one in look.differences]
    if look.review is not None:
        lines.append(f"  review due: {_due(look.review)}")
    lines += _lost(look)
    if look.referral is not None:
        _, _, *signs = tell.referral(look.referral).splitlines()
        lines += ["", f"Refer ({look.referral.urgency}):", *signs]
    return _lines(lines)


def look_json(kept: VisitRecord, look: VisitLook) -> str:
    """The same for a program."""
    return readable(
        {
            "visit": kept.id,
            "number": kept.visit.number,
            "obstacles": [to_plain(one, whole=True) for one in look.obstacles],
            "findings": [to_plain(one, whole=True) for one in look.today.findings],
            "differences": [to_plain(one, whole=True) for one in look.differences],
            "review": look.review and to_plain(look.review, whole=True),
            "referral": look.referral and to_plain(look.referral),
            "missing_since": None if look.missing_since is None else look.missing_since.isoformat(),
        }
    )


def signed_line(signed: VisitRecord) -> str:
    """That a visit was signed."""
    seal = signed.seal
    if seal is None:
        return f"visit {signed.id}: a draft"
    return printable(f"visit {signed.id}: signed {seal.at:%Y-%m-%d %H:%M} UTC by {seal.name}, SHA-256 {seal.digest}")


def line(one: VisitLine) -> str:
    """A visit in a list."""
    number = f", number {one.number}" if one.number else ""
    state = "a draft"
    if one.state is VisitState.SIGNED and one.signed_at is not None:
        state = f"signed {one.signed_at:%Y-%m-%d %H:%M} UTC by {one.signed_by}"
    notes = f", {one.notes} notes" if one.notes > 1 else ", 1 note" if one.notes else ""
    error = ", ENTERED IN ERROR" if one.in_error else ""
    return printable(f"visit {one.id}: {one.on}{number}: {state}{notes}{error}")


def shown(of: VisitShown) -> str:
    """A visit in words; first what is wrong with it, last what was added."""
    record = of.visit
    lines = [f"NOT AS IT WAS SIGNED: {fault}" for fault in of.faults]
    if record.in_error:
        lines.append("ENTERED IN ERROR: not to be relied on; see its notes")
    number = f", number {record.visit.number} of the course" if record.visit.number else ""
    lines += [f"visit {record.id}: {record.visit.on}{number}", signed_line(record), *_visit(record.visit)]
    for note in of.notes:
        lines += ["", *_note(note)]
    return _lines(lines)


def _visit(visit: Visit) -> Iterator[str]:
    yield from _section("Asked today", (f"{id_}: {_answer(one)}" for id_, one in visit.afresh.items()))
    if visit.response is not None:
        yield f"After the last treatment: {visit.response.direction}. {visit.response.note}".rstrip()
    events = (f"{one.kind}, {one.severity}, {one.relation}. {one.action} {one.note}".rstrip() for one in visit.adverse)
    yield from _section("Adverse events", events)
    yield from _section("Outcomes", (f"{one.measure}: {_number(one.score)}" for one in visit.outcomes))
    done = (f"{one.exercise or one.item_id}: {one.days_done} of {one.days_planned} days" for one in visit.home)
    yield from _section("At home", done)
    if visit.examination != Examination():
        yield f"Examination: {_fields(visit.examination)}"
    yield from _section("Consent", (f"{name}: {answer}" for name, answer in visit.consent.items()))
    for name, items in given(visit).items():
        yield from _section(name.capitalize(), (_fields(item) for item in items))
    if visit.electrical is not None:
        yield f"Electrical: {_fields(visit.electrical)}"
    if visit.retention_min is not None:
        yield f"Retention: {visit.retention_min:g} min"
    if visit.face_to_face_min is not None:
        yield f"Face to face: {visit.face_to_face_min:g} min"
    counts = (
        f"{one.position}: {one.needles_in} in, {one.needles_out} out. {one.reason} "
        f"{_fields(one.second_look) if one.second_look else ''}".rstrip()
        for one in visit.counts
    )
    yield from _section("Needles counted", counts)
    yield from _section("Given although a rule forbids it", (f"{rule}: {why}" for rule, why in visit.although.items()))
    if visit.referral is not None:
        yield f"Sent on: {_fields(visit.referral)}"
    if visit.note:
        yield from ("Note", *(f"  {part}" for part in visit.note.splitlines()))


def _note(note: NoteRecord) -> Iterator[str]:
    about = f", about {note.note.about}" if note.note.about else ""
    label = _KINDS[note.note.kind].upper()
    yield f"{note.number}. {label}{about}: {note.seal.at:%Y-%m-%d %H:%M} UTC by {note.seal.name}"
    if note.note.reason:
        yield f"  why: {note.note.reason}"
    yield from (f"  {part}" for part in note.note.text.splitlines())


def _answer(one: Any) -> str:
    parts = (
        str(one.answer if one.answer is not Answer.NOT_ASKED else "not asked"),
        ", ".join(one.medicines),
        f"week {one.week}" if one.week else "",
        one.note,
    )
    return ", ".join(part for part in parts if part)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = [f"  {one}" for one in lines]
    if told:
        yield from (title, *told)


def _fields(value: Any) -> str:
    """What a value says that is not left at its default."""
    plain = to_plain(value)
    return ", ".join(f"{name} {_words(entry)}" for name, entry in plain.items())


def _words(entry: Any) -> str:
    return " ".join(map(str, entry)) if isinstance(entry, list) else str(entry)


def _number(score: float | None) -> str:
    return "not scored" if score is None else f"{score:g}"


def _difference(one: Difference) -> str:
    match one.kind:
        case "left_out":
            return f"{one.item_id or one.field}: planned {one.planned}, not given"
        case "added":
            return f"{one.item_id or one.field}: {one.given}, not planned"
        case "changed":
            name = f"{one.item_id} {one.field}".strip()
            return f"{name}: planned {one.planned}, given {one.given}"


def _due(review: ReviewDue) -> str:
    told = f" ({', '.join(review.measures)})" if review.measures else ""
    return f"after {review.after} visits, {_DUE[review.because]}{told}"


def _lost(look: VisitLook) -> list[str]:
    if look.missing_since is None:
        return []
    since = f"{look.missing_since:%Y-%m-%d %H:%M}"
    return [
        f"  the clinic was put back from a backup of {since} UTC: ask all safety questions again, and record an intake"
    ]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{printable(one)}\n" for one in lines)

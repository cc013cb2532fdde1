"""Visits in the record: one draft a user, signed ones that stay, notes in order; in memory and in the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from tests.visit_builders import a_visit
from treatplan.domain.errors import Missing, Refused, Stale
from treatplan.domain.ids import PatientId, UserId, VersionId, VisitId
from treatplan.domain.plan import Status
from treatplan.domain.record import NoteKind, VisitState, stored_id
from treatplan.domain.visit.kept import NewNote, Seal, VisitRecord
from treatplan.domain.visit.visit import Visit
from treatplan.exchange.canonical import canonical

ANA = PatientId(1)
LATER = NOON + timedelta(hours=1)
EMPTY = Visit(format="treatplan.visit/1", on=date(2026, 11, 24))


@pytest.fixture
def visits(kept: Kept) -> Kept:
    """A clinic with a patient."""
    kept.write(lambda record: record.patients.add(a_person(), NOON))
    return kept


def keep(kept: Kept, lock: int = 0, visit: Visit = EMPTY, version: VersionId | None = None) -> VisitRecord:
    return kept.write(lambda record: record.visits.keep(ANA, lock, visit, version, kept.session.user, NOON))


def seal_of(kept: Kept, made: VisitRecord) -> Seal:
    assert made.id is not None
    return Seal(
        by=kept.session.user,
        name=kept.session.name,
        at=LATER,
        digest="ab" * 32,
        signature="cd" * 64,
        public="ef" * 32,
    )


def sign(kept: Kept, made: VisitRecord) -> VisitRecord:
    assert made.id is not None
    id_, seal = made.id, seal_of(kept, made)
    return kept.write(lambda record: record.visits.sign(id_, made.lock, seal))


def test_that_a_draft_is_changed_by_who_read_it_last(visits: Kept) -> None:
    made = keep(visits)
    assert (made.lock, made.state, made.visit, made.seal) == (1, VisitState.DRAFT, EMPTY, None)
    changed = keep(visits, 1, replace(EMPTY, note="<b>李</b> & O'Neil"))
    assert (changed.id, changed.lock, changed.visit.note) == (made.id, 2, "<b>李</b> & O'Neil")
    with pytest.raises(Stale):
        keep(visits, 1)
    with pytest.raises(Stale):
        sign(visits, made)
    assert visits.read(lambda record: record.visits.draft(ANA, visits.session.user)) == changed
    assert visits.read(lambda record: record.visits.draft(ANA, UserId(99))) is None


def test_that_a_whole_visit_comes_back_as_it_was(visits: Kept) -> None:
    made = keep(visits, visit=a_visit())
    assert made.id is not None
    id_ = made.id
    assert visits.read(lambda record: record.visits.get(id_)).visit == a_visit()
    assert visits.read(lambda record: record.visits.text(id_)) == canonical(a_visit())


def test_that_a_visit_knows_its_plan(visits: Kept) -> None:
    intake = stored_id(visits.write(lambda record: record.intakes.record(ANA, 0, an_intake(), NOON)))
    plan = visits.write(lambda record: record.plans.add(ANA, intake, a_plan(status=Status.DRAFT), NOON))
    made = keep(visits, version=plan.version)
    assert (made.version, made.plan) == (plan.version, plan.id)


def test_that_a_signed_visit_keeps_its_seal_and_takes_no_change(visits: Kept) -> None:
    made = sign(visits, keep(visits))
    assert (made.state, made.seal) == (VisitState.SIGNED, seal_of(visits, made))
    with pytest.raises(Refused, match="signed already"):
        sign(visits, made)
    visits.write(lambda record: record.visits.drop_draft(ANA, visits.session.user))
    another = keep(visits)
    assert another.id != made.id
    assert [one.id for one in visits.read(lambda record: record.visits.signed(ANA))] == [made.id]
    lines = visits.read(lambda record: record.visits.lines(ANA))
    assert [(line.id, line.state, line.signed_by) for line in lines] == [
        (another.id, VisitState.DRAFT, ""),
        (made.id, VisitState.SIGNED, visits.session.name),
    ]


def test_that_signed_visits_are_told_oldest_day_first(visits: Kept) -> None:
    late = sign(visits, keep(visits, visit=EMPTY))
    early = sign(visits, keep(visits, visit=replace(EMPTY, on=date(2026, 11, 1))))
    assert [one.id for one in visits.read(lambda record: record.visits.signed(ANA))] == [early.id, late.id]


def test_that_notes_stand_in_their_order_and_one_marks_an_error(visits: Kept) -> None:
    made = sign(visits, keep(visits))
    assert made.id is not None
    id_, seal = made.id, seal_of(visits, made)
    words = NewNote(kind=NoteKind.LATE_ENTRY, about=date(2026, 11, 20), reason="forgotten", text="<i>cold</i>")
    for number, note in enumerate((words, replace(words, kind=NoteKind.ENTERED_IN_ERROR)), 1):
        visits.write(lambda record, number=number, note=note: record.visits.add_note(id_, number, note, seal))  # type: ignore[misc]
    notes = visits.read(lambda record: record.visits.notes(id_))
    assert [(one.number, one.note.kind) for one in notes] == [
        (1, NoteKind.LATE_ENTRY),
        (2, NoteKind.ENTERED_IN_ERROR),
    ]
    assert (notes[0].note, notes[0].seal) == (words, seal)
    assert visits.read(lambda record: record.visits.get(id_)).in_error
    assert [one.in_error for one in visits.read(lambda record: record.visits.signed(ANA))] == [True]
    assert [line.notes for line in visits.read(lambda record: record.visits.lines(ANA))] == [2]
    sealed = visits.read(lambda record: record.visits.sealed_notes(ANA))
    assert [(one.visit, one.number, one.reason) for one in sealed] == [(id_, 1, "forgotten"), (id_, 2, "forgotten")]


def test_that_what_is_sealed_is_told_of_one_patient_or_of_all(visits: Kept) -> None:
    made = sign(visits, keep(visits))
    (sealed,) = visits.read(lambda record: record.visits.sealed(ANA))
    assert (sealed.id, sealed.text, sealed.on) == (made.id, canonical(EMPTY), EMPTY.on)
    assert visits.read(lambda record: record.visits.sealed()) == (sealed,)
    assert visits.read(lambda record: record.visits.sealed(PatientId(9))) == ()


def test_that_a_visit_that_is_not_there_is_missing(visits: Kept) -> None:
    for wanted in (VisitId(99), VisitId(0), VisitId(-1), VisitId(2**70)):
        with pytest.raises(Missing):
            visits.read(lambda record, wanted=wanted: record.visits.get(wanted))  # type: ignore[misc]
    with pytest.raises(Missing):
        visits.write(lambda record: record.visits.keep(PatientId(9), 0, EMPTY, None, visits.session.user, NOON))

"""Documents keep their exact bytes; a list says which are current and how often each was given."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from tests.storage.sql_clinic import SqlClinic
from treatplan.domain.errors import Missing, Stale, Unavailable
from treatplan.domain.ids import HandoutId, PatientId
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Status
from treatplan.domain.record import HandoutKind, HandoutRow, NewHandout, PlanRecord, stored_id

ANA = PatientId(1)
PDF = b"%PDF-1.4\x00\xff" * 9999


@pytest.fixture
def released(kept: Kept) -> PlanRecord:
    """Version 1 of a plan of Ana Álvarez, released."""
    return released_in(kept)


def release(kept: Kept, made: PlanRecord) -> PlanRecord:
    plan = replace(made.plan, status=Status.RELEASED)
    return kept.write(lambda record: record.plans.release(made.version, made.lock, plan, (), kept.session, NOON))


def add(kept: Kept, plan: PlanRecord, hours: int = 0, **fields: Any) -> HandoutRow:
    given: dict[str, Any] = {
        "kind": HandoutKind.HANDOUT,
        "patient": plan.patient,
        "intake": stored_id(plan.intake),
        "version": plan.version,
        "language": "en",
        "size": PrintSize.LARGE,
        "paper": Paper.LETTER,
        "jurisdiction": "gb",
        "pages": 3,
        "pdf": PDF,
    }
    new = NewHandout(**(given | fields))
    return kept.write(lambda record: record.handouts.add(new, kept.session, NOON + timedelta(hours=hours)))


def test_that_a_document_comes_back_byte_for_byte(kept: Kept, released: PlanRecord) -> None:
    row = add(kept, released)
    stored = kept.read(lambda record: record.handouts.get(row.id))
    assert stored.pdf == PDF
    assert stored.row == row
    assert len(stored.sha256) == 64
    assert row == HandoutRow(
        id=row.id,
        kind=HandoutKind.HANDOUT,
        patient=ANA,
        patient_name="Ana Álvarez",
        birth_date=a_person().birth_date,
        plan=released.id,
        number=1,
        language="en",
        size=PrintSize.LARGE,
        paper=Paper.LETTER,
        pages=3,
        made_at=NOON,
        made_by=kept.session.name,
    )


def test_that_a_replaced_document_is_no_longer_current_and_comes_last(kept: Kept, released: PlanRecord) -> None:
    old = add(kept, released)
    note = add(kept, released, kind=HandoutKind.REFERRAL, version=None)
    body = replace(released.plan, version=2, status=Status.DRAFT)
    draft = kept.write(lambda record: record.plans.amend(released.id, body, stored_id(released.intake), NOON))
    assert [row.current for row in kept.read(lambda record: record.handouts.of_patient(ANA))] == [True, True]
    newer = add(kept, release(kept, draft))
    rows = kept.read(lambda record: record.handouts.of_patient(ANA))
    assert [(row.id, row.current, row.number) for row in rows] == [
        (newer.id, True, 2),
        (note.id, True, None),
        (old.id, False, 1),
    ]
    assert kept.read(lambda record: record.handouts.get(old.id)).row.current is False


def test_that_every_time_it_was_given_is_counted(kept: Kept, released: PlanRecord) -> None:
    row, other = add(kept, released), add(kept, released)
    last = NOON + timedelta(days=2)
    kept.write(lambda record: record.handouts.given(row.id, "printed", kept.session, NOON))
    kept.write(lambda record: record.handouts.given(row.id, "saved", kept.session, last))
    rows = {one.id: one for one in kept.read(lambda record: record.handouts.of_patient(ANA))}
    assert (rows[row.id].given, rows[row.id].last_given_at) == (2, last)
    assert (rows[other.id].given, rows[other.id].last_given_at) == (0, None)


def test_that_a_day_ends_where_the_next_begins(kept: Kept, released: PlanRecord) -> None:
    rows = [add(kept, released, hours=hours) for hours in (-1, 0, 23, 24)]
    day = kept.read(lambda record: record.handouts.made_between(NOON, NOON + timedelta(days=1)))
    assert {row.id for row in day} == {rows[1].id, rows[2].id}


def test_that_a_name_in_han_characters_is_written_as_it_is(kept: Kept, released: PlanRecord) -> None:
    kept.write(lambda record: record.patients.change(ANA, 1, a_person(given_name="小明", family_name="王")))
    assert add(kept, released).patient_name == "王小明"


def test_that_no_such_document_is_missing(kept: Kept) -> None:
    with pytest.raises(Missing):
        kept.read(lambda record: record.handouts.get(HandoutId(9)))
    with pytest.raises(Missing):
        kept.write(lambda record: record.handouts.given(HandoutId(9), "printed", kept.session, NOON))
    assert kept.read(lambda record: record.handouts.of_patient(PatientId(9))) == ()


def test_that_bytes_that_are_not_those_that_were_stored_are_not_handed_out(sql: SqlClinic) -> None:
    kept = Kept(sql.records, sql.session)
    row = add(kept, released_in(kept))
    sql.execute("DROP TRIGGER handout_no_update", "UPDATE handout SET pdf = x'00'")
    with pytest.raises(Unavailable, match="not those that were stored"):
        kept.read(lambda record: record.handouts.get(row.id))


def released_in(kept: Kept) -> PlanRecord:
    kept.write(lambda record: record.patients.add(a_person(), NOON))
    intake = stored_id(kept.write(lambda record: record.intakes.record(ANA, 0, an_intake(), NOON)))
    return release(kept, kept.write(lambda record: record.plans.add(ANA, intake, a_plan(), NOON)))


def test_that_a_list_does_not_read_the_bytes(sql: SqlClinic) -> None:
    kept = Kept(sql.records, sql.session)
    add(kept, released_in(kept))
    sql.execute("DROP TRIGGER handout_no_update", "UPDATE handout SET pdf = x'00'")
    assert len(kept.read(lambda record: record.handouts.of_patient(ANA))) == 1


# The clinic's own row


def test_that_the_practice_is_changed_by_who_read_it_last(kept: Kept) -> None:
    before = kept.read(lambda record: record.practice.get())
    wanted = replace(before, name="O'Neil & <Sons> 李伟", paper=Paper.LETTER, jurisdiction="us")
    changed = kept.write(lambda record: record.practice.change(before.lock, wanted))
    assert changed == replace(wanted, lock=before.lock + 1)
    with pytest.raises(Stale):
        kept.write(lambda record: record.practice.change(before.lock, before))
    assert kept.read(lambda record: record.practice.get()) == changed
    back = kept.write(lambda record: record.practice.change(changed.lock, replace(changed, paper=None)))
    assert back.paper is None

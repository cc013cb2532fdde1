"""Plans: a draft changes, a released version never does, and each version has a number of its own."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from tests.storage.sql_clinic import SqlClinic
from treatplan.domain.errors import Missing, Refused, Stale
from treatplan.domain.ids import IntakeId, PatientId, PlanId, VersionId
from treatplan.domain.plan import Status
from treatplan.domain.record import PlannedVisit, PlanRecord, stored_id

ANA = PatientId(1)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def intake(kept: Kept) -> IntakeId:
    """Of patient 1, recorded."""
    kept.write(lambda record: record.patients.add(a_person(), NOON))
    return stored_id(kept.write(lambda record: record.intakes.record(ANA, 0, an_intake(), NOON)))


def add(kept: Kept, intake: IntakeId, **fields: Any) -> PlanRecord:
    return kept.write(lambda record: record.plans.add(ANA, intake, a_plan(**fields), NOON))


def release(kept: Kept, made: PlanRecord) -> PlanRecord:
    plan = replace(made.plan, status=Status.RELEASED)
    return kept.write(lambda record: record.plans.release(made.version, made.lock, plan, (), kept.session, LATER))


def amend(kept: Kept, made: PlanRecord, **fields: Any) -> PlanRecord:
    body = replace(made.plan, status=Status.DRAFT, version=made.number + 1, **fields)
    return kept.write(lambda record: record.plans.amend(made.id, body, stored_id(made.intake), LATER))


def version(kept: Kept, made: PlanRecord) -> PlanRecord:
    return kept.read(lambda record: record.plans.version(made.version))


def test_that_a_plan_begins_as_a_draft_with_its_intake(kept: Kept, intake: IntakeId) -> None:
    made = add(kept, intake, aim="Walk to the <shop> & back")
    assert (made.lock, made.patient, made.status, made.number, made.changed_at) == (1, ANA, Status.DRAFT, 1, NOON)
    assert (made.released_at, made.released_by) == (None, "")
    assert made.plan == a_plan(aim="Walk to the <shop> & back")
    assert made.intake.intake == an_intake()
    assert kept.read(lambda record: record.plans.get(made.id)) == made
    assert version(kept, made) == made


def test_that_a_draft_is_changed_by_who_read_it_last(kept: Kept, intake: IntakeId) -> None:
    made = add(kept, intake)
    plan = replace(made.plan, aim="Sleep")
    changed = kept.write(lambda record: record.plans.keep(made.version, 1, plan, intake, LATER))
    assert changed == replace(made, lock=2, plan=plan, changed_at=LATER)
    with pytest.raises(Stale):
        kept.write(lambda record: record.plans.keep(made.version, 1, made.plan, intake, LATER))
    with pytest.raises(Stale):
        release(kept, made)
    with pytest.raises(Stale):
        kept.write(lambda record: record.plans.drop_draft(made.version, 1))
    assert version(kept, made) == changed


def test_that_a_released_version_says_who_released_it_and_changes_no_more(kept: Kept, intake: IntakeId) -> None:
    made = add(kept, intake)
    released = release(kept, made)
    assert (released.status, released.plan.status) == (Status.RELEASED, Status.RELEASED)
    assert (released.released_at, released.released_by, released.lock) == (LATER, kept.session.name, 2)
    with pytest.raises(Refused, match="does not change"):
        kept.write(lambda record: record.plans.keep(made.version, 2, made.plan, intake, LATER))
    with pytest.raises(Refused, match="does not change"):
        release(kept, released)
    with pytest.raises(Refused, match="does not change"):
        kept.write(lambda record: record.plans.drop_draft(made.version, 2))
    assert version(kept, made) == released


def test_that_an_amendment_leaves_the_released_version_until_it_is_released_itself(
    kept: Kept, intake: IntakeId
) -> None:
    first = release(kept, add(kept, intake, aim="First"))
    second = amend(kept, first, aim="Second")
    assert (second.id, second.number, second.status) == (first.id, 2, Status.DRAFT)
    assert kept.read(lambda record: record.plans.get(first.id)) == second
    assert version(kept, first) == first
    release(kept, second)
    before = version(kept, first)
    assert (before.status, before.plan, before.released_at) == (Status.AMENDED, first.plan, first.released_at)
    lines = kept.read(lambda record: record.plans.versions(ANA))
    assert [(line.number, line.status) for line in lines] == [(2, Status.RELEASED), (1, Status.AMENDED)]
    assert {line.id for line in lines} == {first.id}


def test_that_a_plan_can_be_closed(kept: Kept, intake: IntakeId) -> None:
    released = release(kept, add(kept, intake))
    closed = kept.write(lambda record: record.plans.close(released.version, LATER))
    assert (closed.status, closed.plan) == (Status.CLOSED, released.plan)


def test_that_a_dropped_draft_is_gone_and_so_is_a_plan_that_had_no_other_version(kept: Kept, intake: IntakeId) -> None:
    made = add(kept, intake)
    kept.write(lambda record: record.plans.drop_draft(made.version, 1))
    with pytest.raises(Missing):
        version(kept, made)
    with pytest.raises(Missing):
        kept.read(lambda record: record.plans.get(made.id))
    first = release(kept, add(kept, intake))
    second = amend(kept, first)
    kept.write(lambda record: record.plans.drop_draft(second.version, 1))
    assert kept.read(lambda record: record.plans.get(first.id)) == first


@pytest.mark.parametrize("kept", ["database"], indirect=True)  # memory numbers as it is told
def test_that_the_number_of_a_dropped_draft_is_not_used_again(kept: Kept, intake: IntakeId) -> None:
    first = release(kept, add(kept, intake))
    second = amend(kept, first)
    kept.write(lambda record: record.plans.drop_draft(second.version, 1))
    third = amend(kept, first)
    assert (third.number, third.plan.version) == (3, 3)


@pytest.mark.parametrize("kept", ["database"], indirect=True)  # memory leaves this to the services
def test_that_a_plan_has_one_draft_and_a_draft_is_not_closed(kept: Kept, intake: IntakeId) -> None:
    draft = amend(kept, release(kept, add(kept, intake)))
    with pytest.raises(Refused, match="has a draft already"):
        amend(kept, draft)
    with pytest.raises(Refused, match="is a draft"):
        kept.write(lambda record: record.plans.close(draft.version, LATER))


@pytest.mark.parametrize("kept", ["database"], indirect=True)  # memory does not look
def test_that_a_plan_never_rests_on_another_patients_intake(kept: Kept, intake: IntakeId) -> None:
    other = kept.write(lambda record: record.patients.add(a_person(), NOON)).id
    made = add(kept, intake)
    theirs = stored_id(kept.write(lambda record: record.intakes.record(other, 0, an_intake(), NOON)))
    with pytest.raises(ValueError, match="another patient"):
        kept.write(lambda record: record.plans.keep(made.version, 1, made.plan, theirs, NOON))
    with pytest.raises(ValueError, match="another patient"):
        kept.write(lambda record: record.plans.add(ANA, theirs, a_plan(), NOON))
    assert kept.read(lambda record: record.plans.versions(other)) == ()
    assert len(kept.read(lambda record: record.plans.versions(ANA))) == 1


def test_that_visits_are_set_anew_as_a_whole(kept: Kept, intake: IntakeId) -> None:
    made = release(kept, add(kept, intake))
    visits = (
        PlannedVisit(number=1, on=date(2026, 12, 1), at=time(9, 30)),
        PlannedVisit(number=2, review=True, on=date(2026, 12, 4)),
        PlannedVisit(number=3),
    )

    def set_to(wanted: tuple[PlannedVisit, ...]) -> tuple[PlannedVisit, ...]:
        kept.write(lambda record: record.plans.set_visits(made.version, wanted))
        return kept.read(lambda record: record.plans.visits(made.version))

    for wanted in (visits, visits[:2], ()):
        assert set_to(wanted) == wanted


def test_that_what_is_not_there_is_missing(kept: Kept, intake: IntakeId) -> None:
    with pytest.raises(Missing):
        kept.read(lambda record: record.plans.get(PlanId(99)))
    with pytest.raises(Missing):
        kept.read(lambda record: record.plans.version(VersionId(99)))
    assert kept.read(lambda record: record.plans.versions(PatientId(99))) == ()


def test_that_the_draft_as_it_began_and_the_findings_at_release_are_kept_beside(sql: SqlClinic) -> None:
    kept = Kept(sql.records, sql.session)
    sql.add(a_person())
    intake = stored_id(kept.write(lambda record: record.intakes.record(ANA, 0, an_intake(), NOON)))
    made = add(kept, intake, aim="As drafted")
    plan = replace(made.plan, aim="As changed")
    changed = kept.write(lambda record: record.plans.keep(made.version, 1, plan, intake, NOON))
    release(kept, changed)
    with sql.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT drafted, body, findings FROM plan_version").one()
    assert '"aim":"As drafted"' in row.drafted
    assert '"aim":"As changed"' in row.body
    assert row.findings == "[]"

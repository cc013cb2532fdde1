"""Users as they are stored: how they stand, which patients they see, over the record in memory and the real one."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.builders import a_plan
from tests.clinic_fakes import a_person
from tests.people_fakes import NOON
from tests.services.clinic.conftest import demo
from tests.storage.conftest import Kept
from tests.storage.sql_clinic import SqlClinic
from treatplan.domain.access import On, Role
from treatplan.domain.errors import Missing, Stale
from treatplan.domain.ids import AssignmentId, PatientId, UserId
from treatplan.domain.record import NewUser, PlannedVisit, User, UserKeys

KEYS = UserKeys(slot="5" * 32, x25519_public="aa", ed25519_public="bb")
TODAY = NOON.date()
DAY = timedelta(days=1)
LOU = NewUser(login="Lou", name="O'Neil & <Sons>", roles=frozenset({Role.LOCUM}), first=TODAY - DAY, last=TODAY + DAY)


def added(kept: Kept, new: NewUser = LOU) -> User:
    return kept.write(lambda record: record.people.add(new, KEYS))


def patient(kept: Kept, **fields: Any) -> PatientId:
    return kept.write(lambda record: record.patients.add(a_person(**fields), NOON)).id


def test_that_a_user_is_read_as_they_were_stored_and_found_however_the_login_is_typed(kept: Kept) -> None:
    made = added(kept)
    assert (made.login, made.name, made.roles, made.first, made.last) == (
        "Lou",
        LOU.name,
        ("locum",),
        LOU.first,
        LOU.last,
    )
    assert kept.read(lambda record: record.people.get(made.id)) == made
    assert kept.read(lambda record: record.people.named(" LOU")) == made
    assert kept.read(lambda record: record.people.named("Eve")) is None
    assert made in kept.read(lambda record: record.people.all())
    with pytest.raises(Missing):
        kept.read(lambda record: record.people.get(UserId(99)))


def test_that_a_change_is_stored_once_and_refused_to_who_read_before_it(kept: Kept) -> None:
    made = added(kept)
    changed = kept.write(lambda record: record.people.change(replace(made, active=False, roles=("front_desk",))))
    assert (changed.active, changed.roles, changed.lock) == (False, ("front_desk",), made.lock + 1)
    with pytest.raises(Stale):
        kept.write(lambda record: record.people.change(made))


def test_that_a_standing_follows_the_row(kept: Kept) -> None:
    made = added(kept)
    standing = kept.read(lambda record: record.people.standing(made.id))
    assert (standing.active, standing.roles, standing.first, standing.last) == (True, LOU.roles, LOU.first, LOU.last)
    assert (standing.at, standing.today, standing.lets_in) == (NOON, TODAY, True)


@pytest.mark.parametrize(
    ("first", "last", "sees"),
    [(0, 0, True), (-1, 1, True), (-9, -1, False), (1, 9, False), (-9, 0, True), (0, 9, True)],
)
def test_that_an_assigned_patient_is_seen_on_the_days_of_it(kept: Kept, first: int, last: int, *, sees: bool) -> None:
    her, ana, bo = added(kept).id, patient(kept), patient(kept, given_name="Bo")
    days = (TODAY + first * DAY, TODAY + last * DAY)
    kept.write(lambda record: record.people.assign(her, ana, *days))
    assert kept.read(lambda record: record.people.seen(her)) == ({ana} if sees else set())
    assert kept.read(lambda record: record.people.on(her, "patient", ana)) == On(seen=sees, own=True)
    assert kept.read(lambda record: record.people.on(her, "patient", bo)) == On(own=True)


def test_that_assignments_are_listed_and_taken_back(kept: Kept) -> None:
    her, ana = added(kept).id, patient(kept)
    late = kept.write(lambda record: record.people.assign(her, ana, TODAY + 5 * DAY, TODAY + 9 * DAY))
    soon = kept.write(lambda record: record.people.assign(her, ana, TODAY, TODAY))
    assert kept.read(lambda record: record.people.assignments(her)) == (soon, late)
    assert kept.write(lambda record: record.people.unassign(soon.id)) == soon
    assert kept.read(lambda record: record.people.assignments(her)) == (late,)
    with pytest.raises(Missing):
        kept.write(lambda record: record.people.unassign(AssignmentId(999)))


@pytest.mark.parametrize("object_", [None, 0, -1, 99, 2**70])
@pytest.mark.parametrize("kind", ["patient", "intake", "plan", "version", "handout", "visit", "note"])
def test_that_what_is_not_there_is_nobodys(kept: Kept, kind: Any, object_: int | None) -> None:
    her = added(kept).id
    assert kept.read(lambda record: record.people.on(her, kind, object_)) == On()


def booked(kept: Kept, on: date | None, *, released: bool = True) -> PatientId:
    """A patient with a released plan (or a draft of one), and a visit on that day."""
    ana = patient(kept)
    intake = kept.write(lambda record: record.intakes.record(ana, 0, demo("1"), NOON))
    assert intake.id is not None
    intake_id = intake.id
    made = kept.write(lambda record: record.plans.add(ana, intake_id, a_plan(), NOON))
    if released:
        kept.write(lambda record: record.plans.release(made.version, made.lock, made.plan, (), kept.session, NOON))
    visits = (PlannedVisit(number=1), PlannedVisit(number=2, on=on, at=time(9, 30)))
    kept.write(lambda record: record.plans.set_visits(made.version, visits))
    return ana


@pytest.mark.parametrize(
    ("role", "on", "released", "sees"),
    [
        (Role.LOCUM, TODAY + DAY, True, True),
        (Role.LOCUM, TODAY - DAY, True, True),
        (Role.LOCUM, TODAY + 2 * DAY, True, False),
        (Role.LOCUM, None, True, False),
        (Role.LOCUM, TODAY, False, False),
        (Role.READ_ONLY, TODAY, True, False),
    ],
    ids=["tomorrow", "yesterday", "after the account", "no day", "a draft", "who reads only"],
)
def test_that_a_locum_sees_who_is_booked_on_the_days_of_the_account(
    kept: Kept, role: Role, on: date | None, *, released: bool, sees: bool
) -> None:
    her = added(kept, replace(LOU, roles=frozenset({role}))).id
    ana = booked(kept, on, released=released)
    assert kept.read(lambda record: record.people.seen(her)) == ({ana} if sees else set())


def test_that_a_plan_its_versions_and_its_intake_lead_to_their_patient(kept: Kept) -> None:
    her = added(kept).id
    ana = booked(kept, TODAY)
    [line] = kept.read(lambda record: record.plans.versions(ana))
    intake = kept.read(lambda record: record.intakes.latest(ana))
    assert intake is not None
    for kind, id_ in (("plan", line.id), ("version", line.version), ("intake", intake.id), ("patient", ana)):
        assert kept.read(lambda record, kind=kind, id_=id_: record.people.on(her, kind, id_)) == On(seen=True, own=True)  # type: ignore[misc]


# The list, over its own connection


def test_that_the_list_of_a_locum_knows_of_nobody_else(sql: SqlClinic) -> None:
    names = ["Álvarez", "Alvares", "Adams", "Berg", "<Alvarez>", "李"]
    sql.add(*(a_person(family_name=name, phone="01632 960 014") for name in names))
    kept = Kept(sql.records, sql.session)
    her = added(kept).id
    for number in (2, 6):
        kept.write(lambda record, number=number: record.people.assign(her, PatientId(number), TODAY, TODAY))  # type: ignore[misc]
    assert [row.family_name for row in sql.directory.recent(50, her)] == ["李", "Alvares"]
    assert [row.family_name for row in sql.directory.recent(1, her)] == ["李"]
    for text in ("alvarez", "alvares", "alvarse", "ana", "01632", "1991-03-12", "1", "2", "3", "ad", "李", "zzz"):
        found = sql.directory.find(text, 50, her)
        assert {row.id for row in found} <= {2, 6}
        everyones = [row.id for row in sql.directory.find(text, 50)]
        assert {2, 6} & set(everyones) <= {row.id for row in found}
    assert len(sql.directory.find("ana", 50)) == 6
    assert sql.directory.find("adams", 50, UserId(99)) == ()
    assert sql.directory.recent(50, UserId(99)) == ()


def test_that_the_list_and_the_record_say_the_same_of_a_standing(sql: SqlClinic) -> None:
    kept = Kept(sql.records, sql.session)
    her = added(kept)
    kept.write(lambda record: record.people.change(replace(her, roles=("front_desk", "locum"))))
    for id_ in (her.id, UserId(1), UserId(99)):
        assert sql.directory.standing(id_) == kept.read(lambda record, id_=id_: record.people.standing(id_))  # type: ignore[misc]


def test_that_the_list_sees_the_same_patients_as_the_record(sql: SqlClinic) -> None:
    kept = Kept(sql.records, sql.session)
    her = added(kept).id
    booked(kept, TODAY)
    seen = kept.read(lambda record: record.people.seen(her))
    assert {row.id for row in sql.directory.recent(50, her)} == seen == {1}

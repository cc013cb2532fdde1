"""The audit as its readers see it, and what was refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic_fakes import FixedClock, a_session
from tests.record_fakes import NOON
from tests.services.clinic.conftest import ANA, World, demo, person_of
from tests.services.clinic.test_audit_rows import Failing, break_audit
from tests.storage.sql_clinic import SqlClinic
from treatplan.domain.access import Role, Session
from treatplan.domain.audit import Answer, BreakKind, Wanted
from treatplan.domain.errors import Missing, NotAllowed, Refused, Unavailable
from treatplan.domain.ids import PatientId, PlanId
from treatplan.domain.record import AuditRow
from treatplan.services.clinic.refusals import REFUSED


def newest(world: World) -> AuditRow:
    return world.audit()[-1]


def later(world: World, minutes: float) -> None:
    """Time goes by, for the services and for the record."""
    assert isinstance(world.opened, SqlClinic)
    for clock in (world.clock, world.opened.records._now):
        assert isinstance(clock, FixedClock)
        clock.moment += timedelta(minutes=minutes)


on_the_database = pytest.mark.parametrize("world", ["database"], indirect=True)  # in memory it is always noon


def sitting(name: str, *roles: Role) -> Session:
    return replace(a_session(*roles), id=name)


def test_that_the_newest_rows_that_fit_come_first(world: World) -> None:
    world.clinic.patients.add(world.session, person_of(demo("2")))
    world.clinic.patients.open(world.session, ANA)
    found = world.clinic.audit.find(world.session, Wanted())
    assert [row.number for row in found] == list(range(len(found), 0, -1))
    of_ana = world.clinic.audit.find(world.session, Wanted(patient=ANA))
    assert [row.deed.action for row in of_ana] == ["opened", "added"]
    assert world.clinic.audit.find(world.session, Wanted(action="added", most=1))[0].deed.patient == 2
    assert world.clinic.audit.find(world.session, Wanted(user="okafor", most=2))
    assert world.clinic.audit.find(world.session, Wanted(user="nobody")) == ()
    assert world.clinic.audit.find(world.session, Wanted(patient=PatientId(987))) == ()
    assert world.clinic.audit.find(world.session, Wanted(since=NOON + timedelta(days=400))) == ()


@on_the_database
def test_that_rows_are_found_by_their_time(world: World) -> None:
    later(world, 11 * 60)
    world.clinic.patients.open(world.session, ANA)
    of_the_night = Wanted(since=NOON + timedelta(hours=11), action="opened")
    assert [row.deed.patient for row in world.clinic.audit.find(world.session, of_the_night)] == [ANA]
    assert world.clinic.audit.find(world.session, replace(of_the_night, until=of_the_night.since)) == ()


def test_that_everybody_reads_their_own_lines_and_nobody_elses(world: World) -> None:
    for role in Role:
        desk = sitting("desk", role)
        assert {row.login for row in world.clinic.audit.own(desk)} == {desk.login}
    for role in (Role.FRONT_DESK, Role.PRACTITIONER, Role.LOCUM, Role.READ_ONLY):
        with pytest.raises(NotAllowed):
            world.clinic.audit.find(sitting("desk", role), Wanted())


@on_the_database
def test_that_who_looked_is_told_by_person_and_stretch_of_time(world: World) -> None:
    desk = sitting("desk", Role.FRONT_DESK)
    world.record(demo("1"))
    later(world, 10)
    world.clinic.patients.open(desk, ANA)
    with pytest.raises(NotAllowed):
        world.clinic.plans.versions(desk, ANA)
    later(world, 31)
    world.clinic.patients.open(world.session, ANA)
    world.clinic.plans.versions(world.session, ANA)
    world.clinic.plans.versions(world.session, ANA)
    looks = world.clinic.audit.of_patient(world.session, ANA)
    assert [(look.name, look.deeds) for look in looks] == [
        ("M. Okafor", (("opened patient", 1), ("listed plan", 2))),
        ("M. Okafor", (("opened patient", 1), ("refused patient", 1))),
        ("M. Okafor", (("added patient", 1), ("recorded intake", 1))),
    ]
    assert looks[0].first == looks[0].last == world.clock.moment
    assert (newest(world).deed.action, newest(world).deed.of, newest(world).deed.patient) == ("read", "audit", ANA)
    with pytest.raises(Missing):
        world.clinic.audit.of_patient(world.session, PatientId(987))
    with pytest.raises(NotAllowed):
        world.clinic.audit.of_patient(desk, ANA)


def test_that_a_refusal_is_a_row_of_its_own(world: World) -> None:
    desk = sitting("desk", Role.FRONT_DESK)
    world.record(demo("1"))
    made = world.propose()
    before = len(world.audit())
    with pytest.raises(NotAllowed):
        world.clinic.plans.open(desk, made.id)
    with pytest.raises(NotAllowed):
        world.clinic.intakes.latest(desk, patient=ANA)
    with pytest.raises(NotAllowed):
        world.clinic.audit.verify(desk)
    rows = world.audit()[before:]
    assert [(row.deed.action, row.deed.of, row.deed.id, row.deed.patient, row.deed.detail) for row in rows] == [
        (REFUSED, "plan", made.id, ANA, "TreatmentPlans.open"),
        (REFUSED, "patient", ANA, ANA, "Intakes.latest"),
        (REFUSED, "clinic", None, None, "Audit.verify"),
    ]
    assert {row.session for row in rows} == {"desk"}


def test_that_a_refusal_of_what_is_not_there_points_at_nothing(world: World) -> None:
    desk = sitting("desk", Role.FRONT_DESK)
    told = set()
    for plan in (PlanId(987), PlanId(2**70), PlanId(-1)):
        with pytest.raises(NotAllowed) as refused:
            world.clinic.plans.open(desk, plan)
        told.add(str(refused.value))
        deed = newest(world).deed
        assert (deed.action, deed.of, deed.id, deed.patient) == (REFUSED, "plan", None, None)
        assert deed.detail == "TreatmentPlans.open, of one that is not there"
    assert len(told) == 1


def test_that_what_was_refused_fails_where_that_cannot_be_written_down(world: World) -> None:
    clinic = world.over(Failing(world.records))
    before = world.audit()
    with pytest.raises(Unavailable, match="the disk is full"):
        clinic.plans.versions(sitting("desk", Role.FRONT_DESK), ANA)
    assert world.audit() == before


def test_that_a_deed_that_is_refused_half_way_leaves_the_refusal_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Storage may refuse too, such as the key file: what was noted until then was not done."""

    def not_allowed(*_: object, **__: object) -> None:
        raise NotAllowed("not you")

    before = len(world.audit())
    monkeypatch.setattr(type(world.clinic.clinic._content), "library", not_allowed)
    with pytest.raises(NotAllowed, match="not you"):
        world.clinic.clinic.library(world.session)
    assert [row.deed.action for row in world.audit()[before:]] == [REFUSED]


def test_that_the_owner_answers_for_what_does_not_fit(world: World) -> None:
    with pytest.raises(Refused, match="there is nothing to answer for"):
        world.clinic.audit.answer(world.session, Answer.LOOKED_INTO)
    break_audit(world)
    found = world.clinic.audit.verify(world.session)
    assert [(one.kind, one.first, one.last) for one in found.open] == [(BreakKind.CHANGED, 1, 1)]
    with pytest.raises(NotAllowed):
        world.clinic.audit.answer(sitting("desk", Role.PRACTITIONER), Answer.LOOKED_INTO)
    assert world.clinic.audit.answer(world.session, Answer.LOOKED_INTO).breaks == found.breaks
    assert newest(world).deed.detail == "looked_into: changed 1..1"
    after = world.clinic.audit.verify(world.session)
    assert after.open == ()
    if isinstance(world.opened, SqlClinic):
        assert [one.answered for one in after.breaks] == [True]  # it stays to be seen
        world.opened.execute("UPDATE audit SET login = 'y' WHERE number = 2")
        assert [one.first for one in world.clinic.audit.verify(world.session).open] == [2]


def test_that_every_service_has_a_record_to_write_refusals_into(world: World) -> None:
    parts = {name: part for name, part in vars(world.clinic).items() if not name.startswith("_") and name != "session"}
    assert len(parts) > 5
    for name, part in parts.items():
        assert part._records is world.records, name

"""Users: let in, sent away, given roles; never no owner, never more rights for oneself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.people_fakes import OWN, FakeSlots
from tests.services.clinic.conftest import ANA, World
from tests.services.clinic.people_world import DAYS, FIRST, LOCUM, lou, owner
from treatplan.domain.access import Role
from treatplan.domain.errors import Missing, NotAllowed, Refused, WrongSecret
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import NewUser, User

HER = UserId(1)


@pytest.fixture
def people(world: World) -> World:
    """The world with its owner among the users."""
    owner(world)
    return world


def slots(world: World) -> FakeSlots:
    made = world.opened.slots
    assert isinstance(made, FakeSlots)
    return made


def add(world: World, **given: Any) -> User:
    return world.clinic.people.add(world.session, OWN, replace(LOCUM, **given), FIRST)


def test_that_who_is_let_in_has_a_place_in_the_key_file_and_stands_in_the_list(people: World) -> None:
    added = add(people)
    assert slots(people).passphrases["lou"] == FIRST
    assert [(one.login, one.roles, one.active) for one in people.clinic.people.all(people.session)][1:] == [
        ("lou", ("locum",), True)
    ]
    assert people.clinic.people.named(people.session, " LOU ") == added
    assert (added.first, added.last, added.name) == (*DAYS, "<Lou>")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"login": "OKAFOR"}, "login"),
        ({"roles": frozenset()}, "roles"),
        ({"first": None}, "first"),
        ({"first": date(2027, 1, 1)}, "last"),
        ({"roles": frozenset({Role.OWNER})}, "first"),
    ],
    ids=["login taken", "no role", "locum without a day", "last before first", "owner with an end"],
)
def test_that_who_can_not_be_is_refused_and_gets_no_place(people: World, given: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        add(people, **given)
    assert refused.value.problems[0].field == field
    assert slots(people).logins() == ("okafor",)


def test_that_a_wrong_own_passphrase_changes_nothing(people: World) -> None:
    service, session, her = people.clinic.people, people.session, lou(people)
    before = service.all(session)
    for call in (
        lambda: service.add(session, "wrong", replace(LOCUM, login="eve"), FIRST),
        lambda: service.disable(session, "wrong", her),
        lambda: service.enable(session, "wrong", her, FIRST),
        lambda: service.change_roles(session, "wrong", her, frozenset({Role.FRONT_DESK})),
        lambda: service.change_passphrase(session, "wrong", FIRST),
    ):
        with pytest.raises(WrongSecret):
            call()
    assert service.all(session) == before
    assert slots(people).logins() == ("okafor",)


@pytest.mark.parametrize("passphrase", ["short", "<Lou> lou Lou <Lou>", "Willow Bridge Acupuncture"])
def test_that_a_weak_first_passphrase_is_refused(people: World, passphrase: str) -> None:
    with pytest.raises(Refused):
        people.clinic.people.add(people.session, OWN, LOCUM, passphrase)
    assert slots(people).logins() == ("okafor",)


def test_that_a_place_goes_where_the_clinic_could_not_write_its_row(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = people.opened.records.writing
    calls = []

    def full() -> Any:
        calls.append(1)
        raise OSError("the disk is full")

    monkeypatch.setattr(people.clinic.people._records, "writing", full)
    with pytest.raises(OSError, match="full"):
        add(people)
    monkeypatch.setattr(people.clinic.people._records, "writing", real)
    assert calls
    assert slots(people).logins() == ("okafor",)
    assert add(people).active


def test_that_who_is_disabled_is_out_at_once_and_their_name_stays(people: World) -> None:
    added = add(people)
    theirs = replace(people.session, user=added.id, login="lou", roles=frozenset({Role.LOCUM}))
    people.clinic.people.assign(people.session, added.id, ANA, *DAYS)
    people.clinic.patients.open(theirs, ANA)
    gone = people.clinic.people.disable(people.session, OWN, added.id)
    assert (gone.active, gone.name) == (False, "<Lou>")
    assert slots(people).logins() == ("okafor",)
    with pytest.raises(NotAllowed, match="any more"):
        people.clinic.patients.open(theirs, ANA)
    with pytest.raises(NotAllowed):
        people.clinic.patients.recent(theirs)
    with pytest.raises(Refused, match="disabled"):
        add(people)
    with pytest.raises(Refused, match="already"):
        people.clinic.people.disable(people.session, OWN, added.id)
    back = people.clinic.people.enable(people.session, OWN, added.id, FIRST)
    assert (back.active, back.id) == (True, added.id)
    people.clinic.patients.open(theirs, ANA)


def test_that_a_role_that_is_taken_away_is_gone_at_once(people: World) -> None:
    added = add(people)
    desk = frozenset({Role.FRONT_DESK})
    theirs = replace(people.session, user=added.id, login="lou", roles=frozenset({Role.LOCUM}))
    people.clinic.people.assign(people.session, added.id, ANA, *DAYS)
    assert people.clinic.intakes.latest(theirs, ANA) is None
    people.clinic.people.change_roles(people.session, OWN, added.id, desk)
    with pytest.raises(NotAllowed):
        people.clinic.intakes.latest(theirs, ANA)


def test_that_nobody_disables_themselves_or_raises_their_own_roles(people: World) -> None:
    service, session = people.clinic.people, people.session
    with pytest.raises(Refused, match="themselves"):
        service.disable(session, OWN, HER)
    service.add(session, OWN, NewUser(login="di", name="Di", roles=frozenset({Role.OWNER})), FIRST)
    di = service.named(session, "di")
    hers = replace(session, user=di.id, login="di", roles=frozenset({Role.OWNER}))
    with pytest.raises(NotAllowed, match="themselves more"):
        service.change_roles(hers, OWN, di.id, frozenset({Role.OWNER, Role.PRACTITIONER}))
    assert service.named(session, "di").roles == ("owner",)
    service.change_roles(hers, OWN, di.id, frozenset({Role.OWNER}))


def test_that_the_last_owner_who_can_unlock_stays_an_owner(people: World) -> None:
    service, session = people.clinic.people, people.session
    practitioner = frozenset({Role.PRACTITIONER})
    with pytest.raises(Refused, match="last owner"):
        service.change_roles(session, OWN, HER, practitioner)
    service.add(session, OWN, NewUser(login="di", name="Di", roles=frozenset({Role.OWNER})), FIRST)
    slots(people).remove("di")  # disabling her was cut short: she can't unlock
    with pytest.raises(Refused, match="last owner"):
        service.change_roles(session, OWN, HER, practitioner)
    slots(people).passphrases["di"] = FIRST
    assert service.change_roles(session, OWN, HER, practitioner).roles == ("practitioner",)


def test_that_ones_own_passphrase_is_changed_by_anybody_and_nobody_elses(people: World) -> None:
    no_owner = replace(people.session, roles=frozenset({Role.PRACTITIONER}))
    people.clinic.people.change_passphrase(no_owner, OWN, FIRST)
    assert slots(people).passphrases["okafor"] == FIRST
    with pytest.raises(Refused):
        people.clinic.people.change_passphrase(no_owner, OWN, "okafor okafor okafor")
    assert slots(people).passphrases["okafor"] == FIRST


def test_that_patients_are_assigned_to_locums_and_readers_for_days_that_can_be(people: World) -> None:
    service, session, her = people.clinic.people, people.session, lou(people)
    with pytest.raises(Refused, match="before"):
        service.assign(session, her, ANA, DAYS[1], DAYS[0])
    service.change_roles(session, OWN, her, frozenset({Role.FRONT_DESK}))
    with pytest.raises(Refused, match="no role"):
        service.assign(session, her, ANA, *DAYS)
    service.change_roles(session, OWN, her, frozenset({Role.READ_ONLY}))
    with pytest.raises(Missing):
        service.assign(session, her, PatientId(99), *DAYS)
    made = service.assign(session, her, ANA, *DAYS)
    assert service.assignments(session, her) == (made,)
    service.unassign(session, made.id)
    assert service.assignments(session, her) == ()
    with pytest.raises(Missing):
        service.unassign(session, made.id)

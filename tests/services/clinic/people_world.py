"""What is done with the users of a clinic, for the tests that try every method: a call, what goes before, its rows."""

from datetime import date
from typing import Any

from tests.people_fakes import OWN
from tests.record_fakes import FakeRecords
from tests.services.clinic.conftest import ANA, World
from treatplan.domain.access import Role
from treatplan.domain.ids import UserId
from treatplan.domain.record import Deed, NewUser, User, UserKeys

FIRST = "a ferry in the fog"
DAYS = (date(2026, 11, 1), date(2026, 12, 31))
LOCUM = NewUser(login="lou", name="<Lou>", roles=frozenset({Role.LOCUM}), first=DAYS[0], last=DAYS[1])
KEYS = UserKeys(slot="", x25519_public="", ed25519_public="")


def owner(world: World) -> None:
    """Who is at the keyboard is a user too; the database has them from the start."""
    if isinstance(world.records, FakeRecords):
        of = world.session
        roles = tuple(sorted(of.roles))
        world.records.state.crew.users[1] = User(id=of.user, login=of.login, name=of.name, roles=roles)


def lou(world: World) -> UserId:
    """A locum, beside the owner."""
    owner(world)
    with world.records.writing() as record:
        found = record.people.named(LOCUM.login)
        added = found or record.people.add(LOCUM, KEYS)
        if found is None:
            record.note(world.session, Deed(action="added", of="user", id=added.id))
        return added.id


def gone(world: World) -> None:
    """The locum was disabled."""
    world.clinic.people.disable(world.session, OWN, lou(world))


def assigned(world: World) -> None:
    """The locum sees Ana."""
    world.clinic.people.assign(world.session, lou(world), ANA, *DAYS)


def an_assignment(world: World) -> Any:
    with world.records.reading() as record:
        return record.people.assignments(lou_of(world))[0].id


def lou_of(world: World) -> UserId:
    with world.records.reading() as record:
        found = record.people.named(LOCUM.login)
    assert found is not None
    return found.id


_LOCUM = "locum, 2026-11-01 to 2026-12-31"
_DESK = frozenset({Role.FRONT_DESK})
_OF_ANA = "2026-11-01 to 2026-12-31"
PEOPLE: dict[str, tuple[Any, ...]] = {
    "People.all": (lambda c, w: c.people.all(w.session),),
    "People.named": (lambda c, w: c.people.named(w.session, "LOU"), (lou,)),
    "People.add": (lambda c, w: c.people.add(w.session, OWN, LOCUM, FIRST), (owner,), (("added", "user"),), _LOCUM),
    "People.disable": (lambda c, w: c.people.disable(w.session, OWN, lou_of(w)), (lou,), (("disabled", "user"),)),
    "People.enable": (
        lambda c, w: c.people.enable(w.session, OWN, lou_of(w), FIRST),
        (gone,),
        (("enabled", "user"),),
        _LOCUM,
    ),
    "People.change_roles": (
        lambda c, w: c.people.change_roles(w.session, OWN, lou_of(w), _DESK),
        (lou,),
        (("changed roles", "user"),),
        "front_desk",
    ),
    "People.change_passphrase": (
        lambda c, w: c.people.change_passphrase(w.session, OWN, FIRST),
        (owner,),
        (("changes passphrase", "user"),),
    ),
    "People.assign": (
        lambda c, w: c.people.assign(w.session, lou_of(w), ANA, *DAYS),
        (lou,),
        (("assigned", "patient"),),
        f"to user 2, {_OF_ANA}",
    ),
    "People.assignments": (lambda c, w: c.people.assignments(w.session, lou_of(w)), (assigned,)),
    "People.unassign": (
        lambda c, w: c.people.unassign(w.session, an_assignment(w)),
        (assigned,),
        (("unassigned", "patient"),),
        "from user 2",
    ),
}

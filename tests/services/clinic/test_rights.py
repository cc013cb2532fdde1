"""Every method of a clinic's services asks for a right, before it does anything, and refuses whoever lacks it."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.clinic_fakes import a_clinic, a_session
from treatplan.domain.access import GRANTS, Permission, Role, Session
from treatplan.domain.errors import NotAllowed
from treatplan.domain.record import Deed
from treatplan.services.clinic.audit import Audit
from treatplan.services.clinic.backups import Backups
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.forms import Forms
from treatplan.services.clinic.guard import needs, permission_of
from treatplan.services.clinic.handouts import Handouts
from treatplan.services.clinic.intakes import Intakes
from treatplan.services.clinic.patients import Patients
from treatplan.services.clinic.people import People
from treatplan.services.clinic.plans import TreatmentPlans
from treatplan.services.clinic.practice import OwnClinic
from treatplan.services.clinic.refusals import REFUSED
from treatplan.services.clinic.visits import Visits

FIND, ADD = Permission.FIND_PATIENTS, Permission.CHANGE_PATIENTS
READ, WRITE, RELEASE = Permission.READ_RECORD, Permission.WRITE_RECORD, Permission.RELEASE_PLANS
GIVE, SEE, RUN, AUDIT = (
    Permission.GIVE_HANDOUTS,
    Permission.READ_CLINIC,
    Permission.RUN_CLINIC,
    Permission.READ_AUDIT,
)
PEOPLE = Permission.RUN_USERS

# What each method asks for. A new method is added here by who has thought about it.
RIGHTS: dict[type, dict[str, Permission]] = {
    Patients: {
        "recent": FIND,
        "find": FIND,
        "stop_finding": FIND,
        "similar": ADD,
        "open": FIND,
        "add": ADD,
        "change": ADD,
    },
    Intakes: {"latest": READ, "begin": WRITE, "keep": WRITE, "drop": WRITE, "look": READ, "record": WRITE},
    TreatmentPlans: {
        "propose": WRITE,
        "open": READ,
        "open_version": READ,
        "versions": READ,
        "visits": READ,
        "look": READ,
        "preview": READ,
        "keep": WRITE,
        "answer": WRITE,
        "release": RELEASE,
        "amend": WRITE,
        "drop": WRITE,
    },
    Visits: {
        "begin": WRITE,
        "look": READ,
        "keep": WRITE,
        "answer": WRITE,
        "drop": WRITE,
        "sign": Permission.SIGN_VISITS,
        "add_note": WRITE,
        "open": READ,
        "of_patient": READ,
        "verify": READ,
        "verify_all": AUDIT,
    },
    Handouts: {"of_patient": GIVE, "today": GIVE, "open": GIVE, "given": GIVE, "refer": RELEASE},
    Backups: {"make": SEE, "known": SEE, "status": SEE, "restored": SEE, "asks_anew": SEE},
    OwnClinic: {
        "library": SEE,
        "languages": SEE,
        "practice": SEE,
        "change": RUN,
        "info": SEE,
    },
    Forms: {"waiting": Permission.KEEP_OWN, "keep": Permission.KEEP_OWN, "drop": Permission.KEEP_OWN},
    Audit: {
        "find": AUDIT,
        "own": Permission.KEEP_OWN,
        "of_patient": Permission.WHO_LOOKED,
        "verify": AUDIT,
        "answer": RUN,
    },
    People: {
        "all": PEOPLE,
        "named": PEOPLE,
        "add": PEOPLE,
        "disable": PEOPLE,
        "enable": PEOPLE,
        "change_roles": PEOPLE,
        "assign": PEOPLE,
        "assignments": PEOPLE,
        "unassign": PEOPLE,
        "change_passphrase": Permission.KEEP_OWN,
    },
}
CALLS = [
    pytest.param(service, name, role, id=f"{service.__name__}.{name}-{role}")
    for service, rights in RIGHTS.items()
    for name in rights
    for role in Role
]


class Reached(Exception):
    """The method went on to do something."""


class Untouched:
    """Stands for every port: whatever is done with it, is seen, but for writing down that something was refused."""

    @contextmanager
    def writing(self) -> "Iterator[Untouched]":
        yield self

    def note(self, _session: Session, deed: Deed) -> None:
        if deed.action != REFUSED:
            raise Reached("note")

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


def methods(service: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods of a service, whatever they are made of."""
    for name, found in inspect.getmembers(service, callable):
        if not name.startswith("_"):
            yield name, found


def unguarded(service: type) -> list[str]:
    return [name for name, method in methods(service) if permission_of(method) is None]


@pytest.mark.parametrize("service", RIGHTS)
def test_that_every_method_asks_for_the_right_that_was_thought_of(service: type) -> None:
    assert unguarded(service) == []
    assert {name: permission_of(method) for name, method in methods(service)} == RIGHTS[service]
    assert [name for name, found in vars(service).items() if isinstance(found, property)] == []


def test_that_every_service_of_an_open_clinic_is_looked_at() -> None:
    clinic: OpenClinic = a_clinic()
    services = {type(part) for name, part in vars(clinic).items() if not name.startswith("_") and name != "session"}
    assert services == set(RIGHTS)


def test_that_a_method_without_a_right_would_be_found() -> None:
    class Sloppy:
        def open(self, session: object) -> None: ...

        @needs(Permission.READ_RECORD)
        def look(self, session: object) -> None: ...

    assert unguarded(Sloppy) == ["open"]


def call(service: type, name: str, *roles: Role) -> BaseException | None:
    """What comes of calling a method that can do nothing: `NotAllowed`, or that it went on."""
    ports = [Untouched() for _ in list(inspect.signature(service).parameters)]
    method = getattr(service(*ports), name)
    session, *others = inspect.signature(method).parameters.values()
    words = {one.name: "" for one in others if one.kind is not inspect.Parameter.VAR_KEYWORD}
    try:
        method(a_session(*roles), **words)
    except Exception as error:  # noqa: BLE001  (what it is, is the answer)
        return error
    assert session.name in {"session", "_session"}
    return None


@pytest.mark.parametrize(("service", "name", "role"), CALLS)
def test_that_a_role_may_do_what_its_rights_grant_and_nothing_else(service: type, name: str, role: Role) -> None:
    came = call(service, name, role)
    assert isinstance(came, NotAllowed) == (RIGHTS[service][name] not in GRANTS[role])


@pytest.mark.parametrize("role", Role)
def test_that_a_method_that_may_go_on_reaches_its_ports(role: Role) -> None:
    if Permission.READ_CLINIC in GRANTS[role]:
        assert isinstance(call(OwnClinic, "info", role), Reached)


def test_that_two_roles_may_do_what_either_may() -> None:
    assert isinstance(call(Audit, "find", Role.PRACTITIONER), NotAllowed)
    assert isinstance(call(Intakes, "drop", Role.OWNER), NotAllowed)
    for service, name in ((Audit, "find"), (Intakes, "drop")):
        assert isinstance(call(service, name, Role.OWNER, Role.PRACTITIONER), Reached)


def test_that_the_refusal_says_which_right_is_wanted_and_nothing_of_a_patient() -> None:
    refused = call(TreatmentPlans, "open", Role.FRONT_DESK)
    assert str(refused) == "'okafor' may not do this; it takes the right 'read record'"

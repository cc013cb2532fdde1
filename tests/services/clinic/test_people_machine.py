"""Random deeds of owners and others: there is never no owner, nobody raises themselves, who is out stays out."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.clinic_fakes import FakeDirectory, a_session
from tests.people_fakes import OWN, FakeSlots
from tests.record_fakes import FakeRecords
from tests.services.clinic.people_world import DAYS
from tests.storage import rooms
from treatplan.domain.access import DATED, Role, Session
from treatplan.domain.errors import NotAllowed, Refused, WrongSecret
from treatplan.domain.ids import UserId
from treatplan.domain.record import NewUser, User
from treatplan.services.clinic.patients import Patients
from treatplan.services.clinic.people import People
from treatplan.services.clinic.refusals import REFUSED

LOGINS = ("ann", "bob", "cai", "dee")
ROLES = st.frozensets(st.sampled_from(Role), min_size=1, max_size=3)
WHO = st.integers(0, 11)  # which of those who were ever let in, counted round


class Deeds(RuleBasedStateMachine):
    """People over some record and some key file. `who` does it; it may be anybody who was ever let in."""

    records: Any
    slots: Any
    directory: Any

    @initialize()
    def begin(self) -> None:
        self.open()
        self.people = People(self.records, self.slots)
        self.done = 0

    def open(self) -> None:
        raise NotImplementedError

    def one(self, number: int) -> User:
        users = list(self.users().values())
        return users[number % len(users)]

    def passphrase_of(self, _login: str) -> str:
        return OWN

    def users(self) -> dict[str, User]:
        with self.records.reading() as record:
            return {user.login: user for user in record.people.all()}

    def sitting(self, user: User) -> Session:
        """Somebody who unlocked with every role they might have had, some time ago."""
        return replace(a_session(*Role), user=user.id, login=user.login, since=rooms.CLOCK.now())

    def attempt(self, who: User, deed: Callable[[Session, str], Any]) -> bool:
        before, rows = self.users(), self.rows()
        try:
            deed(self.sitting(who), self.passphrase_of(who.login))
        except (Refused, NotAllowed):
            assert self.users() == before
            assert self.rows() == rows
            return False
        assert owns(who), "only an active owner does such things"
        self.done += 1
        return True

    def rows(self) -> set[str]:
        with self.records.reading() as record:
            found = record.trail.rows(1, 10_000)
        return {f"{row.number} {row.deed.action}" for row in found if row.deed.action != REFUSED}

    @rule(by=WHO, login=st.sampled_from(LOGINS), roles=ROLES, dated=st.booleans())
    def add(self, by: int, login: str, roles: frozenset[Role], dated: bool) -> None:  # noqa: FBT001  (drawn)
        first, last = DAYS if dated or roles & DATED else (None, None)
        new = NewUser(login=login, name=login, roles=roles, first=first, last=last)
        there = login in self.users()
        if self.attempt(self.one(by), lambda session, own: self.people.add(session, own, new, OWN)):
            assert not there

    @rule(by=WHO, of=WHO)
    def disable(self, by: int, of: int) -> None:
        who, user = self.one(by), self.one(of)
        if self.attempt(who, lambda session, own: self.people.disable(session, own, user.id)):
            assert who != user
            assert user.login not in self.slots.logins()

    @rule(by=WHO, of=WHO)
    def enable(self, by: int, of: int) -> None:
        user = self.one(of)
        self.attempt(self.one(by), lambda session, own: self.people.enable(session, own, user.id, OWN))

    @rule(by=WHO, of=WHO, roles=ROLES)
    def change_roles(self, by: int, of: int, roles: frozenset[Role]) -> None:
        self.give(self.one(by), self.one(of), roles)

    @rule(by=WHO, roles=ROLES)
    def raise_oneself(self, by: int, roles: frozenset[Role]) -> None:
        who = self.one(by)
        self.give(who, who, roles | {Role(word) for word in who.roles})

    @rule(by=WHO)
    def step_down(self, by: int) -> None:
        who = self.one(by)
        left = frozenset(Role(word) for word in who.roles) - {Role.OWNER}
        self.give(who, who, left or frozenset({Role.FRONT_DESK}))

    def give(self, who: User, user: User, roles: frozenset[Role]) -> None:
        days = DAYS if roles & DATED else (None, None)
        deed = lambda session, own: self.people.change_roles(session, own, user.id, roles, *days)  # noqa: E731
        if self.attempt(who, deed) and who == user:
            assert set(self.users()[user.login].roles) <= set(user.roles)

    @rule(by=WHO)
    def change_passphrase(self, by: int) -> None:
        before, who = self.users(), self.one(by)
        try:
            self.people.change_passphrase(self.sitting(who), self.passphrase_of(who.login), OWN)
        except (Refused, NotAllowed):
            return
        assert who.active
        assert self.users() == before

    @invariant()
    def somebody_is_left_who_runs_the_clinic(self) -> None:
        if hasattr(self, "people"):
            assert [user for user in self.users().values() if owns(user) and user.login in self.slots.logins()]

    @invariant()
    def who_is_out_has_no_key_and_reaches_nothing(self) -> None:
        if not hasattr(self, "people"):
            return
        for login, user in self.users().items():
            assert (login in self.slots.logins()) == user.active
            if not user.active:
                with pytest.raises(NotAllowed):
                    Patients(self.records, self.directory, rooms.CLOCK).recent(self.sitting(user))
                self.can_not_prove(user)

    def can_not_prove(self, user: User) -> None:
        """In memory everybody who is asked has the same passphrase."""


def owns(user: User) -> bool:
    return user.active and Role.OWNER in user.roles


class InMemory(Deeds):
    def open(self) -> None:
        self.records = FakeRecords()
        self.slots = FakeSlots()
        self.directory = FakeDirectory(self.records)
        owner = User(id=UserId(1), login="okafor", name="M. Okafor", roles=("owner", "practitioner"))
        self.records.state.crew.users[1] = owner


class Encrypted(Deeds):
    """A real clinic behind its real door."""

    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.opened = rooms.enter(rooms.a_clinic_file(Path(self.folder.name)))
        self.records, self.slots, self.directory = self.opened.records, self.opened.slots, self.opened.directory

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            with self.records.reading() as record:
                assert record.trail.broken() == ()
            self.opened.close()
            self.folder.cleanup()

    def one(self, number: int) -> User:
        users = list(self.users().values())
        return users[number % len(users)]

    def passphrase_of(self, login: str) -> str:
        return rooms.PASSPHRASE if login == "okafor" else OWN

    def can_not_prove(self, user: User) -> None:
        with pytest.raises(Refused) as refused:
            self.slots.prove(self.sitting(user), OWN)
        assert isinstance(refused.value, WrongSecret) or "too many" in str(refused.value)


@pytest.mark.parametrize(
    ("machine", "short", "long"), [(InMemory, 60, 2_000), (Encrypted, 2, 40)], ids=["memory", "encrypted"]
)
def test_that_random_deeds_leave_an_owner_and_keep_everybody_in_their_place(
    machine: type[Deeds], short: int, long: int, request: pytest.FixtureRequest
) -> None:
    count = long if request.config.getoption("--long") else short
    chosen = settings(max_examples=count, stateful_step_count=50 if machine is InMemory else 25, deadline=None)
    run_state_machine_as_test(machine, settings=chosen)

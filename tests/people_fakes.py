"""Users in memory, and which patients are theirs to see. Who was never added may all that their sitting says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from treatplan.domain.access import On, Role, Session, Standing
from treatplan.domain.errors import Missing, Problem, Refused, Stale, WrongSecret
from treatplan.domain.ids import AssignmentId, PatientId, UserId
from treatplan.domain.passphrase import passphrase_problem
from treatplan.domain.plan import Status
from treatplan.domain.record import Assignment, NewUser, User, UserKeys

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class Crew:
    """Who works in a clinic in memory. `moment` is the clinic's clock as its guard sees it."""

    users: dict[int, User] = field(default_factory=dict)
    assignments: dict[int, Assignment] = field(default_factory=dict)
    generation: int = 0
    moment: datetime = NOON

    def snapshot(self) -> "Crew":
        return replace(self, users=dict(self.users), assignments=dict(self.assignments))


class FakePeople:
    """Fills `PeopleStore`."""

    def __init__(self, crew: Crew, state: Any) -> None:
        self._crew = crew
        self._state = state

    def all(self) -> tuple[User, ...]:
        return tuple(self._crew.users.values())

    def get(self, id_: UserId) -> User:
        if id_ not in self._crew.users:
            raise Missing(Problem(file="", field="user", message=f"there is no user {id_}"))
        return self._crew.users[id_]

    def named(self, login: str) -> User | None:
        wanted = " ".join(login.split()).casefold()
        return next((one for one in self._crew.users.values() if one.login.casefold() == wanted), None)

    def add(self, new: NewUser, keys: UserKeys) -> User:
        made = User(
            id=UserId(max(self._crew.users, default=0) + 1),
            login=new.login,
            name=new.name,
            qualification=new.qualification,
            registration_no=new.registration_no,
            roles=tuple(sorted(new.roles)),
            slot=keys.slot,
            first=new.first,
            last=new.last,
        )
        self._crew.users[made.id] = made
        return made

    def change(self, user: User) -> User:
        if self.get(user.id).lock != user.lock:
            raise Stale(Problem(file="", field="user", message="was changed meanwhile; look at it again"))
        self._crew.users[user.id] = replace(user, lock=user.lock + 1)
        return self._crew.users[user.id]

    def rekeyed(self, id_: UserId, keys: UserKeys) -> None:
        self._crew.users[id_] = replace(self.get(id_), slot=keys.slot)

    def saw_keys(self, generation: int) -> None:
        self._crew.generation = generation

    def standing(self, id_: UserId) -> Standing:
        return standing_of(self._crew, id_)

    def seen(self, id_: UserId) -> frozenset[PatientId]:
        return frozenset(seen_by(self._crew, self._state, id_))

    def on(self, id_: UserId, kind: str, object_: int | None) -> On:
        patient, writer = self._owner(kind, object_) if object_ is not None else (None, None)
        if patient is None:
            return On()
        return On(seen=patient in self.seen(id_), own=writer is None or writer == id_)

    def assign(self, id_: UserId, patient: PatientId, first: date, last: date) -> Assignment:
        number = AssignmentId(max(self._crew.assignments, default=0) + 1)
        made = Assignment(id=number, user=id_, patient=patient, first=first, last=last)
        self._crew.assignments[number] = made
        return made

    def assignments(self, id_: UserId) -> tuple[Assignment, ...]:
        of_user = (one for one in self._crew.assignments.values() if one.user == id_)
        return tuple(sorted(of_user, key=lambda one: (one.first, one.id)))

    def unassign(self, id_: AssignmentId) -> Assignment:
        if id_ not in self._crew.assignments:
            raise Missing(Problem(file="", field="assignment", message=f"there is no assignment {id_}"))
        return self._crew.assignments.pop(id_)

    def _owner(self, kind: str, id_: int) -> tuple[PatientId | None, UserId | None]:
        if kind == "patient":
            return (PatientId(id_) if id_ in self._state.patients else None), None
        if kind == "plan":
            return next((one.patient for one in self._state.versions.values() if one.id == id_), None), None
        if kind == "handout":
            stored = self._state.handouts.get(id_)
            return (None if stored is None else stored.row.patient), None
        if kind == "visit":
            visit = self._state.delivered.get(id_)
            return (None, None) if visit is None else (visit.patient, visit.opened_by)
        if kind in {"visit", "note"}:
            note = self._state.notes.get(id_) if kind == "note" else None
            visit = self._state.delivered.get(note.visit if note else id_ if kind == "visit" else 0)
            writer = None if visit is None else note.seal.by if note else visit.opened_by
            return (None if visit is None else visit.patient), writer
        rows: Mapping[int, Any] = getattr(self._state, {"intake": "intakes", "version": "versions"}.get(kind, kind))
        stored = rows.get(id_)
        return (None if stored is None else stored.patient), None


def standing_of(crew: Crew, id_: UserId) -> Standing:
    at, today = crew.moment, crew.moment.date()
    user = crew.users.get(id_)
    if user is None:
        return Standing(at=at, today=today, roles=frozenset(Role))
    roles = frozenset(Role(word) for word in user.roles)
    return Standing(at=at, today=today, active=user.active, roles=roles, first=user.first, last=user.last)


def seen_by(crew: Crew, state: Any, id_: UserId) -> set[PatientId]:
    today = crew.moment.date()
    found = {one.patient for one in crew.assignments.values() if one.user == id_ and one.first <= today <= one.last}
    user = crew.users.get(id_)
    if user is None or Role.LOCUM not in user.roles or user.first is None or user.last is None:
        return found
    for number, visits in state.visits.items():
        version = state.versions.get(number)
        if version is not None and version.status is Status.RELEASED:
            booked = any(one.on is not None and user.first <= one.on <= user.last for one in visits)
            found |= {version.patient} if booked else set()
    return found


OWN = "eleven blue herons"


class FakeSlots:
    """Fills `UserSlots` and `SlotKeeper`: everybody who is asked has the same passphrase."""

    def __init__(self, *logins: str) -> None:
        self.passphrases = dict.fromkeys(logins or ("okafor",), OWN)
        self.changes = 1
        self.who = ""

    def logins(self) -> tuple[str, ...]:
        return tuple(self.passphrases)

    def prove(self, session: Session, passphrase: str) -> "FakeSlots":
        if passphrase != OWN:
            raise WrongSecret(Problem(file="", field="passphrase", message="is not the passphrase of this user"))
        self.who = session.login
        return self

    def add(self, login: str, passphrase: str, *names: str) -> UserKeys:
        self.refuse_weak(passphrase, login, *names)
        self.passphrases[login] = passphrase
        self.changes += 1
        return UserKeys(slot=f"{self.changes:032x}", x25519_public="aa", ed25519_public="bb")

    def remove(self, login: str) -> None:
        self.passphrases.pop(login, None)
        self.changes += 1

    def refuse_weak(self, passphrase: str, *names: str) -> None:
        if passphrase_problem(passphrase, names):
            raise Refused(Problem(file="", field="passphrase", message="is weak"))

    def renew(self, passphrase: str) -> None:
        self.passphrases[self.who] = passphrase
        self.changes += 1

    def generation(self) -> int:
        return self.changes

"""Who works in the clinic: let in, sent away, given roles and patients. There is never no owner, and no hidden door.

What changes rights asks for the passphrase of who asks, again: an unlocked keyboard is not enough. Nobody can raise
their own roles, and no passphrase of somebody else is ever asked for or learned: the first one is changed by its owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from treatplan.domain.access import BY_ASSIGNMENT, DATED, Permission, Role, Session
from treatplan.domain.errors import NotAllowed, Problem, Refused
from treatplan.domain.ids import AssignmentId, PatientId, UserId
from treatplan.domain.people import refuse_strange
from treatplan.domain.record import Assignment, Deed, NewUser, User
from treatplan.services.clinic.guard import needs
from treatplan.services.clinic.ports import Records, SlotKeeper, Transaction, UserSlots

_NO_OWNER = "is the last owner who can unlock the clinic; make somebody else an owner first"


class People:
    """The clinic's users. Everybody may change their own passphrase; all else is the owner's."""

    def __init__(self, records: Records, slots: UserSlots) -> None:
        self._records = records
        self._slots = slots

    @needs(Permission.RUN_USERS)
    def all(self, _session: Session) -> tuple[User, ...]:
        """Everybody who ever could unlock the clinic: names of authors stay."""
        with self._records.reading() as record:
            return record.people.all()

    @needs(Permission.RUN_USERS)
    def named(self, _session: Session, login: str) -> User:
        """The user of this login. Raises `Refused` where there is none."""
        with self._records.reading() as record:
            found = record.people.named(login)
        if found is None:
            raise _refused("user", "there is no user of this name")
        return found

    @needs(Permission.RUN_USERS)
    def add(self, session: Session, own: str, new: NewUser, passphrase: str) -> User:
        """Let somebody in, with a first `passphrase` that they change. `own` is that of who asks.

        Raises `Refused` for a name that is taken or is none, roles that can't be, a weak passphrase; `WrongSecret`.
        """
        _refuse_unsound(new.roles, new.first, new.last)
        refuse_strange(name=new.name, qualification=new.qualification, registration_no=new.registration_no)
        keeper = self._slots.prove(session, own)
        with self._records.reading() as record:
            _refuse_taken(record, new.login)
            clinic = record.practice.get().name
        keys = keeper.add(new.login, passphrase, new.name, clinic)
        with _undone(keeper, new.login), self._records.writing() as record:
            _refuse_taken(record, new.login)
            added = record.people.add(new, keys)
            record.people.saw_keys(keeper.generation())
            record.note(session, Deed(action="added", of="user", id=added.id, detail=_told(added)))
            return added

    @needs(Permission.RUN_USERS)
    def disable(self, session: Session, own: str, user: UserId) -> User:
        """Let somebody in no more: their place in the key file goes, what they wrote stays under their name.

        Who copied the file's key can still read that copy: a new key is offered by who calls this. Raises `Refused`
        for oneself and for the last owner; `WrongSecret`.
        """
        keeper = self._slots.prove(session, own)
        with self._records.writing() as record:
            before = record.people.get(user)
            if user == session.user:
                raise _refused("user", "can't be disabled by themselves; another owner does that")
            if not before.active:
                raise _refused("user", "is disabled already")
            gone = record.people.change(replace(before, active=False))
            self._refuse_ownerless(record)
            record.note(session, Deed(action="disabled", of="user", id=user))
            keeper.remove(before.login)
            record.people.saw_keys(keeper.generation())
            return gone

    @needs(Permission.RUN_USERS)
    def enable(self, session: Session, own: str, user: UserId, passphrase: str) -> User:
        """Let somebody in again who was disabled, with a first passphrase that they change. Raises as `add` does."""
        keeper = self._slots.prove(session, own)
        with self._records.reading() as record:
            before = record.people.get(user)
            clinic = record.practice.get().name
        if before.active:
            raise _refused("user", "is not disabled")
        keys = keeper.add(before.login, passphrase, before.name, clinic)
        with _undone(keeper, before.login), self._records.writing() as record:
            back = record.people.change(replace(before, active=True))
            record.people.rekeyed(user, keys)
            record.people.saw_keys(keeper.generation())
            record.note(session, Deed(action="enabled", of="user", id=user, detail=_told(back)))
        return self._get(user)

    @needs(Permission.RUN_USERS)
    def change_roles(
        self,
        session: Session,
        own: str,
        user: UserId,
        roles: frozenset[Role],
        first: date | None = None,
        last: date | None = None,
    ) -> User:
        """Give somebody other roles and days; what is taken away is gone at once, also where they are at work.

        Raises `NotAllowed` for more rights for oneself, `Refused` for roles that can't be and the last owner's.
        """
        _refuse_unsound(roles, first, last)
        self._slots.prove(session, own)
        with self._records.writing() as record:
            before = record.people.get(user)
            if user == session.user and not roles <= {Role(word) for word in before.roles}:
                raise NotAllowed("Nobody gives themselves more rights; another owner has to do that")
            words = tuple(sorted(role.value for role in roles))
            changed = record.people.change(replace(before, roles=words, first=first, last=last))
            self._refuse_ownerless(record)
            record.note(session, Deed(action="changed roles", of="user", id=user, detail=_told(changed)))
            return changed

    @needs(Permission.KEEP_OWN)
    def change_passphrase(self, session: Session, own: str, passphrase: str) -> None:
        """Change one's own passphrase. Only the key file is written anew; the clinic's key stays as it is.

        Raises `WrongSecret` where `own` is not the old one, `Refused` for a weak new one.
        """
        keeper = self._slots.prove(session, own)
        with self._records.reading() as record:
            clinic = record.practice.get().name
        keeper.refuse_weak(passphrase, session.login, session.name, clinic)
        with self._records.writing() as record:  # first: a change that nobody knows of is worse than one that failed
            record.note(session, Deed(action="changes passphrase", of="user", id=session.user))
        keeper.renew(passphrase)

    @needs(Permission.RUN_USERS)
    def assign(self, session: Session, user: UserId, patient: PatientId, first: date, last: date) -> Assignment:
        """Let a locum, or who reads only, see a patient from a day to a day. Raises `Refused`, `Missing`."""
        if last < first:
            raise _refused("last", "is before the first day")
        with self._records.writing() as record:
            record.patients.get(patient)
            to = record.people.get(user)
            if not BY_ASSIGNMENT & {Role(word) for word in to.roles}:
                raise _refused("user", "has no role that patients are assigned to")
            made = record.people.assign(user, patient, first, last)
            days = f"to user {user}, {first} to {last}"
            record.note(session, Deed(action="assigned", of="patient", id=patient, patient=patient, detail=days))
            return made

    @needs(Permission.RUN_USERS)
    def assignments(self, _session: Session, user: UserId) -> tuple[Assignment, ...]:
        """Which patients somebody sees, and when."""
        with self._records.reading() as record:
            return record.people.assignments(user)

    @needs(Permission.RUN_USERS)
    def unassign(self, session: Session, assignment: AssignmentId) -> None:
        """Take an assignment back. Raises `Missing`."""
        with self._records.writing() as record:
            was = record.people.unassign(assignment)
            detail = f"from user {was.user}"
            record.note(
                session, Deed(action="unassigned", of="patient", id=was.patient, patient=was.patient, detail=detail)
            )

    def _get(self, user: UserId) -> User:
        with self._records.reading() as record:
            return record.people.get(user)

    def _refuse_ownerless(self, record: Transaction) -> None:
        """Asked when all is changed and nothing is true yet: somebody must be left who can unlock and is an owner."""
        logins = self._slots.logins()
        owners = (one for one in record.people.all() if one.active and Role.OWNER in one.roles and one.login in logins)
        if not any(owners):
            raise _refused("user", _NO_OWNER)


@contextmanager
def _undone(keeper: SlotKeeper, login: str) -> Iterator[None]:
    """Take the new place in the key file away where the clinic did not get its row."""
    try:
        yield
    except BaseException:
        keeper.remove(login)
        raise


def _refuse_unsound(roles: frozenset[Role], first: date | None, last: date | None) -> None:
    if not roles:
        raise _refused("roles", "are needed; without one nothing can be done")
    if Role.OWNER in roles and (first or last):
        raise _refused("first", "an owner has no first or last day: one day nobody would be left")
    if roles & DATED and not (first and last):
        raise _refused("first", "and the last day are needed for a locum")
    if first and last and last < first:
        raise _refused("last", "is before the first day")


def _refuse_taken(record: Transaction, login: str) -> None:
    before = record.people.named(login)
    if before is not None:
        left = "" if before.active else " by somebody who is disabled; the audit would take one for the other"
        raise _refused("login", f"is taken{left}")


def _told(user: User) -> str:
    """Roles and days, for the audit."""
    days = f", {user.first} to {user.last}" if user.first or user.last else ""
    return f"{' '.join(user.roles)}{days}"


def _refused(field: str, message: str) -> Refused:
    return Refused(Problem(file="", field=field, message=message))

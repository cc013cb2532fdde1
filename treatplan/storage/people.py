"""Users, how they stand, and which patients are theirs to see: rows to values and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, null, select, union, update
from sqlalchemy.orm import Session as Database

from treatplan.domain.access import On, Role, Standing
from treatplan.domain.ids import AssignmentId, PatientId, UserId
from treatplan.domain.plan import Status
from treatplan.domain.record import Assignment, NewUser, User, UserKeys
from treatplan.services.clinic.ports import Kind, Now
from treatplan.storage import tables
from treatplan.storage.found import HIGHEST, refuse_stale, there
from treatplan.storage.keys.names import folded, kept

_OWNER: Final[Mapping[Kind, Any]] = {
    "patient": select(tables.Patient.id, null()).select_from(tables.Patient),
    "intake": select(tables.Intake.patient_id, null()).select_from(tables.Intake),
    "plan": select(tables.Plan.patient_id, null()).select_from(tables.Plan),
    "version": select(tables.Plan.patient_id, null()).join(tables.Version, tables.Version.plan_id == tables.Plan.id),
    "handout": select(tables.Handout.patient_id, null()).select_from(tables.Handout),
    "visit": select(tables.Visit.patient_id, tables.Visit.opened_by_id),
    "note": select(tables.Visit.patient_id, tables.Note.by_id).join(
        tables.Note, tables.Note.visit_id == tables.Visit.id
    ),
}
"""Whose patient it is, and who wrote it; what has no writer is nobody's against anybody."""

_KEY: Final[Mapping[Kind, Any]] = {
    "patient": tables.Patient.id,
    "intake": tables.Intake.id,
    "plan": tables.Plan.id,
    "version": tables.Version.id,
    "handout": tables.Handout.id,
    "visit": tables.Visit.id,
    "note": tables.Note.id,
}


class SqlPeople:
    """Fills `PeopleStore` on one use of the database."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def all(self) -> tuple[User, ...]:
        return tuple(_value(row) for row in self._database.scalars(select(tables.User).order_by(tables.User.id)))

    def get(self, id_: UserId) -> User:
        return _value(there(self._database, tables.User, id_, "user"))

    def named(self, login: str) -> User | None:
        row = self._database.scalars(select(tables.User).where(tables.User.folded == folded(login))).one_or_none()
        return None if row is None else _value(row)

    def add(self, new: NewUser, keys: UserKeys) -> User:
        row = tables.User(
            login=kept(new.login),
            folded=folded(new.login),
            name=new.name,
            qualification=new.qualification,
            registration_no=new.registration_no,
            roles=" ".join(sorted(new.roles)),
            active=True,
            valid_from=new.first,
            valid_to=new.last,
        )
        _give(row, keys)
        self._database.add(row)
        self._database.flush()
        return _value(row)

    def change(self, user: User) -> User:
        row = there(self._database, tables.User, user.id, "user")
        refuse_stale(row.lock, user.lock, "user")
        row.name = user.name
        row.qualification = user.qualification
        row.registration_no = user.registration_no
        row.roles = " ".join(sorted(user.roles))
        row.active = user.active
        row.valid_from = user.first
        row.valid_to = user.last
        self._database.flush()
        return _value(row)

    def rekeyed(self, id_: UserId, keys: UserKeys) -> None:
        _give(there(self._database, tables.User, id_, "user"), keys)
        self._database.flush()

    def saw_keys(self, generation: int) -> None:
        older = tables.Clinic.key_generation < generation
        seen = update(tables.Clinic).where(older).values(key_generation=generation)
        self._database.execute(seen.execution_options(synchronize_session=False))

    def standing(self, id_: UserId) -> Standing:
        columns = (tables.User.active, tables.User.roles, tables.User.valid_from, tables.User.valid_to)
        row = self._database.execute(select(*columns).where(tables.User.id == id_)).one_or_none()
        at, today = self._now.now(), self._now.today()
        if row is None:
            return Standing(at=at, today=today, active=False)
        active, roles, first, last = row
        return Standing(at=at, today=today, active=active, roles=roles_of(roles), first=first, last=last)

    def seen(self, id_: UserId) -> frozenset[PatientId]:
        return frozenset(PatientId(found) for found in self._database.scalars(self._seen(id_)))

    def on(self, id_: UserId, kind: Kind, object_: int | None) -> On:
        if object_ is None or not 0 < object_ <= HIGHEST:
            return On()
        found = self._database.execute(_OWNER[kind].where(_KEY[kind] == object_)).one_or_none()
        if found is None:
            return On()
        patient, writer = found
        of_them = self._seen(id_).subquery()
        seen = self._database.scalar(select(func.count()).select_from(of_them).where(of_them.c.patient_id == patient))
        return On(seen=bool(seen), own=writer is None or writer == id_)

    def assign(self, id_: UserId, patient: PatientId, first: date, last: date) -> Assignment:
        row = tables.Assignment(user_id=id_, patient_id=patient, first=first, last=last)
        self._database.add(row)
        self._database.flush()
        return _assignment(row)

    def assignments(self, id_: UserId) -> tuple[Assignment, ...]:
        order = (tables.Assignment.first, tables.Assignment.id)
        wanted = select(tables.Assignment).where(tables.Assignment.user_id == id_).order_by(*order)
        return tuple(_assignment(row) for row in self._database.scalars(wanted))

    def unassign(self, id_: AssignmentId) -> Assignment:
        row = there(self._database, tables.Assignment, id_, "assignment")
        ended = _assignment(row)
        self._database.delete(row)
        self._database.flush()
        return ended

    def _seen(self, id_: UserId) -> Any:
        """Assigned today; or booked on a day of a locum's account."""
        today = self._now.today()
        given = tables.Assignment
        assigned = select(given.patient_id.label("patient_id")).where(
            given.user_id == id_, given.first <= today, given.last >= today
        )
        booked = (
            select(tables.Plan.patient_id)
            .join(tables.Version, tables.Version.plan_id == tables.Plan.id)
            .join(tables.PlannedVisit, tables.PlannedVisit.version_id == tables.Version.id)
            .join(tables.User, tables.User.id == id_)
            .where(
                tables.Version.status == Status.RELEASED.value,
                tables.User.roles.contains(Role.LOCUM.value),
                tables.PlannedVisit.on >= tables.User.valid_from,
                tables.PlannedVisit.on <= tables.User.valid_to,
            )
        )
        return union(assigned, booked)


def roles_of(words: str) -> frozenset[Role]:
    """The roles of a user's row."""
    return frozenset(Role(word) for word in words.split())


def _give(row: tables.User, keys: UserKeys) -> None:
    row.slot = keys.slot
    row.x25519_public = keys.x25519_public
    row.ed25519_public = keys.ed25519_public


def _value(row: tables.User) -> User:
    return User(
        id=UserId(row.id),
        login=row.login,
        name=row.name,
        qualification=row.qualification,
        registration_no=row.registration_no,
        roles=tuple(row.roles.split()),
        slot=row.slot,
        active=row.active,
        lock=row.lock,
        first=row.valid_from,
        last=row.valid_to,
    )


def _assignment(row: tables.Assignment) -> Assignment:
    return Assignment(
        id=AssignmentId(row.id),
        user=UserId(row.user_id),
        patient=PatientId(row.patient_id),
        first=row.first,
        last=row.last,
    )

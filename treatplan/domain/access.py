"""Who may do what: roles, permissions, how far each reaches, in one table; and one function that answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from treatplan.domain.errors import NotAllowed
from treatplan.domain.ids import UserId
from treatplan.domain.value import value

LONGEST_SITTING: Final = timedelta(hours=12)
"""After it the passphrase is asked again, however busy the keyboard was."""


class Role(StrEnum):
    """What a person is to the clinic. One person may have several: they add up."""

    OWNER = "owner"
    PRACTITIONER = "practitioner"
    LOCUM = "locum"
    FRONT_DESK = "front_desk"
    READ_ONLY = "read_only"


class Permission(StrEnum):
    """What a service method asks for before it does anything."""

    FIND_PATIENTS = "find_patients"
    CHANGE_PATIENTS = "change_patients"
    READ_RECORD = "read_record"
    WRITE_RECORD = "write_record"
    RELEASE_PLANS = "release_plans"
    SIGN_VISITS = "sign_visits"
    GIVE_HANDOUTS = "give_handouts"
    READ_CLINIC = "read_clinic"
    RUN_CLINIC = "run_clinic"
    RUN_USERS = "run_users"
    READ_AUDIT = "read_audit"
    WHO_LOOKED = "who_looked"
    """Who looked at one patient."""
    KEEP_OWN = "keep_own"
    """What everybody keeps for themselves: the own passphrase, the own unsaved forms, the own lines of the audit."""


class Extent(StrEnum):
    """How far a permission reaches."""

    ALL = "all"
    OWN = "own"  # what one wrote oneself
    SEEN = "seen"  # patients who are assigned to one, or booked, on the days of one's account
    OWN_SEEN = "own_seen"  # both at once


_P = Permission
OF_PATIENTS: Final = frozenset(
    {_P.FIND_PATIENTS, _P.CHANGE_PATIENTS, _P.READ_RECORD, _P.WRITE_RECORD, _P.RELEASE_PLANS, _P.SIGN_VISITS}
    | {_P.GIVE_HANDOUTS, _P.WHO_LOOKED}
)
"""Permissions that are about one patient or another; the rest are about the clinic, or oneself."""


def _to(extent: Extent, *permissions: Permission) -> dict[Permission, Extent]:
    return dict.fromkeys(permissions, extent)


_EVERYBODY: Final = _to(Extent.ALL, _P.READ_CLINIC, _P.KEEP_OWN)
_CARE: Final = (_P.READ_RECORD, _P.WRITE_RECORD, _P.RELEASE_PLANS, _P.GIVE_HANDOUTS)

GRANTS: Mapping[Role, Mapping[Permission, Extent]] = {
    # An owner who does not treat reads no record; `clinic new` makes one person both.
    Role.OWNER: {
        **_EVERYBODY,
        **_to(Extent.ALL, _P.FIND_PATIENTS, _P.CHANGE_PATIENTS, _P.GIVE_HANDOUTS),
        **_to(Extent.ALL, _P.RUN_CLINIC, _P.RUN_USERS, _P.READ_AUDIT, _P.WHO_LOOKED),
    },
    Role.PRACTITIONER: {
        **_EVERYBODY,
        **_to(Extent.ALL, _P.FIND_PATIENTS, _P.CHANGE_PATIENTS, _P.WHO_LOOKED, *_CARE),
        **_to(Extent.OWN, _P.SIGN_VISITS),
    },
    # For a time, and for the patients who were given to them: they see who it is, and treat.
    Role.LOCUM: {
        **_EVERYBODY,
        **_to(Extent.SEEN, _P.FIND_PATIENTS, *_CARE),
        **_to(Extent.OWN_SEEN, _P.SIGN_VISITS),
    },
    # Released handouts are all that the desk learns of care.
    Role.FRONT_DESK: {**_EVERYBODY, **_to(Extent.ALL, _P.FIND_PATIENTS, _P.CHANGE_PATIENTS, _P.GIVE_HANDOUTS)},
    # Nothing of a patient, but for those whose record was opened to them from a day to a day.
    Role.READ_ONLY: {**_EVERYBODY, **_to(Extent.SEEN, _P.FIND_PATIENTS, _P.READ_RECORD)},
}

DATED: Final = frozenset({Role.LOCUM})
"""Roles that take a first and a last day."""

BY_ASSIGNMENT: Final = frozenset({Role.LOCUM, Role.READ_ONLY})
"""Roles to which patients are assigned."""


@value
class Session:
    """A person at the keyboard, from unlocking to locking. `id` tells one sitting from the next in the audit.

    `name` is what a released plan and an answer are signed with; `qualification` stands beside it on paper.
    """

    id: str
    user: UserId
    login: str
    name: str
    qualification: str = ""
    registration_no: str = ""
    roles: frozenset[Role]
    since: datetime


@value
class Standing:
    """A user as the clinic knows them at the moment `at`: a sitting may do no more than this, whatever it began with.

    `first` and `last` are the days of the account, both included; `today` is the clinic's day.
    """

    at: datetime
    today: date
    active: bool = True
    roles: frozenset[Role] = frozenset()
    first: date | None = None
    last: date | None = None

    @property
    def lets_in(self) -> bool:
        """Whether this person may work today."""
        begun = self.first is None or self.first <= self.today
        over = self.last is not None and self.last < self.today
        return self.active and begun and not over


@value
class On:
    """What something has to do with a person: whether its patient is theirs to see, whether they wrote it."""

    seen: bool = False
    own: bool = False


NO_ONE: Final = On()
"""Nothing of one patient: only a permission that reaches everything will do."""


def allowed(session: Session, permission: Permission) -> bool:
    """Whether this person may at all, if only for some. For what a page offers; the guard asks `may` besides."""
    return any(permission in GRANTS[role] for role in session.roles)


def may(session: Session, permission: Permission, on: On = NO_ONE) -> bool:
    """Whether this person may do it with this."""
    reached = {
        Extent.ALL: True,
        Extent.OWN: on.own,
        Extent.SEEN: on.seen,
        Extent.OWN_SEEN: on.own and on.seen,
    }
    extents = (GRANTS[role].get(permission) for role in session.roles)
    return any(reached[extent] for extent in extents if extent is not None)


def require(session: Session, permission: Permission) -> None:
    """Raise `NotAllowed` unless this person may at all."""
    if not allowed(session, permission):
        raise refusal(session, permission)


def require_on(session: Session, permission: Permission, on: On) -> None:
    """Raise `NotAllowed` unless this person may do it with this. Says nothing of whether it is there."""
    if not may(session, permission, on):
        raise NotAllowed(f"'{session.login}' may not do this with this patient; ask the owner of the clinic")


def refusal(session: Session, permission: Permission) -> NotAllowed:
    """What is told to who has no such right."""
    return NotAllowed(f"'{session.login}' may not do this; it takes the right '{permission.replace('_', ' ')}'")


def as_it_stands(session: Session, standing: Standing) -> Session:
    """The sitting with the rights that are left of it now. Raises `NotAllowed` where it is over."""
    if not standing.lets_in:
        raise NotAllowed(f"'{session.login}' may not work in this clinic any more, or not today")
    if standing.at - session.since > LONGEST_SITTING:
        raise NotAllowed("The clinic has been open for too long without its passphrase; lock it and unlock it again")
    return replace(session, roles=session.roles & standing.roles)

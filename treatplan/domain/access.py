"""Who may do what: roles, permissions, one table, and one function that answers."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from treatplan.domain.errors import NotAllowed
from treatplan.domain.ids import UserId
from treatplan.domain.value import value


class Role(StrEnum):
    """What a person is to the clinic. One person may have several."""

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
    GIVE_HANDOUTS = "give_handouts"
    READ_CLINIC = "read_clinic"
    RUN_CLINIC = "run_clinic"
    READ_AUDIT = "read_audit"


_ALL = frozenset(Permission)
_CARE = _ALL - {Permission.RUN_CLINIC, Permission.READ_AUDIT}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    # An owner who does not treat reads no record; `clinic new` makes one person both.
    Role.OWNER: frozenset(
        {
            Permission.FIND_PATIENTS,
            Permission.CHANGE_PATIENTS,
            Permission.GIVE_HANDOUTS,
            Permission.READ_CLINIC,
            Permission.RUN_CLINIC,
            Permission.READ_AUDIT,
        }
    ),
    Role.PRACTITIONER: _CARE,
    Role.LOCUM: _CARE,
    Role.FRONT_DESK: frozenset(
        {
            Permission.FIND_PATIENTS,
            Permission.CHANGE_PATIENTS,
            Permission.GIVE_HANDOUTS,
            Permission.READ_CLINIC,
        }
    ),
    Role.READ_ONLY: frozenset({Permission.FIND_PATIENTS, Permission.READ_RECORD, Permission.READ_CLINIC}),
}


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


def allowed(session: Session, permission: Permission) -> bool:
    """Whether this person may."""
    return any(permission in GRANTS[role] for role in session.roles)


def require(session: Session, permission: Permission) -> None:
    """Raise `NotAllowed` unless this person may."""
    if not allowed(session, permission):
        raise NotAllowed(f"'{session.login}' may not do this; it takes the right '{permission.replace('_', ' ')}'")

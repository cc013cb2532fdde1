"""Rights are asked here, before a service method does anything: not in menus, not in pages.

Three questions, in this order. Do the roles of the sitting grant the permission at all? Does the clinic still let this
person in, and with which roles, now? Does the permission reach the patient that the call is about? The ids among a
method's arguments say what it is about: nobody has to think of it, and nobody can forget it.
"""

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast, get_args

from treatplan.domain.access import OF_PATIENTS, Permission, Session, as_it_stands, may, require, require_on
from treatplan.domain.errors import NotAllowed
from treatplan.domain.ids import HandoutId, IntakeId, NoteId, PatientId, PlanId, VersionId, VisitId
from treatplan.services.clinic.ports import Directory, Kind, Records
from treatplan.services.clinic.refusals import note_refusal

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")

KINDS: Final[Mapping[Any, Kind]] = {
    PatientId: "patient",
    IntakeId: "intake",
    PlanId: "plan",
    VersionId: "version",
    HandoutId: "handout",
    VisitId: "visit",
    NoteId: "note",
}
"""Ids that lead to a patient. A method that takes one is checked for that patient."""


class Reach(Enum):
    """What a method can get at."""

    ITS_IDS = "the patient that its arguments name"
    CLINIC = "nothing of a patient"
    LISTS = "many patients; the method itself leaves out whom the person does not see"
    DIRECTORY = "the same, over the connection of the list"
    GIVEN = "what is handed to it, or no record at all"
    UNSAID = "not said: only a permission that reaches everything will do"


def needs(
    permission: Permission, reach: Reach | None = None
) -> Callable[[Callable[Concatenate[S, Session, P], R]], Callable[Concatenate[S, Session, P], R]]:
    """Decorates a service method: its first argument is a session, which must have `permission`.

    `reach` is said where the arguments do not say it. The method is given the session as it stands now. A public
    method of a clinic service without this decorator fails the tests, and so does one of unsaid reach.
    """

    def decorate(method: Callable[Concatenate[S, Session, P], R]) -> Callable[Concatenate[S, Session, P], R]:
        named = _ids_of(method)
        how = reach or _reach_of(permission, named)

        @wraps(method)
        def guarded(self: S, session: Session, *args: P.args, **kwargs: P.kwargs) -> R:
            objects = [(kind, kwargs.get(name, args[at] if at < len(args) else None)) for name, at, kind in named]
            try:
                require(session, permission)
                return method(self, _admitted(self, session, permission, how, objects), *args, **kwargs)
            except NotAllowed:
                # where it can't be written down, that is what is told
                note_refusal(self._records, session, _named(self, method), objects)  # type: ignore[attr-defined]
                raise

        guarded.__permission__ = permission  # type: ignore[attr-defined]
        guarded.__reach__ = how  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[S, Session, P], R]", guarded)

    return decorate


def permission_of(method: Any) -> Permission | None:
    """The permission that a service method asks for; None where it asks for none."""
    found = getattr(method, "__permission__", None)
    return found if isinstance(found, Permission) else None


def reach_of(method: Any) -> Reach | None:
    """What a service method can get at."""
    found = getattr(method, "__reach__", None)
    return found if isinstance(found, Reach) else None


def _admitted(
    service: Any, session: Session, permission: Permission, how: Reach, objects: list[tuple[Kind, Any]]
) -> Session:
    """The session as it stands. Raises `NotAllowed`, alike for what is not there and for what is not theirs."""
    if how is Reach.GIVEN:
        return session
    if how is Reach.DIRECTORY:
        directory: Directory = service._directory  # noqa: SLF001  (every service of the list has one)
        now = as_it_stands(session, directory.standing(session.user))
        require(now, permission)
        return now
    records: Records = service._records  # noqa: SLF001  (every service of a clinic has one)
    with records.reading() as record:
        now = as_it_stands(session, record.people.standing(session.user))
        require(now, permission)
        if how in {Reach.ITS_IDS, Reach.UNSAID} and not may(now, permission):
            for kind, id_ in objects or [("patient", None)]:
                require_on(now, permission, record.people.on(now.user, kind, id_))
    return now


def _named(service: object, method: Callable[..., Any]) -> str:
    return f"{type(service).__name__}.{method.__name__}"


def _reach_of(permission: Permission, named: list[tuple[str, int, Kind]]) -> Reach:
    if permission not in OF_PATIENTS:
        return Reach.CLINIC
    return Reach.ITS_IDS if named else Reach.UNSAID


def _ids_of(method: Callable[..., Any]) -> list[tuple[str, int, Kind]]:
    """The arguments of a method that lead to a patient: name, place after the session, kind."""
    _, _, *others = signature(method).parameters.values()
    return [
        (one.name, at, KINDS[said])
        for at, one in enumerate(others)
        for said in (one.annotation, *get_args(one.annotation))
        if isinstance(said, Hashable) and said in KINDS
    ]

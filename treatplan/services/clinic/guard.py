"""Rights are asked here, before a service method does anything: not in menus, not in pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from treatplan.domain.access import Permission, Session, require

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[S, Session, P], R]], Callable[Concatenate[S, Session, P], R]]:
    """Decorates a service method: its first argument is a session, which must have `permission`.

    A public method of a clinic service without this decorator fails the tests.
    """

    def decorate(method: Callable[Concatenate[S, Session, P], R]) -> Callable[Concatenate[S, Session, P], R]:
        @wraps(method)
        def guarded(self: S, session: Session, *args: P.args, **kwargs: P.kwargs) -> R:
            require(session, permission)
            return method(self, session, *args, **kwargs)

        guarded.__permission__ = permission  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[S, Session, P], R]", guarded)

    return decorate


def permission_of(method: Any) -> Permission | None:
    """The permission that a service method asks for; None where it asks for none."""
    found = getattr(method, "__permission__", None)
    return found if isinstance(found, Permission) else None

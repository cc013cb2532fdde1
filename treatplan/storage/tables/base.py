"""What all tables share."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    MetaData,
    Text,
)
from sqlalchemy.orm import DeclarativeBase

from treatplan.domain.plan import Status
from treatplan.storage.types import Utc

_NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
STORED = (Status.DRAFT, Status.RELEASED, Status.AMENDED, Status.CLOSED)  # `published` is for protocols in files


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """A column that holds one of a few words."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Base(DeclarativeBase):
    """The root of all rows."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {str: Text(), datetime: Utc()}  # noqa: RUF012  (the frame reads it from the class)


NO_REUSE: dict[str, Any] = {"sqlite_autoincrement": True}

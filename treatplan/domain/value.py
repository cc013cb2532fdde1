"""How a value is made: frozen, slotted, keyword only, and strict about unknown fields wherever it is read."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make `cls` a value. The readers of files and content refuse a field it does not have."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    # Read by the file readers (exchange, content); the domain itself needs no library for it.
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made

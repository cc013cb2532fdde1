"""One value, one text: the canonical JSON that signing, versions, differences and a later second key rest on.

Sorted keys, Unicode NFC, whole numbers without a fraction, UTF-8. A field that holds its default is left out, so a
field added later does not change the text (and the hash) of what was written before.
"""

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from typing import Any

_TAGS = frozenset({"format", "modality"})  # they say what a value is, so they stand even where they are the default


def to_plain(value: object, *, whole: bool = False) -> Any:
    """A value as plain dicts, lists, text and numbers; defaults left out unless it is wanted `whole`."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return _number(value)
        case Enum():
            return value.value
        case str():
            return unicodedata.normalize("NFC", value)
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {to_plain(key): to_plain(entry, whole=whole) for key, entry in value.items()}
        case tuple() | list() | frozenset():
            return [to_plain(entry, whole=whole) for entry in value]
    if is_dataclass(value):
        return {
            field.name: to_plain(getattr(value, field.name), whole=whole)
            for field in fields(value)
            if whole or field.name in _TAGS or getattr(value, field.name) != _default_of(field)
        }
    raise TypeError(f"no plain form for {type(value).__name__}")


def canonical(value: object) -> str:
    """The canonical text of a value, in one line."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable(value: object, *, whole: bool = False) -> str:
    """The same content for people: indented, in the order of the value's fields, with a line end."""
    return json.dumps(to_plain(value, whole=whole), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("a number must be finite")
    return int(value) if value.is_integer() else value


def _default_of(field: Any) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING

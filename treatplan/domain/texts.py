"""Wording of paper, screen and command line: one object per language, passed in, never a process-wide `_`."""

import re
from collections.abc import Mapping
from typing import Protocol

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class Catalogue(Protocol):
    """Where wording is looked up; `gettext.GNUTranslations` is one. Both methods raise `KeyError` for unknown keys."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


class Texts:
    """The wording in one language, by stable keys. It knows nothing of files."""

    def __init__(self, language: str, catalogue: Catalogue) -> None:
        self.language = language
        self._catalogue = catalogue

    def say(self, key: str, **values: object) -> str:
        """The wording of a key, with values in its places. Raises `KeyError` for an unknown key or a missing value."""
        return fill(self._catalogue.gettext(key), values)

    def count(self, key: str, n: int, **values: object) -> str:
        """The wording of a key in the plural form for `n`, which also fills `{n}`. Raises as `say`."""
        return fill(self._catalogue.ngettext(key, key, n), {"n": n, **values})


def fill(template: str, values: Mapping[str, object]) -> str:
    """`template` with each `{name}` replaced by its value, in one pass: braces inside a value stay as they are.

    Raises `KeyError` where a value is missing.
    """
    return _PLACE.sub(lambda place: str(values[place.group(1)]), template)


def places(template: str) -> frozenset[str]:
    """The names in braces that a template asks for."""
    return frozenset(_PLACE.findall(template))

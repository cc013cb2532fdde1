"""Work that is done once for a library and kept as long as it is in use: indexes of its rules and factors."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from treatplan.domain.library import Library

T = TypeVar("T")
_KEPT = 8  # libraries in use at a time: languages of one clinic, and a spare


class _Same:
    """A library as a key: this very object, since comparing two libraries takes longer than the work that is saved."""

    __slots__ = ("library",)

    def __init__(self, library: Library) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.library is self.library


def once_per(make: Callable[[Library], T]) -> Callable[[Library], T]:
    """Decorates a pure function of a library: made once, then looked up. The key keeps the library alive."""

    @lru_cache(maxsize=_KEPT)
    def made(key: _Same) -> T:
        return make(key.library)

    return lambda library: made(_Same(library))

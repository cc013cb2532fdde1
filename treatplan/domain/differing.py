"""Two people changed the same thing: where their versions differ, and one made of both. Pure, on any of our values.

Fields are compared one by one, answers and notes by their key, items by their id, so that what one added and what the
other changed stand side by side. What can't be taken apart (a list of plain words, a list in another order) is compared
as a whole. Nothing is ever left out: a version that takes every difference from one side is that side.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Literal, TypeAlias, TypeVar

from treatplan.domain.dose import AtLeast, Span
from treatplan.domain.value import value

T = TypeVar("T")
Path: TypeAlias = tuple[str, ...]
"""The way to a difference: names of fields, keys of answers, ids of items."""
Changed: TypeAlias = Literal["mine", "theirs", "both"]


class Nothing(Enum):
    """Stands for what one side does not have: an answer that was not given, an item that was taken out."""

    THERE = "nothing"


NOTHING = Nothing.THERE
_WHOLE = (Span, AtLeast)  # "10 to 15" is one thing: half of it from each side would be a dose that nobody wrote


@value
class Difference:
    """One place where two versions differ, and who changed it since both read it; without a common start, both."""

    path: Path
    mine: object
    theirs: object
    changed: Changed = "both"


def differences(mine: T, theirs: T, base: T | None = None) -> tuple[Difference, ...]:
    """Where the versions differ, in the order of the fields. `base` is what both started from, where it is known."""
    start: object = NOTHING if base is None else base
    return tuple(_walk(mine, theirs, start, (), known=base is not None))


def merged(mine: T, theirs: T, from_mine: Collection[Path]) -> T:
    """`theirs`, with the differences at these paths taken from `mine`. It may hold what can't be: saving asks that."""
    made: T = _join(mine, theirs, (), frozenset(from_mine))
    return made


def _walk(mine: Any, theirs: Any, base: Any, path: Path, *, known: bool) -> Iterator[Difference]:
    if mine == theirs:
        return
    parts = _parts(mine, theirs)
    if parts is None:
        changed: Changed = "both" if not known else "theirs" if mine == base else "mine" if theirs == base else "both"
        yield Difference(path=path, mine=mine, theirs=theirs, changed=changed)
        return
    of_mine, of_theirs = parts
    of_base = _taken_apart(base, type(theirs)) or {}
    for name in dict.fromkeys((*of_theirs, *of_mine)):
        ours, others = of_mine.get(name, NOTHING), of_theirs.get(name, NOTHING)
        yield from _walk(ours, others, of_base.get(name, NOTHING), (*path, name), known=known)


def _join(mine: Any, theirs: Any, path: Path, taken: frozenset[Path]) -> Any:
    if mine == theirs:
        return theirs
    parts = _parts(mine, theirs)
    if parts is None:
        return mine if path in taken else theirs
    of_mine, of_theirs = parts
    joined = {
        name: _join(of_mine.get(name, NOTHING), of_theirs.get(name, NOTHING), (*path, name), taken)
        for name in _order(tuple(of_mine), tuple(of_theirs))
    }
    there = {name: part for name, part in joined.items() if part is not NOTHING}
    if isinstance(theirs, tuple):
        return tuple(there.values())
    return there if isinstance(theirs, Mapping) else replace(theirs, **there)


def _parts(mine: Any, theirs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Both sides by the names of their parts; None where they are compared as a whole."""
    if type(mine) is not type(theirs) and not (isinstance(mine, Mapping) and isinstance(theirs, Mapping)):
        return None
    of_mine, of_theirs = _taken_apart(mine, type(mine)), _taken_apart(theirs, type(theirs))
    if of_mine is None or of_theirs is None:
        return None
    both = of_mine.keys() & of_theirs.keys()
    if isinstance(mine, tuple) and [one for one in of_mine if one in both] != [one for one in of_theirs if one in both]:
        return None  # in another order, which is something too
    return of_mine, of_theirs


def _taken_apart(whole: Any, like: type) -> dict[str, Any] | None:
    if isinstance(whole, _WHOLE):
        return None
    if is_dataclass(whole) and isinstance(whole, like):
        return {one.name: getattr(whole, one.name) for one in fields(whole) if one.init}
    if isinstance(whole, Mapping):
        return {str(key): part for key, part in whole.items()}
    if isinstance(whole, tuple):
        keys = [_key(part) for part in whole]
        found = {key: part for key, part in zip(keys, whole, strict=True) if key}
        return found if len(found) == len(whole) else None
    return None


def _key(part: Any) -> str:
    """What tells a part of a list from its neighbours, wherever it stands; "" where nothing does."""
    if not is_dataclass(part):
        return ""
    return next((key for named in _KEYS if (key := named(part))), "")


_KEYS: Sequence[Callable[[Any], str]] = (
    lambda part: str(getattr(part, "item_id", "")),
    lambda part: str(getattr(part, "modality", "")),
    lambda part: f"{part.rule} {part.fact_hash}" if hasattr(part, "fact_hash") else "",  # an answer to a finding
)


def _order(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Theirs in their order, and each that only we have behind the one it stood behind."""
    made = list(theirs)
    for at, name in enumerate(mine):
        if name not in made:
            before = next((one for one in reversed(mine[:at]) if one in made), None)
            made.insert(0 if before is None else made.index(before) + 1, name)
    return tuple(made)

"""What is asked of the audit, and what is found where somebody changed it from outside."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.value import value

_MOST = 200  # letters of a deed's detail


class BreakKind(StrEnum):
    """How the audit is not as it was written.

    The last three are told by the head that is kept outside the database: nothing in the file itself shows them.
    """

    CHANGED = "changed"
    GONE = "gone"
    ADDED = "added"
    HEAD = "head"
    OLDER = "older"
    OTHER = "other"
    NO_ANCHOR = "no_anchor"


TOLD_OUTSIDE: Final = frozenset({BreakKind.OLDER, BreakKind.OTHER, BreakKind.NO_ANCHOR})
"""What only the head outside can tell. Once the owner has answered, only the answer tells of it."""


@value
class Break:
    """Rows from `first` to `last` that do not fit. Answered: the owner has looked into it and said so."""

    kind: BreakKind
    first: int
    last: int
    answered: bool = False


@value
class Verdict:
    """What a look at the whole audit found. `anchored`: the head outside the database was there to compare with."""

    rows: int
    breaks: tuple[Break, ...] = ()
    anchored: bool = True

    @property
    def open(self) -> tuple[Break, ...]:
        """What nobody has answered for."""
        return tuple(one for one in self.breaks if not one.answered)


class Answer(StrEnum):
    """How an owner answers for an audit that does not fit. A closed list: a sentence could name a patient."""

    PUT_BACK = "put_back"
    LOOKED_INTO = "looked_into"


@value
class Look:
    """What one person did with one patient's record without a long pause: when it began, when it ended, each deed once.

    A deed is its action and what it was done with, such as "opened plan", and stands as often as it was done.
    """

    user: UserId
    name: str
    first: datetime
    last: datetime
    deeds: tuple[tuple[str, int], ...]


class Sort(StrEnum):
    """What a deed was to a patient's record, for who asks who looked at it."""

    LOOKED = "looked"
    CHANGED = "changed"
    GIVEN = "given"
    REFUSED = "refused"


_LOOKED = ("opened", "listed", "read", "verified")  # how an action begins that changes nothing
_GIVEN = ("printed", "saved", "exported")


def sort_of(action: str) -> Sort:
    """What a deed of this action was. What is not known changed something: that is the safe thing to say."""
    if action.startswith(_LOOKED):
        return Sort.LOOKED
    if action.startswith(_GIVEN):
        return Sort.GIVEN
    return Sort.REFUSED if action == "refused" else Sort.CHANGED


@value
class Wanted:
    """Which rows of the audit are asked for, the newest of them first. Nothing named: all."""

    patient: PatientId | None = None
    user: str = ""
    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    most: int = 100


def said(one: Break) -> str:
    """A break in one sentence."""
    rows = f"row {one.first}" if one.first == one.last else f"rows {one.first} to {one.last}"
    many = one.first != one.last
    match one.kind:
        case BreakKind.CHANGED:
            return f"audit {rows}: {'are' if many else 'is'} not as written; somebody changed the file from outside"
        case BreakKind.GONE:
            return f"audit {rows}: {'are' if many else 'is'} gone; somebody took {'them' if many else 'it'} out"
        case BreakKind.ADDED:
            return f"audit {rows}: {'were' if many else 'was'} put in from outside"
        case BreakKind.HEAD:
            return f"audit {rows}: the count of rows was changed from outside; what came after may be cut off"
        case BreakKind.OLDER:
            return (
                f"an older copy of the clinic's file was put back: audit {rows}, and what "
                f"{'they tell' if many else 'it tells'} of, are missing"
            )
        case BreakKind.OTHER:
            return f"another copy of the clinic's file was put in its place: it differs from audit row {one.first} on"
        case BreakKind.NO_ANCHOR:
            return (
                "the record of the newest audit row that lies beside the clinic's file is gone or was changed: "
                f"that nothing after row {one.last} is missing can't be proven"
            )


def joined(found: Iterable[Break]) -> tuple[Break, ...]:
    """Neighbours of one kind as one break, in the order in which they were found."""
    made: list[Break] = []
    for one in found:
        before = made[-1] if made else one
        alike = made and (before.kind, before.answered) == (one.kind, one.answered)
        if alike and before.first <= one.first <= before.last + 1:
            last = max(before.last, one.last)
            made[-1] = Break(kind=one.kind, first=before.first, last=last, answered=one.answered)
        else:
            made.append(one)
    return tuple(made)


def as_detail(answer: Answer, breaks: Iterable[Break]) -> str:
    """The answer as a deed keeps it: "looked_into: changed 5..5, gone 7..8". Never longer than a detail may be.

    Where there is no room for all, it holds one break of each kind around them; what even then has none is told again.
    """
    found = tuple(breaks)
    text = _listed(answer, found)
    wide = list(_widest(found)) if len(text) > _MOST else []
    while len(text) > _MOST:
        text = _listed(answer, wide)
        wide.pop()
    return text


def from_detail(detail: str) -> Iterator[Break]:
    """The breaks that a deed answers for."""
    for kind, first, last in _ONE.findall(detail):
        if kind in set(BreakKind):
            yield Break(kind=BreakKind(kind), first=int(first), last=int(last))


def covered(one: Break, by: Iterable[Break]) -> bool:
    """Whether one of these says of all the rows of a break what it says."""
    return any(other.kind is one.kind and other.first <= one.first and one.last <= other.last for other in by)


_ONE = re.compile(r"(\w+) (-?\d+)\.\.(-?\d+)")


def _listed(answer: Answer, breaks: Iterable[Break]) -> str:
    return f"{answer.value}: " + ", ".join(f"{one.kind.value} {one.first}..{one.last}" for one in breaks)


def _widest(breaks: Iterable[Break]) -> Iterator[Break]:
    """One break of each kind, around all of them."""
    found = tuple(breaks)
    for kind in dict.fromkeys(one.kind for one in found):
        of_kind = [one for one in found if one.kind is kind]
        yield Break(kind=kind, first=min(one.first for one in of_kind), last=max(one.last for one in of_kind))

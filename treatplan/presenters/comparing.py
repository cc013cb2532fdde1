"""Two versions of one thing side by side, after somebody else was faster: the user says what comes from which.

What only one of the two changed is chosen already; what both changed waits for a choice. Nothing is stored here.
"""

from collections.abc import Callable
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Signal

from treatplan.domain.differing import Difference, Path, differences, merged
from treatplan.domain.value import value

T = TypeVar("T")
Chosen: TypeAlias = Literal["mine", "theirs", ""]


class Tell(Protocol):
    """The words of the page whose thing it is."""

    def name(self, path: Path) -> str:
        """What the field is called."""

    def said(self, path: Path, found: object) -> str:
        """What stands in it; "" for nothing."""


@value
class RowView:
    """One difference. `key` names it to `choose`."""

    key: int
    name: str
    mine: str
    theirs: str
    chosen: Chosen = ""


@value
class CompareView:
    """All of them, and how many still wait for a choice."""

    rows: tuple[RowView, ...] = ()
    open: int = 0


class Comparing(QObject):
    """What the panel of every page draws. `settled` says that everything is chosen and the user goes on with it."""

    changed = Signal()
    settled = Signal()

    def __init__(self, found: tuple[Difference, ...], tell: Tell) -> None:
        super().__init__()
        self._found = found
        self._words = tuple(
            (tell.name(one.path), tell.said(one.path, one.mine), tell.said(one.path, one.theirs)) for one in found
        )
        self._chosen: list[Chosen] = ["" if one.changed == "both" else one.changed for one in found]

    @property
    def view(self) -> CompareView:
        """What is on the screen."""
        rows = tuple(
            RowView(key=key, name=name, mine=mine, theirs=theirs, chosen=chosen)
            for key, ((name, mine, theirs), chosen) in enumerate(zip(self._words, self._chosen, strict=True))
        )
        return CompareView(rows=rows, open=self._chosen.count(""))

    @property
    def from_mine(self) -> frozenset[Path]:
        """The differences that come from what was typed here."""
        pairs = zip(self._found, self._chosen, strict=True)
        return frozenset(one.path for one, chosen in pairs if chosen == "mine")

    def choose(self, key: int, side: Chosen) -> None:
        """Take one difference from a side."""
        if 0 <= key < len(self._chosen):
            self._chosen[key] = side
            self.changed.emit()

    def choose_all(self, side: Chosen) -> None:
        """Take every difference from a side."""
        self._chosen = [side] * len(self._chosen)
        self.changed.emit()

    def settle(self) -> None:
        """Go on with what was chosen; before everything is, nothing happens."""
        if "" not in self._chosen:
            self.settled.emit()


class Comparison(Generic[T]):
    """The two versions behind a `Comparing`, and what becomes of them."""

    def __init__(self, mine: T, theirs: T, base: T | None, tell: Tell, done: Callable[[T], None]) -> None:
        """`done` is given what was made of both."""
        self._mine, self._theirs, self._done = mine, theirs, done
        self.shown = Comparing(differences(mine, theirs, base), tell)
        self.shown.settled.connect(self._settled)

    @property
    def same(self) -> bool:
        """Whether both say the same after all: then there is nothing to ask."""
        return not self.shown.view.rows

    def _settled(self) -> None:
        self._done(merged(self._mine, self._theirs, self.shown.from_mine))

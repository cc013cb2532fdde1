"""The one line at the foot of the window that says how the last proven backup stands, and makes one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from treatplan.domain.backups import BackupStatus, Freshness
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.saying import in_words

if TYPE_CHECKING:  # loaded when a clinic is open
    from treatplan.services.clinic.entry import OpenClinic

Loudness: TypeAlias = Literal["quiet", "caution", "stop"]

_HOUR = 60
_DAY = 24 * _HOUR
_LOUD: dict[Freshness, Loudness] = {
    Freshness.FRESH: "quiet",
    Freshness.STALE: "caution",
    Freshness.OLD: "stop",
    Freshness.NEVER: "stop",
}


@value
class BackupLine:
    """Words, and how loud they are; the words say it without the colour too."""

    words: str = ""
    loud: Loudness = "quiet"
    make: str = ""  # what stands on the button; "" where there is none
    busy: bool = False


class BackupKeeper(QObject):
    """Looks at the backups of the clinic that is open, every few minutes, and makes one when it is asked."""

    changed = Signal()

    def __init__(self, background: Background, long: Background, texts: Callable[[], Texts]) -> None:
        """`long` does what takes minutes; `texts` is the window's wording, asked for when a clinic is open."""
        super().__init__()
        self._background = background
        self._long = long
        self._texts = texts
        self._clinic: OpenClinic | None = None
        self._view = BackupLine()

    @property
    def view(self) -> BackupLine:
        return self._view

    def enter(self, clinic: "OpenClinic") -> None:
        """A clinic is open, and warm."""
        self._clinic = clinic
        self._show(make=self._texts().say("backup.make"))
        self.look()

    def leave(self) -> None:
        """It is locked: nothing of it is said any more."""
        self._clinic = None
        self._show(words="", loud="quiet", make="", busy=False)

    def look(self) -> None:
        """See how the last backup stands. Does nothing while the clinic is locked."""
        clinic = self._clinic
        if clinic is None or self._view.busy:
            return

        def seen(status: BackupStatus) -> None:
            if self._clinic is clinic and not self._view.busy:
                line = line_of(status, self._texts())
                self._show(words=line.words, loud=line.loud)

        def failed(_error: Exception) -> None:
            """What is wrong is told where something is saved; the line keeps what it says."""

        self._background.run(lambda: clinic.backups.status(clinic.session), seen, failed)

    def make(self) -> None:
        """Make one where the last one is, or in the usual folder. Work goes on meanwhile."""
        clinic = self._clinic
        if clinic is None or self._view.busy:
            return
        self._show(words=self._texts().say("backup.making"), loud="quiet", busy=True)

        def made(_row: object) -> None:
            if self._clinic is clinic:
                self._show(busy=False)
                self.look()

        def failed(error: Exception) -> None:
            told = in_words(error)
            if self._clinic is clinic:
                self._show(words=told, loud="stop", busy=False)

        self._long.run(lambda: clinic.backups.make(clinic.session), made, failed)

    def _show(self, **changes: Any) -> None:
        made = replace(self._view, **changes)
        if made != self._view:
            self._view = made
            self.changed.emit()


def line_of(status: BackupStatus, texts: Texts) -> BackupLine:
    """The line for this moment."""
    loud = _LOUD[status.freshness]
    if status.made_at is None:
        return BackupLine(words=texts.say("backup.never"), loud=loud)
    if status.age_min < 0 and status.freshness is not Freshness.FRESH:
        return BackupLine(words=texts.say("backup.clock"), loud=loud)
    words = texts.say(f"backup.{status.freshness}", age=_age(max(status.age_min, 0), texts))
    if status.away:
        words = texts.say("backup.away", line=words, folder=status.folder)
    return BackupLine(words=words, loud=loud)


def _age(minutes: int, texts: Texts) -> str:
    if minutes < 2 * _HOUR:
        return texts.count("backup.minutes", minutes)
    if minutes < 2 * _DAY:
        return texts.count("backup.hours", minutes // _HOUR)
    return texts.count("backup.days", minutes // _DAY)

"""The clinic's own packs: what is in use, what is wrong, and what changed. They belong to this user of the computer.

No patient is in them, so no session is asked for: who may write in the user's folder may change them.
"""

from pathlib import Path

from treatplan.domain.packs import PackChanges, PackReport
from treatplan.services.ports import Clock, PackShelf


class OwnPacks:
    """Lists, checks, adds and removes packs."""

    def __init__(self, shelf: PackShelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def all(self) -> tuple[PackReport, ...]:
        """The packs in use, in the order in which they are laid over what is shipped."""
        return self._shelf.reports(self._clock.today())

    def check(self, folder: Path) -> PackReport:
        """A pack before it is added. Raises `Refused` for no folder."""
        return self._shelf.look(folder, self._clock.today())

    def add(self, folder: Path) -> PackReport:
        """Copy a pack into use, whole or not at all. Raises `Refused` with all that is wrong in it; `Unavailable`."""
        return self._shelf.add(folder, self._clock.today())

    def remove(self, name: str) -> Path:
        """Take a pack out of use; where it was put. Raises `Refused` where there is none; `Unavailable`."""
        return self._shelf.remove(name)

    def adapt(self, what: str, folder: Path) -> tuple[Path, ...]:
        """Begin the clinic's own version of a shipped thing (`stretches/EX03`) in a folder: the files to change.

        Raises `Refused` where there is no such thing or it is in the folder already; `Unavailable`.
        """
        return self._shelf.adapt(what, folder)

    def changes(self) -> tuple[PackChanges, ...]:
        """What changed in each pack since the version that was used before it."""
        return self._shelf.changes()

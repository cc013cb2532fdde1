"""What is done with a clinic's files while nobody has it open: put it back, change its keys, move it elsewhere.

Needs no session, as the door needs none: who may, is who can open the file; the keys are the right.
"""

from dataclasses import field
from typing import Protocol

from treatplan.domain.backups import BackupSeen, PutBack
from treatplan.domain.value import value
from treatplan.services.clinic.entry import Face


@value
class Opener:
    """What opens a clinic or a backup: a user's passphrase; or the recovery code, which then gives them that one."""

    login: str
    passphrase: str = field(repr=False, default="")
    code: str = field(repr=False, default="")


@value
class Rekeyed:
    """What new keys leave: the new recovery code, the file of the clinic as it was, which is kept, and warnings."""

    code: str = field(repr=False)
    kept: str
    warnings: tuple[str, ...] = ()


class Rescue(Protocol):
    """Fills this: `storage`. Each raises `Refused`, `TooNew` or `Unavailable` with one sentence."""

    def who(self, backup: str) -> tuple[str, ...]:
        """Login names of the day when a backup was made. Takes no passphrase."""

    def verify(self, backup: str, opener: Opener) -> BackupSeen:
        """A backup unpacked, opened and compared with what it says of itself, in a folder that goes again.

        What is wrong with it is told in it. Raises `WrongSecret` where the secret is not of its day.
        """

    def listed(self, folder: str, opener: Opener) -> tuple[BackupSeen, ...]:
        """Every backup in a folder, read to its end: the newest whole one first, damaged ones last, each with why."""

    def restore(self, backup: str, place: str, opener: Opener, face: Face, *, other: bool = False) -> PutBack:
        """A clinic from a backup, into a new file. A clinic that is at `place` is kept under another name.

        `other`: it may be another clinic than the one that is there.
        """

    def rekey(self, place: str, opener: Opener, face: Face) -> Rekeyed:
        """Give a clinic a new data key, so that whoever copied the old one is out. Takes an owner."""

    def move(self, place: str, to: str, opener: Opener, face: Face) -> str:
        """Move a closed clinic with its keys to another place; where the old file is kept under another name."""

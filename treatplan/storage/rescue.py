"""What is done with closed clinics and their backups. Fills `Rescue`."""

from contextlib import ExitStack
from pathlib import Path

from treatplan.domain.backups import BackupSeen, PutBack
from treatplan.domain.errors import Refused, TreatplanError
from treatplan.services.clinic.entry import Face
from treatplan.services.clinic.rescue import Opener, Rekeyed
from treatplan.storage import (
    doorway,
    errors,
    making,
    migrate,
    moving,
    proof,
    rekey,
    sitting,
    swapping,
    weak,
    whereabouts,
)
from treatplan.storage.backup import archive, restore
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.means import Means
from treatplan.storage.sitting import Hold


class FileRescue:
    """`home` is the one folder that is made where it is missing, as for a new clinic."""

    def __init__(self, means: Means, *, home: Path | None = None) -> None:
        self._means = means
        self._home = home

    def who(self, backup: str) -> tuple[str, ...]:
        with archive.opened(Path(backup), self._means.limits) as found:
            return found.users()

    def verify(self, backup: str, opener: Opener) -> BackupSeen:
        path = Path(backup)
        try:
            return archive.verified(path, opener, self._means.limits)
        except archive.DamagedBackup as error:
            return BackupSeen(folder=str(path.parent), name=path.name, problem=error.problems[0].message)

    def listed(self, folder: str, opener: Opener) -> tuple[BackupSeen, ...]:
        return archive.listed(Path(folder), opener, self._means.limits)

    def restore(self, backup: str, place: str, opener: Opener, face: Face, *, other: bool = False) -> PutBack:
        path = doorway.path_of(place)
        whereabouts.refuse(path)
        if opener.code:
            weak.refuse_weak(opener.passphrase, opener.login, common=self._means.common)
        try:
            with archive.opened(Path(backup), self._means.limits) as found, ExitStack() as undo:
                proof.refuse_newer(found.head.schema, Path(backup).name, self._means.schema)
                unlocked = found.unlock(opener)
                hold = self._held_for_new(path, face, undo)
                if not other:
                    restore.refuse_other(path, unlocked.db_id, self._means)
                done = restore.put_back(found, unlocked, path, opener, self._means)
                hold.whole = True
                undo.pop_all()
                hold.let_go()
                return done
        except archive.DamagedBackup as error:
            raise self._with_another(error, Path(backup), opener) from None

    def rekey(self, place: str, opener: Opener, face: Face) -> Rekeyed:
        with ExitStack() as undo:
            path, unlocked, hold = self._opened(place, opener, face, undo)
            done = rekey.rekey(path, unlocked, self._means)
            hold.whole = True  # every page was read, and written anew
            return done

    def move(self, place: str, to: str, opener: Opener, face: Face) -> str:
        new = doorway.path_of(to)
        new = new / doorway.path_of(place).name if new.is_dir() else new
        whereabouts.refuse(new)
        with ExitStack() as undo:
            path, unlocked, hold = self._opened(place, opener, face, undo)
            making.refuse_taken(new)
            there = Hold(new, face)
            undo.callback(there.unmake)
            making.refuse_taken(new)  # somebody may have been faster, and have left since
            old = moving.move(path, new, unlocked, self._means)
            hold.whole = there.whole = True
            undo.pop_all()
            there.let_go()
            hold.unmake()
            return str(old)

    def _opened(self, place: str, opener: Opener, face: Face, undo: ExitStack) -> tuple[Path, Unlocked, Hold]:
        """A clinic's lock and its keys. The lock is let go of by `undo`."""
        path = doorway.path_of(place)
        swapping.mend(path, face)
        proof.look(path)
        hold = sitting.held(path, face, undo)
        keys = KeyFile(path, cost=self._means.cost, limits=self._means.limits)
        return path, keys.unlock(opener.login, opener.passphrase), hold

    def _held_for_new(self, path: Path, face: Face, undo: ExitStack) -> Hold:
        """The lock of a place at which there may be nothing yet, or a clinic that is damaged."""
        if path.is_dir():
            raise errors.refused(path.name, "is a folder, not a clinic's file")
        doorway.make_home(self._home, path.parent, undo)
        if not path.parent.is_dir():
            raise errors.refused(path.name, f"its folder '{path.parent.name}' is not there; make the folder first")
        taken = restore.is_taken(path, self._means)
        hold = Hold(path, face)
        undo.callback(hold.let_go if taken else hold.unmake)
        swapping.finish(path)
        migrate.sweep(path)
        return hold

    def _with_another(self, error: Refused, backup: Path, opener: Opener) -> Refused:
        """The same, naming the newest backup beside it that is whole."""
        try:
            seen = archive.listed(backup.parent, opener, self._means.limits)
        except TreatplanError:
            return error
        good = [one.name for one in seen if not one.problem]
        problem = error.problems[0].message
        hint = f"'{good[0]}' beside it is whole" if good else "no backup beside it is whole either"
        return errors.refused(backup.name, f"{problem}. Nothing was changed. {hint}")

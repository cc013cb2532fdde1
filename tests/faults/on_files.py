"""Operations on a clinic's files: made, opened by the recovery code, brought up to date, backed up, put back, moved."""

from pathlib import Path

from tests.faults import house
from tests.faults.house import BACKUP, LOGIN, NAME, NEXT_PASSPHRASE, OPENER, PASSPHRASE, Broken, Template
from tests.faults.operations import Attempt, InTheClinic, Once, Operation
from treatplan.domain.errors import Refused, TreatplanError
from treatplan.domain.record import Practice
from treatplan.services.clinic.entry import NewClinic
from treatplan.storage.opened import OpenedClinic

_NEW = NewClinic(practice=Practice(name="Hill Street"), login=LOGIN, name="M. Okafor")
_ELSEWHERE = "moved.treatplan"


class Make(Operation):
    """A new clinic."""

    name = "make"
    start = "nothing"

    def begin(self, folder: Path, template: Template) -> Attempt:
        return Once(lambda: _create(folder / NAME))

    def found(self, folder: Path, template: Template) -> int:
        done = int((folder / NAME).exists())
        if not done:  # then nothing may stand in the way of making it
            try:
                _create(folder / NAME)
            except TreatplanError as error:
                raise Broken(f"can't be made again: {error}") from error
        with house.looked_at(folder / NAME, template):
            return done


def _create(place: Path) -> None:
    opened, _ = house.door().create(str(place), _NEW, PASSPHRASE, "window")
    opened.close()


class Recover(Operation):
    """The recovery code, which gives a new passphrase."""

    name = "recover"

    def begin(self, folder: Path, template: Template) -> Attempt:
        place = str(folder / NAME)
        return Once(lambda: house.door().recover(place, template.code, LOGIN, NEXT_PASSPHRASE, "window").close())

    def found(self, folder: Path, template: Template) -> int:
        done = house.which_passphrase(folder / NAME, template)
        if not house.keys_of(folder / NAME).unlock_by_recovery(template.code).by_recovery:
            raise Broken("the recovery code opens it no more")
        return done


class Migrate(Operation):
    """An older clinic, brought up to date."""

    name = "migrate"
    start = "older"

    def begin(self, folder: Path, template: Template) -> Attempt:
        return Once(lambda: house.door().migrate(str(folder / NAME), LOGIN, PASSPHRASE, "window"))

    def found(self, folder: Path, template: Template) -> int:
        place = folder / NAME
        try:
            house.door().enter(str(place), LOGIN, PASSPHRASE, "window").close()
        except Refused as error:
            if "older treatplan" not in str(error):
                raise Broken(f"does not open: {error}") from error
            done = 0
        except TreatplanError as error:
            raise Broken(f"does not open: {error}") from error
        else:
            done = 1
        if not done:
            with house.connected(place) as connection:
                house.check_whole(connection, template)
            return 0
        with house.looked_at(place, template):
            return 1


class BackUp(InTheClinic):
    """Backups, one after another."""

    name = "backup"
    steps = 3

    def act(self, opened: OpenedClinic, number: int) -> None:
        house.clinic_of(opened).backups.make(opened.session)

    def found(self, folder: Path, template: Template) -> int:
        with house.looked_at(folder / NAME, template) as opened:
            known = house.clinic_of(opened).backups.known(opened.session)
        for row in known:
            try:
                seen = house.rescue().verify(str(Path(row.file.folder) / row.file.name), OPENER)
            except TreatplanError as error:
                raise Broken(f"a backup that was proven can't be read: {error}") from error
            if seen.problem:
                raise Broken(f"a backup that was proven is not whole: {seen.problem}")
        left = [file.name for file in folder.rglob("*") if ".backup-" in file.name]
        if left and not known:  # the next one sweeps
            return 0
        return len(known)

    def count(self, opened: OpenedClinic) -> int:
        raise NotImplementedError


class Restore(Operation):
    """A backup put back in the place of the clinic, which is kept."""

    name = "restore"
    start = "backed"

    def begin(self, folder: Path, template: Template) -> Attempt:
        return Once(lambda: house.rescue().restore(str(folder / BACKUP), str(folder / NAME), OPENER, "window"))

    def found(self, folder: Path, template: Template) -> int:
        with house.looked_at(folder / NAME, template) as opened:
            later = len(opened.directory.find(house.LATER.family_name, 5))
            restored = house.scalar(opened, "SELECT count(*) FROM restoration")
        if later + restored != 1:
            raise Broken(f"{restored} times put back, and {later} of the patient that came after the backup")
        kept = sorted(folder.glob("*-before-restore*.treatplan"))
        if restored:
            if len(kept) != 1:
                raise Broken(f"{len(kept)} clinics are kept")
            with house.looked_at(kept[0], template) as opened:
                if not opened.directory.find(house.LATER.family_name, 5):
                    raise Broken("the clinic that is kept has lost its last patient")
        return int(restored)


class RestoreBare(Restore):
    """A backup on a machine that has nothing else."""

    name = "restore_bare"
    start = "bare"

    def found(self, folder: Path, template: Template) -> int:
        place = folder / NAME
        done = int(place.exists())
        if not done:
            try:
                house.rescue().restore(str(folder / BACKUP), str(place), OPENER, "window")
            except TreatplanError as error:
                raise Broken(f"can't be put back: {error}") from error
        with house.looked_at(place, template):
            return done


class Rekey(Operation):
    """Another data key."""

    name = "rekey"

    def begin(self, folder: Path, template: Template) -> Attempt:
        return Once(lambda: house.rescue().rekey(str(folder / NAME), OPENER, "window"))

    def found(self, folder: Path, template: Template) -> int:
        place = folder / NAME
        with house.looked_at(place, template):
            pass
        old, new = (house.keys_of(one).unlock(LOGIN, PASSPHRASE).data_key for one in (template.folder / NAME, place))
        kept = sorted(folder.glob("*-before-rekey*.treatplan"))
        if new != old:
            if len(kept) != 1:
                raise Broken(f"{len(kept)} clinics are kept")
            with house.looked_at(kept[0], template):
                pass
        return int(new != old)


class Move(Operation):
    """The clinic moved to another name."""

    name = "move"

    def begin(self, folder: Path, template: Template) -> Attempt:
        place, to = str(folder / NAME), str(folder / _ELSEWHERE)
        return Once(lambda: house.rescue().move(place, to, OPENER, "window"))

    def found(self, folder: Path, template: Template) -> int:
        there = [one for one in (folder / NAME, folder / _ELSEWHERE) if one.exists()]
        if not there:
            raise Broken("there is no clinic at either place")
        for place in there:
            with house.looked_at(place, template):
                pass
        return int(there == [folder / _ELSEWHERE])


ALL: tuple[Operation, ...] = (
    Make(),
    Recover(),
    Migrate(),
    BackUp(),
    Restore(),
    RestoreBare(),
    Rekey(),
    Move(),
)

"""A clinic to pull the plug on, at a cost that many runs can pay; and the look that is taken at it afterwards.

The clinic is the real one of the first released schema: with plans, documents and audit. Its passphrase is made cheap.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from treatplan.domain.errors import TreatplanError, WrongSecret
from treatplan.domain.record import Person
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.rescue import Opener
from treatplan.services.plans import Plans
from treatplan.storage.database import Database
from treatplan.storage.doorway import Storage
from treatplan.storage.keys.cost import LIMITS, Cost, Limits
from treatplan.storage.keys.keyfile import KeyFile
from treatplan.storage.means import Means
from treatplan.storage.opened import OpenedClinic
from treatplan.storage.rescue import FileRescue

ROOT = Path(__file__).resolve().parents[2]
NAME = "clinic.treatplan"
LOGIN, FIRST_PASSPHRASE = "owner", "one calm river stone"
PASSPHRASE, NEXT_PASSPHRASE = "eleven blue herons", "twelve green bitterns"

_CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)  # what is tried here is the disk, not the passphrase
_BELIEVED = Limits(least=_CHEAP, most=LIMITS.most)
_CHANGING = ("clinic", "user", "alembic_version", "sqlite_", "patient_fts")  # rows that any use may change


class Broken(Exception):
    """What was found after the plug was pulled must not be."""


class Clock:
    """The machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().date()


def door(**given: Any) -> Storage:
    """The real door, with cheap passphrases."""
    return Storage(CanonicalBodies(), Clock(), cost=_CHEAP, limits=_BELIEVED, **given)


def keys_of(place: Path) -> KeyFile:
    """The key file beside a clinic."""
    return KeyFile(place, cost=_CHEAP, limits=_BELIEVED)


def database_of(place: Path, passphrase: str = PASSPHRASE) -> Database:
    """The file and its key, past the door."""
    return Database(place, keys_of(place).unlock(LOGIN, passphrase).data_key)


@contextmanager
def entered(place: Path, passphrase: str = PASSPHRASE) -> Iterator[OpenedClinic]:
    """Unlocked for a while."""
    opened = door().enter(str(place), LOGIN, passphrase, "window")
    try:
        yield opened
    finally:
        opened.close()


def clinic_of(opened: OpenedClinic) -> OpenClinic:
    """Every service, on the shipped content."""
    from tests.clinic_fakes import CONTENT, RESOURCES  # noqa: PLC0415  (reads the content)

    core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), Clock())
    return OpenClinic(opened, CONTENT, core, Clock())


def rescue() -> FileRescue:
    """What is done with closed clinics and their backups."""
    return FileRescue(Means(bodies=CanonicalBodies(), clock=Clock(), cost=_CHEAP, limits=_BELIEVED))


OPENER = Opener(login=LOGIN, passphrase=PASSPHRASE)
LATER = Person(given_name="Came", family_name="Later", birth_date=date(1980, 2, 29))
BACKUP = "clinic.tpbackup"

# Templates


@dataclass(frozen=True)
class Template:
    """A closed clinic to be copied, and every row that must still be there whatever happens to a copy."""

    folder: Path
    rows: Mapping[str, tuple[tuple[str, ...], frozenset[tuple[Any, ...]]]]
    code: str

    def without(self, *tables: str) -> "Template":
        """The same, where an operation means to change the rows of these tables."""
        return replace(self, rows={name: rows for name, rows in self.rows.items() if name not in tables})

    def copy(self, folder: Path) -> Path:
        """A fresh copy in a new folder; the path of its clinic."""
        shutil.copytree(self.folder, folder)
        return folder / NAME


@dataclass(frozen=True)
class Templates:
    """What operations start from: a clinic of the first schema, one of this schema, a folder without a clinic.

    `backed` has a backup, and one patient more than it; `bare` has the backup alone.
    """

    older: Template
    clinic: Template
    nothing: Template
    backed: Template
    bare: Template

    def named(self, name: str) -> Template:
        """The template of this name."""
        found = getattr(self, name)
        assert isinstance(found, Template)
        return found


@cache
def templates() -> Templates:
    """They are made once; the folder goes with the process."""
    folder = Path(_folder().name)
    place = folder / "older" / NAME
    shutil.copytree(ROOT / "tests/storage/released/0001", place.parent)
    keys = keys_of(place)
    unlocked = keys.unlock(LOGIN, FIRST_PASSPHRASE)
    keys.change_passphrase(unlocked, LOGIN, PASSPHRASE)
    code = keys.renew_recovery(keys.unlock(LOGIN, PASSPHRASE))
    older = Template(place.parent, rows_of(place), code)
    newer = older.copy(folder / "clinic")
    door().migrate(str(newer), LOGIN, PASSPHRASE, "window")
    for kept in newer.parent.glob("*.before-*"):
        kept.unlink()
    clinic_ = Template(newer.parent, rows_of(newer), code)
    (folder / "nothing").mkdir()
    backed = clinic_.copy(folder / "backed").parent
    with entered(backed / NAME) as opened:
        clinic = clinic_of(opened)
        made = clinic.backups.make(opened.session, str(backed))
        clinic.patients.add(opened.session, LATER)
    (folder / "bare").mkdir()
    shutil.copy(backed / made.file.name, folder / "bare" / BACKUP)
    (backed / made.file.name).rename(backed / BACKUP)
    return Templates(
        older=older,
        clinic=clinic_,
        nothing=Template(folder / "nothing", {}, ""),
        backed=Template(backed, clinic_.rows, code),
        bare=Template(folder / "bare", clinic_.rows, code),
    )


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="treatplan-templates-")


def template_of(code: str) -> Template:
    """What an attempt must know of its template: all but the rows."""
    return Template(Path(), {}, code)


def load() -> None:
    """Load what the program loads late, so that children are made quickly."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415  (the program loads it late)

    from tests.clinic_fakes import CONTENT  # noqa: PLC0415  (reads the content)
    from treatplan.storage import records  # noqa: F401, PLC0415  (the same)

    configure_mappers()
    CONTENT.library("en")


def rows_of(place: Path) -> dict[str, tuple[tuple[str, ...], frozenset[tuple[Any, ...]]]]:
    with closing(database_of(place).connect()) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        found = {}
        for name in names:
            if not name.startswith(_CHANGING):
                columns = tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{name}")').fetchall())
                found[name] = (columns, _taken(connection, name, columns))
    return found


def _taken(connection: Any, name: str, columns: tuple[str, ...]) -> frozenset[tuple[Any, ...]]:
    listed = ", ".join(f'"{column}"' for column in columns)
    return frozenset(connection.execute(f'SELECT {listed} FROM "{name}"').fetchall())


# Looking


@contextmanager
def looked_at(place: Path, template: Template, passphrase: str = PASSPHRASE) -> Iterator[OpenedClinic]:
    """The clinic opened as its user would, and found sound. Raises `Broken`."""
    try:
        opened = door().enter(str(place), LOGIN, passphrase, "window")
    except TreatplanError as error:
        raise Broken(f"does not open: {error}") from error
    try:
        check_rows(opened.records.engine, template)
        with opened.records.reading() as record:
            broken = record.trail.broken()
        if broken:
            raise Broken(f"the audit is broken at {broken}")
        yield opened
    except TreatplanError as error:
        raise Broken(f"can't be read: {error}") from error
    finally:
        opened.close()


def which_passphrase(place: Path, template: Template) -> int:
    """Which passphrase opens a sound clinic: 0 the first, 1 the next one. Raises `Broken` for both or none."""
    open_ = [number for number, one in enumerate((PASSPHRASE, NEXT_PASSPHRASE)) if _opens(place, one)]
    if len(open_) != 1:
        raise Broken(f"{len(open_)} of the two passphrases open it")
    with looked_at(place, template, (PASSPHRASE, NEXT_PASSPHRASE)[open_[0]]):
        return open_[0]


def _opens(place: Path, passphrase: str) -> bool:
    try:
        keys_of(place).unlock(LOGIN, passphrase)
    except WrongSecret:
        return False
    except TreatplanError as error:
        raise Broken(f"the keys can't be read: {error}") from error
    return True


def check_rows(engine: Callable[[], Any], template: Template) -> None:
    """Raise `Broken` where the file is not whole, or a row of the template is gone or another."""
    with engine().connect() as plain:
        check_whole(plain.connection.dbapi_connection, template)


def check_whole(driver: Any, template: Template) -> None:
    """The same on a connection of the driver."""
    said = driver.execute("PRAGMA integrity_check(1)").fetchall()
    if said != [("ok",)]:
        raise Broken(f"the file is not whole: {said[0][0][:80]}")
    driver.execute("INSERT INTO patient_fts (patient_fts) VALUES ('integrity-check')")
    if driver.execute("PRAGMA foreign_key_check").fetchall():
        raise Broken("a row leads nowhere")
    for name, (columns, rows) in template.rows.items():
        lost = rows - _taken(driver, name, columns)
        if lost:
            raise Broken(f"{len(lost)} of the old rows of '{name}' are gone or others")


def scalar(opened: OpenedClinic, sql: str) -> Any:
    """One number that SQL past the program finds."""
    with opened.records.engine().connect() as plain:
        return plain.exec_driver_sql(sql).scalar_one()


@contextmanager
def connected(place: Path) -> Iterator[Any]:
    """A connection past the door. Raises `Broken`."""
    try:
        with closing(database_of(place).connect()) as connection:
            yield connection
    except TreatplanError as error:
        raise Broken(f"can't be read: {error}") from error

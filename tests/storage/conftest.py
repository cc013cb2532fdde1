"""Two records that must behave alike: the one in memory, which other tests trust, and the real one. Clinics to open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.clinic_fakes import a_session
from tests.record_fakes import FakeRecords
from tests.storage import rooms
from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from treatplan.domain.access import Session
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Records, Transaction

T = TypeVar("T")


@dataclass
class Kept:
    """A record, and who writes in it."""

    records: Records
    session: Session

    def write(self, work: Callable[[Transaction], T]) -> T:
        """One writing use, noted."""
        with self.records.writing() as record:
            done = work(record)
            record.note(self.session, Deed(action="tested", of="clinic"))
            return done

    def read(self, work: Callable[[Transaction], T]) -> T:
        """One reading use."""
        with self.records.reading() as record:
            return work(record)


@pytest.fixture(params=["memory", "database"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """A record without a patient."""
    if request.param == "memory":
        yield Kept(FakeRecords(), a_session())
        return
    clinic = a_sql_clinic(tmp_path)
    yield Kept(clinic.records, clinic.session)
    clinic.close()


@pytest.fixture(scope="session")
def made_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed clinic with three patients, made once through the real door. Copied, never opened."""
    return rooms.a_clinic_file(tmp_path_factory.mktemp("made"), "Adams", "李", "O'Neil & Sons")


@pytest.fixture
def clinic(made_clinic: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, alone in its folder."""
    return rooms.copied(made_clinic, tmp_path / "clinic")


@pytest.fixture
def sql(tmp_path: Path) -> Iterator[SqlClinic]:
    """A real clinic, for a test that looks into its file."""
    clinic = a_sql_clinic(tmp_path)
    yield clinic
    clinic.close()

"""The list of patients: who is found by what is typed, in which order, and that a search can be stopped."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import PatientId
from treatplan.domain.record import Deed, PatientRow, Person
from treatplan.storage import folding
from treatplan.storage.quick import QuickDirectory

OTHERS = 3000
PEOPLE: dict[str, dict[str, Any]] = {
    "McDonald": {"given_name": "James", "family_name": "McDonald"},
    "MacDonald": {"given_name": "Jamie", "family_name": "MacDonald"},
    "Müller": {"given_name": "Jürgen", "family_name": "Müller", "phone": "+49 171 234 5678"},
    "Østein": {"given_name": "Øystein", "family_name": "Ødegård"},
    "Größer": {"given_name": "Karl", "family_name": "Größer"},
    "O'Brien": {"given_name": "Siobhán", "family_name": "O’Brien", "birth_date": date(1969, 12, 31)},
    "Nguyễn": {"given_name": "Hương", "family_name": "Nguyễn"},
    "Smith": {"given_name": "<b>Tom", "family_name": "<Smith>", "phone": "(555) 010-2030"},
    "Johnson": {"given_name": "Katharina", "family_name": "Johnson-Schmidt"},
    "王": {"given_name": "小明", "family_name": "王"},
    "李": {"given_name": "Wei", "family_name": "Li", "other_names": "李伟 Zhang"},
    "김": {"given_name": "민준", "family_name": "김"},
    "leap": {"given_name": "Ana", "family_name": "Leap", "birth_date": date(1980, 2, 29)},
}
SYLLABLES = ("ba", "be", "bo", "du", "da", "ki", "ko", "ku", "pi", "po", "pu", "ta", "te", "ti", "to", "tu", "wa", "we")


def others() -> Iterator[Person]:
    chance = random.Random(3)
    for number in range(OTHERS):
        name, surname = ("".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))
        yield Person(
            given_name=name,
            family_name=surname,
            birth_date=date(1991, 3, 1) + timedelta(days=number % 3000),
            phone=f"0700 {number:06}",
        )


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlClinic]:
    """Those of `PEOPLE` among three thousand others. The first of them has the file number 1."""
    made = a_sql_clinic(tmp_path_factory.mktemp("clinic"))
    made.add(*(Person(**({"birth_date": date(1975, 6, 7)} | fields)) for fields in PEOPLE.values()), *others())
    yield made
    made.close()


def found(clinic: SqlClinic, text: str, limit: int = 50) -> list[str]:
    """Who is found, by their name in `PEOPLE`; others by their file number."""
    names = dict(enumerate(PEOPLE, start=1))
    return [names.get(row.id, str(row.id)) for row in clinic.directory.find(text, limit)]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("mcdo", {"McDonald", "MacDonald"}),
        ("macdonald", {"McDonald", "MacDonald"}),
        ("MC DONALD", {"McDonald", "MacDonald"}),
        ("macdonald jam", {"McDonald", "MacDonald"}),
        ("jamie mac", {"MacDonald"}),
        ("muller", {"Müller"}),
        ("müller", {"Müller"}),
        ("MU\u0308LLER", {"Müller"}),
        ("mueller", {"Müller"}),
        ("jurgen mull", {"Müller"}),
        ("oystein", {"Østein"}),
        ("Ødeg", {"Østein"}),
        ("groesser", {"Größer"}),
        ("o'br sio", {"O'Brien"}),
        ("o brien", {"O'Brien"}),
        ("obrien", {"O'Brien"}),
        ("nguyen huong", {"Nguyễn"}),
        ("schmidt", {"Johnson"}),
        ("johnsonschmidt", {"Johnson"}),
        ("<Smith>", {"Smith"}),
        ("王", {"王"}),
        ("明", {"王"}),
        ("小明", {"王"}),
        ("王小明", {"王"}),
        ("王 小明", {"王"}),
        ("李", {"李"}),
        ("伟", {"李"}),
        ("zhang li", {"李"}),
        ("민준", {"김"}),
        ("김민준", {"김"}),
        ("5550102030", {"Smith"}),
        ("555-010-2030", {"Smith"}),
        ("(555) 010 2030", {"Smith"}),
        ("0102030", {"Smith"}),
        ("0171 2345678", {"Müller"}),
        ("+49 171 234 56", {"Müller"}),
        ("1969-12-31", {"O'Brien"}),
        ("31/12/1969", {"O'Brien"}),
        ("31.12.69", {"O'Brien"}),
        ("12/31/1969", {"O'Brien"}),
        ("1980-02-29", {"leap"}),
        ("29/02/1980", {"leap"}),
        ("29.2.1980", {"leap"}),
        ("19800229", {"leap"}),
        ("29021980", {"leap"}),
        ("29 02 1980", {"leap"}),
        ("1980-02", {"leap"}),
        ("leap 29.2.1980", {"leap"}),
        ("leap 1.1.1980", set()),
        ("1.1.1980", set()),
        ("laep 1.1.1980", set()),
        ("zhang muller", set()),
        ("%", set()),
        ("'; DROP TABLE patient; --", set()),
        ('" OR "', set()),
        ("x" * 5000, set()),
    ],
)
def test_that_people_are_found_by(clinic: SqlClinic, typed: str, who: set[str]) -> None:
    assert set(found(clinic, typed)) == who


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("smth", "Smith"),
        ("jonson", "Johnson"),
        ("schmitd", "Johnson"),
        ("mcdnald", "McDonald"),
        ("muler", "Müller"),
        ("groser", "Größer"),
        ("ostein", "Østein"),
        ("katherina schmid", "Johnson"),
        ("nguyn", "Nguyễn"),
    ],
)
def test_that_a_name_is_found_however_it_is_spelt(clinic: SqlClinic, typed: str, who: str) -> None:
    assert who in found(clinic, typed)[:3]


def test_that_a_number_is_never_nearly_right(clinic: SqlClinic) -> None:
    assert found(clinic, "5550199999") == []


def test_that_the_file_of_that_number_comes_first(clinic: SqlClinic) -> None:
    rows = clinic.directory.find("2030", 50)
    assert rows[0].id == 2030
    assert PatientId(8) in {row.id for row in rows[1:]}  # the last digits of a phone number
    assert next(row.id for row in clinic.directory.find("#12", 50)) == 12
    assert clinic.directory.find("9" * 15, 50) == ()


def test_that_whole_words_come_before_beginnings_and_those_before_parts(clinic: SqlClinic) -> None:
    with clinic.records.writing() as record:
        made = {
            name: record.patients.add(Person(family_name=name, birth_date=date(1975, 6, 7)), clinic.clock.now()).id
            for name in ("Xylo", "Xylophone", "Maxylo", "Xylose")
        }
        record.note(clinic.session, Deed(action="added", of="patient"))
    order = [row.id for row in clinic.directory.find("xylo", 50)]
    assert order == [made["Xylo"], made["Xylose"], made["Xylophone"], made["Maxylo"]]
    assert [row.id for row in clinic.directory.find("xylo", 2)] == order[:2]


def test_that_a_row_says_who_it_is(clinic: SqlClinic) -> None:
    assert clinic.directory.find("zhang", 5) == (
        PatientRow(
            id=PatientId(11), given_name="Wei", family_name="Li", other_names="李伟 Zhang", birth_date=date(1975, 6, 7)
        ),
    )


def test_that_every_one_of_thousands_is_found_by_name_phone_and_birth_date(clinic: SqlClinic) -> None:
    for number, person in list(enumerate(others(), start=len(PEOPLE) + 1))[::97]:
        born = person.birth_date.strftime("%d.%m.%Y")
        for typed in (f"{person.given_name} {person.family_name}", person.phone, f"{person.family_name} {born}"):
            assert number in {row.id for row in clinic.directory.find(typed, 50)}, typed


def test_that_the_passes_find_what_reading_every_row_finds(clinic: SqlClinic) -> None:
    with clinic.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, search_text FROM patient").all()
    texts: dict[int, str] = {row.id: row.search_text for row in rows}
    for typed in ("b", "ba", "bab", "ko", "kobe", "ba ko", "t we", "0700", "tu 1991"):
        wanted = [f"  {word}" for word in folding.words(typed)]
        starts = {id_ for id_, text in texts.items() if all(word in text for word in wanted)}
        ids = [row.id for row in clinic.directory.find(typed, 10_000)]
        assert starts
        assert len(ids) == len(set(ids))
        assert set(ids[: len(starts)]) == starts, typed


def test_that_the_list_begins_with_whoever_was_changed_last(tmp_path: Path) -> None:
    clinic = a_sql_clinic(tmp_path)
    for name in ("Ana", "Bea", "Cleo"):
        clinic.clock.moment += timedelta(minutes=1)
        clinic.add(Person(given_name=name, birth_date=date(1975, 6, 7)))
    assert [row.given_name for row in clinic.directory.recent(2)] == ["Cleo", "Bea"]
    clinic.clock.moment += timedelta(minutes=1)
    with clinic.records.writing() as record:
        record.patients.change(PatientId(1), 1, Person(given_name="Anna", birth_date=date(1975, 6, 7)))
        record.note(clinic.session, Deed(action="changed", of="patient"))
    assert [row.given_name for row in clinic.directory.recent(9)] == ["Anna", "Cleo", "Bea"]
    clinic.close()


# Stopping a search


class Gate:
    """A connection that waits inside its first query until it is let go, as a long search would."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.queries = 0

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> Any:
        self.queries += 1
        if self.queries == 1:
            self.inside.set()
            assert self.go_on.wait(10)
        return self._real.execute(sql, values)

    def interrupt(self) -> None:
        self._real.interrupt()

    def close(self) -> None:
        self._real.close()


class Queue:
    """A lock that tells when somebody asks for it."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.joined = threading.Event()

    def __enter__(self) -> None:
        self.joined.set()
        self._real.acquire()

    def __exit__(self, *_: object) -> None:
        self._real.release()


def test_that_an_interrupted_search_returns_nothing_and_asks_no_more(
    clinic: SqlClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(clinic.database.connect())
    directory = QuickDirectory(lambda: gate)
    rows: list[tuple[PatientRow, ...]] = []
    search = threading.Thread(target=lambda: rows.append(directory.find("muller", 50)))
    search.start()
    assert gate.inside.wait(10)
    monkeypatch.setattr(directory, "_using", (queue := Queue(directory._using)))
    waiting = threading.Thread(target=lambda: rows.append(directory.find("smith", 50)))  # behind the first
    waiting.start()
    assert queue.joined.wait(10)
    directory.interrupt()
    gate.go_on.set()
    search.join()
    waiting.join()
    assert rows == [(), ()]
    assert gate.queries == 1
    assert [row.id for row in directory.find("smith", 50)] == [8]
    directory.close()


def test_that_a_query_is_stopped_while_the_database_works_on_it(clinic: SqlClinic) -> None:
    connection = clinic.database.connect()
    begun = threading.Event()

    def begin() -> int:
        begun.set()
        return 1

    connection.create_function("begun", 0, begin)
    directory = QuickDirectory(lambda: connection)
    endless = "WITH RECURSIVE n(x) AS (SELECT begun() UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0"
    ended: list[BaseException] = []

    def run() -> None:
        try:
            directory._rows(endless, (), directory._stops)
        except BaseException as error:  # noqa: BLE001  (looked at below)
            ended.append(error)

    search = threading.Thread(target=run)
    search.start()
    assert begun.wait(10)
    directory.interrupt()
    search.join(10)
    assert [type(error).__name__ for error in ended] == ["_Stopped"]
    assert directory.recent(1)
    directory.close()


def test_that_interrupting_what_does_not_run_harms_nothing(clinic: SqlClinic) -> None:
    directory = QuickDirectory(clinic.database.connect)
    directory.interrupt()
    assert directory.find("smith", 5)
    directory.interrupt()
    assert directory.recent(5)
    assert directory.find("smith", 5)
    directory.close()


def test_that_a_locked_clinic_shows_nobody(clinic: SqlClinic) -> None:
    directory = QuickDirectory(clinic.database.connect)
    assert directory.recent(1)
    directory.close()
    directory.close()
    directory.interrupt()
    with pytest.raises(Unavailable, match="locked"):
        directory.recent(1)
    with pytest.raises(Unavailable, match="locked"):
        directory.find("smith", 1)


class FailingDisk:
    """A connection to a disk that fails."""

    def execute(self, *_: object) -> None:
        error = dbapi2.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR"
        raise error


def test_that_an_error_of_the_machine_is_told_in_words() -> None:
    with pytest.raises(Unavailable, match="the disk reported an error"):
        QuickDirectory(FailingDisk).recent(1)


def test_that_the_list_needs_no_sqlalchemy() -> None:
    code = "import treatplan.storage.quick, sys; print({'sqlalchemy', 'alembic'} & sys.modules.keys())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"

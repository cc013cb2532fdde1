"""The clinic's own row, and what its file is."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from treatplan.domain.paper import Paper
from treatplan.domain.record import ClinicInfo, Practice
from treatplan.storage import tables
from treatplan.storage.found import refuse_stale

_COUNTED = {
    "patients": tables.Patient,
    "intakes": tables.Intake,
    "plans": tables.Plan,
    "visits": tables.Visit,
    "handouts": tables.Handout,
    "users": tables.User,
    "audit rows": tables.Audit,
}


class SqlPractice:
    """Fills `PracticeStore` on one use of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Practice:
        return _value(self._row())

    def change(self, lock: int, practice: Practice) -> Practice:
        row = self._row()
        refuse_stale(row.lock, lock, "practice")
        row.name = practice.name
        row.address = practice.address
        row.phone = practice.phone
        row.jurisdiction = practice.jurisdiction
        row.paper = practice.paper.value if practice.paper else None
        row.lock_after = practice.lock_after
        self._database.flush()
        return _value(row)

    def info(self) -> ClinicInfo:
        row = self._row()
        return ClinicInfo(
            practice=_value(row),
            place=self._told("SELECT file FROM pragma_database_list WHERE name = 'main'"),
            schema=self._told("SELECT version_num FROM alembic_version"),
            cipher=f"SQLCipher {self._told('PRAGMA cipher_version')}",
            engine=f"SQLite {self._told('SELECT sqlite_version()')}",
            made_at=row.made_at,
            counts={
                name: self._database.scalar(select(func.count()).select_from(table)) or 0
                for name, table in _COUNTED.items()
            },
        )

    def _row(self) -> tables.Clinic:
        return self._database.scalars(select(tables.Clinic)).one()

    def _told(self, sql: str) -> str:
        return str(self._database.connection().exec_driver_sql(sql).scalar() or "")


def _value(row: tables.Clinic) -> Practice:
    return Practice(
        lock=row.lock,
        name=row.name,
        address=row.address,
        phone=row.phone,
        jurisdiction=row.jurisdiction,
        paper=Paper(row.paper) if row.paper else None,
        lock_after=row.lock_after,
    )

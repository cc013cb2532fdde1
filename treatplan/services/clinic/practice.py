"""The clinic itself: its letterhead and settings, what is in its file, and its audit."""

from treatplan.domain.access import Permission, Session
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.library import Library
from treatplan.domain.record import AuditRow, ClinicInfo, Deed, Practice
from treatplan.services.clinic.guard import needs
from treatplan.services.clinic.ports import Records
from treatplan.services.ports import ContentSource


class OwnClinic:
    """The clinic's own data, and the library as everyone in it may read it."""

    def __init__(self, records: Records, content: ContentSource) -> None:
        self._records = records
        self._content = content

    @needs(Permission.READ_CLINIC)
    def library(self, _session: Session, language: str = "en") -> Library:
        """The clinical library: no patient is in it."""
        return self._content.library(language)

    @needs(Permission.READ_CLINIC)
    def languages(self, _session: Session) -> tuple[str, ...]:
        """The languages that a handout can be printed in."""
        return self._content.languages()

    @needs(Permission.READ_CLINIC)
    def practice(self, _session: Session) -> Practice:
        """Letterhead and settings."""
        with self._records.reading() as record:
            return record.practice.get()

    @needs(Permission.RUN_CLINIC)
    def change(self, session: Session, practice: Practice) -> Practice:
        """Change letterhead and settings. Raises `Refused` for a country that is not known; `Stale`."""
        known = self._content.library("en").jurisdictions
        if practice.jurisdiction not in known:
            message = f"is '{practice.jurisdiction}'; there is {', '.join(known)} so far"
            raise Refused(Problem(file="", field="jurisdiction", message=message))
        with self._records.writing() as record:
            changed = record.practice.change(practice.lock, practice)
            record.note(session, Deed(action="changed", of="clinic"))
            return changed

    @needs(Permission.READ_CLINIC)
    def info(self, _session: Session) -> ClinicInfo:
        """What the file is and how much is in it."""
        with self._records.reading() as record:
            return record.practice.info()

    @needs(Permission.READ_AUDIT)
    def audit(self, session: Session, first: int = 1, count: int = 100) -> tuple[AuditRow, ...]:
        """Audit rows from number `first` on; reading them is written down too."""
        with self._records.writing() as record:
            record.note(session, Deed(action="read", of="audit"))
            return record.trail.rows(first, count)

    @needs(Permission.READ_AUDIT)
    def broken_audit(self, session: Session) -> tuple[int, ...]:
        """Numbers of audit rows that were changed from outside; empty where the chain is whole."""
        with self._records.writing() as record:
            record.note(session, Deed(action="verified", of="audit"))
            return record.trail.broken()

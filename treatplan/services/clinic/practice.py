"""The clinic itself: its letterhead and settings, and what is in its file."""

from dataclasses import replace

from treatplan.domain.access import Permission, Session, may
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.library import Library
from treatplan.domain.people import refuse_strange
from treatplan.domain.record import ClinicInfo, Deed, Practice
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.ports import Records
from treatplan.services.ports import ContentSource

LOCK_AFTER = (1, 15)  # minutes without a touch
_TOLD_TO_ALL = {"patients", "users"}


class OwnClinic:
    """The clinic's own data, and the library as everyone in it may read it."""

    def __init__(self, records: Records, content: ContentSource) -> None:
        self._records = records
        self._content = content

    @needs(Permission.READ_CLINIC, Reach.GIVEN)
    def library(self, _session: Session, language: str = "en") -> Library:
        """The clinical library: no patient is in it."""
        return self._content.library(language)

    @needs(Permission.READ_CLINIC, Reach.GIVEN)
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
        refuse_strange(name=practice.name, address=practice.address, phone=practice.phone)
        known = self._content.library("en").jurisdictions
        if practice.jurisdiction not in known:
            message = f"is '{practice.jurisdiction}'; there is {', '.join(known)} so far"
            raise Refused(Problem(file="", field="jurisdiction", message=message))
        least, most = LOCK_AFTER
        if not least <= practice.lock_after <= most:
            message = f"is {practice.lock_after}; the window locks after {least} to {most} minutes"
            raise Refused(Problem(file="", field="lock_after", message=message))
        with self._records.writing() as record:
            changed = record.practice.change(practice.lock, practice)
            record.note(session, Deed(action="changed", of="clinic"))
            return changed

    @needs(Permission.READ_CLINIC)
    def info(self, session: Session) -> ClinicInfo:
        """What the file is and how much is in it, counting nothing that the person may not see."""
        with self._records.reading() as record:
            found = record.practice.info()
        if may(session, Permission.RUN_CLINIC) or may(session, Permission.READ_RECORD):
            return found
        # How many intakes or notes there are would tell the desk that there is one more than was released.
        told = {name: count for name, count in found.counts.items() if name in _TOLD_TO_ALL}
        return replace(found, counts=told)

"""Released handouts: list them, open the stored bytes, write down that one was given. Nothing is composed here.

Referral notes are made here too; they speak of signs, so they are for who may read the record.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from treatplan.domain.access import Permission, Session, allowed, may
from treatplan.domain.errors import Missing, Problem
from treatplan.domain.ids import HandoutId, PatientId
from treatplan.domain.record import Deed, HandoutKind, HandoutRow, NewHandout, StoredHandout, stored_id
from treatplan.domain.referral import Referral
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.plans import letterhead, on_the_clinics_paper, signed
from treatplan.services.clinic.ports import Now, Records
from treatplan.services.plans import Asked, Plans


class Handouts:
    """Paper that is ready to be given."""

    def __init__(self, records: Records, core: Plans, clock: Now) -> None:
        self._records = records
        self._core = core
        self._clock = clock

    @needs(Permission.GIVE_HANDOUTS)
    def of_patient(self, session: Session, patient: PatientId) -> tuple[HandoutRow, ...]:
        """What was released for a patient, newest first, with how often each was given."""
        with self._records.writing() as record:
            record.patients.get(patient)
            record.note(session, Deed(action="listed", of="handout", patient=patient))
            return _seen_by(session, record.handouts.of_patient(patient))

    @needs(Permission.GIVE_HANDOUTS, Reach.LISTS)
    def today(self, session: Session) -> tuple[HandoutRow, ...]:
        """What was released today, by the clinic's own day."""
        first = datetime.combine(self._clock.today(), time.min).astimezone(UTC)
        with self._records.writing() as record:
            record.note(session, Deed(action="listed", of="handout"))
            rows = _seen_by(session, record.handouts.made_between(first, first + timedelta(days=1)))
            if may(session, Permission.GIVE_HANDOUTS):
                return rows
            seen = record.people.seen(session.user)
            return tuple(row for row in rows if row.patient in seen)

    @needs(Permission.GIVE_HANDOUTS)
    def open(self, session: Session, handout: HandoutId) -> StoredHandout:
        """The stored bytes. Raises `Missing`, also for a referral note that this person may not see."""
        with self._records.writing() as record:
            found = record.handouts.get(handout)
            if not _seen_by(session, (found.row,)):
                raise _no_handout(handout)
            record.note(session, Deed(action="opened", of="handout", id=handout, patient=found.row.patient))
            return found

    @needs(Permission.GIVE_HANDOUTS)
    def given(self, session: Session, handout: HandoutId, how: str) -> None:
        """Write down that it was `printed` or `saved`."""
        with self._records.writing() as record:
            found = record.handouts.get(handout)
            if not _seen_by(session, (found.row,)):
                raise _no_handout(handout)
            record.handouts.given(handout, how, session, self._clock.now())
            record.note(session, Deed(action=how, of="handout", id=handout, patient=found.row.patient))

    @needs(Permission.RELEASE_PLANS)
    def refer(self, session: Session, patient: PatientId, referral: Referral, asked: Asked) -> StoredHandout:
        """Make and keep the referral note that the newest intake asks for. Raises `Missing`, `Refused`."""
        with self._records.writing() as record:
            intake = record.intakes.latest(patient)
            if intake is None:
                raise Missing(Problem(file="", field="intake", message=f"file {patient} has no recorded intake yet"))
            practice = record.practice.get()
            asked = on_the_clinics_paper(asked, practice)
            sent = replace(referral, clinic=letterhead(practice), practitioner=signed(session))
            printed = self._core.referral_note(sent, intake.intake, "", asked)
            new = NewHandout(
                kind=HandoutKind.REFERRAL,
                patient=patient,
                intake=stored_id(intake),
                language=printed.wish.language,
                size=printed.wish.size,
                paper=printed.wish.paper,
                jurisdiction=printed.wish.jurisdiction,
                pages=printed.pages,
                pdf=printed.pdf,
            )
            row = record.handouts.add(new, session, self._clock.now())
            record.note(session, Deed(action="referred", of="handout", id=row.id, patient=patient))
            return record.handouts.get(row.id)


def _seen_by(session: Session, rows: tuple[HandoutRow, ...]) -> tuple[HandoutRow, ...]:
    """The front desk gives handouts and nothing else: a referral note is not even counted for it."""
    if allowed(session, Permission.READ_RECORD):
        return rows
    return tuple(row for row in rows if row.kind is HandoutKind.HANDOUT)


def _no_handout(handout: HandoutId) -> Missing:
    """In the very words of the record: nobody can tell what is not there from what is kept from them."""
    return Missing(Problem(file="", field="handout", message=f"there is no handout {handout}"))

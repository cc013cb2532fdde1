"""What the plan page asks of the services, on the worker.

Only the worker knows the lock of the stored draft, so edits that follow one another fast are kept one after the other.
"""

from datetime import date
from pathlib import Path

from treatplan.domain.ids import HandoutId, PatientId
from treatplan.domain.library import Library
from treatplan.domain.plan import Plan, Status
from treatplan.domain.record import HandoutRow, IntakeRecord, PlanRecord, Practice, StoredHandout
from treatplan.domain.referral import Referral, refer
from treatplan.domain.rules import Level
from treatplan.domain.value import value
from treatplan.presenters.plan.saving import write_whole
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.plans import Proposal
from treatplan.services.plans import Asked


@value
class Loaded:
    """Everything that the page starts from. Without a plan `referral` says that an emergency stands in its place."""

    patient: PatientId
    library: Library
    languages: tuple[str, ...]
    practice: Practice
    record: PlanRecord | None = None
    intake: IntakeRecord | None = None
    referral: Referral | None = None
    documents: tuple[HandoutRow, ...] = ()


class Desk:
    """The services of the open clinic, as the plan page uses them. Called on the worker only."""

    def __init__(self, clinic: OpenClinic) -> None:
        self._clinic = clinic
        self._record: PlanRecord | None = None

    def load(self, patient: PatientId) -> Loaded:
        """The newest version of the newest plan; without one, the newest intake and whether it is an emergency."""
        clinic, session = self._clinic, self._clinic.session
        versions = clinic.plans.versions(session, patient)
        self._record = clinic.plans.open_version(session, versions[0].version) if versions else None
        intake = None if self._record else clinic.intakes.latest(session, patient)
        return self._loaded(patient, intake)

    def draft(self, patient: PatientId, starts_on: date | None = None) -> Loaded:
        """A new draft. One that is still open is thrown away for it."""
        clinic, session = self._clinic, self._clinic.session
        before = self._record
        proposal: Proposal = clinic.plans.propose(session, patient, starts_on)
        if before is not None and before.released_at is None and proposal.plan is not None:
            clinic.plans.drop(session, before.version, before.lock)
        self._record = proposal.plan
        return self._loaded(patient, proposal.intake)

    def keep(self, plan: Plan) -> PlanRecord:
        """Store the draft as it stands on the screen. Raises `Stale`, `Refused`, `Unavailable`."""
        now = self._now()
        self._record = self._clinic.plans.keep(self._clinic.session, now.version, now.lock, plan)
        return self._record

    def stored(self) -> PlanRecord:
        """The version on the screen as it is stored now, beside what is typed."""
        return self._clinic.plans.open_version(self._clinic.session, self._now().version)

    def settle(self, stored: PlanRecord, plan: Plan) -> PlanRecord:
        """Both versions were looked at: keep what was made of them over the one that was read for it.

        One that was released meanwhile stays as it is; what was made becomes a draft of the next version.
        """
        self._record = stored
        if stored.status is not Status.DRAFT and plan != stored.plan:
            self._record = self._clinic.plans.amend(self._clinic.session, stored.id)
        return self._record if plan == self._record.plan else self.keep(plan)

    def answer(self, decision: Decision) -> PlanRecord:
        """Answer a finding of the stored draft."""
        now = self._now()
        self._record = self._clinic.plans.answer(self._clinic.session, now.version, now.lock, decision)
        return self._record

    def release(self, asked: Asked) -> Loaded:
        """Release the stored draft."""
        now = self._now()
        self._record = self._clinic.plans.release(self._clinic.session, now.version, now.lock, asked).plan
        return self._loaded(self._record.patient, None)

    def amend(self) -> Loaded:
        """A draft of the next version."""
        self._record = self._clinic.plans.amend(self._clinic.session, self._now().id)
        return self._loaded(self._record.patient, None)

    def refer(self, patient: PatientId, referral: Referral, asked: Asked) -> StoredHandout:
        """Make and keep the referral note."""
        return self._clinic.handouts.refer(self._clinic.session, patient, referral, asked)

    def document(self, id_: HandoutId) -> StoredHandout:
        """A stored document with its bytes."""
        return self._clinic.handouts.open(self._clinic.session, id_)

    def given(self, id_: HandoutId, how: str) -> tuple[HandoutRow, ...]:
        """Write down that a document was printed or saved; all documents of its patient, as they are then."""
        self._clinic.handouts.given(self._clinic.session, id_, how)
        return self._documents(self._clinic.handouts.open(self._clinic.session, id_).row.patient)

    def save(self, id_: HandoutId, path: Path) -> tuple[HandoutRow, ...]:
        """Write a document's exact bytes to a file, whole or not at all."""
        write_whole(path, self.document(id_).pdf)
        return self.given(id_, "saved")

    def _documents(self, patient: PatientId) -> tuple[HandoutRow, ...]:
        return self._clinic.handouts.of_patient(self._clinic.session, patient)

    def _loaded(self, patient: PatientId, intake: IntakeRecord | None) -> Loaded:
        clinic, session = self._clinic, self._clinic.session
        referral = None
        if self._record is None and intake is not None:
            flags = clinic.intakes.look(session, intake.intake).flags
            if any(flag.level is Level.EMERGENCY and not flag.answered for flag in flags):
                referral = refer(intake.intake, flags)
        return Loaded(
            patient=patient,
            library=clinic.clinic.library(session),
            languages=clinic.clinic.languages(session),
            practice=clinic.clinic.practice(session),
            record=self._record,
            intake=self._record.intake if self._record else intake,
            referral=referral,
            documents=self._documents(patient),
        )

    def _now(self) -> PlanRecord:
        if self._record is None:
            raise RuntimeError("there is no plan on the screen")
        return self._record

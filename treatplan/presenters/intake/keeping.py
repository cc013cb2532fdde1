"""Keeps the draft of an intake: soon after an edit, at once when asked, again where it failed."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from treatplan.domain.errors import Stale, TreatplanError
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.record import IntakeRecord
from treatplan.presenters.background import Background
from treatplan.services.clinic.entry import OpenClinic

SOON_MS, AGAIN_MS = 1200, 5000
State: TypeAlias = Literal["fresh", "waiting", "saving", "saved", "failed", "stale"]


class Keeper(QObject):
    """One draft on its way into the record. `intake` is what is on the screen, always."""

    changed = Signal()
    recorded = Signal(object)
    refused = Signal(object)
    troubled = Signal(str)  # storing failed; says why
    overtaken = Signal()  # somebody else changed it: nothing is stored before `settle`

    def __init__(self, clinic: OpenClinic, background: Background, start: IntakeRecord) -> None:
        super().__init__()
        self._clinic, self._background = clinic, background
        self.patient: PatientId = start.patient
        self.intake: Intake = start.intake
        self.stored: IntakeRecord = start  # as it was last read or written; its lock is the one to name
        self.state: State = "fresh" if start.id is None else "saved"
        self.problem = ""
        self.recording = False
        self._sent: Intake | None = None
        self._gone = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def unsaved(self) -> bool:
        """Whether something typed is not in the record yet."""
        return self.state in ("waiting", "saving", "failed", "stale")

    def put(self, intake: Intake) -> None:
        """Take an edit; it is stored within two seconds."""
        if self.recording or intake == self.intake:
            return
        self.intake = intake
        if self.state not in ("saving", "stale"):
            self._to("waiting" if self.state != "failed" else "failed")
        else:
            self.changed.emit()
        if not self._timer.isActive() and self._sent is None:
            self._timer.start(SOON_MS)

    def abandon(self) -> None:
        """Nothing of this is stored any more."""
        self._timer.stop()
        self._gone = True
        self.state = "saved"

    def settle(self, stored: IntakeRecord, intake: Intake) -> None:
        """Both versions were looked at: `intake` was made of them, over `stored`, which was read for it."""
        self.stored, self.intake, self.problem = stored, intake, ""
        if stored.id is not None and stored.intake == intake:
            self._to("saved")
        else:
            self._to("waiting")
            self.flush()

    def flush(self) -> None:
        """Store now what waits. After somebody else changed the draft nothing is written over it."""
        self._timer.stop()
        if self._sent is not None or self.recording or self.state not in ("waiting", "failed"):
            return
        self._sent = sent = self.intake
        self._to("saving")
        lock, patient, clinic = self.stored.lock, self.patient, self._clinic
        self._background.run(
            lambda: clinic.intakes.keep(clinic.session, patient, lock, sent), self._kept, self._not_kept
        )

    def record(self) -> None:
        """Record the intake for good; what is on its way is waited for."""
        if self.recording:
            return
        self.recording = True
        self._timer.stop()
        self.changed.emit()
        if self._sent is None:
            self._record()

    def _record(self) -> None:
        lock, patient, clinic, whole = self.stored.lock, self.patient, self._clinic, self.intake
        work = lambda: clinic.intakes.record(clinic.session, patient, lock, whole)  # noqa: E731  (one short call)
        self._background.run(work, self._is_recorded, self._not_recorded)

    def _kept(self, record: IntakeRecord) -> None:
        if self._gone:
            return
        newer = self.intake != self._sent
        self.stored, self._sent, self.problem = record, None, ""
        self._to("waiting" if newer else "saved")
        if self.recording:
            self._record()
        elif newer:
            self._timer.start(SOON_MS)

    def _not_kept(self, error: Exception) -> None:
        if self._gone:
            return
        self._sent = None
        recording, self.recording = self.recording, False
        self.problem = str(error) if isinstance(error, TreatplanError) else ""
        if isinstance(error, Stale):
            self._to("stale")
            self.overtaken.emit()
        else:
            self._to("failed")
            self._timer.start(AGAIN_MS)
        self.troubled.emit(self.problem)
        if recording:
            self.refused.emit(error)
        if not isinstance(error, TreatplanError):
            raise error

    def _is_recorded(self, record: IntakeRecord) -> None:
        self.recording = False
        self.stored = record
        self._to("saved")
        self.recorded.emit(record)

    def _not_recorded(self, error: Exception) -> None:
        self.recording = False
        if isinstance(error, Stale):
            self.problem = str(error)
            self._to("stale")
            self.overtaken.emit()
        elif self.state in ("waiting", "failed"):
            self._timer.start(SOON_MS if self.state == "waiting" else AGAIN_MS)
        self.changed.emit()
        self.refused.emit(error)
        if not isinstance(error, TreatplanError):
            raise error

    def _to(self, state: State) -> None:
        self.state = state
        self.changed.emit()

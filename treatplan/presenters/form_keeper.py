"""Keeps a form while it is typed into, so that a crash, a lock or a power cut takes two seconds of typing at most."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from treatplan.domain.errors import TreatplanError
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import PatientId
from treatplan.presenters.background import Background
from treatplan.services.clinic.entry import OpenClinic

SOON_MS, AGAIN_MS = 1000, 5000
"""After the first letter that is not kept yet; typing on puts nothing off. The rest of two seconds is for the disk."""


class FormKeeper(QObject):
    """One form of this user on its way into the clinic's file. Nothing is kept of a form that nobody typed into."""

    troubled = Signal(str)  # it could not be kept; says why. "" once it could again

    def __init__(self, clinic: OpenClinic, background: Background, form: str, patient: PatientId | None = None) -> None:
        super().__init__()
        self.form = form
        self._clinic, self._background, self._patient = clinic, background, patient
        self._fields: Mapping[str, str] | None = None
        self._sent: Mapping[str, str] | None = None
        self._kept: Mapping[str, str] | None = None
        self._trouble = ""
        self._gone = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)

    @property
    def safe(self) -> bool:
        """Whether everything typed is in the file."""
        return self._fields == self._kept

    def found(self, draft: FormDraft) -> None:
        """The form was begun before: this is what the file has of it."""
        self._kept = self._fields = dict(draft.fields)

    def put(self, fields: Mapping[str, str]) -> None:
        """The form as it is typed now."""
        self._fields = dict(fields)
        if not self._timer.isActive() and self._sent is None and not self._gone and not self.safe:
            self._timer.start(SOON_MS)

    def flush(self) -> None:
        """Keep now what waits."""
        self._timer.stop()
        if self._gone or self._sent is not None or self._fields is None or self.safe:
            return
        self._sent = sent = self._fields
        clinic, form, patient = self._clinic, self.form, self._patient
        self._background.run(
            lambda: clinic.forms.keep(clinic.session, form, sent, patient), self._was_kept, self._not_kept
        )

    def let_go(self) -> Callable[[], None]:
        """It is stored, or not wanted: nothing of it is kept from now on. Returns the work that drops what was."""
        self._timer.stop()
        self._gone = True
        ever = self._kept is not None or self._sent is not None
        clinic, form = self._clinic, self.form

        def work() -> None:
            if ever:
                clinic.forms.drop(clinic.session, form)

        return work

    def go_on(self) -> None:
        """It was not stored after all: what is typed is kept again."""
        self._gone = False
        if self._fields is not None:
            self.put(self._fields)

    def settle(self, done: Callable[[bool], None]) -> None:
        """Keep everything now, then say whether it is safe."""
        self.flush()
        self._background.run(_nothing, lambda _: self._settled(done))

    def _settled(self, done: Callable[[bool], None]) -> None:
        if self._gone or self.safe or self._trouble:
            done(self.safe)
        else:
            self.settle(done)  # typed while the last was on its way

    def _was_kept(self, draft: FormDraft) -> None:
        self._kept, self._sent = draft.fields, None
        self._say("")
        if self._fields is not None:
            self.put(self._fields)

    def _not_kept(self, error: Exception) -> None:
        self._sent = None
        if not self._gone:
            self._timer.start(AGAIN_MS)
        self._say(str(error) if isinstance(error, TreatplanError) else type(error).__name__)
        if not isinstance(error, TreatplanError):
            raise error

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self.troubled.emit(trouble)


def _nothing() -> None:
    """Work that only waits for its turn."""

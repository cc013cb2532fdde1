"""What was changed in the record, told to every presenter that may be concerned: kinds and ids, never a payload."""

from PySide6.QtCore import QObject, Signal

from treatplan.domain.ids import PatientId
from treatplan.domain.value import value


@value
class Changed:
    """One change. Who needs to know more, asks the service."""

    kind: str  # "patient", "intake", "plan", "handout"
    patient: PatientId


class Changes(QObject):
    """Repeats each change to all; a presenter whose page is hidden marks itself stale instead of reloading."""

    happened = Signal(object)

    def tell(self, kind: str, patient: PatientId) -> None:
        """Say that something of a patient changed."""
        self.happened.emit(Changed(kind=kind, patient=patient))

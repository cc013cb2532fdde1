"""What is typed into a form and not stored yet: kept for whoever typed it, and for nobody else."""

from collections.abc import Mapping
from datetime import datetime

from treatplan.domain.ids import PatientId
from treatplan.domain.value import value

MOST_LETTERS = 400_000
"""Of one form, names of fields and texts together. Each field has a limit of its own; this one refuses nonsense."""
LONGEST_NAME = 80


@value
class FormDraft:
    """One form as it was last typed. `form` names it among its user's own; `patient` is whom it is about, if known."""

    form: str
    fields: Mapping[str, str]
    changed_at: datetime
    patient: PatientId | None = None

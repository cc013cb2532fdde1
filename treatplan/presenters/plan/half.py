"""What stands in a field of the plan and was not handed in yet: kept while it is typed, offered back after a crash.

An edit is stored when it is handed in: on Enter, on leaving the field. A long text takes longer to write than may be
lost, so until then it is kept as a form of this user.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from treatplan.domain.form import FormDraft
from treatplan.domain.ids import PatientId, VersionId
from treatplan.domain.record import PlanRecord
from treatplan.presenters.background import Background
from treatplan.presenters.form_keeper import FormKeeper
from treatplan.presenters.saying import in_words
from treatplan.services.clinic.entry import OpenClinic

_BETWEEN = "\t"  # where a field is, and its name: neither holds one
HandIn = Callable[[str, str, str], str]


class HalfTyped(QObject):
    """`changed` says that `waiting` is another one."""

    changed = Signal()

    def __init__(self, clinic: OpenClinic, background: Background) -> None:
        super().__init__()
        self._clinic, self._background = clinic, background
        self._version: VersionId | None = None
        self._patient: PatientId | None = None
        self._keeper: FormKeeper | None = None
        self._texts: dict[str, str] = {}
        self._came: Mapping[str, str] = {}

    @property
    def waiting(self) -> tuple[str, ...]:
        """Texts that were typed before a crash or a lock, and are in no field now."""
        return tuple(self._came.values())

    def of(self, record: PlanRecord | None) -> None:
        """Another version is on the screen: look what is kept of it."""
        version = record.version if record is not None else None
        if version == self._version:
            return
        self._version, self._patient = version, record.patient if record is not None else None
        self._keeper, self._texts = None, {}
        self._now_waiting({})
        if version is not None:
            clinic = self._clinic
            self._background.run(lambda: clinic.forms.waiting(clinic.session), self._found, self._only_said)

    def typed(self, where: str, name: str, text: str | None) -> None:
        """A field holds this, and it is not handed in; `None` once it is."""
        key = f"{where}{_BETWEEN}{name}"
        if text is None and key not in self._texts:
            return
        if text is None:
            del self._texts[key]
        else:
            self._texts[key] = text
        self._keep()

    def put_back(self, hand_in: HandIn) -> None:
        """Hand in what waits; what can't be handed in stays to be read."""
        left = {}
        for key, text in self._came.items():
            where, _, name = key.partition(_BETWEEN)
            if hand_in(where, name, text):
                left[key] = text
        self._now_waiting(left)
        self._keep()

    def let_go(self) -> None:
        """What waits is not wanted."""
        self._now_waiting({})
        self._keep()

    def flush(self) -> None:
        """Keep now what waits to be kept."""
        if self._keeper is not None:
            self._keeper.flush()

    def _keep(self) -> None:
        """What waits and what is typed, or nothing of it."""
        whole = {**self._came, **self._texts}
        if whole and self._keeper is None and self._version is not None:
            self._keeper = FormKeeper(self._clinic, self._background, f"plan.{self._version}", self._patient)
        if self._keeper is None:
            return
        if whole:
            self._keeper.put(whole)
        else:
            self._background.run(self._keeper.let_go(), _nothing, self._only_said)
            self._keeper = None

    def _found(self, drafts: tuple[FormDraft, ...]) -> None:
        draft = next((one for one in drafts if one.form == f"plan.{self._version}"), None)
        if draft is not None and self._version is not None:
            self._keeper = FormKeeper(self._clinic, self._background, draft.form, self._patient)
            self._keeper.found(draft)
            self._now_waiting(draft.fields)
            if self._texts:
                self._keep()

    def _now_waiting(self, texts: Mapping[str, str]) -> None:
        if texts != self._came:
            self._came = dict(texts)
            self.changed.emit()

    def _only_said(self, error: Exception) -> None:
        in_words(error)


def _nothing(_done: None) -> None:
    """Nothing follows."""

"""Who looked at one patient's record: when, who, and what for. A list to read, opened from the banner."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from treatplan.domain.audit import Look, Sort, sort_of
from treatplan.domain.ids import PatientId
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.saying import Told, day, in_words
from treatplan.presenters.table import Column, RowsModel
from treatplan.services.clinic.entry import OpenClinic


@value
class WhoLookedView:
    """What is shown beside the list. `empty` says why there is none."""

    busy: bool = True
    empty: str = ""
    notice: Told | None = None


class WhoLooked(QObject):
    """Read once, when it is opened. `left` asks to be put away."""

    changed = Signal()
    left = Signal()

    def __init__(
        self, clinic: OpenClinic, background: Background, texts: Texts, words: Texts, patient: PatientId
    ) -> None:
        super().__init__()
        self._texts, self._words = texts, words
        self._view = WhoLookedView()
        self.model: RowsModel[Look] = RowsModel(
            (
                Column(title=texts.say("who.when"), text=self._when, width=190),
                Column(title=texts.say("who.who"), text=lambda look: look.name, strong=True, width=160),
                Column(title=texts.say("who.what"), text=self._what),
            ),
            self,
        )
        background.latest(
            "who looked", lambda: clinic.audit.of_patient(clinic.session, patient), self._read, self._failed
        )

    @property
    def view(self) -> WhoLookedView:
        return self._view

    def close(self) -> None:
        """Put the list away."""
        self.left.emit()

    def _read(self, looks: tuple[Look, ...]) -> None:
        self.model.set_rows(looks)
        self._show(WhoLookedView(busy=False, empty="" if looks else self._texts.say("who.nobody")))

    def _failed(self, error: Exception) -> None:
        told = Told(title=self._texts.say("who.failed"), text=in_words(error))
        self._show(replace(self._view, busy=False, notice=told))

    def _show(self, view: WhoLookedView) -> None:
        self._view = view
        self.changed.emit()

    def _when(self, look: Look) -> str:
        begun, ended = look.first.astimezone(), look.last.astimezone()
        since = self._texts.say("form.moment", day=day(self._words, begun.date()), time=_clock(begun))
        if _clock(begun) == _clock(ended):
            return since
        return self._texts.say("who.until", since=since, time=_clock(ended))

    def _what(self, look: Look) -> str:
        counted: Counter[Sort] = Counter()
        for deed, count in look.deeds:
            counted[sort_of(deed.rpartition(" ")[0])] += count
        told = [self._texts.count(f"who.{sort.value}", counted[sort]) for sort in Sort if counted[sort]]
        return self._texts.say("who.and").join(told)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"

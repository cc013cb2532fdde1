"""Where and how it hurts."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from treatplan.domain.intake import Answer, Modifier, Onset, Path, Quality, Reach
from treatplan.domain.places import Region, Side
from treatplan.presenters.intake.pain import SIDES, USUAL
from treatplan.presenters.intake.view import FormView, PainView, PlaceRow
from treatplan.ui.pages.intake_parts.places import PlaceEntry
from treatplan.ui.pages.intake_parts.question import NOTE_LETTERS
from treatplan.ui.pages.intake_parts.section import Section, below
from treatplan.ui.pages.intake_parts.since import SinceField
from treatplan.ui.parts.buttons import icon_button
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.choices import ChipsField, ChoiceField, Option, ScaleField
from treatplan.ui.parts.entries import LongField
from treatplan.ui.parts.flow import FlowLayout, holding
from treatplan.ui.parts.one_stop import OneStop
from treatplan.ui.parts.segments import Segmented, ToggleChip
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR, LARGE, SMALL

_LEG_SIDES = (Side.LEFT, Side.RIGHT, Side.BILATERAL)
_SCORES = ("pain_now", "pain_average", "pain_worst")


class PainSection(Section):
    """Three cards: where, since when, and what it is like."""

    def fill(self) -> None:
        self._chips: dict[Region, ToggleChip] = {}
        self._places: dict[Region, tuple[QWidget, Segmented, Label]] = {}
        self._today = date.min
        for card in (self._where(), self._course(), self._feel()):
            self.put(card)
        self.put_onward("health")

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        view, complaint = form.pain, form.pain.complaint
        self._draw_places(view)
        self._reach.set_value(view.reach.value if view.reach else None)
        self._path.setVisible(view.leg)
        self._side.setVisible(view.leg)
        self._path.set_value(view.path.value)
        self._side.set_value(view.leg_side.value if view.leg_side else None)
        unsaid = "pain.side.suggested" if view.suggested else "" if view.leg_side else "pain.side.unsaid"
        self._side.set_hint(self.texts.say(unsaid) if unsaid else "")
        self._since.set_value(complaint.started_on)
        self._first.set_value(None if complaint.first_episode is Answer.NOT_ASKED else complaint.first_episode.value)
        self._onset.set_value(None if complaint.onset is Onset.UNKNOWN else complaint.onset.value)
        self._quality.set_value(_in_order(Quality, complaint.quality))
        self._worse.set_value(_in_order(Modifier, complaint.worse_with))
        self._better.set_value(_in_order(Modifier, complaint.better_with))
        for name in _SCORES:
            self.fields[f"complaint.{name}"].set_value(getattr(complaint, name))
        self._note.set_value(complaint.note)
        self.tell(problems)
        wrong = problems.get("complaint.places", "")
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))

    def first_focus(self) -> None:
        chip = self._stop.here or self._chips[USUAL[0]]
        chip.setFocus()
        self.reveal(chip)

    def goto(self, field: str) -> None:
        if field.startswith("complaint.places"):
            self._goto_place(field.removeprefix("complaint.places").removeprefix("."))
        else:
            super().goto("complaint.reach" if field.startswith("complaint.radiation") else field)

    def _goto_place(self, region: str) -> None:
        """To the side of a place, else to the first side that nobody has said, else to the places."""
        lines = self._places
        unsaid = (line for line in lines.values() if line[1].chosen is None)
        found = lines.get(Region(region)) if region in set(Region) else next(unsaid, None)
        if found is None:
            self.first_focus()
        else:
            found[1].setFocus(Qt.FocusReason.OtherFocusReason)
            self.reveal(found[0])

    def _where(self) -> Card:
        say, pain = self.texts.say, self.presenter.pain
        card = Card(say("pain.card.place"))
        flow = FlowLayout(GAP)
        for region in USUAL:
            chip = ToggleChip(say(f"region.{region.value}"))
            chip.clicked.connect(lambda on, region=region: pain.add(region) if on else pain.remove(region))
            flow.addWidget(chip)
            self._chips[region] = chip
        entry = PlaceEntry(self.texts, say("pain.other"))
        entry.setMaximumWidth(look().tokens.grown(420))
        entry.picked.connect(pain.add)
        self._unknown = Label("", "problem")
        self._unknown.hide()
        entry.unknown.connect(self._say_unknown)
        self._wrong = Label("", "problem")
        self._wrong.hide()
        self._chosen = QVBoxLayout()
        self._chosen.setSpacing(HAIR)
        self._reach = self._choice("complaint.reach", "pain.reach", "reach", Reach)
        self._reach.edited.connect(lambda key: pain.reach(Reach(key) if key else None))
        self._path = self._choice("complaint.path", "pain.path", "path", Path)
        self._path.edited.connect(lambda key: pain.path(Path(key or "not_sure")))
        self._side = self._choice("complaint.side", "pain.side", "side", _LEG_SIDES)
        self._side.edited.connect(lambda key: pain.leg_side(Side(key) if key else None))
        leg = FlowLayout(LARGE, tops=True)
        for field in (self._reach, self._path, self._side):
            leg.addWidget(field)
        self._stop = OneStop(self._chips.values())
        card.add(below(holding(flow), entry, self._unknown, self._wrong, self._chosen, holding(leg)))
        return card

    def _course(self) -> Card:
        say, pain = self.texts.say, self.presenter.pain
        card = Card(say("pain.card.course"))
        self._since = SinceField(self.texts, self.words, say("pain.since"), self._day)
        self._since.editor.setMaximumWidth(look().tokens.grown(240))
        self._since.edited.connect(pain.since)
        self.fields["complaint.started_on"] = self._since
        firsts = (Answer.YES, Answer.NO, Answer.NOT_SURE)
        letters = {say(f"answer.key.{one.value}"): one.value for one in firsts}
        self._first = self._choice("complaint.first_episode", "pain.first", "answer", firsts, keys=letters)
        self._first.edited.connect(lambda key: pain.set("first_episode", Answer(key or "not_asked")))
        onsets = (Onset.RECENT_INJURY, Onset.REPETITIVE_STRESS, Onset.CHRONIC_TENSION)
        self._onset = self._choice("complaint.onset", "pain.onset", "onset", onsets)
        self._onset.edited.connect(lambda key: pain.set("onset", Onset(key or "unknown")))
        flow = FlowLayout(LARGE, tops=True)
        for field in (self._since, self._first, self._onset):
            flow.addWidget(field)
        card.add(below(holding(flow)))
        return card

    def _feel(self) -> Card:
        say, pain = self.texts.say, self.presenter.pain
        card = Card(say("pain.card.feel"))
        scores = FlowLayout(LARGE, tops=True)
        for place, name in enumerate(_SCORES):
            ends = (say("pain.none"), say("pain.most")) if not place else ("", "")
            field = ScaleField(self.words, say(f"pain.{name}"), ends=ends)
            field.edited.connect(lambda score, name=name: pain.set(name, score))
            self.fields[f"complaint.{name}"] = field
            scores.addWidget(field)
        self._quality = self._many("complaint.quality", "pain.quality", "quality", Quality)
        self._quality.edited.connect(lambda keys: pain.set("quality", tuple(map(Quality, keys))))
        self._worse = self._many("complaint.worse_with", "pain.worse", "modifier", Modifier)
        self._worse.edited.connect(lambda keys: pain.set("worse_with", tuple(map(Modifier, keys))))
        self._better = self._many("complaint.better_with", "pain.better", "modifier", Modifier)
        self._better.edited.connect(lambda keys: pain.set("better_with", tuple(map(Modifier, keys))))
        self._note = LongField(self.words, say("note"), limit=NOTE_LETTERS, lines=3)
        self._note.edited.connect(lambda text: pain.set("note", text))
        self.fields["complaint.note"] = self._note
        card.add(below(holding(scores), self._quality, self._worse, self._better, self._note, gap=SMALL + HAIR))
        return card

    def _choice(
        self, field: str, label: str, group: str, options: Iterable[Enum], *, keys: Mapping[str, str] | None = None
    ) -> ChoiceField:
        tip = self.texts.say("answer.tip") if keys else ""
        made = ChoiceField(self.words, self.texts.say(label), self._options(group, options, tip), keys=keys)
        self.fields[field] = made
        return made

    def _many(self, field: str, label: str, group: str, options: Iterable[Enum]) -> ChipsField:
        made = ChipsField(self.words, self.texts.say(label), self._options(group, options))
        self.fields[field] = made
        return made

    def _options(self, group: str, options: Iterable[Enum], tip: str = "") -> list[Option]:
        return [Option(key=one.value, words=self.texts.say(f"{group}.{one.value}"), tip=tip) for one in options]

    def _draw_places(self, view: PainView) -> None:
        wanted = {place.region: place for place in view.places}
        for region, chip in self._chips.items():
            chip.setChecked(region in wanted)
        for region in [region for region in self._places if region not in wanted]:
            line, *_ = self._places.pop(region)
            self._chosen.removeWidget(line)
            line.hide()
            line.deleteLater()
        for region, place in wanted.items():
            if region not in self._places:
                self._places[region] = self._place_line(place)
                self._chosen.addWidget(self._places[region][0])
            self._places[region][1].pick(place.side.value if place.side else None)
            self._places[region][2].setVisible(place.side is None)

    def _place_line(self, place: PlaceRow) -> tuple[QWidget, Segmented, Label]:
        say, pain, region = self.texts.say, self.presenter.pain, place.region
        named = say(f"region.{region.value}")
        sides = [(side.value, say(f"side.{side.value}"), "") for side in SIDES]
        sided = Segmented(sides, say("pain.side_of", place=named))
        sided.picked.connect(lambda key: pain.side(region, Side(key) if key else None))
        away = icon_button("close", say("pain.remove", place=named))
        away.clicked.connect(lambda: self._remove(region))
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SMALL)
        name = Label(named)
        name.setMinimumWidth(look().tokens.grown(150))
        inside.addWidget(name)
        inside.addWidget(sided)
        inside.addWidget(away)
        unsaid = Label(say("pain.side.unsaid"), "caution", wraps=False)
        inside.addWidget(unsaid)
        inside.addStretch(1)
        return line, sided, unsaid

    def _remove(self, region: Region) -> None:
        self._chips.get(region, self._chips[USUAL[0]]).setFocus()
        self.presenter.pain.remove(region)

    def _say_unknown(self, text: str) -> None:
        self._unknown.set_text(text)
        self._unknown.setVisible(bool(text))

    def _day(self) -> date:
        return self.presenter.taken_on


def _in_order(kind: type[Enum], chosen: Iterable[Enum]) -> tuple[str, ...]:
    """Keys in the order of the options, as the field of chips gives them."""
    wanted = set(chosen)
    return tuple(one.value for one in kind if one in wanted)

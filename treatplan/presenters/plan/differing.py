"""The parts of a plan in words, where two versions of it are compared."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Final

from treatplan.domain.differing import NOTHING, Path
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.modality import Reason
from treatplan.domain.plan import FindingAnswer, LeftOut, Plan, items_of
from treatplan.presenters.plan.items import component_views, names_of_items
from treatplan.presenters.plan.telling import Telling

_LISTS: Final = frozenset({"points", "point_rules", "sites", "site_rules", "exercises", "items"})
_INSIDE: Final = frozenset({"item_id", "modality", "because", "sources"})  # said by the name, or by nobody


def _spoken(plan: Plan, telling: Telling) -> Iterator[tuple[object, str]]:
    """Items and components as their rows and cards say them, each beside the thing itself."""
    cards = {card.modality: card for card in component_views(plan, (), telling)}
    for component in plan.components:
        card = cards[component.modality]
        rows = {row.id: row.spoken for row in card.rows}
        yield component, "\n".join((card.meta, *rows.values())).strip()
        for item in items_of(component):
            yield item, rows.get(item.item_id, "")


class PlanWords:
    """Fills `Tell`. Items are called as their rows are."""

    def __init__(self, mine: Plan, theirs: Plan, telling: Telling) -> None:
        self._telling = telling
        self._items = {**names_of_items(mine, telling), **names_of_items(theirs, telling)}
        self._spoken = [*_spoken(mine, telling), *_spoken(theirs, telling)]

    def name(self, path: Path) -> str:
        """`BL60: depth`, `Needling: position`, `Aim`."""
        match path:
            case ("components", modality):
                return self._items.get(modality, modality)
            case ("components", _, kind, item, *rest) if kind in _LISTS:
                return self._joined(self._items.get(item, item), rest)
            case ("components", modality, *rest):
                return self._joined(self._items.get(modality, modality), rest)
            case ("answers", rule):
                return self._telling.texts.say("differs.answer", rule=rule.partition(" ")[0])
            case _:
                return self._field(path)

    def said(self, path: Path, found: object) -> str:
        """What stands there, as the page would show it; "" for nothing."""
        if found is None or found is NOTHING or isinstance(found, Absent):
            return ""
        if isinstance(found, bool):
            return self._telling.texts.say("differs.yes" if found else "differs.no")
        if isinstance(found, Span | AtLeast | int | float):
            return self._telling.dose(found)
        if isinstance(found, date):
            return self._telling.day(found)
        if isinstance(found, Enum):
            return self._telling.choice(found)
        if isinstance(found, tuple):
            return "\n".join(part for one in found if (part := self.said(path, one)))
        return self._whole(path, found) if is_dataclass(found) else str(found)

    def _whole(self, path: Path, found: object) -> str:
        """Something with parts, in one line: what is in it, each part with its name."""
        match found:
            case Reason():
                return found.text
            case LeftOut():
                return found.what
            case _ if spoken := next((text for one, text in self._spoken if one == found), ""):
                return spoken
            case FindingAnswer():
                decided = self._telling.word(f"differs.decision.{found.decision}", found.decision)
                return self._telling.joined((decided, found.reason, found.by))
        parts = []
        for one in fields(found):  # type: ignore[arg-type]  # a dataclass, as was asked
            text = "" if one.name in _INSIDE else self.said((*path, one.name), getattr(found, one.name))
            if text:
                parts.append(self._joined(self._field((one.name,)), (), text))
        return "\n".join(parts) or self._items.get(path[-1], "")

    def _joined(self, whole: str, rest: "list[str] | tuple[str, ...]", part: str = "") -> str:
        part = part or (self._field(tuple(rest)) if rest else "")
        return self._telling.texts.say("differs.part", whole=whole, part=part) if part else whole

    def _field(self, path: Path) -> str:
        label = self._telling.word(f"field.{'.'.join(path)}", "")
        label = label or self._telling.word(f"differs.{'.'.join(path)}", "")
        return label or self._telling.word(f"field.{path[-1]}", path[-1])

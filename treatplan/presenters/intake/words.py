"""The words of the form that depend on the library, the day or the patient."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

from treatplan.domain.findings import Finding
from treatplan.domain.intake import PregnancyStatus
from treatplan.domain.library import Library
from treatplan.domain.places import Place, Side
from treatplan.domain.rules import Level
from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import FindingView, Urgency

_LEVELS: dict[Level, Urgency] = {Level.EMERGENCY: "emergency", Level.REFER: "refer", Level.CONTRAINDICATED: "refer"}


class Wording:
    """The wording of the form with the library that it speaks of."""

    def __init__(self, texts: Texts, library: Library) -> None:
        self.texts = texts
        self.library = library

    def day(self, on: date) -> str:
        """`25 Nov 2026`."""
        return day(self.texts, on)

    def choice(self, group: str, chosen: Enum) -> str:
        """A choice in words: `choice("quality", Quality.DULL)`."""
        return self.texts.say(f"{group}.{chosen.value}")

    def choices(self, group: str, chosen: Iterable[Enum]) -> str:
        """Several choices in one line."""
        return self.listed(self.choice(group, one) for one in chosen)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts with commas between."""
        return ", ".join(part for part in parts if part)

    def place(self, place: Place) -> str:
        """`Low back, left`."""
        named = self.choice("region", place.region)
        if place.side is Side.BILATERAL:
            return named
        return self.texts.say("place", place=named, side=self.choice("side", place.side).lower())

    def factor(self, id_: str) -> str:
        """The name of a fact about health."""
        factor = self.library.factors.get(id_)
        return factor.text.name if factor else id_

    def finding(self, finding: Finding) -> FindingView:
        """A sign that fires, in words."""
        level = _LEVELS.get(finding.level, "caution")
        close = self.texts.say("finding.no_plan") if level == "emergency" else ""
        return FindingView(
            level=level,
            name=finding.title,
            title=self.texts.say(f"finding.{level}", title=finding.title),
            text="\n".join(part for part in (finding.do, finding.why, close) if part),
        )

    def pregnancy(self, status: PregnancyStatus, week: int | None) -> str:
        """`Yes, week 30`."""
        said = self.choice("pregnancy", status)
        return self.texts.say("pregnancy.in_week", answer=said, week=week) if week else said


def day(texts: Texts, on: date) -> str:
    """`25 Nov 2026`."""
    return texts.say("date", day=on.day, month=texts.say(f"month.short.{on.month}"), year=f"{on.year:04}")


def clock(moment: datetime) -> str:
    """`10:32`, by the clock on the wall."""
    return f"{moment.astimezone():%H:%M}"

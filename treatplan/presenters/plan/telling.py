"""Doses, days, facts, reasons and sources in the words of the screen."""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.findings import Fact
from treatplan.domain.library import Library
from treatplan.domain.modality import Reason
from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import FieldView, WhyView


class Telling:
    """The words of the screen, with the library that names things."""

    def __init__(self, texts: Texts, library: Library) -> None:
        self.texts = texts
        self.library = library

    def dose(self, amount: object, unit: str = "") -> str:
        """`25 mm`, `10–15 mm`, `38 mm or more`; nothing where there is no number."""
        unit = f" {unit}" if unit else ""
        match amount:
            case Span() if amount.low == amount.high:
                return f"{amount.high:g}{unit}"
            case Span():
                return f"{amount.low:g}–{amount.high:g}{unit}"
            case AtLeast():
                return self.texts.say("dose.at_least", amount=f"{amount.at_least:g}{unit}")
            case int() | float():
                return f"{amount:g}{unit}"
            case _:
                return ""

    def choice(self, chosen: object) -> str:
        """A choice in words; nothing where none was made."""
        if isinstance(chosen, Absent) or chosen in (None, ""):
            return ""
        return self.word(f"choice.{chosen}", str(chosen))

    def word(self, key: str, otherwise: str) -> str:
        """The wording of a key that is made from data; what content adds later is shown by its own name."""
        try:
            return self.texts.say(key)
        except KeyError:
            return otherwise.replace("_", " ")

    def day(self, day: date) -> str:
        """`25 Nov 2026`."""
        return self.texts.say("date", day=day.day, month=self.texts.say(f"month.{day.month}"), year=f"{day.year:04}")

    def moment(self, moment: datetime) -> str:
        """`25 Nov 2026 10:15`, by the clock on the wall."""
        local = moment.astimezone()
        return self.texts.say("moment", day=self.day(local.date()), time=f"{local:%H:%M}")

    def fact(self, fact: Fact) -> str:
        """`because medicines: warfarin 5 mg`: the fact that fired a finding."""
        seen = self.word(f"seen.{fact.seen}", fact.seen)
        return self.texts.say("because", what=self._asked(fact), seen=seen)

    def why(self, reasons: Iterable[Reason], sources: Iterable[str]) -> WhyView:
        """Reasons as their sentences, sources as works are named."""
        sentences = dict.fromkeys(reason.text for reason in reasons if reason.text)
        return WhyView(reasons=tuple(sentences), sources=self.works(sources))

    def works(self, sources: Iterable[str]) -> tuple[str, ...]:
        """The citations behind source ids, each once."""
        found = (self.library.sources.get(id_) for id_ in sources)
        return tuple(dict.fromkeys(source.citation for source in found if source is not None))

    def short_works(self, sources: Iterable[str]) -> str:
        """`Mu 2020, DeBar 2025`."""
        found = (self.library.sources.get(id_) for id_ in sources)
        return ", ".join(dict.fromkeys(source.short for source in found if source is not None))

    def field(self, name: str, kind: str, unit: str, text: str, choices: Iterable[str]) -> FieldView:
        """A field with its label and choices in words."""
        last = name.rpartition(".")[2]
        label = self.word(f"field.{name}", "")
        return FieldView(
            name=name,
            label=label or self.word(f"field.{last}", last),
            kind=kind,
            unit=unit,
            text=text,
            choices=tuple((key, self.word(f"choice.{key}", key)) for key in choices),
        )

    def joined(self, parts: Iterable[str]) -> str:
        """Parts with dots between, empty ones left out."""
        return " · ".join(part for part in parts if part)

    def _asked(self, fact: Fact) -> str:
        first, _, rest = fact.field.partition(".")
        if first == "red_flags":
            flag = self.library.red_flags.get(rest.partition(".")[0])
            return flag.text.name if flag is not None else rest
        if first == "factors" and (factor := self.library.factors.get(rest.partition(".")[0])) is not None:
            return factor.text.name
        return self.word(f"asked.{fact.field}", fact.field.rpartition(".")[2])


_STABLE = ("region", "rule", "modality")  # kinds of words that this page has wording for


def edit_words(key: str, values: Mapping[str, str], texts: Texts) -> str:
    """What an edit is called on a button: `remove BL60`."""
    what = values.get("what", "")
    if values.get("thing") in _STABLE:
        with contextlib.suppress(KeyError):
            what = texts.say(f"{values['thing']}.{what}")
    return texts.say(key, **{**values, "what": what})

"""Doses, dates, places and names in the words of the patient's language."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import TypeAlias

from treatplan.domain.dose import Absent, AtLeast, Span, highest
from treatplan.domain.intake import Patient, full_name
from treatplan.domain.leaflet import Jurisdiction
from treatplan.domain.paper import Block, Paragraph, Rich, Run
from treatplan.domain.plan import Practitioner
from treatplan.domain.texts import Texts

Dose: TypeAlias = float | Span[float] | AtLeast[float] | Absent


def amount(texts: Texts, dose: Dose) -> str:
    """`8`, `8 to 12`, `at least 8`; nothing where there is no number."""
    match dose:
        case Absent():
            return ""
        case Span() if dose.low == dose.high:
            return f"{dose.high:g}"
        case Span() if dose.low == 0:
            return texts.say("dose.up_to", high=f"{dose.high:g}")
        case Span():
            return texts.say("dose.range", low=f"{dose.low:g}", high=f"{dose.high:g}")
        case AtLeast():
            return texts.say("dose.at_least", low=f"{dose.at_least:g}")
        case _:
            return f"{dose:g}"


def counted(texts: Texts, key: str, dose: Dose) -> str:
    """A dose with its unit (`25 minutes`), in the plural form of its highest number; nothing without a number."""
    most = highest(dose)
    if most is None:
        return ""
    plural = int(most) if most == int(most) and not isinstance(dose, AtLeast) else 2
    return texts.count(key, plural, amount=amount(texts, dose))


def centimetres(dose: Dose) -> Dose:
    """Millimetres as centimetres: what a person at home can picture."""
    match dose:
        case Absent():
            return dose
        case Span():
            return Span(low=dose.low / 10, high=dose.high / 10)
        case AtLeast():
            return AtLeast(at_least=dose.at_least / 10)
        case _:
            return dose / 10


def listed(texts: Texts, parts: Iterable[str]) -> str:
    """Parts joined by commas, empty ones left out."""
    return joined(texts, "list.comma", parts)


def dotted(texts: Texts, parts: Iterable[str]) -> str:
    """Parts joined by middle dots, empty ones left out."""
    return joined(texts, "list.dot", parts)


def sentences(texts: Texts, parts: Iterable[str]) -> str:
    """Each part as a sentence of its own, one after the other; empty ones left out."""
    return " ".join(texts.say("sentence", text=opened(part)) for part in parts if part)


def joined(texts: Texts, key: str, parts: Iterable[str]) -> str:
    """Parts joined two by two with the wording of a key; empty ones left out."""
    given = [part for part in parts if part]
    return reduce(lambda left, right: texts.say(key, left=left, right=right), given) if given else ""


def opened(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def long_date(texts: Texts, day: date, country: Jurisdiction) -> str:
    """`24 November 2026`, as the country writes it."""
    return texts.say(
        f"date.{country.date_style}",
        day=day.day,
        month=texts.say(f"month.{day.month}"),
        year=day.year,
        two_digit_month=f"{day.month:02}",
        two_digit_day=f"{day.day:02}",
    )


def weekday_date(texts: Texts, day: date, country: Jurisdiction) -> str:
    """`Tuesday 24 November 2026`, as the country writes it."""
    weekday = texts.say(f"weekday.{day.isoweekday()}")
    return texts.say(f"date.weekday.{country.date_style}", weekday=weekday, date=long_date(texts, day, country))


def month_year(texts: Texts, day: date) -> str:
    """`November 2026`."""
    return texts.say("date.month_year", month=texts.say(f"month.{day.month}"), year=day.year)


def day_of_month(texts: Texts, day: date, country: Jurisdiction) -> str:
    """`24`; the first of a month names it."""
    if day.day != 1:
        return str(day.day)
    return short_date(texts, day, country)


def short_date(texts: Texts, day: date, country: Jurisdiction) -> str:
    """`24 Nov`, as the country writes it."""
    return texts.say(f"date.short.{country.date_style}", day=day.day, month=texts.say(f"month.short.{day.month}"))


def name_of(texts: Texts, patient: Patient) -> str:
    """The patient's name exactly as it was written."""
    return full_name(patient) or texts.say("patient.no_name")


def practitioner_name(texts: Texts, practitioner: Practitioner) -> str:
    """Name with qualification, as `M. Okafor, LicAc`."""
    qualification = practitioner.qualification
    return listed(texts, (practitioner.name, "" if isinstance(qualification, Absent) else qualification))


def with_bold(texts: Texts, key: str, name: str, shown: str) -> Rich:
    """The wording of a key with its one value in bold."""
    gap = "{" + name + "}"
    before, _, after = texts.say(key, **{name: gap}).partition(gap)
    runs = (Run(text=before), Run(text=shown, bold=True), Run(text=after))
    return tuple(run for run in runs if run.text)


def spaced(texts: Sequence[Rich]) -> Rich:
    """Pieces of rich text one after the other, with a space between."""
    runs: list[Run] = []
    for piece in texts:
        if piece:
            runs += [Run(text=" "), *piece] if runs else piece
    return tuple(runs)


def paragraphs(blocks: Iterable[Block]) -> Rich:
    """The running text of some blocks as one piece."""
    return spaced([block.text for block in blocks if isinstance(block, Paragraph)])

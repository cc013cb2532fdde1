"""Values as words for a terminal, or as JSON."""

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.errors import Problem
from treatplan.domain.findings import Finding
from treatplan.domain.modality import (
    AdviceItem,
    Component,
    CupSite,
    Exercise,
    HeatPoint,
    NeedlePoint,
    Needling,
    PointRule,
    Reason,
)
from treatplan.domain.plan import Phase, Plan, PlanItem, items_of
from treatplan.domain.referral import Referral
from treatplan.domain.safety import Card
from treatplan.exchange.canonical import readable, to_plain
from treatplan.services.plans import Report

_WIDTH = 100


def plan(drafted: Plan) -> str:
    """A plan in words: aim, course, each item with its dose, reasons and sources, and what was left out."""
    lines = [drafted.aim, "", *_wrapped(drafted.rationale.reasoning), "", *_course(drafted)]
    for component in drafted.components:
        lines += ["", f"{component.modality.upper()[:1]}{component.modality[1:]}{_manner(component)}"]
        for item in items_of(component):
            lines += _item(item)
    if drafted.left_out:
        lines += ["", "Left out"]
        for left in drafted.left_out:
            rule = f" [{left.rule}]" if left.rule else ""
            lines += _wrapped(f"{left.text}{rule}", "  - ")
    return "\n".join(lines)


def referral(note: Referral) -> str:
    """A referral in words."""
    lines = [f"Stopped: {note.urgency}. No plan was drafted.", ""]
    for flag in note.flags:
        lines += _wrapped(f"{flag.flag} {flag.name}: {flag.question} - {flag.answer}. {flag.note}".strip(), "  - ")
        lines += _wrapped(flag.action, "    ")
    return "\n".join(lines)


def report(found: Report) -> str:
    """One card for each fact of the patient, strongest first, then completeness for each standard."""
    lines: list[str] = []
    for card in found.cards:
        lines += _card(card)
    number = _many(len(found.findings), "finding")
    lines += [f"{number}, {sum(f.blocks for f in found.findings)} in the way of release.", ""]
    for standard in found.completeness:
        missing = f"; missing: {', '.join(item.name for item in standard.missing)}" if standard.missing else ""
        memory = "; its sub-items are from memory, not verified" if standard.unverified else ""
        lines += _wrapped(f"{standard.name}: {standard.done} of {standard.asked}{missing}{memory}")
    for remark in found.remarks:
        lines += ["", *_wrapped(f"{remark[:1].upper()}{remark[1:]}")]
    return "\n".join(lines) + "\n"


def report_json(found: Report) -> str:
    """The same as JSON: `findings`, `notes`, `completeness`."""
    return readable(
        {
            "blocked": found.blocked,
            "rule_set": found.rule_set,
            "remarks": list(found.remarks),
            "findings": [_finding_plain(finding) for finding in found.findings],
            "notes": [_finding_plain(finding) for finding in found.notes],
            "completeness": {
                standard.standard: {
                    "done": standard.done,
                    "asked": standard.asked,
                    "missing": [{"item": item.id, "name": item.name} for item in standard.missing],
                }
                for standard in found.completeness
            },
        }
    )


def entries_json(entries: Sequence[object]) -> str:
    """Library entries as a JSON list; the text of each stands beside its facts."""
    return readable([_flat(entry) for entry in entries])


def problems_json(problems: Sequence[Problem]) -> str:
    """Problems as a JSON list."""
    return readable(list(problems))


def blocking(findings: Iterable[Finding]) -> None:
    """Say on standard error what stands in the way of release, a line each."""
    for finding in findings:
        asked = ": not asked" if finding.kind == "not_asked" else ""
        print(f"treatplan: in the way of release: {finding.rule} {finding.title}{asked}", file=sys.stderr)


def entries(found: Sequence[object], *, whole: bool) -> str:
    """Library entries: a line each, or one entry whole."""
    if whole:
        told = (f"{key}: {_short(value)}" for entry in found for key, value in _flat(entry).items())
        return "\n".join(line.replace(": \n", ":\n", 1) for line in told) + "\n"
    return "\n".join(_line(_flat(entry)) for entry in found) + "\n"


def dose(amount: object, unit: str = "") -> str:
    """A dose in words: `25 mm`, `10-30 mm`, `38 mm or more`, `not reported`."""
    match amount:
        case Absent():
            return str(amount).replace("_", " ")
        case Span():
            text = f"{amount.low:g}-{amount.high:g}"
        case AtLeast():
            return f"{amount.at_least:g}{unit and ' ' + unit} or more"
        case int() | float():
            text = f"{amount:g}"
        case _:
            return ""
    return f"{text} {unit}".strip()


def _card(card: Card) -> list[str]:
    fact = f"{card.fact.field}: {card.fact.seen}" if card.fact.field else card.fact.seen
    lines = [f"{'BLOCKS ' if card.blocks else ''}{card.level}, because {fact}"]
    for finding in card.findings:
        lines += _finding(finding)
    weaker = ", ".join(f"{finding.rule} {finding.title}" for finding in card.hidden)
    return [*lines, *(_wrapped(f"weaker, of the same items: {weaker}", "  ") if weaker else []), ""]


def _finding(finding: Finding) -> list[str]:
    state = "answered" if finding.answered else "blocks" if finding.blocks else str(finding.level)
    lines = _wrapped(f"{finding.rule} {finding.title} ({state})", "  ")
    touched = ", ".join(dict.fromkeys(i.label + (f" ({i.detail})" if i.detail else "") for i in finding.items))
    lines += _wrapped(f"touches: {touched}", "    ") if touched else []
    lines += _wrapped(f"why: {finding.why}", "    ") if finding.why else []
    lines += _wrapped(f"do: {finding.do}", "    ")
    return [*lines, *_wrapped(f"sources: {', '.join(finding.sources)}; answer key {finding.key}", "    ")]


def _finding_plain(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "level": finding.level,
        "fact": {"field": finding.fact.field, "value": finding.fact.seen, "factor": finding.fact.factor},
        "items": [{"item_id": item.item_id, "label": item.label, "detail": item.detail} for item in finding.items],
        "why": finding.why,
        "do": finding.do,
        "sources": list(finding.sources),
        "overridable": finding.overridable,
        "key": finding.key,
        "answered": finding.answered,
        "blocks": finding.blocks,
    }


def _course(drafted: Plan) -> list[str]:
    regimen = drafted.regimen
    lines = ["Course", *(f"  - {pace(phase)}" for phase in regimen.phases)]
    if regimen.review_session:
        lines += _wrapped(f"review at visit {regimen.review_session}: {regimen.review_rule}", "  - ")
    return [*lines, *_because(regimen.because, regimen.sources)]


def pace(phase: Phase) -> str:
    """A phase of a course in words."""
    often = f", {dose(phase.times)} a {phase.per}" if not isinstance(phase.per, Absent) else ""
    length = _many(phase.weeks, "week") if isinstance(phase.weeks, int | float) else dose(phase.weeks, "weeks")
    visits = _many(phase.sessions, "visit") if isinstance(phase.sessions, int) else dose(phase.sessions, "visits")
    return f"{visits}{often}, for {length}" + (phase.text and f" ({phase.text})")


def _manner(component: Component) -> str:
    match component.modality:
        case "needling":
            needle = component.needle
            parts = [
                dose(component.retention_min, "min"),
                f"needle {dose(needle.diameter_mm)} x {dose(needle.length_mm, 'mm')}",
            ]
            return ": " + ", ".join([*parts, str(component.position).replace("_", "-"), *_current(component)])
        case "moxibustion":
            return f": {str(component.technique).replace('_', ' ')}, {dose(component.distance_mm, 'mm')} from the skin"
        case "cupping":
            return f": {component.style}, {component.strength} suction, {component.cup.source}"
        case _:
            return ""


def _current(component: Needling) -> list[str]:
    current = component.electrical
    if isinstance(current, Absent):
        return []
    pairs = f" through {', '.join(current.pairs)}" if current.pairs else ""
    return [f"electrical stimulation{pairs}: {dose(current.frequency_hz, 'Hz')}, {dose(current.minutes, 'min')}"]


def _item(item: PlanItem) -> list[str]:
    return [f"  - {_item_words(item)}", *_because(item.because, item.sources)]


def _item_words(item: PlanItem) -> str:
    match item:
        case NeedlePoint():
            parts = (
                dose(item.depth_mm, "mm"),
                str(item.angle).replace("_", " "),
                str(item.stimulation).replace("_", " "),
            )
            return f"{_where(item)}: {', '.join(parts)}"
        case HeatPoint():
            return f"{_where(item)}: {dose(item.minutes, 'min')}"
        case CupSite():
            return f"{_where(item)}: {dose(item.cups, 'cups')}, {dose(item.minutes, 'min')}"
        case Exercise():
            how = dose(item.minutes, "min") if not isinstance(item.minutes, Absent) else f"{dose(item.reps)} times"
            often = f"{dose(item.times_per_day)} a day, {dose(item.days_per_week)} days a week"
            return f"{item.exercise} {item.name}: {how}, {often}"
        case PointRule():
            chosen = f" of {', '.join(item.choose_from)}" if item.choose_from else ""
            return f"{item.kind}: {dose(item.how_many)}{chosen}. {item.text}"
        case AdviceItem():
            return item.text or item.leaflet


def _where(item: NeedlePoint | HeatPoint | CupSite) -> str:
    name = f"{item.code} {item.level}".strip()
    if not name and not isinstance(item, NeedlePoint):
        name = str(item.region).replace("_", " ")
    return f"{name} {item.side}" if not isinstance(item.side, Absent) else name


def _many(number: float, thing: str) -> str:
    return f"{number:g} {thing}" if number == 1 else f"{number:g} {thing}s"


def _because(reasons: Iterable[Reason], sources: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for reason in reasons:
        lines += _wrapped(f"because {reason.field} = {reason.value}: {reason.text}", "      ")
    return [*lines, *(_wrapped(f"sources: {', '.join(sources)}", "      ") if sources else [])]


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent)) or [""]


def _flat(entry: object) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(entry)
    words: dict[str, Any] = plain.pop("text", {})
    # the parsed body stands there as written too
    return plain | {key: found for key, found in words.items() if key not in {"blocks", "of"}}


def _line(entry: dict[str, Any]) -> str:
    code = entry.get("code") or entry.get("id", "")
    words = (entry.get(key) for key in ("pinyin", "hanzi", "english", "name", "title", "short", "location", "citation"))
    return textwrap.shorten(f"{code}  {'  '.join(word for word in words if word)}", _WIDTH, placeholder=" …")


def _short(found: Any) -> str:
    if isinstance(found, list) and any(isinstance(entry, str) and " " in entry for entry in found):
        return "".join(f"\n  - {entry}" for entry in found)  # sentences and steps: one after the other
    if isinstance(found, list):
        return ", ".join(_short(entry) for entry in found)
    if isinstance(found, dict):
        return "; ".join(f"{key} {_short(entry)}" for key, entry in found.items())
    return str(found)

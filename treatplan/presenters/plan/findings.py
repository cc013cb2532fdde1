"""Findings where they belong: under the row that caused them, else on top of its component, else of the page."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from treatplan.domain.findings import Finding, Touched
from treatplan.domain.plan import Plan, items_of
from treatplan.domain.rules import Level
from treatplan.domain.safety import Card, answers_to
from treatplan.presenters.plan.items import names_of_items
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import FindingView, Loud
from treatplan.services.plans import Report

_LOUD: dict[Level, Loud] = {
    Level.EMERGENCY: "stop",
    Level.CONTRAINDICATED: "stop",
    Level.REFER: "stop",
    Level.CAUTION: "caution",
    Level.NOTE: "info",
}


def finding_views(report: Report, plan: Plan, telling: Telling, *, frozen: bool) -> tuple[FindingView, ...]:
    """What each card says: one view for each finding that is shown on one, strongest first.

    A frozen plan takes no answers any more.
    """
    homes: dict[str, str] = {
        item_id: component.modality
        for component in plan.components
        for item_id in (component.modality, *(item.item_id for item in items_of(component)))
    }
    decided: dict[tuple[str, str], tuple[str, str]] = {
        (answer.rule, answer.fact_hash): (answer.decision, answer.reason) for answer in plan.answers
    }
    views = _of_cards(report.cards, homes, names_of_items(plan, telling), decided, telling)
    if not frozen:
        return tuple(views)
    return tuple(replace(view, decisions=(), reasoned=False, ask="", unseen=False) for view in views)


def unanswered(views: Iterable[FindingView]) -> int:
    """How many stand in the way of release."""
    return sum(view.blocks for view in views)


def unseen(views: Iterable[FindingView]) -> int:
    """How many cautions nobody has acknowledged yet. They don't stand in the way of release."""
    return sum(view.unseen for view in views)


def _of_cards(
    cards: Iterable[Card],
    homes: dict[str, str],
    names: dict[str, str],
    decided: dict[tuple[str, str], tuple[str, str]],
    telling: Telling,
) -> Iterator[FindingView]:
    for card in cards:
        # a weaker finding that the card hides still has to be answered where it blocks
        for finding in (*card.findings, *(one for one in card.hidden if one.blocks)):
            yield _view(finding, homes, names, decided.get((finding.rule, finding.key)), telling)


def _view(
    finding: Finding,
    homes: dict[str, str],
    names: dict[str, str],
    answer: tuple[str, str] | None,
    telling: Telling,
) -> FindingView:
    say = telling.texts.say
    ids = tuple(dict.fromkeys(item.item_id for item in finding.items))
    where = {homes[id_] for id_ in ids if id_ in homes}
    modality = where.pop() if len(where) == 1 else ""
    own_rows = [id_ for id_ in ids if homes.get(id_) == modality and id_ != modality]
    touched = dict.fromkeys(_touched(item, names) for item in finding.items)
    allowed = () if finding.answered else answers_to(finding)
    state = ""
    if finding.answered and answer is not None:
        decision = say(f"decided.{answer[0]}")
        state = say("decided.why", decision=decision, reason=answer[1]) if answer[1] else decision
    elif finding.blocks and not allowed and finding.kind != "not_asked":
        state = say("finding.fixed")
    return FindingView(
        key=finding.key,
        rule=finding.rule,
        level=_LOUD[finding.level],
        title=finding.title,
        because="" if finding.kind == "not_asked" else telling.fact(finding.fact),
        touches=", ".join(touched) if len(touched) > 1 or not own_rows else "",
        why=finding.why,
        do=finding.do,
        basis=_basis(finding, telling),
        state=state,
        answered=finding.answered,
        decisions=tuple((decision, say(f"decide.{decision}")) for decision in allowed),
        reasoned=bool(allowed) and allowed[0] != "acknowledged",
        ask=finding.fact.field if finding.kind == "not_asked" else "",
        blocks=finding.blocks,
        unseen=_LOUD[finding.level] == "caution" and not finding.blocks and "acknowledged" in allowed,
        modality=modality,
        under=own_rows[-1] if own_rows else "",
    )


def _touched(item: Touched, names: dict[str, str]) -> str:
    """An item by the name of its row, with what in it crossed the line."""
    name = names.get(item.item_id, item.label)
    return f"{name} ({item.detail})" if item.detail else name


def _basis(finding: Finding, telling: Telling) -> str:
    """Which rule it is, when it was last read by a person, and the works that it rests on."""
    library = telling.library
    entry = library.rules.get(finding.rule) or library.red_flags.get(finding.rule)
    if entry is None:
        return telling.short_works(finding.sources)
    works = telling.short_works(finding.sources)
    rule = telling.texts.say("finding.basis", rule=finding.rule, day=telling.day(entry.reviewed))
    return telling.joined((rule, works))


def decision_of(name: str) -> Literal["overridden", "assessed", "acknowledged"]:
    """The decision that a page names. Raises `ValueError` for an unknown one."""
    if name == "overridden":
        return "overridden"
    if name == "assessed":
        return "assessed"
    if name == "acknowledged":
        return "acknowledged"
    raise ValueError(name)

"""Safety rules over a plan: which rule fires, on which fact of the patient, touching what; and what blocks release.

Findings are always computed afresh. An answer in the plan counts only while rule, rule set, fact and items are those
it was given for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from treatplan.domain.consent import findings_of as consent_findings
from treatplan.domain.facts import facts_of, unknown_factors
from treatplan.domain.findings import Fact, Finding, Touched
from treatplan.domain.firing import NOT_ASKED, OF_PLANS, OF_VISITS, STOPPING, finding_of, firing
from treatplan.domain.intake import Intake
from treatplan.domain.items import Item, items
from treatplan.domain.keys import key_of
from treatplan.domain.library import Library
from treatplan.domain.plan import FindingAnswer, Plan
from treatplan.domain.rules import Factor, Level, Rule, Scope
from treatplan.domain.screening import screen
from treatplan.domain.targets import Aim, Around
from treatplan.domain.value import value

REASON_LETTERS = 15
"""Least length of the reason for an override: our default, so that it is a sentence and not a click."""

_STRENGTH: Mapping[Level, int] = {level: place for place, level in enumerate(Level)}


@value
class Card:
    """What is shown for one fact of the patient: its findings, strongest first, with everything they touch.

    `hidden` are weaker findings about the same items, which the card does not show; they still count in findings.
    """

    fact: Fact
    level: Level
    findings: tuple[Finding, ...]
    hidden: tuple[Finding, ...]
    items: tuple[Touched, ...]
    blocks: bool


def rules_against(item: Item, facts: tuple[Fact, ...], library: Library) -> tuple[tuple[Rule, Fact], ...]:
    """Rules (scopes finding and conditional) that this one item hits, each with the fact that fires it."""
    around = Around(facts=facts, library=library)
    return tuple(
        (aimed.rule, fact)
        for aimed, fact in firing(facts, library, OF_PLANS)
        if any(aim.hit(item, fact, around) is not None for aim in aimed.aims)
    )


def check(plan: Plan, intake: Intake, library: Library) -> tuple[Finding, ...]:
    """Red flags, rules, and what must still be asked: strongest first, one finding a rule and fact."""
    facts = facts_of(intake, library)
    found = [
        *screen(intake, library, facts),
        *(_not_asked(factor, fact, library) for factor, fact in unknown_factors(intake, library, facts)),
        *_findings(plan, facts, library, OF_PLANS),
        *consent_findings(plan, intake, library),
    ]
    answers = _answers(plan)
    judged = (_judged(finding, answers, library) for finding in found)
    return tuple(sorted(judged, key=_order))


def notes(plan: Plan, intake: Intake, library: Library) -> tuple[Finding, ...]:
    """What belongs on the session sheet or is asked on the day of a visit. None of it blocks."""
    found = _findings(plan, facts_of(intake, library), library, OF_VISITS)
    return tuple(sorted((replace(finding, blocks=False) for finding in found), key=_order))


def cards(findings: Iterable[Finding]) -> tuple[Card, ...]:
    """One card a patient fact; facts that rest on the same answer share one. Strongest card first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_answer_behind(finding.fact), []).append(finding)
    made = [_card(sorted(group, key=_order)) for group in groups.values()]
    return tuple(sorted(made, key=lambda card: (_STRENGTH[card.level], not card.blocks)))


def _card(group: Sequence[Finding]) -> Card:
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for finding in group:
        stronger = (one for one in shown if _STRENGTH[one.level] < _STRENGTH[finding.level])
        covered = bool(finding.items) and any(_about(one) == _about(finding) for one in stronger)
        (hidden if covered else shown).append(finding)
    return Card(
        fact=shown[0].fact,
        level=shown[0].level,
        findings=tuple(shown),
        hidden=tuple(hidden),
        items=tuple({(item.item_id, item.label): item for finding in group for item in finding.items}.values()),
        blocks=any(finding.blocks for finding in group),
    )


def _about(finding: Finding) -> frozenset[tuple[str, str]]:
    return frozenset((item.item_id, item.label) for item in finding.items)


def _answer_behind(fact: Fact) -> tuple[str, str]:
    """What the patient said that a fact rests on: one answer, one red flag, one medicine, one part of the patient."""
    parts = fact.field.split(".")
    match parts:
        case ["medicines"]:
            return fact.field, fact.seen
        case ["red_flags" | "factors", id_, *_]:
            return parts[0], id_
        case [first, second, _]:
            return first, second
        case _:
            return fact.field or fact.factor, ""


def _order(finding: Finding) -> tuple[int, bool]:
    return _STRENGTH[finding.level], not finding.blocks


def _findings(plan: Plan, facts: tuple[Fact, ...], library: Library, scopes: frozenset[Scope]) -> Iterator[Finding]:
    planned = tuple(enumerate(items(plan, library)))
    wholes = tuple((place, item) for place, item in planned if item.whole)
    kinds = frozenset(kind for _, item in wholes for kind in item.kinds)
    around = Around(facts=facts, library=library)
    for aimed, fact in firing(facts, library, scopes):
        if aimed.of_the_patient:
            continue  # screening tells it
        found: dict[int, Touched] = {}
        for aim in aimed.aims:
            if not aim.kinds.isdisjoint(kinds):
                # where all of a component is hit, the component stands for its items
                for place, touched in _touched(aim, wholes if aim.of_all else planned, fact, around):
                    found.setdefault(place, touched)
        if found:
            once = dict.fromkeys(found[place] for place in sorted(found))
            yield finding_of(aimed.rule, fact, tuple(once), library)


def _touched(
    aim: Aim, planned: Iterable[tuple[int, Item]], fact: Fact, around: Around
) -> Iterator[tuple[int, Touched]]:
    for place, item in planned:
        detail = aim.hit(item, fact, around)
        if detail is not None:
            yield place, Touched(item_id=item.item_id, label=item.label, detail=detail)


def _not_asked(factor: Factor, fact: Fact, library: Library) -> Finding:
    rule = f"unknown.{factor.id}"
    return Finding(
        rule=rule,
        title=f"{NOT_ASKED}: {factor.text.name}",
        level=Level.REFER,
        scope=Scope.FINDING,
        fact=fact,
        items=(),
        why="",
        do=factor.text.question,
        sources=factor.sources,
        overridable=False,
        key=key_of(rule, library.rule_set, (), fact),
        answered=False,
        blocks=True,
        kind="not_asked",
        question=factor.text.question,
    )


def _answers(plan: Plan) -> dict[str, list[FindingAnswer]]:
    made: dict[str, list[FindingAnswer]] = {}
    for answer in plan.answers:
        made.setdefault(answer.fact_hash, []).append(answer)
    return made


def _judged(finding: Finding, answers: Mapping[str, Sequence[FindingAnswer]], library: Library) -> Finding:
    answered = any(
        answer.rule == finding.rule and answer.rule_set == library.rule_set and _suffices(answer, finding)
        for answer in answers.get(finding.key, ())
    )
    return replace(finding, answered=True, blocks=False) if answered else finding


def answers_to(finding: Finding) -> tuple[Literal["overridden", "assessed", "acknowledged"], ...]:
    """The decisions that can answer a finding, the one that fits best first; none where nothing said can."""
    if finding.kind == "not_asked" or finding.level is Level.EMERGENCY:
        return ()
    if finding.level not in STOPPING:
        return ("acknowledged",)
    if finding.level is Level.REFER and (finding.overridable or finding.kind == "red_flag"):
        return ("assessed", "overridden") if finding.overridable else ("assessed",)
    return ("overridden",) if finding.overridable else ()


def _suffices(answer: FindingAnswer, finding: Finding) -> bool:
    """Whether a decision is enough for a level; what can't be overridden stands whatever is said.

    A recorded medical assessment is no override: it is what an urgent red flag asks for.
    """
    if finding.level not in STOPPING:
        return bool(answers_to(finding))  # whatever was decided, it was seen
    reasoned = len(answer.reason.strip()) >= REASON_LETTERS and bool(answer.by.strip())
    return reasoned and answer.decision in answers_to(finding)

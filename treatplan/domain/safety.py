"""Safety rules over a plan: which rule fires, on which fact of the patient, touching what; and what blocks release.

Findings are always computed afresh. An answer in the plan counts only while rule, rule set, fact and items are those
it was given for. A medical assessment of a red flag counts whatever is planned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from treatplan.domain.consent import findings_of as consent_findings
from treatplan.domain.facts import facts_of, unknown_factors
from treatplan.domain.findings import Fact, Finding, Touched
from treatplan.domain.firing import NOT_ASKED, OF_PLANS, OF_VISITS, STOPPING, Aimed, finding_of, firing
from treatplan.domain.intake import Intake
from treatplan.domain.items import Item, items
from treatplan.domain.keeping import Keepers, keepers
from treatplan.domain.keys import key_of, key_of_patient, key_with
from treatplan.domain.library import Library
from treatplan.domain.plan import FindingAnswer, Plan
from treatplan.domain.rules import Factor, Kind, Level, Rule, Scope
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


@value
class _Planned:
    """The items of a plan with their places in it; `wholes` are the components, of these kinds."""

    items: tuple[tuple[int, Item], ...]
    wholes: tuple[tuple[int, Item], ...]
    kinds: frozenset[Kind]


def rules_against(
    item: Item, facts: tuple[Fact, ...], library: Library, kept: Keepers = ()
) -> tuple[tuple[Rule, Fact], ...]:
    """Rules (scopes finding and conditional) that this one item hits, each with the fact that fires it.

    `kept` are the red flags that keep things out of a plan (`kept_out`), as rules.
    """
    around = Around(facts=facts, library=library)
    return tuple(
        (aimed.rule, fact)
        for aimed, fact in (*firing(facts, library, OF_PLANS), *kept)
        if any(aim.hit(item, fact, around) is not None for aim in aimed.aims)
    )


def kept_out(intake: Intake, library: Library, facts: tuple[Fact, ...], answers: Iterable[FindingAnswer]) -> Keepers:
    """The raised red flags that keep things out of a plan, for these answers tell of no medical assessment."""
    given = tuple(answers)
    return keepers((_assessed(one, given, library) for one in screen(intake, library, facts)), intake, library)


def check(plan: Plan, intake: Intake, library: Library) -> tuple[Finding, ...]:
    """Red flags, rules, and what must still be asked: strongest first, one finding a rule and fact."""
    facts = facts_of(intake, library)
    planned = _planned(plan, library)
    raised = [_assessed(finding, plan.answers, library) for finding in screen(intake, library, facts)]
    kept = {aimed.rule.id: (aimed, fact) for aimed, fact in keepers(raised, intake, library)}
    around = Around(facts=facts, library=library)
    found = [
        *(_with_items(finding, kept, planned, around) for finding in raised),
        *(_not_asked(factor, fact, library) for factor, fact in unknown_factors(intake, library, facts)),
        *_findings(planned, around, OF_PLANS),
        *consent_findings(plan, intake, library),
    ]
    answers = _answers(plan)
    judged = (_judged(finding, answers, library) for finding in found)
    return tuple(sorted(judged, key=_order))


def notes(plan: Plan, intake: Intake, library: Library) -> tuple[Finding, ...]:
    """What belongs on the session sheet or is asked on the day of a visit. None of it blocks."""
    around = Around(facts=facts_of(intake, library), library=library)
    found = _findings(_planned(plan, library), around, OF_VISITS)
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
        covered = finding.kind == "rule" and bool(finding.items) and _about(finding) in map(_about, stronger)
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


def _planned(plan: Plan, library: Library) -> _Planned:
    planned = tuple(enumerate(items(plan, library)))
    wholes = tuple((place, item) for place, item in planned if item.whole)
    return _Planned(items=planned, wholes=wholes, kinds=frozenset(kind for _, item in wholes for kind in item.kinds))


def _findings(planned: _Planned, around: Around, scopes: frozenset[Scope]) -> Iterator[Finding]:
    for aimed, fact in firing(around.facts, around.library, scopes):
        if aimed.of_the_patient:
            continue  # screening tells it
        found = _hit(aimed, fact, planned, around)
        if found:
            made = finding_of(aimed.rule, fact, _once(found), around.library)
            if aimed.by_the_items:
                own = (source for place in sorted(found) for source in planned.items[place][1].sources)
                made = replace(made, sources=tuple(dict.fromkeys((*made.sources, *own))))
            yield made


def _with_items(finding: Finding, kept: Mapping[str, tuple[Aimed, Fact]], planned: _Planned, around: Around) -> Finding:
    """A red flag with what it keeps out and the plan holds all the same."""
    if finding.kind != "red_flag" or finding.rule not in kept:
        return finding
    touched = _once(_hit(*kept[finding.rule], planned, around))
    return replace(finding, items=touched, key=key_with(finding.key, touched)) if touched else finding


def _hit(aimed: Aimed, fact: Fact, planned: _Planned, around: Around) -> dict[int, Touched]:
    found: dict[int, Touched] = {}
    for aim in aimed.aims:
        if not aim.kinds.isdisjoint(planned.kinds):
            # where all of a component is hit, the component stands for its items
            for place, touched in _touched(aim, planned.wholes if aim.of_all else planned.items, fact, around):
                found.setdefault(place, touched)
    return found


def _once(found: Mapping[int, Touched]) -> tuple[Touched, ...]:
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


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


def _assessed(finding: Finding, answers: Iterable[FindingAnswer], library: Library) -> Finding:
    """A red flag as one that a doctor has assessed, where an answer tells of it. The answer's key is then its own."""
    if finding.kind != "red_flag" or finding.level is Level.EMERGENCY:
        return finding
    for answer in answers:
        same = answer.rule == finding.rule and answer.rule_set == library.rule_set
        told = answer.decision == "assessed" and _reasoned(answer)
        if same and told and key_of_patient(answer.fact_hash) == finding.key:
            return replace(finding, key=answer.fact_hash, assessed=True)
    return finding


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
    return _reasoned(answer) and answer.decision in answers_to(finding)


def _reasoned(answer: FindingAnswer) -> bool:
    return len(answer.reason.strip()) >= REASON_LETTERS and bool(answer.by.strip())

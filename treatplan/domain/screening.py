"""Red flags: evaluated from the answers by part and from what is derived from the intake. Nothing unasked is a no.

Rules whose level is an emergency and that name no target are told here too: they are about the patient, not the plan.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeAlias

from treatplan.domain.facts import facts_of, in_words, is_yes, rooted
from treatplan.domain.fieldtest import seen_in
from treatplan.domain.findings import Fact, Finding
from treatplan.domain.firing import NOT_ASKED, OF_PLANS, STOPPING, finding_of, firing
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.keys import key_of
from treatplan.domain.library import Library
from treatplan.domain.once import once_per
from treatplan.domain.rules import Level, Part, RedFlag, Scope, Trigger
from treatplan.domain.value import value

OTHER_FLAG = "other_flag"
_LEVELS: Mapping[str, Level] = {"emergency": Level.EMERGENCY, "urgent": Level.REFER, "gp_review": Level.CAUTION}
_URGENCIES = tuple(_LEVELS)
Holds: TypeAlias = Callable[[str], bool]


@value
class _Seen:
    """One part that holds: the field it stands in and the value seen; `asked` is false where it is derived."""

    part: str
    field: str
    seen: str
    also: tuple[str, ...] = ()
    asked: bool = True


@value
class _Answers:
    """What the intake says to every part by its full name, and which parts were not asked."""

    holding: Mapping[str, _Seen]
    plain_yes: frozenset[str]
    unasked: Mapping[str, Part]
    fired: frozenset[str] = field(default_factory=frozenset)


def screen(intake: Intake, library: Library, facts: tuple[Fact, ...] | None = None) -> tuple[Finding, ...]:
    """Red flags that fire or must still be asked, in the library's order, then emergencies. None is answered yet.

    `facts` are those of `facts_of`, where the caller has them already.
    """
    facts = facts_of(intake, library) if facts is None else facts
    answers = _both_rounds(intake, library, facts)
    return (
        *(finding for flag in library.red_flags.values() for finding in _findings(flag, answers, library)),
        *(
            finding_of(aimed.rule, fact, (), library)
            for aimed, fact in firing(facts, library, OF_PLANS)
            if aimed.of_the_patient
        ),
    )


def to_ask(intake: Intake, library: Library, facts: tuple[Fact, ...] | None = None) -> frozenset[str]:
    """Questions of red flags that are to be put now, by full name (`RF10.heavy_blow`): unanswered, and not idle.

    A question that matters only after others waits for them: of an injury's consequences nobody is asked who had none.
    As long as any answer could still change what a flag says, at least one of its questions is there.
    """
    answers = _both_rounds(intake, library, facts_of(intake, library) if facts is None else facts)
    return frozenset(name for flag in library.red_flags.values() for name in _asked_now(flag, answers))


def is_emergency(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops everything."""
    return any(finding.level is Level.EMERGENCY for finding in findings)


def _findings(flag: RedFlag, answers: _Answers, library: Library) -> Iterator[Finding]:
    trigger = _strongest(flag, answers)
    if trigger is not None:
        yield _fired(flag, trigger, answers, library)
    if flag.blocks_if_unasked:
        open_parts = _open_parts(flag, trigger, answers)
        if open_parts:
            yield _not_asked(flag, open_parts, library)


def _fired(flag: RedFlag, trigger: Trigger, answers: _Answers, library: Library) -> Finding:
    # with the flag's other parts that hold: an answer given for fever alone must lapse when night sweats come
    wanted = (*trigger.all_of, *trigger.any_of, *(part.id for part in flag.parts))
    names = dict.fromkeys(_full(name, flag) for name in wanted)
    # what was answered tells more than what was worked out
    seen = sorted((answers.holding[name] for name in names if name in answers.holding), key=lambda one: not one.asked)
    first = seen[0] if seen else _Seen(part="", field=f"red_flags.{flag.id}", seen="")
    others = [f"red_flags.{id_}" for id_ in sorted(_flags_of(trigger, answers, flag.id))]
    also = (*first.also, *(f"{one.field}: {one.seen}" for one in seen[1:]), *others)
    level = _LEVELS[trigger.urgency]
    fact = Fact(factor=flag.id, field=first.field, seen=first.seen, also=tuple(dict.fromkeys(also)))
    return Finding(
        rule=flag.id,
        title=flag.text.name,
        level=level,
        scope=Scope.FINDING,
        fact=fact,
        items=(),
        why=flag.text.why,
        do=flag.text.actions.get(trigger.action or trigger.urgency, flag.text.action),
        sources=flag.sources,
        overridable=flag.overridable and level is not Level.EMERGENCY,
        key=key_of(flag.id, library.rule_set, (), fact),
        answered=False,
        blocks=level in STOPPING,
        kind="red_flag",
        question=_question(first.part, library),
    )


def _not_asked(flag: RedFlag, parts: tuple[str, ...], library: Library) -> Finding:
    fact = Fact(
        factor=flag.id,
        field=f"red_flags.{parts[0]}",
        seen=Answer.NOT_ASKED.value,
        also=tuple(f"red_flags.{name}: {Answer.NOT_ASKED.value}" for name in parts[1:]),
    )
    questions = " ".join(filter(None, (_question(name, library) for name in parts)))
    return Finding(
        rule=flag.id,
        title=f"{NOT_ASKED}: {flag.text.name}",
        level=Level.REFER,
        scope=Scope.FINDING,
        fact=fact,
        items=(),
        why=flag.text.why,
        do=questions,
        sources=flag.sources,
        overridable=False,
        key=key_of(flag.id, library.rule_set, (), fact),
        answered=False,
        blocks=True,
        kind="not_asked",
        question=questions,
    )


def _question(part: str, library: Library) -> str:
    """The question of a part by its full name (for a derived part, the statement that stands for it)."""
    flag, _, name = part.partition(".")
    return library.red_flags[flag].text.questions.get(name, "") if flag in library.red_flags else ""


def _strongest(flag: RedFlag, answers: _Answers) -> Trigger | None:
    firing_ones = [trigger for trigger in flag.triggers if _fires(trigger, flag, answers)]
    return min(firing_ones, key=_rank, default=None)


def _fires(trigger: Trigger, flag: RedFlag, answers: _Answers) -> bool:
    return _met(trigger, lambda name: _part_holds(name, flag, answers)) and not any(
        _full(name, flag) in answers.plain_yes or name in answers.fired for name in trigger.none_of
    )


def _met(trigger: Trigger, part_holds: Holds) -> bool:
    if not all(part_holds(name) for name in trigger.all_of):
        return False
    return not trigger.any_of or sum(part_holds(name) for name in trigger.any_of) >= trigger.at_least


def _part_holds(name: str, flag: RedFlag, answers: _Answers) -> bool:
    if name == OTHER_FLAG:
        return bool(answers.fired - {flag.id})
    return name in answers.fired or _full(name, flag) in answers.holding


def _open_parts(flag: RedFlag, firing_one: Trigger | None, answers: _Answers) -> tuple[str, ...]:
    """Unasked parts, by full name, whose answer could still make the flag fire, or fire more strongly than it does."""

    def could_hold(name: str) -> bool:
        return _full(name, flag) in answers.unasked or _part_holds(name, flag, answers)

    wanted: set[str] = set()
    for trigger in flag.triggers:
        weaker = firing_one is not None and _rank(trigger) >= _rank(firing_one)
        silenced = any(_full(name, flag) in answers.plain_yes for name in trigger.none_of)
        if not weaker and not silenced and _met(trigger, could_hold):
            wanted |= {_full(name, flag) for name in (*trigger.all_of, *trigger.any_of)}
    return tuple(name for name in answers.unasked if name in wanted)


def _asked_now(flag: RedFlag, answers: _Answers) -> tuple[str, ...]:
    """Of the open parts those whose turn it is, and what could silence the trigger that fires."""
    trigger = _strongest(flag, answers)
    waiting = _open_parts(flag, trigger, answers)
    now = tuple(name for name in waiting if any(_turn(name, one, flag, answers) for one in flag.triggers))
    silencing = () if trigger is None else (_full(name, flag) for name in trigger.none_of)
    return (*(now or waiting), *(name for name in silencing if name in answers.unasked))


def _turn(name: str, trigger: Trigger, flag: RedFlag, answers: _Answers) -> bool:
    """Whether everything that this trigger wants before this part holds already; the order is that of the parts."""
    places = {f"{flag.id}.{part.id}": place for place, part in enumerate(flag.parts)}
    here = places.get(name, -1)

    def before(other: str) -> bool:
        return places.get(_full(other, flag), -1) < here

    def held(other: str) -> bool:
        return _part_holds(other, flag, answers)

    needed = [_full(other, flag) for other in trigger.all_of]
    choice = [_full(other, flag) for other in trigger.any_of]
    if name not in (*needed, *choice):
        return False
    if not all(held(other) for other in trigger.all_of if before(other)):
        return False
    first_the_choice = name in needed and bool(choice) and all(before(other) for other in trigger.any_of)
    return not first_the_choice or sum(map(held, trigger.any_of)) >= trigger.at_least


def _both_rounds(intake: Intake, library: Library, facts: tuple[Fact, ...]) -> _Answers:
    answers = _answers(intake, library, facts)
    fired = frozenset(flag.id for flag in library.red_flags.values() if _strongest(flag, answers) is not None)
    # "any other red flag" is asked in a second round, of the first round's flags: two such flags don't feed each other
    return _Answers(holding=answers.holding, plain_yes=answers.plain_yes, unasked=answers.unasked, fired=fired)


def _rank(trigger: Trigger) -> int:
    return _URGENCIES.index(trigger.urgency)


def _full(name: str, flag: RedFlag) -> str:
    return name if "." in name else f"{flag.id}.{name}"


def _flags_of(trigger: Trigger, answers: _Answers, own: str) -> frozenset[str]:
    """Ids of the other flags that a trigger rests on."""
    names = {*trigger.all_of, *trigger.any_of}
    return frozenset(answers.fired - {own}) if OTHER_FLAG in names else frozenset(names & answers.fired)


def _answers(intake: Intake, library: Library, facts: tuple[Fact, ...]) -> _Answers:
    true = {fact.factor: fact for fact in facts}
    holding: dict[str, _Seen] = {}
    plain_yes: set[str] = set()
    unasked: dict[str, Part] = {}
    for name, part in _parts(library):
        if part.derived:
            if seen := rooted(seen_in(part.derived, intake, true), true):
                field_, text = seen[0]
                holding[name] = _Seen(part=name, field=field_, seen=text, also=in_words(seen[1:]), asked=False)
                plain_yes.add(name)
            continue
        answer = intake.red_flags.get(name, Answer.NOT_ASKED)
        if answer is Answer.NOT_ASKED:
            unasked[name] = part
        elif is_yes(answer, not_sure_counts=part.not_sure_counts_as_yes):
            holding[name] = _Seen(part=name, field=f"red_flags.{name}", seen=answer.value)
        if answer is Answer.YES:
            plain_yes.add(name)
    return _Answers(holding=holding, plain_yes=frozenset(plain_yes), unasked=unasked)


@once_per
def _parts(library: Library) -> tuple[tuple[str, Part], ...]:
    return tuple((f"{flag.id}.{part.id}", part) for flag in library.red_flags.values() for part in flag.parts)

"""Which rules a patient's facts fire, before any look at the plan, and the finding that a rule makes."""

from collections.abc import Iterator

from treatplan.domain.findings import Fact, Finding, Touched
from treatplan.domain.keys import key_of
from treatplan.domain.library import Library
from treatplan.domain.once import once_per
from treatplan.domain.rules import Level, Rule, Scope
from treatplan.domain.targets import Aim, aims_of
from treatplan.domain.value import value

OF_PLANS = frozenset({Scope.FINDING, Scope.CONDITIONAL})
OF_VISITS = frozenset({Scope.SESSION, Scope.VISIT})
NOT_ASKED = "Not asked"
"""Before the name of what is still to be asked, so that no list reads as if the patient had it."""

STOPPING = frozenset({Level.EMERGENCY, Level.CONTRAINDICATED, Level.REFER})


@value
class Aimed:
    """A rule with its compiled targets."""

    rule: Rule
    aims: tuple[Aim, ...]

    @property
    def of_the_patient(self) -> bool:
        """An emergency without targets is about the patient: it stops everything, whatever is planned."""
        return self.rule.level is Level.EMERGENCY and not self.rule.targets

    @property
    def by_the_items(self) -> bool:
        """Whether the rule repeats what its items say of themselves, so that their sources are its own."""
        return any(target.avoided for target in self.rule.targets)


def finding_of(rule: Rule, fact: Fact, touched: tuple[Touched, ...], library: Library) -> Finding:
    """The finding of a rule that fired, not answered yet."""
    return Finding(
        rule=rule.id,
        title=rule.text.title,
        level=rule.level,
        scope=rule.scope,
        fact=fact,
        items=touched,
        why=rule.text.why,
        do=rule.text.what_to_do,
        sources=rule.sources,
        overridable=rule.overridable,
        key=key_of(rule.id, library.rule_set, touched, fact),
        answered=False,
        blocks=rule.level in STOPPING,
    )


def firing(facts: tuple[Fact, ...], library: Library, scopes: frozenset[Scope]) -> Iterator[tuple[Aimed, Fact]]:
    """Rules whose factor is a fact, in the library's order.

    Facts that rest on the same field and value count once for each place.
    """
    by_factor = _by_factor(library)
    hits = sorted((place, order) for order, fact in enumerate(facts) for place in by_factor.get(fact.factor, ()))
    rules = _aimed(library)
    seen: set[tuple[object, ...]] = set()
    for place, order in hits:
        fact, aimed = facts[order], rules[place]
        if aimed.rule.scope not in scopes or not _in_weeks(aimed.rule, fact.week):
            continue
        same = (place, fact.field, fact.seen, fact.regions, fact.levels)
        if same not in seen:
            seen.add(same)
            yield aimed, fact


def _in_weeks(rule: Rule, week: int | None) -> bool:
    """Whether the week of pregnancy lies in the rule's bounds; a week that is not known lies in any."""
    if week is None:
        return True
    return (rule.week_from is None or week >= rule.week_from) and (rule.week_below is None or week < rule.week_below)


@once_per
def _aimed(library: Library) -> tuple[Aimed, ...]:
    return tuple(Aimed(rule=rule, aims=aims_of(rule)) for rule in library.rules.values())


@once_per
def _by_factor(library: Library) -> dict[str, tuple[int, ...]]:
    avoided = [factor for stretch in library.stretches.values() for factor in stretch.avoid_factors]
    made: dict[str, tuple[int, ...]] = {}
    for place, rule in enumerate(library.rules.values()):
        listened = (*rule.factors, *avoided) if _aimed(library)[place].by_the_items else rule.factors
        for factor in dict.fromkeys(listened):
            made[factor] = (*made.get(factor, ()), place)
    return made

"""What raised red flags keep out of a plan until a doctor has assessed the patient.

A flag that says so is read as a rule that leaves things out, so that drafts and checks treat both alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from treatplan.domain.findings import Fact, Finding
from treatplan.domain.firing import Aimed
from treatplan.domain.intake import Complaint, Intake, Reach
from treatplan.domain.library import Library
from treatplan.domain.once import once_per
from treatplan.domain.places import GROUPS, Region
from treatplan.domain.rules import Adjust, Kind, Level, RedFlag, Rule, RuleText, Scope
from treatplan.domain.targets import aims_of

Keepers: TypeAlias = tuple[tuple[Aimed, Fact], ...]
"""Red flags as rules, each with its fact and where that lies."""

_HALVES_OF_THE_TRUNK = (
    GROUPS["thoracic"] | {Region.NECK},
    GROUPS["lumbosacral"] | GROUPS["abdomen"] | {Region.BUTTOCK, Region.HIP, Region.GROIN},
)
_DOWN_THE_LEG = (Region.BUTTOCK, Region.HIP, Region.THIGH, Region.KNEE, Region.LEG, Region.ANKLE, Region.FOOT)
_REACHED: Mapping[Reach, tuple[Region, ...]] = {
    Reach.NONE: (),
    Reach.BUTTOCK: _DOWN_THE_LEG[:1],
    Reach.THIGH: _DOWN_THE_LEG[:3],
    Reach.BELOW_KNEE: _DOWN_THE_LEG[:5],
    Reach.FOOT: _DOWN_THE_LEG,
}


def keepers(raised: Iterable[Finding], intake: Intake, library: Library) -> Keepers:
    """The red flags among these findings that still keep something out."""
    aimed = _aimed(library)
    return tuple(
        (_as_raised(aimed[finding.rule], finding), _placed(finding.fact, library.red_flags[finding.rule], intake))
        for finding in raised
        if finding.kind == "red_flag" and not finding.assessed and finding.rule in aimed
    )


def _as_raised(aimed: Aimed, finding: Finding) -> Aimed:
    text = replace(aimed.rule.text, what_to_do=finding.do)
    return replace(aimed, rule=replace(aimed.rule, level=finding.level, text=text))


def _placed(fact: Fact, flag: RedFlag, intake: Intake) -> Fact:
    """The fact where it hurts."""
    sore = frozenset(place.region for place in intake.complaint.places)
    return replace(fact, regions=tuple(sorted(_around(sore, intake.complaint) if flag.around_pain else sore)))


def _around(sore: frozenset[Region], complaint: Complaint) -> frozenset[Region]:
    runs_to = _REACHED[complaint.radiation.reach] if complaint.radiation else ()
    return sore.union(runs_to, *(half for half in _HALVES_OF_THE_TRUNK if half & sore))


@once_per
def _aimed(library: Library) -> Mapping[str, Aimed]:
    rules = (_rule_of(flag) for flag in library.red_flags.values() if flag.keeps_out)
    return {rule.id: Aimed(rule=rule, aims=aims_of(rule)) for rule in rules}


def _rule_of(flag: RedFlag) -> Rule:
    text = flag.text
    return Rule(
        id=flag.id,
        version=flag.version,
        reviewed=flag.reviewed,
        kinds=tuple(Kind),
        factors=(),
        level=Level.REFER,
        scope=Scope.FINDING,
        overridable=flag.overridable,
        targets=flag.keeps_out,
        adjust=Adjust(leave_out=True),
        sources=flag.sources,
        text=RuleText(of=text.of, reviewed=text.reviewed, title=text.name, why=text.why, what_to_do=text.action),
    )

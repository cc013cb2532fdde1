"""A plan with one thing of each modality, and what a few rules find in it."""

from typing import Any

from tests.builders import a_library, a_plan, cup, cupping, heat, moxa, needle, needling, stretch, stretching
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake
from treatplan.domain.modality import Angle
from treatplan.domain.places import Region
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Kind, Rule
from treatplan.domain.safety import check

CUPS = (Kind.CUPPING_DRY,)
PLAN = a_plan(
    needling(needle("BL23", 20.0, Angle.PERPENDICULAR), needle("SP6", 20.0)),
    moxa(heat("BL23")),
    cupping(cup(Region.LOW_BACK)),
    stretching(stretch("EX01")),
)


def found(plan: Plan, intake: Intake, *rules: Rule, **library: Any) -> tuple[Finding, ...]:
    return check(plan, intake, a_library(rules=rules, **library))

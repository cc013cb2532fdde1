"""Consent, asked for each modality: what the patient refused is not drafted, and blocks where a plan holds it."""

from collections.abc import Iterator
from dataclasses import replace

from treatplan.domain.findings import Fact, Finding, Touched
from treatplan.domain.firing import finding_of
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.library import Library
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Rule, Scope

FACTOR = "no_valid_consent"
MODALITIES = ("needling", "moxibustion", "cupping", "stretching")


def refused(intake: Intake) -> tuple[str, ...]:
    """The modalities that the patient said no to."""
    return tuple(modality for modality in MODALITIES if intake.consent.get(modality) is Answer.NO)


def rules_of(library: Library) -> tuple[Rule, ...]:
    """The rules that speak of consent."""
    return tuple(rule for rule in library.rules.values() if FACTOR in rule.factors)


def findings_of(plan: Plan, intake: Intake, library: Library) -> Iterator[Finding]:
    """One finding for each modality in the plan that the patient refused."""
    planned = {component.modality for component in plan.components}
    for modality in refused(intake):
        if modality in planned:
            fact = Fact(factor=FACTOR, field=f"consent.{modality}", seen=Answer.NO.value)
            touched = (Touched(item_id=modality, label=modality),)
            for rule in rules_of(library):
                yield replace(finding_of(rule, fact, touched, library), scope=Scope.FINDING)

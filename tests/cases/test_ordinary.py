"""Calm: patients with nothing but their back pain get plans that hardly ever ask for anything."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import median
from types import MappingProxyType

from tests.cases.reading import HERE, TODAY, library
from treatplan.domain.findings import Finding
from treatplan.domain.intactness import sound_intake
from treatplan.domain.intake import Intake, age_years
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.planning import draft
from treatplan.domain.safety import check
from treatplan.exchange.files import read_intake


def intake_in(file: Path) -> Intake:
    return sound_intake(read_intake(file), library(), file.name, TODAY)


@cache
def ordinary() -> Mapping[str, Intake]:
    return MappingProxyType({file.name: intake_in(file) for file in sorted((HERE / "ordinary").glob("*.intake.json"))})


def drafted(intake: Intake) -> Plan:
    made = draft(intake, library(), TODAY)
    assert isinstance(made, Plan), "an ordinary patient is not sent away"
    return made


def findings_of(intake: Intake) -> tuple[Finding, ...]:
    return check(drafted(intake), intake, library())


def test_that_the_ordinary_patients_differ() -> None:
    patients = ordinary().values()
    ages = [age_years(intake.patient.birth_date, intake.taken_on) for intake in patients]
    assert (len(patients), min(ages), max(ages)) == (20, 19, 79)
    assert {intake.complaint.onset.value for intake in patients} >= {"recent_injury", "repetitive_stress", "unknown"}
    assert {id_ for intake in patients for id_ in intake.causes} == set(library().causes)


def test_that_an_ordinary_patient_gets_a_plan_with_something_in_it() -> None:
    bare = [name for name, intake in ordinary().items() if len(all_items(drafted(intake))) < 4]
    assert bare == []


def test_that_an_ordinary_patient_gets_one_finding_at_most_in_the_middle_and_never_more_than_two() -> None:
    counts = {name: [finding.rule for finding in findings_of(intake)] for name, intake in ordinary().items()}
    assert median(len(rules) for rules in counts.values()) <= 1
    assert {name: rules for name, rules in counts.items() if len(rules) > 2} == {}

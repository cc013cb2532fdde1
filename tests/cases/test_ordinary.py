"""Calm: patients with nothing but their back pain get plans that hardly ever ask for anything."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from tests.cases.expecting import in_file
from tests.cases.reading import HERE, TODAY, library
from treatplan.domain.facts import facts_of
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake, Onset, Reach, age_years
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.planning import draft
from treatplan.domain.safety import check


@cache
def ordinary() -> Mapping[str, Intake]:
    return MappingProxyType({file.name: in_file(file) for file in sorted((HERE / "ordinary").glob("*.intake.json"))})


def reach_of(intake: Intake) -> Reach:
    return intake.complaint.radiation.reach if intake.complaint.radiation else Reach.NONE


def drafted(intake: Intake) -> Plan:
    made = draft(intake, library(), TODAY)
    assert isinstance(made, Plan), "an ordinary patient is not sent away"
    return made


def findings_of(intake: Intake) -> tuple[Finding, ...]:
    """Everything that is found, of the level note too (what every session sheet says is no finding)."""
    return check(drafted(intake), intake, library())


def test_that_the_ordinary_patients_differ() -> None:
    patients = ordinary().values()
    ages = sorted(age_years(intake.patient.birth_date, intake.taken_on) for intake in patients)
    assert (len(patients), ages[0], ages[-1]) == (40, 18, 80)
    assert max(after - before for before, after in pairwise(ages)) <= 4
    assert {intake.complaint.onset for intake in patients} == set(Onset)
    assert {id_ for intake in patients for id_ in intake.causes} == set(library().causes)
    assert {id_ for intake in patients for id_ in intake.patterns} == set(library().patterns)
    assert {reach_of(intake) for intake in patients} >= {Reach.NONE, Reach.THIGH, Reach.BELOW_KNEE, Reach.FOOT}
    stories = {(intake.complaint, intake.causes, intake.patterns) for intake in patients}
    assert len(stories) == len(patients)


def test_that_no_fact_but_age_and_pain_is_true_of_an_ordinary_patient() -> None:
    about_pain = {"acute_disc_or_leg_pain_with_flexion", "leg_pain_below_knee", "heat_pattern_or_yin_deficiency_heat"}
    others = {
        name: known
        for name, intake in ordinary().items()
        if (known := {fact.factor for fact in facts_of(intake, library()) if fact.field} - about_pain)
    }
    assert others == {}


def test_that_an_ordinary_patient_gets_a_plan_with_something_in_it() -> None:
    bare = [name for name, intake in ordinary().items() if len(all_items(drafted(intake))) < 4]
    assert bare == []


def test_that_an_ordinary_patient_gets_one_finding_at_most_in_the_middle_and_never_more_than_two() -> None:
    counts = {name: [finding.rule for finding in findings_of(intake)] for name, intake in ordinary().items()}
    assert median(len(rules) for rules in counts.values()) <= 1
    assert {name: rules for name, rules in counts.items() if len(rules) > 2} == {}

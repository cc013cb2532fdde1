"""Golden cases: what must and must not come of an intake, written from the clinical tables row by row."""

import csv
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from tests.cases.expecting import (
    FLAG_LEVELS,
    GOLDEN,
    NUMBERS,
    Golden,
    Says,
    added,
    family,
    fired,
    goldens,
    holds_in,
    ids_of,
    kinds_bound,
    numbers_in,
    patient_of,
)
from tests.cases.reading import HERE, TODAY, library, table
from treatplan.domain.equipment import CupSource
from treatplan.domain.facts import facts_of
from treatplan.domain.findings import Finding
from treatplan.domain.firing import STOPPING
from treatplan.domain.intake import PregnancyStatus, Sex, age_years
from treatplan.domain.modality import CuppingStyle, MoxaTechnique, Position, Strength
from treatplan.domain.places import Region
from treatplan.domain.plan import PLAN_FORMAT, Plan
from treatplan.domain.planning import draft
from treatplan.domain.referral import Referral
from treatplan.domain.rules import Kind, Scope
from treatplan.domain.safety import check, notes
from treatplan.domain.screening import screen

ALWAYS = {"any_patient", "drive_or_operate_machinery_after", "retained_or_broken_needle_risk"}
NOT_TOUCHED = {
    # rows that name more kinds than their place or their reason touches
    ("K16", Kind.STRETCHING): "its places are points over the lung",
    ("P20", Kind.STRETCHING): "its scope: listed points, moxibustion, cupping, electrical stimulation",
    ("P21", Kind.STRETCHING): "its place: how the patient lies for treatment; of exercises P18 speaks",
    ("O01", Kind.NEEDLING): "its reason: force, rotation and heavy cups",
    ("O01", Kind.ELECTROACUPUNCTURE): "its reason: force, rotation and heavy cups",
    ("O01", Kind.MOXIBUSTION): "its reason: force, rotation and heavy cups",
}
every = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in goldens()])


@cache
def made_of(name: str) -> Plan | Referral:
    return draft(patient_of(name), library(), TODAY)


def drafted(case: Golden) -> Plan:
    made = made_of(case.name)
    assert isinstance(made, Plan), f"{case.name} is sent away: {made.flags[0].flag}"
    return made


@cache
def findings_of(name: str) -> tuple[Finding, ...]:
    """What is found with the draft; of a patient who is sent away, what is found without one."""
    made = made_of(name)
    plan = made if isinstance(made, Plan) else Plan(format=PLAN_FORMAT)
    return check(plan, patient_of(name), library())


def told(case: Golden, one: Says) -> str:
    return f"{case.name}, {one.statement} {one.place} ({', '.join(one.because)})"


def of_row(row: str, one: Says, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    level = one.level or FLAG_LEVELS.get(one.urgency) or table()[row].level
    return tuple(finding for finding in fired(row, found) if finding.level.value == level)


def said_of(plan: Plan, case: Golden) -> tuple[Finding, ...]:
    return (*check(plan, patient_of(case.name), library()), *notes(plan, patient_of(case.name), library()))


@every
def test_that_an_emergency_stops_the_draft_and_nothing_else_does(case: Golden) -> None:
    made = made_of(case.name)
    assert (made.urgency if isinstance(made, Referral) else "") == case.stops, case.why


@every
def test_that_the_draft_holds_what_it_must(case: Golden) -> None:
    for one in case.under("must"):
        held = holds_in(drafted(case), one.kind)
        wanted = len(one.of) if one.at_least is None else one.at_least
        assert len(held & set(one.of)) >= wanted, f"{told(case, one)}: {sorted(held)}"


@every
def test_that_the_draft_holds_nothing_that_it_must_not(case: Golden) -> None:
    for one in case.under("must_not"):
        assert not holds_in(drafted(case), one.kind) & set(one.of), told(case, one)


@every
def test_that_no_planned_number_is_above_its_limit(case: Golden) -> None:
    for one in case.under("most"):
        assert one.value is not None
        assert [n for n in numbers_in(drafted(case), one.kind, one.of) if n > one.value] == [], told(case, one)


@every
def test_that_the_course_is_as_long_as_its_row_says(case: Golden) -> None:
    for one in case.under("course"):
        course = drafted(case).regimen
        for name, number in (("sessions", course.sessions), ("weeks", course.weeks), ("review", course.review_session)):
            within = getattr(one, name)
            if within:
                assert isinstance(number, int | float), told(case, one)
                assert within[0] <= number <= within[1], f"{told(case, one)}: {name} {number}"


@every
def test_that_the_red_flags_of_the_patient_are_raised_with_their_urgency(case: Golden) -> None:
    raised = screen(patient_of(case.name), library())
    for one in case.under("flag"):
        for row in one.because:
            found = of_row(row, one, raised)
            assert found, f"{told(case, one)}: {[(f.rule, str(f.level)) for f in fired(row, raised)]}"
            assert all(finding.blocks is (finding.level in STOPPING) for finding in found)


@every
def test_that_no_red_flag_is_raised_that_the_case_does_not_name(case: Golden) -> None:
    raised = {finding.rule for finding in screen(patient_of(case.name), library()) if finding.kind == "red_flag"}
    assert raised == {row for one in case.under("flag") for row in one.because}, case.why


@every
def test_that_a_referral_tells_the_red_flags_behind_it(case: Golden) -> None:
    made = made_of(case.name)
    if isinstance(made, Referral):
        stopping = {row for one in case.under("flag") if one.urgency == case.stops for row in one.because}
        assert stopping <= {flag.flag for flag in made.flags}


@every
def test_that_the_findings_of_the_draft_are_those_of_the_rows(case: Golden) -> None:
    for one in case.under("finding"):
        for row in one.because:
            assert of_row(row, one, findings_of(case.name)), told(case, one)


@every
def test_that_rows_which_do_not_bear_on_the_draft_are_silent(case: Golden) -> None:
    for one in case.under("quiet"):
        for row in one.because:
            assert not fired(row, findings_of(case.name)), told(case, one)


@every
def test_that_each_kind_added_by_hand_is_answered_with_its_rows(case: Golden) -> None:
    for one in case.under("adds"):
        for kind in one.what:
            found = said_of(added(one, kind), case)
            for row in one.because:
                told_by_row = of_row(row, one, found)
                assert told_by_row, f"{told(case, one)}: {kind} is not told"
                if not one.level:  # a part of a row has its own word on that
                    assert {finding.overridable for finding in told_by_row} == {table()[row].overridable}


@every
def test_that_what_is_added_beside_a_row_is_spared_by_it(case: Golden) -> None:
    for one in case.under("spares"):
        for kind in one.what:
            found = said_of(added(one, kind), case)
            for row in one.because:
                assert not fired(row, found), f"{told(case, one)}: {kind} is told"


@every
def test_that_every_row_cited_is_in_a_table(case: Golden) -> None:
    known = frozenset[str]().union(*map(ids_of, ("safety", "redflags", "patterns", "stretches")))
    assert case.why.strip()
    assert case.says
    assert {told(case, one): sorted(set(one.because) - known) for one in case.says if set(one.because) - known} == {}
    assert [told(case, one) for one in case.says if not one.because] == []


@cache
def words_of(kind: str) -> frozenset[str]:
    """Every word that an expectation of this kind may name; a misspelt one would never be held, nor be missed."""
    places = {*library().points, *Region}
    return {
        "points": frozenset({*library().points, "ashi", "any"}),
        "electro": frozenset({"electrical"}),
        "moxa": frozenset({*places, *MoxaTechnique, "smoke", "smokeless", "any"}),
        "cupping": frozenset({*places, *CuppingStyle, *Strength, *CupSource, "any"}),
        "stretches": frozenset({*library().stretches, "any"}),
        "position": frozenset(Position),
        "advice": frozenset(library().leaflets),
    }[kind]


@every
def test_that_every_expectation_names_only_what_there_is(case: Golden) -> None:
    for one in case.under("must", "must_not"):
        assert one.of, told(case, one)
        assert set(one.of) <= words_of(one.kind), told(case, one)
    for one in case.under("most"):
        assert one.kind in NUMBERS, told(case, one)
        assert set(one.of) <= words_of("points"), told(case, one)
    assert all(any((one.sessions, one.weeks, one.review)) for one in case.under("course"))
    assert all(one.what for one in case.under("adds", "spares"))


def test_that_there_are_at_least_sixty_golden_cases_and_each_has_both_files() -> None:
    assert len(goldens()) >= 60
    names = {file.name.partition(".")[0] for file in GOLDEN.iterdir()}
    assert names == {case.name for case in goldens()}
    assert len({case.name.partition("-")[0] for case in goldens()}) == len(goldens())


@pytest.mark.parametrize("table_name", ["patterns", "stretches"])
def test_that_the_list_of_ids_is_that_of_the_library(table_name: str) -> None:
    of_library = {"patterns": {*library().patterns, *library().causes}, "stretches": {*library().stretches}}
    assert ids_of(table_name) == of_library[table_name]


@pytest.mark.parametrize("id_", sorted(ids_of("patterns")))
def test_that_each_cause_and_pattern_has_a_case_that_tells_what_its_draft_must_hold(id_: str) -> None:
    cases = [case for case in goldens() if id_ in (*patient_of(case.name).causes, *patient_of(case.name).patterns)]
    assert [one for case in cases for one in case.under("must") if id_ in one.because]


@pytest.mark.parametrize("id_", sorted(ids_of("redflags")))
def test_that_each_red_flag_has_a_case_that_raises_it(id_: str) -> None:
    assert [case.name for case in goldens() for one in case.under("flag") if id_ in one.because]


def test_that_ages_sexes_and_trimesters_are_there() -> None:
    patients = [patient_of(case.name).patient for case in goldens()]
    ages = sorted(age_years(patient.birth_date, TODAY) for patient in patients)
    assert {8, 95} <= set(ages)
    assert max(after - before for before, after in pairwise(ages)) <= 10
    assert {patient.sex for patient in patients} >= {Sex.FEMALE, Sex.MALE}
    expecting = [patient.pregnancy for patient in patients if patient.pregnancy.status is PregnancyStatus.YES]
    weeks = {pregnancy.week for pregnancy in expecting}
    trimesters = {(week >= 14) + (week >= 28) for week in weeks if week is not None}
    assert (trimesters, None in weeks) == ({0, 1, 2}, True)


SILENT = frozenset(row for row, words in table().items() if words.scope is Scope.LIBRARY)


@cache
def proven() -> frozenset[tuple[str, str, Kind]]:
    """Row, factor and kind, wherever that kind is added for a patient who has the factor and the row is expected.

    Where a row is information of the library alone, it is expected to stay silent.
    """
    return frozenset(
        (row, fact.factor, kind)
        for case in goldens()
        for fact in facts_of(patient_of(case.name), library())
        for one in case.under("adds", "spares")
        for row in one.because
        for kind in one.what
        if (one.statement == "spares") is (row in SILENT)
    )


def rows() -> Iterator[tuple[str, tuple[str, ...], tuple[Kind, ...]]]:
    with (HERE / "safety.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            factors = {factor.strip() for factor in row["patient_factor"].split(";")} - ALWAYS
            if factors:
                yield row["id"], tuple(sorted(factors)), kinds_bound(row["modality"])


@pytest.mark.parametrize(("row", "factors", "kinds"), [pytest.param(*row, id=row[0]) for row in rows()])
def test_that_each_patient_factor_is_tried_with_each_modality_its_row_touches(
    row: str, factors: tuple[str, ...], kinds: tuple[Kind, ...]
) -> None:
    wanted = {(row, factor, kind) for factor in factors for kind in kinds if (row, kind) not in NOT_TOUCHED}
    assert sorted(wanted - proven()) == []


def test_that_a_row_of_the_library_alone_is_expected_to_stay_silent() -> None:
    loud = {row for case in goldens() for one in case.under("adds", "finding") for row in one.because}
    assert not SILENT & loud


def test_that_a_part_of_a_row_belongs_to_its_row() -> None:
    assert set(family("P18")) >= {"P18"}
    assert "P03b" not in set(family("P03"))

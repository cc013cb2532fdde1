"""The facts of a patient that rules rest on."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    a_factor,
    a_library,
    a_patient,
    a_woman,
    an_intake,
    blood_thinners,
    sited,
    where,
)
from treatplan.domain.facts import facts_of, unknown_factors
from treatplan.domain.findings import Fact
from treatplan.domain.intake import Answer, Examination, FactorAnswer, Intake, PregnancyStatus, Sex
from treatplan.domain.library import Library
from treatplan.domain.places import Region

PREGNANT = where("patient.pregnancy.status", "yes")
LIBRARY = a_library(
    factors=(
        a_factor("any_patient", ask="always"),
        a_factor("anticoagulant", unknown_blocks=True),
        a_factor("antiplatelet"),
        a_factor("epilepsy", not_sure_counts_as_yes=True),
        a_factor("fever_38_or_above", derived=((where("examination.temperature_c", at_least=38),),)),
        a_factor("pregnancy_any", ask="derived", derived=((PREGNANT,),)),
        a_factor(
            "pregnancy_t1",
            ask="derived",
            derived=((where("patient.pregnancy.week", below=14, or_missing=True), PREGNANT),),
        ),
        a_factor("pump", sited=True, implies=("other_implant",)),
        a_factor("stimulator", implies=("other_implant",)),
        a_factor("other_implant", implies=("device",)),
        a_factor("device"),
        a_factor("two_blood_thinners", derived=((where("facts", "anticoagulant"), where("facts", "antiplatelet")),)),
    ),
    medicines=blood_thinners(),
)


def fact(intake: Intake, factor: str, library: Library = LIBRARY) -> Fact | None:
    return next((fact for fact in facts_of(intake, library) if fact.factor == factor), None)


def factors(intake: Intake) -> set[str]:
    return {fact.factor for fact in facts_of(intake, LIBRARY)}


def test_that_a_patient_of_whom_nothing_is_known_has_one_fact() -> None:
    assert factors(an_intake()) == {"any_patient"}


def test_that_yes_is_a_fact_and_no_is_none() -> None:
    intake = an_intake(yes=["epilepsy"], no=["anticoagulant"])
    assert factors(intake) == {"any_patient", "epilepsy"}
    assert fact(intake, "epilepsy") == Fact(factor="epilepsy", field="factors.epilepsy", seen="yes")


def test_that_not_sure_is_a_fact_only_where_the_library_says_so() -> None:
    intake = an_intake(not_sure=["epilepsy", "antiplatelet"])
    assert factors(intake) == {"any_patient", "epilepsy"}
    assert fact(intake, "epilepsy") == Fact(factor="epilepsy", field="factors.epilepsy", seen="not_sure")


@pytest.mark.parametrize(
    "line",
    [
        "warfarin 5 mg",
        "WARFARIN",
        "Warfarine, then Wârfarin at night",
        "warfarin5mg",
        "(warfarin)",
        "low-molecular-weight  heparin s.c.",
    ],
)
def test_that_a_medicine_on_the_list_is_a_fact_however_it_is_written(line: str) -> None:
    assert fact(an_intake(medicines=(line,)), "anticoagulant") == Fact(
        factor="anticoagulant", field="medicines", seen=line
    )


@pytest.mark.parametrize("line", ["swarfarina", "warfarins", "heparin", "low molecular weight", "华法林", ""])
def test_that_only_whole_names_of_medicines_count(line: str) -> None:
    assert fact(an_intake(medicines=(line,)), "anticoagulant") is None


def test_that_accents_in_the_library_are_folded_as_well() -> None:
    assert fact(an_intake(medicines=("ACIDE ACETYLSALICYLIQUE",)), "antiplatelet") is not None


def test_that_a_no_does_not_silence_a_medicine_that_is_on_the_list() -> None:
    intake = an_intake(no=["anticoagulant"], medicines=("apixaban",))
    assert fact(intake, "anticoagulant") == Fact(factor="anticoagulant", field="medicines", seen="apixaban")


def test_that_an_answer_is_told_before_a_medicine_and_the_first_medicine_before_the_second() -> None:
    medicines = ("apixaban", "warfarin")
    answered = fact(an_intake(yes=["anticoagulant"], medicines=medicines), "anticoagulant")
    listed = fact(an_intake(medicines=medicines), "anticoagulant")
    assert answered is not None
    assert answered.field == "factors.anticoagulant"
    assert listed is not None
    assert listed.seen == "apixaban"


def test_that_a_measured_value_makes_a_fact_and_names_its_field() -> None:
    feverish = an_intake(examination=Examination(temperature_c=38.4))
    assert fact(feverish, "fever_38_or_above") == Fact(
        factor="fever_38_or_above", field="examination.temperature_c", seen="38.4"
    )


def test_that_a_fact_about_pregnancy_carries_its_week_and_what_else_it_rests_on() -> None:
    assert fact(an_intake(patient=a_woman(PregnancyStatus.YES, week=10)), "pregnancy_t1") == Fact(
        factor="pregnancy_t1",
        field="patient.pregnancy.week",
        seen="10",
        also=("patient.pregnancy.status: yes",),
        week=10,
    )
    assert fact(an_intake(patient=a_woman(PregnancyStatus.YES, week=20)), "pregnancy_t1") is None


def test_that_the_week_nobody_asked_makes_the_early_weeks_a_fact() -> None:
    unknown = fact(an_intake(patient=a_woman(PregnancyStatus.YES)), "pregnancy_t1")
    assert unknown is not None
    assert (unknown.seen, unknown.week) == ("not known", None)


def test_that_what_is_implied_keeps_field_and_place_through_every_step() -> None:
    intake = an_intake(factors={"pump": sited(Region.LOW_BACK, levels=["L4"])})
    assert fact(intake, "device") == Fact(
        factor="device", field="factors.pump", seen="yes", regions=(Region.LOW_BACK,), levels=("L4",)
    )


def test_that_facts_can_be_derived_from_facts() -> None:
    both = an_intake(yes=["antiplatelet"], medicines=("warfarin",))
    assert "two_blood_thinners" in factors(both)
    assert "two_blood_thinners" not in factors(an_intake(yes=["antiplatelet"]))


def test_that_a_fact_derived_from_facts_names_what_they_rest_on() -> None:
    assert fact(an_intake(yes=["antiplatelet"], medicines=("warfarin",)), "two_blood_thinners") == Fact(
        factor="two_blood_thinners", field="medicines", seen="warfarin", also=("factors.antiplatelet: yes",)
    )


def test_that_a_derived_fact_lies_where_the_library_says() -> None:
    shingles = a_factor("shingles", derived=((where("goals", "itch"),),), derived_regions=(Region.LATERAL_CHEST,))
    found = fact(an_intake(goals=("itch",)), "shingles", a_library(factors=[shingles]))
    assert found is not None
    assert found.regions == (Region.LATERAL_CHEST,)


def test_that_what_is_always_so_is_a_fact_of_everybody() -> None:
    library = a_library(factors=[a_factor("drives_home", ask="always")])
    assert fact(an_intake(no=["drives_home"]), "drives_home", library) is not None


def test_that_a_circle_of_implications_ends() -> None:
    circle = a_library(factors=(a_factor("one", implies=("two",)), a_factor("two", implies=("one",))))
    assert {fact.factor for fact in facts_of(an_intake(yes=["one"]), circle)} == {"any_patient", "one", "two"}


def test_that_facts_stand_in_the_order_of_the_library() -> None:
    intake = an_intake(yes=["pump", "epilepsy", "anticoagulant"])
    order = list(LIBRARY.factors)
    found = [fact.factor for fact in facts_of(intake, LIBRARY)]
    assert found == sorted(found, key=order.index)


ANSWERS = st.dictionaries(
    st.sampled_from(sorted(LIBRARY.factors)),
    st.sampled_from(Answer),
)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_that_the_order_of_the_answers_does_not_matter(answers: dict[str, Answer], random: Random) -> None:
    pairs = [(factor, FactorAnswer(answer=answer)) for factor, answer in answers.items()]
    intake = an_intake(factors=dict(pairs), medicines=("warfarin",))
    random.shuffle(pairs)
    assert facts_of(intake, LIBRARY) == facts_of(replace(intake, factors=dict(pairs)), LIBRARY)


@given(st.text(max_size=60))
def test_that_whatever_is_typed_as_a_medicine_is_read(line: str) -> None:
    assert "any_patient" in factors(an_intake(medicines=(line, "{patient}", "<Smith>")))


# --- what must be known and is not -------------------------------------------------------------------------------

OPEN = (
    where("patient.pregnancy.status", "not_asked", "not_sure"),
    where("patient.sex", "female", "other", "not_recorded"),
    where("patient.age_years", at_least=12, below=56),
)
ASKED = a_library(
    factors=(
        a_factor("anticoagulant", unknown_blocks=True, not_sure_counts_as_yes=True),
        a_factor("pregnancy_any", ask="derived", derived=((PREGNANT,),), unknown_blocks=True, asked_when=(OPEN,)),
    ),
    medicines=blood_thinners(),
)


def unknown(intake: Intake) -> dict[str, Fact]:
    return {factor.id: fact for factor, fact in unknown_factors(intake, ASKED, facts_of(intake, ASKED))}


def test_that_an_unanswered_factor_is_unknown() -> None:
    assert unknown(an_intake()) == {
        "anticoagulant": Fact(factor="anticoagulant", field="factors.anticoagulant", seen="not_asked")
    }


def test_that_not_sure_is_unknown_even_where_rules_take_it_for_yes() -> None:
    assert unknown(an_intake(not_sure=["anticoagulant"]))["anticoagulant"].seen == "not_sure"


@pytest.mark.parametrize(
    "intake",
    [
        an_intake(yes=["anticoagulant"]),
        an_intake(no=["anticoagulant"]),
        an_intake(medicines=("warfarin",)),
        an_intake(not_sure=["anticoagulant"], medicines=("warfarin",)),
    ],
    ids=["yes", "no", "medicine", "medicine settles not sure"],
)
def test_that_an_answer_or_a_medicine_makes_it_known(intake: Intake) -> None:
    assert unknown(intake) == {}


@pytest.mark.parametrize(
    ("patient", "is_open"),
    [
        (a_woman(PregnancyStatus.NOT_ASKED), True),
        (a_woman(PregnancyStatus.NOT_SURE), True),
        (a_woman(PregnancyStatus.NO), False),
        (a_woman(PregnancyStatus.YES), False),
        (a_woman(PregnancyStatus.NOT_POSSIBLE), False),
        (a_woman(PregnancyStatus.NOT_ASKED, age=11), False),
        (a_woman(PregnancyStatus.NOT_ASKED, age=12), True),
        (a_woman(PregnancyStatus.NOT_ASKED, age=55), True),
        (a_woman(PregnancyStatus.NOT_ASKED, age=56), False),
        (a_patient(sex=Sex.MALE, age=30), False),
        (a_patient(sex=Sex.NOT_RECORDED, age=30), True),
        (a_patient(sex=Sex.OTHER, age=30), True),
    ],
)
def test_that_pregnancy_is_open_only_where_it_can_be(patient: object, *, is_open: bool) -> None:
    found = unknown(an_intake(patient=patient, no=["anticoagulant"]))
    assert ("pregnancy_any" in found) is is_open
    if is_open:
        assert found["pregnancy_any"].field == "patient.pregnancy.status"

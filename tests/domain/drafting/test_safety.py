"""Drafts and safety: nothing that a rule excludes, gentler technique where one asks, and why things were kept out."""

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_patient, a_woman
from tests.domain.drafting.reading import (
    CAUSES,
    PATTERNS,
    complaint,
    drafted,
    exercises,
    facts,
    leg,
    library,
    need,
    out_of,
    part,
    point,
    points,
    reasons,
    rule_findings,
    sound_intake,
    without,
)
from treatplan.domain.dose import Span
from treatplan.domain.equipment import CupSource
from treatplan.domain.intake import (
    Examination,
    Intake,
    Modifier,
    Onset,
    Path,
    PregnancyStatus,
    Quality,
    Reach,
    Sign,
)
from treatplan.domain.modality import Cupping, Moxibustion, Needling, Position, Response, Stimulation, Strength
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import all_items
from treatplan.domain.rules import Level

PREGNANT = a_woman(PregnancyStatus.YES, week=30)
LEG_PAIN = complaint(radiation=leg(), worse_with=(Modifier.SITTING, Modifier.BENDING_FORWARD))


# Pregnant, on a blood thinner, with leg pain


def pregnant_on_warfarin(**fields: Any) -> Intake:
    given: dict[str, Any] = {"causes": ("W04",), "patterns": ("T12", "T01"), "complaint": LEG_PAIN} | fields
    return sound_intake(patient=PREGNANT, medicines=("warfarin 5 mg",), **given)


def test_that_late_pregnancy_on_warfarin_gets_no_moxa_on_the_low_back_and_no_cups() -> None:
    plan = drafted(pregnant_on_warfarin())
    assert part(plan, Moxibustion) is None
    assert part(plan, Cupping) is None
    moxa = [entry for entry in plan.left_out if entry.what.startswith("Moxibustion")]
    assert {entry.rule for entry in moxa} == {"P12"}
    assert all("week 30" in entry.text for entry in moxa)
    cups = out_of(plan, "Cupping")
    assert cups.rule == "B06"
    assert "warfarin 5 mg" in cups.text


def test_that_late_pregnancy_on_warfarin_lies_on_the_side_under_thin_shallow_needles() -> None:
    component = need(drafted(pregnant_on_warfarin()), Needling)
    assert component.position is Position.SIDE_LYING
    assert component.needle.diameter_mm == Span(low=0.16, high=0.2)
    assert component.stimulation is Stimulation.NONE
    assert component.response_sought == (Response.NONE,)
    assert all(isinstance(one.depth_mm, Span) and one.depth_mm.high <= 20 for one in component.points)


def test_that_late_pregnancy_gets_no_listed_or_sacral_point_and_says_why() -> None:
    plan = drafted(pregnant_on_warfarin())
    assert not {"BL60", "BL32", "SP6", "LI4"} & set(points(plan))
    assert out_of(plan, "BL60").rule == "P03"
    assert "week 30" in out_of(plan, "BL60").text
    assert out_of(plan, "BL32").rule == "P05"
    assert set(out_of(plan, "BL32").sources) <= library().sources.keys()


def test_that_late_pregnancy_gets_no_exercise_flat_on_the_front_or_the_back() -> None:
    plan = drafted(pregnant_on_warfarin())
    assert len(exercises(plan)) >= 2
    tags = {tag for id_ in exercises(plan) for tag in library().stretches[id_].tags}
    assert not {"prone", "supine"} & tags
    assert out_of(plan, "EX02").rule == "P18"
    assert out_of(plan, "EX07").rule == "P18b"


def test_that_nothing_in_that_draft_is_contraindicated() -> None:
    intake = pregnant_on_warfarin()
    assert rule_findings(drafted(intake), intake, Level.CONTRAINDICATED, Level.REFER) == []


def test_that_each_change_of_technique_names_the_fact_behind_it() -> None:
    one = point(drafted(pregnant_on_warfarin()), "BL25")
    told = {(reason.field, reason.value): reason.text for reason in one.because}
    assert "0.16 to 0.2 mm" in told[("medicines", "warfarin 5 mg")]
    assert "lying on the side" in told[("patient.pregnancy.week", "30")]


# One risk at a time


def test_that_a_blood_thinner_keeps_cups_away_and_prefers_points_without_a_caution() -> None:
    told = {"causes": ("W01",), "patterns": ("T04",)}
    usual = drafted(sound_intake(**told))
    thinned = drafted(sound_intake(medicines=("apixaban 5 mg",), **told))
    assert part(usual, Cupping) is not None
    assert part(thinned, Cupping) is None
    assert "BL40" in points(usual)
    assert "BL40" not in points(thinned)
    assert out_of(thinned, "BL40").rule == "B01"
    assert "apixaban" in out_of(thinned, "BL40").text


def test_that_an_antiplatelet_allows_only_light_cups() -> None:
    told = {"patterns": ("T01",)}
    assert need(drafted(sound_intake(**told)), Cupping).strength is Strength.MEDIUM
    plan = drafted(sound_intake(medicines=("clopidogrel 75 mg",), **told))
    assert need(plan, Cupping).strength is Strength.LIGHT
    (site, *_) = need(plan, Cupping).sites
    assert ("medicines", "clopidogrel 75 mg") in {(reason.field, reason.value) for reason in site.because}


def test_that_smoke_is_left_out_for_bad_lungs_and_the_warmth_stays() -> None:
    plan = drafted(sound_intake(patterns=("T01",), factors=facts("asthma_copd_or_smoke_allergy")))
    moxa = need(plan, Moxibustion)
    assert moxa.material.smoke == "smokeless"
    assert "factors.asthma_copd_or_smoke_allergy" in {reason.field for reason in moxa.points[0].because}


def test_that_there_is_no_flame_beside_oxygen() -> None:
    plan = drafted(sound_intake(patterns=("T01",), factors=facts("home_or_portable_oxygen")))
    assert part(plan, Moxibustion) is None
    assert out_of(plan, "Moxibustion").rule == "R04"
    assert need(plan, Cupping).cup.source is CupSource.PUMP


def test_that_a_lung_disease_closes_the_points_over_the_lung() -> None:
    told = complaint(Region.UPPER_BACK)
    sick = facts("lung_disease_copd_emphysema_tb_chest_surgery")
    plan = drafted(sound_intake(causes=("W03",), complaint=told, factors=sick))
    assert not [name for name in points(plan) if name in {"BL17", "BL18", "BL20", "GB21"}]
    assert out_of(plan, "BL17").rule == "N11"


def test_that_a_very_thin_patient_gets_half_the_depth_over_the_lung() -> None:
    told = complaint(Region.UPPER_BACK)
    plan = drafted(sound_intake(causes=("W03",), complaint=told, factors=facts("cachexia_or_very_thin")))
    thin = [one for one in need(plan, Needling).points if one.code in {"BL17", "BL18", "BL20"}]
    for one in thin:
        assert isinstance(one.depth_mm, Span)
        assert one.depth_mm.high <= 7
        assert "factors.cachexia_or_very_thin" in {reason.field for reason in one.because}


def test_that_broken_skin_keeps_needles_heat_and_cups_off_its_region() -> None:
    sore = facts("skin_lesion_local", regions=(Region.LOW_BACK,))
    plan = drafted(sound_intake(patterns=("T01",), factors=sore))
    assert not [name for name in points(plan) if name in {"BL23", "BL25", "GV3"}]
    assert part(plan, Moxibustion) is None
    assert part(plan, Cupping) is None
    assert out_of(plan, "Cupping").rule == "I04"
    assert out_of(plan, "Tender points").rule == "I04"


def test_that_a_plan_without_local_points_says_why_it_keeps_to_distal_ones() -> None:
    field = facts("spinal_stimulator_or_intrathecal_pump", regions=(Region.LOW_BACK, Region.BUTTOCK))
    plan = drafted(sound_intake(causes=("W01",), factors=field))
    assert points(plan)
    assert all(library().points[name].regions[0] not in {Region.LOW_BACK, Region.BUTTOCK} for name in points(plan))
    assert "No point at the sore place" in plan.rationale.reasoning


def test_that_a_rule_against_all_needling_is_told_once() -> None:
    plan = drafted(sound_intake(causes=("W01",), factors=facts("bleeding_disorder")))
    assert part(plan, Needling) is None
    assert out_of(plan, "Needling").rule == "B03"
    assert exercises(plan)


def test_that_a_clot_in_the_leg_keeps_needles_out_of_it_until_a_doctor_has_looked() -> None:
    clot = facts("deep_vein_thrombosis", regions=(Region.LEG,))
    plan = drafted(sound_intake(causes=("W04",), complaint=LEG_PAIN, factors=clot))
    assert not {"BL57", "GB34", "GB39"} & set(points(plan))
    assert out_of(plan, "BL57").rule == "L02"


def test_that_someone_afraid_of_needles_gets_two() -> None:
    plan = drafted(sound_intake(causes=("W01",), factors=facts("needle_phobia")))
    assert need(plan, Needling).insertions == 2
    assert need(plan, Needling).point_rules == ()
    assert "K08" in {entry.rule for entry in plan.left_out}


def test_that_a_possible_pregnancy_avoids_listed_points() -> None:
    unknown = a_woman(PregnancyStatus.NOT_ASKED)
    plan = drafted(sound_intake(causes=("W04",), patterns=("T12",), patient=unknown, complaint=LEG_PAIN))
    assert "BL60" not in points(plan)
    assert out_of(plan, "BL60").rule == "P20b"


def test_that_numb_skin_gets_no_cups_for_nerve_pain() -> None:
    numb = Examination(sensation=Sign.CHANGED)
    plan = drafted(sound_intake(causes=("W04",), patterns=("T12",), complaint=LEG_PAIN, examination=numb))
    assert part(plan, Cupping) is None
    assert "changed" in out_of(plan, "Cupping").text


# Exercises


def test_that_a_narrow_canal_gets_bending_and_no_extension() -> None:
    plan = drafted(sound_intake(causes=("W06",), factors=facts("spinal_stenosis")))
    tags = {tag for id_ in exercises(plan) for tag in library().stretches[id_].tags}
    assert "extension" not in tags
    assert exercises(plan)[0] == "EX24"


def test_that_no_draft_for_a_narrow_canal_holds_an_extension_exercise() -> None:
    for cause in CAUSES:
        told = replace(LEG_PAIN, better_with=(Modifier.BENDING_BACK,))
        plan = drafted(sound_intake(causes=(cause,), complaint=told, factors=facts("spinal_stenosis")))
        held = [id_ for id_ in exercises(plan) if "prone" in library().stretches[id_].tags]
        assert held == []
        assert not {"EX07", "EX08", "EX09", "EX16", "EX22"} & set(exercises(plan))


def test_that_a_disc_worse_with_bending_gets_no_flexion() -> None:
    told = complaint(days=10, worse_with=(Modifier.BENDING_FORWARD,))
    for cause in ("W04", "W05"):
        for pattern in PATTERNS:
            plan = drafted(sound_intake(causes=(cause,), patterns=(pattern,), complaint=told))
            assert not [id_ for id_ in exercises(plan) if "flexion" in library().stretches[id_].tags]


def test_that_extension_is_offered_to_a_disc_that_likes_it() -> None:
    likes = complaint(better_with=(Modifier.BENDING_BACK,))
    assert exercises(drafted(sound_intake(causes=("W05",), complaint=likes)))[0] == "EX07"
    assert "EX07" not in exercises(drafted(sound_intake(causes=("W05",))))


def test_that_an_exercise_that_suits_but_is_forbidden_is_explained() -> None:
    plan = drafted(sound_intake(causes=("W03",), factors=facts("spinal_fusion_or_hardware")))
    assert "EX17" not in exercises(plan)
    assert "fusion" in out_of(plan, "EX17").text


def test_that_too_few_exercises_are_owned_up_to() -> None:
    many = facts(
        "knee_hip_or_shoulder_disease", "spinal_fusion_or_hardware", "hypertension_uncontrolled", "hypotension"
    )
    plan = drafted(sound_intake(causes=("W03",), patient=PREGNANT, factors=many))
    assert exercises(plan) == ("EX20",)
    assert "1 of the usual 2" in out_of(plan, "Home exercises").text


def test_that_two_exercises_suffice_where_both_are_light_and_walking_joins_where_they_are_not() -> None:
    assert exercises(drafted(sound_intake(causes=("W01",)))) == ("EX01", "EX02")
    hard = drafted(sound_intake(complaint=complaint(onset="repetitive_stress")))
    assert exercises(hard) == ("EX15", "EX10", "EX20")


# Ages


def test_that_a_child_gets_few_needles_for_a_short_time() -> None:
    plan = drafted(sound_intake(causes=("W02",), patient=a_patient(age=10)))
    component = need(plan, Needling)
    assert isinstance(component.insertions, int)
    assert component.insertions <= 6
    assert component.retention_min == 10
    assert ("patient.birth_date", "2016-01-15") in {(why.field, why.value) for _, why in reasons(plan)}


def test_that_a_small_child_is_sent_for_assessment_and_needles_are_not_left_in() -> None:
    intake = sound_intake(causes=("W01",), patient=a_patient(age=5))
    plan = drafted(intake)
    assert need(plan, Needling).retention_min == 1
    assert [finding.rule for finding in rule_findings(plan, intake, Level.REFER)] == ["K13"]


def test_that_an_old_and_frail_patient_gets_light_cups_and_an_even_hand() -> None:
    frail = sound_intake(patterns=("T04",), patient=a_patient(age=88), factors=facts("older_frail"))
    plan = drafted(frail)
    assert need(plan, Needling).stimulation is Stimulation.MANUAL_EVEN
    assert need(plan, Cupping).strength is Strength.LIGHT
    assert rule_findings(plan, frail, Level.CONTRAINDICATED, Level.REFER) == []


# Any patient at all

MEDICINES = ("warfarin 5 mg", "aspirin 75 mg", "fentanyl patch", "prednisolone", "李伟 {patient}")


@cache
def risks() -> list[str]:
    """Every health fact that an intake asks for."""
    return sorted(id_ for id_, factor in library().factors.items() if factor.ask == "intake")


@st.composite
def intakes(draw: st.DrawFn) -> Intake:
    """Ordinary and extraordinary patients."""
    radiation = draw(
        st.none()
        | st.builds(leg, st.sampled_from(Reach), st.sampled_from(Path), st.sampled_from((Side.LEFT, Side.RIGHT)))
    )
    told = complaint(
        *draw(
            st.lists(
                st.sampled_from((Region.LOW_BACK, Region.BUTTOCK, Region.UPPER_BACK, Region.THIGH)),
                min_size=1,
                max_size=3,
                unique=True,
            )
        ),
        days=draw(st.none() | st.integers(0, 200)),
        onset=draw(st.sampled_from(Onset)).value,
        radiation=radiation,
        quality=tuple(draw(st.lists(st.sampled_from(Quality), max_size=2, unique=True))),
        worse_with=tuple(draw(st.lists(st.sampled_from(Modifier), max_size=3, unique=True))),
        better_with=tuple(draw(st.lists(st.sampled_from(Modifier), max_size=2, unique=True))),
        pain_now=draw(st.none() | st.integers(0, 10)),
    )
    known = draw(st.lists(st.sampled_from(risks()), max_size=3, unique=True))
    where = tuple(draw(st.lists(st.sampled_from((Region.LOW_BACK, Region.LEG)), max_size=1)))
    week = draw(st.none() | st.integers(1, 41))
    patient = a_patient(age=draw(st.integers(4, 95))) if week is None else a_woman(PregnancyStatus.YES, week=week)
    return sound_intake(
        causes=tuple(draw(st.lists(st.sampled_from(CAUSES), max_size=2, unique=True))),
        patterns=tuple(draw(st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True))),
        complaint=told,
        patient=patient,
        medicines=tuple(draw(st.lists(st.sampled_from(MEDICINES), max_size=2, unique=True))),
        factors=facts(*known, regions=where),
        examination=Examination(sensation=draw(st.sampled_from(Sign))),
    )


@settings(max_examples=150)
@given(intakes())
def test_that_no_draft_holds_what_a_rule_forbids(intake: Intake) -> None:
    plan = drafted(intake)
    assert rule_findings(plan, intake, Level.CONTRAINDICATED) == []
    assert all(item.because and item.sources for item in all_items(plan))


@settings(max_examples=150)
@given(intakes())
def test_that_removing_the_fact_behind_an_item_removes_or_changes_it(intake: Intake) -> None:
    found = list(reasons(drafted(intake)))
    for field, value in {(reason.field, reason.value) for _, reason in found}:
        after = {one.item_id: one for one in all_items(drafted(without(intake, field, value)))}
        for item, reason in found:
            if (reason.field, reason.value) == (field, value):
                assert after.get(item.item_id) != item, (item.item_id, reason)

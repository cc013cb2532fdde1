"""Changes of one field, removals, and what must agree with them."""

from dataclasses import replace

import pytest

from tests.builders import a_library, a_plan, an_intake, choice, electro, moxa, needle, needling
from tests.domain.drafting.reading import library, need
from tests.domain.editing.samples import (
    add,
    change,
    change_part,
    counted,
    draft,
    edited,
    ids,
    item,
    plain,
    refused,
)
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.edits import ChangePlan, Edit, RemoveComponent, RemoveItem
from treatplan.domain.errors import Refused
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Angle,
    Cupping,
    CupSite,
    Electrical,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Response,
    Stimulation,
)
from treatplan.domain.places import Side
from treatplan.domain.plan import Plan, Status, items_of


def point(plan: Plan, item_id: str) -> NeedlePoint:
    found = item(plan, item_id)
    assert isinstance(found, NeedlePoint)
    return found


def test_that_one_field_changes_and_nothing_else() -> None:
    before = draft()
    after = edited(before, change("needling.BL23", "angle", "oblique"))
    assert point(after, "needling.BL23") == replace(point(before, "needling.BL23"), angle=Angle.OBLIQUE)
    back = edited(after, change("needling.BL23", "angle", "perpendicular"))
    assert back == before


@pytest.mark.parametrize(
    ("item_id", "field", "text", "found"),
    [
        ("needling.BL23", "depth_mm", "12-15 mm", Span(low=12.0, high=15.0)),
        ("needling.BL23", "side", "right", Side.RIGHT),
        ("needling.BL23", "stimulation", "none", Stimulation.NONE),
        ("needling.BL23", "response_sought", "warmth", (Response.WARMTH,)),
        ("needling.BL23", "retention_min", "10 min", 10.0),
        ("moxibustion.BL23", "minutes", "8", 8.0),
        ("cupping.low_back", "cups", "6 cups", 6),
        ("cupping.low_back", "minutes", "5-8", Span(low=5.0, high=8.0)),
        ("stretching.EX02", "reps", "12", 12),
        ("stretching.EX02", "hold_s", "3 s", 3.0),
        ("stretching.EX02", "times_per_day", "2", 2),
        ("advice.stay_active", "text", "Walk to <work>.", "Walk to <work>."),
    ],
)
def test_that_each_kind_of_item_can_be_changed(item_id: str, field: str, text: str, found: object) -> None:
    assert getattr(item(edited(draft(), change(item_id, field, text)), item_id), field) == found


@pytest.mark.parametrize(
    ("modality", "field", "text"),
    [
        ("needling", "retention_min", "25"),
        ("needling", "needle.diameter_mm", "0.2"),
        ("needling", "position", "side lying"),
        ("moxibustion", "technique", "box"),
        ("moxibustion", "distance_mm", "3 cm"),
        ("moxibustion", "material.smoke", "smokeless"),
        ("cupping", "strength", "medium"),
        ("cupping", "style", "moving"),
        ("cupping", "cup.source", "silicone"),
        ("stretching", "home_minutes", "10"),
    ],
)
def test_that_each_kind_of_component_can_be_changed(modality: str, field: str, text: str) -> None:
    before = draft()
    after = edited(before, change_part(field, text, modality))
    assert [one.modality for one in after.components] == [one.modality for one in before.components]
    assert sum(one != two for one, two in zip(after.components, before.components, strict=True)) == 1


def test_that_a_depth_never_exceeds_the_needle() -> None:
    problem = refused(draft(), change("needling.BL23", "depth_mm", "41"))
    assert problem.field == "depth_mm"
    assert problem.message.endswith("write at most 40 mm, or choose a longer needle first")
    as_deep = edited(draft(), change("needling.BL23", "depth_mm", "40"))
    assert point(as_deep, "needling.BL23").depth_mm == 40
    shorter = refused(draft(), change_part("needle.length_mm", "30"))
    assert shorter.field == "needle.length_mm"
    assert "GB34 is needled 33 mm deep" in shorter.message
    longer = edited(draft(), change_part("needle.length_mm", "50"), change("needling.BL23", "depth_mm", "41"))
    assert need(longer, Needling).depth_mm == Span(low=11.0, high=41.0)


def test_that_needles_are_counted_by_their_sides() -> None:
    before, _ = counted(draft())
    assert isinstance(before, int)
    assert counted(edited(draft(), change("needling.BL23", "side", "left"))) == (before - 1, before - 1)
    assert counted(edited(draft(), RemoveItem(item_id="needling.BL23"))) == (before - 2, before - 2)
    assert counted(edited(draft(), change("needling.BL23", "angle", "oblique"))) == (before, before)


def test_that_a_wrong_number_of_needles_is_put_right_by_the_next_change_of_a_point() -> None:
    wrong = a_plan(needling(needle("BL23"), needle("BL25"), insertions=7))
    assert counted(edited(wrong, change(ids(wrong)[0], "side", "left"))) == (3, 3)


@pytest.mark.parametrize(
    ("stated", "after"),
    [(9, 8), (Span(low=6, high=10), Span(low=5, high=9)), (AtLeast(at_least=6), AtLeast(at_least=5))],
)
def test_that_a_published_number_that_counts_chosen_points_moves_with_the_points(stated: object, after: object) -> None:
    protocol = a_plan(needling(needle("BL23"), rules=(choice("BL60", "KI3", how_many=2),), insertions=stated))
    assert need(edited(protocol, change(ids(protocol)[0], "side", "left")), Needling).insertions == after
    assert need(edited(protocol, change_part("retention_min", "20")), Needling).insertions == stated


def test_that_a_depth_over_all_that_was_typed_stays_and_one_that_was_read_follows() -> None:
    typed = a_plan(needling(needle("BL23"), needle("BL25"), depth_mm=Span(low=10.0, high=30.0)))
    assert need(edited(typed, change(ids(typed)[0], "depth_mm", "20")), Needling).depth_mm == Span(low=10.0, high=30.0)
    deepest = edited(draft(), RemoveItem(item_id="needling.GB34"))
    assert need(deepest, Needling).depth_mm == Span(low=11.0, high=22.0)
    open_end = edited(draft(), change("needling.BL23", "depth_mm", "10 or more"))
    assert need(open_end, Needling).depth_mm == AtLeast(at_least=10.0)


def test_that_tender_points_are_told_in_the_number_that_was_typed() -> None:
    plan = edited(draft(), change("needling.ashi", "how_many", "2-5"))
    rule = item(plan, "needling.ashi")
    assert isinstance(rule, PointRule)
    assert rule.text.startswith("Up to 5 tender points")
    assert need(plan, Needling).insertions_note == "Up to 5 tender points may be added at the visit."
    own = edited(draft(), change("needling.ashi", "text", "As many as hurt."), change("needling.ashi", "how_many", "3"))
    kept = item(own, "needling.ashi")
    assert isinstance(kept, PointRule)
    assert kept.text == "As many as hurt."


def test_that_points_follow_the_stimulation_of_their_component_unless_they_have_their_own() -> None:
    own = edited(
        draft(), change("needling.BL23", "stimulation", "none"), change("needling.BL23", "response_sought", "")
    )
    plan = edited(own, change_part("stimulation", "manual reducing"), change_part("response_sought", "warmth"))
    worked = {one.code: (one.stimulation, one.response_sought) for one in need(plan, Needling).points}
    assert worked.pop("BL23") == (Stimulation.NONE, ())
    assert set(worked.values()) == {(Stimulation.MANUAL_REDUCING, (Response.WARMTH,))}
    assert need(plan, Needling).stimulation_text.startswith("Reducing method")


def test_that_current_comes_and_goes_with_electrical_stimulation() -> None:
    on = edited(draft(), change_part("stimulation", "electrical"), change_part("electrical.frequency_hz", "4 Hz"))
    assert need(on, Needling).electrical == Electrical(frequency_hz=4.0)
    off = edited(on, change_part("stimulation", "manual even"))
    assert off == draft()
    assert refused(draft(), change_part("electrical.frequency_hz", "4")).field == "electrical.frequency_hz"


def test_that_no_current_runs_to_a_needle_that_is_gone() -> None:
    wired = a_plan(electro(needle("BL2"), needle("BL23"), needle("BL25"), pairs=("BL23-BL25", "BL2-BL23")))
    after = need(edited(wired, RemoveItem(item_id="needle-BL2")), Needling).electrical
    assert isinstance(after, Electrical)
    assert after.pairs == ("BL23-BL25",)
    levels = electro(needle("EX-B2", level="L3"), needle("EX-B2", level="L4"), pairs=("EX-B2-EX-B2",))
    left = need(edited(a_plan(levels), RemoveItem(item_id="needle-EX-B2-L4")), Needling).electrical
    assert isinstance(left, Electrical)
    assert left.pairs == ("EX-B2-EX-B2",)


def test_that_moxa_moves_as_its_technique_does() -> None:
    plan = edited(draft(), change_part("technique", "box", "moxibustion"))
    assert str(need(plan, Moxibustion).manoeuvre).startswith("box on the skin")
    own = a_plan(moxa(HeatPoint(item_id="m", code="BL23"), manoeuvre="pecking"))
    assert need(edited(own, change_part("technique", "box", "moxibustion")), Moxibustion).manoeuvre == "pecking"


@pytest.mark.parametrize(
    ("edit", "field", "hint"),
    [
        (change("needling.GV3", "side", "left"), "side", "choose midline"),
        (change("needling.BL23", "side", "midline"), "side", "left, right or bilateral"),
        (change("needling.BL23", "depth_mm", "deep"), "depth_mm", "write it like"),
        (change("needling.BL23", "level", "L2"), "level", "no field"),
        (change("needling.nothing", "side", "left"), "item_id", "no such item"),
        (change("stretching.EX02", "days_per_week", "8"), "days_per_week", "1 to 7"),
        (change_part("insertions", "12"), "insertions", "no field"),
        (change_part("retention_min", "400"), "retention_min", "0 to 240 min"),
        (change_part("style", "dry", "acupressure"), "modality", "choose one of"),
        (RemoveItem(item_id="x" * 500), "item_id", "no such item"),
        (RemoveComponent(modality="cupping:2"), "modality", "no such part"),
        (ChangePlan(field="status", text="released"), "status", "no field"),
    ],
)
def test_that_what_can_not_be_is_refused_at_its_field(edit: Edit, field: str, hint: str) -> None:
    problem = refused(draft(), edit)
    assert problem.field == field
    assert hint in problem.message


def test_that_advice_is_not_left_without_any_word() -> None:
    own = a_plan(Advice(items=(AdviceItem(item_id="a", text="Swim."),)))
    assert "remove it instead" in refused(own, change("a", "text", " ")).message
    assert need(edited(own, change("a", "text", "Walk.")), Advice).items[0].text == "Walk."


def test_that_a_part_goes_with_its_last_item() -> None:
    plan = edited(draft(), RemoveItem(item_id="cupping.low_back"))
    assert "cupping" not in [one.modality for one in plan.components]
    told = plan.context.patient_information
    assert not isinstance(told, Absent)
    assert "treatment_cupping" not in told
    before = draft().context.patient_information
    assert not isinstance(before, Absent)
    assert "treatment_cupping" in before
    assert edited(draft(), RemoveComponent(modality="cupping")) == plan


def test_that_what_patients_are_told_in_own_words_stays() -> None:
    own = replace(draft(), context=replace(draft().context, patient_information=("A talk.", "treatment_cupping")))
    assert edited(own, RemoveComponent(modality="cupping")).context.patient_information == ("A talk.",)
    none = replace(own, context=replace(own.context, patient_information=Absent.NOT_REPORTED))
    assert edited(none, RemoveComponent(modality="cupping")).context.patient_information is Absent.NOT_REPORTED


def test_that_the_reasoning_of_a_part_names_the_sources_of_its_items() -> None:
    for plan in (edited(draft(), RemoveItem(item_id="needling.BL40")), edited(draft(), add("KI3"))):
        component = need(plan, Needling)
        of_items = {source for one in items_of(component) for source in one.sources}
        assert set(component.rationale.sources) == of_items


def test_that_a_plan_is_edited_without_the_words_of_drafts_as_far_as_they_are_not_needed() -> None:
    plain_plan, bare = a_plan(needling(needle("BL23"), needle("BL25"))), a_library()
    after = apply(plain_plan, change("needle-BL23", "side", "left"), an_intake(), bare)
    assert need(after, Needling).insertions == 3
    with pytest.raises(Refused, match="every draft begins with it"):
        apply(plain_plan, add("BL60"), an_intake(), bare)


def test_that_the_aim_is_the_practitioner_s() -> None:
    assert edited(draft(), ChangePlan(field="aim", text=" 李伟 & O'Neil walk.\n")).aim == "李伟 & O'Neil walk."


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.DRAFT])
def test_that_only_a_draft_is_changed(status: Status) -> None:
    done = replace(draft(), status=status)
    with pytest.raises(Refused, match="only a draft can be changed; make a new version first"):
        apply(done, RemoveItem(item_id="needling.BL23"), plain(), library())


def test_that_cups_and_exercises_are_what_they_were_after_other_edits() -> None:
    before = draft()
    after = edited(before, add("KI3"), RemoveItem(item_id="needling.ashi"))
    for item_id in ids(before):
        if isinstance(item(before, item_id), CupSite | Exercise | HeatPoint):
            assert item(after, item_id) == item(before, item_id)
    assert need(after, Cupping) == need(before, Cupping)

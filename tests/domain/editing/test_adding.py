"""What a practitioner adds gets what a draft would give it for this patient, says who chose it, and warns of nothing
that `safety.check` would not find as well."""

from dataclasses import replace

import pytest

from tests.builders import a_plan, an_intake, cupping, moxa, needle, needling
from tests.domain.drafting.reading import complaint, leg, library, need, part, sound_intake
from tests.domain.editing.samples import (
    add,
    change,
    change_part,
    counted,
    draft,
    edited,
    ids,
    item,
    on_warfarin,
    plain,
    pregnant,
    refused,
)
from treatplan.domain.depth import depth_limit
from treatplan.domain.dose import Absent, Span, highest
from treatplan.domain.drafting.case import PRACTITIONER
from treatplan.domain.editing.edits import AddComponent, RemoveComponent, RemoveItem
from treatplan.domain.facts import facts_of
from treatplan.domain.intake import Onset
from treatplan.domain.modality import (
    Advice,
    Cupping,
    Exercise,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stimulation,
    Stretching,
)
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import Plan, items_of
from treatplan.domain.rules import Level
from treatplan.domain.safety import check


def point(plan: Plan, name: str) -> NeedlePoint:
    found = item(plan, f"needling.{name}")
    assert isinstance(found, NeedlePoint)
    return found


def test_that_an_added_point_comes_last_and_says_who_chose_it() -> None:
    plan = edited(draft(), add("ki3"))
    added = need(plan, Needling).points[-1]
    assert (added.code, added.side, added.item_id) == ("KI3", Side.BILATERAL, "needling.KI3")
    assert (added.because[0].field, added.because[0].value) == (PRACTITIONER, "added")
    assert added.because[0].text == "Chosen by the practitioner."
    assert set(library().points["KI3"].sources) <= set(added.sources) <= library().sources.keys()


def test_that_a_point_of_the_draft_that_was_removed_comes_back_as_it_was() -> None:
    before = draft()
    back = point(edited(before, RemoveItem(item_id="needling.BL23"), add("肾俞")), "BL23")
    assert back.because[0].field == PRACTITIONER
    assert replace(back, because=back.because[1:]) == point(before, "BL23")


@pytest.mark.parametrize("code", sorted(code for code, one in library().points.items() if not one.levels)[::9])
def test_that_no_added_point_is_deeper_than_its_warning_line(code: str) -> None:
    plan = edited(a_plan(needling()), add(code))
    added = need(plan, Needling).points[0] if code != "EX-Ashi" else None
    if added is not None:
        angle = None if isinstance(added.angle, Absent) else added.angle
        limit = depth_limit(library().points[code], "", angle, facts_of(plain(), library()), library()).mm
        assert limit is None or (highest(added.depth_mm) or 0) <= limit


def test_that_rules_of_this_patient_make_an_added_point_shallow_and_still() -> None:
    added = point(edited(draft(on_warfarin()), add("GB30"), intake=on_warfarin()), "GB30")
    assert (highest(added.depth_mm) or 0) <= 20
    assert added.stimulation is Stimulation.NONE
    assert any("B01" in reason.text for reason in added.because)
    free = point(edited(draft(), add("GB30")), "GB30")
    assert (highest(free.depth_mm) or 0) > 20
    assert free.stimulation is Stimulation.MANUAL_EVEN


def test_that_a_rule_that_is_touched_first_makes_the_needle_thin_for_all() -> None:
    intake = on_warfarin()
    before = a_plan(replace(need(draft(), Needling), points=(), point_rules=()))  # nothing in it touches a rule
    assert need(before, Needling).needle.diameter_mm == 0.25
    after = need(edited(before, add("BL40"), intake=intake), Needling)
    assert after.needle.diameter_mm == Span(low=0.16, high=0.2)
    assert len(after.precautions) == len(need(before, Needling).precautions) + 1


def test_that_what_was_chosen_in_the_face_of_a_rule_stays() -> None:
    intake = on_warfarin()
    thick = edited(draft(intake), add("BL40"), change_part("needle.diameter_mm", "0.3"), intake=intake)
    assert any(one.rule == "B01" for one in check(thick, intake, library()))
    assert need(edited(thick, add("GB30"), intake=intake), Needling).needle.diameter_mm == 0.3


def test_that_a_needle_the_draft_chose_grows_with_a_deeper_point() -> None:
    plan = edited(draft(), add("GB30"))
    assert need(draft(), Needling).needle.length_mm == 40
    assert need(plan, Needling).needle.length_mm == 50
    assert need(edited(plan, RemoveItem(item_id="needling.GB30")), Needling).needle.length_mm == 50


def test_that_a_needle_the_practitioner_chose_stays_and_holds_the_depth_back() -> None:
    plan = edited(draft(), change_part("needle.length_mm", "39"), add("GB30"))
    added = point(plan, "GB30")
    assert need(plan, Needling).needle.length_mm == 39
    assert highest(added.depth_mm) == 34  # 5 mm of the shaft stay outside
    assert added.because[-1].text == "At most 34 mm deep, as the chosen needle is 39 mm long."


def test_that_a_needle_too_short_for_any_point_is_refused() -> None:
    shallow = a_plan(needling(needle("BL23", 1.0), needle=replace(need(draft(), Needling).needle, length_mm=4.0)))
    assert "choose a longer one first" in refused(shallow, add("BL25")).message


def test_that_a_point_on_the_leg_follows_the_side_of_the_pain_only_where_a_voice_says_so() -> None:
    told = complaint(radiation=leg(side=Side.LEFT), onset=Onset.UNKNOWN)
    intake = sound_intake(causes=("W05",), complaint=told)
    plan = draft(intake)
    one_sided = [one for one in need(plan, Needling).points if one.side is Side.LEFT and not one.level]
    assert one_sided
    gone = edited(plan, RemoveItem(item_id=one_sided[0].item_id), intake=intake)
    back = point(edited(gone, add(one_sided[0].code), intake=intake), one_sided[0].code)
    assert back.side is Side.LEFT
    other = point(edited(gone, add(one_sided[0].code, side=Side.RIGHT), intake=intake), one_sided[0].code)
    assert other.side is Side.RIGHT
    assert not [reason for reason in other.because if reason.field == "complaint.radiation.side"]


def test_that_a_point_stands_once_in_a_part_but_may_stand_in_two() -> None:
    assert "BL23 is in this part of the plan already" in refused(draft(), add("ub23")).message
    assert "moxibustion.ST36" in ids(edited(draft(), add("ST36"), add("ST36", "moxibustion")))


def test_that_left_and_right_of_a_level_are_two_items_and_both_sides_meet_each() -> None:
    plan = edited(draft(), add("EX-B2 L4", side=Side.LEFT), add("EX-B2", level="L4", side=Side.RIGHT), add("EX-B2 L5"))
    assert {"needling.EX-B2.L4", "needling.EX-B2.L4.2", "needling.EX-B2.L5"} <= set(ids(plan))
    assert "EX-B2 L4 is in this part" in refused(plan, add("EX-B2 L4")).message
    assert "EX-B2 L5 is in this part" in refused(plan, add("EX-B2 L5", side=Side.LEFT)).message
    assert "EX-B2 L4 is in this part" in refused(plan, change("needling.EX-B2.L4", "side", "both")).message


@pytest.mark.parametrize(
    ("what", "side", "hint"), [("GV4", Side.LEFT, "choose midline"), ("BL60", Side.MIDLINE, "choose left, right")]
)
def test_that_a_point_is_not_put_where_it_does_not_lie(what: str, side: Side, hint: str) -> None:
    problem = refused(draft(), add(what, side=side))
    assert (problem.field, hint in problem.message) == ("side", True)


def test_that_needles_are_counted_anew_with_both_sides() -> None:
    before, _ = counted(draft())
    assert isinstance(before, int)
    assert counted(edited(draft(), add("KI3"))) == (before + 2, before + 2)
    assert counted(edited(draft(), add("GV4"))) == (before + 1, before + 1)
    assert counted(edited(draft(), add("KI3", side=Side.LEFT))) == (before + 1, before + 1)


def test_that_an_unsafe_point_may_be_added_and_is_found() -> None:
    intake = pregnant()
    plan = edited(draft(intake), add("BL32"), intake=intake)
    hits = [one for one in check(plan, intake, library()) if any(i.item_id == "needling.BL32" for i in one.items)]
    assert Level.CONTRAINDICATED in {one.level for one in hits}
    assert all(one.blocks for one in hits if one.level is Level.CONTRAINDICATED)


def test_that_tender_points_are_those_of_the_draft_in_the_sore_places() -> None:
    drafted = item(draft(), "needling.ashi")
    assert isinstance(drafted, PointRule)
    assert "change how many there" in refused(draft(), add("ashi")).message
    gone = edited(draft(), RemoveItem(item_id="needling.ashi"))
    assert need(gone, Needling).insertions_note == ""
    back = edited(gone, add("ashi"))
    rule = item(back, "needling.ashi.low_back")
    assert isinstance(rule, PointRule)
    assert (rule.how_many, rule.regions, rule.side, rule.text) == (
        drafted.how_many,
        drafted.regions,
        drafted.side,
        drafted.text,
    )
    assert need(back, Needling).insertions_note == need(draft(), Needling).insertions_note != ""


def test_that_tender_points_of_other_places_never_get_the_same_id() -> None:
    plan = a_plan(needling(needle("BL60")))
    low, up = (sound_intake(causes=("W01",), complaint=complaint(region)) for region in (Region.LOW_BACK, Region.NECK))
    assert ids(edited(plan, add("ashi"), intake=low))[-1] == "needling.ashi.low_back"
    assert ids(edited(plan, add("ashi"), intake=up))[-1] == "needling.ashi.neck"


def test_that_moxa_and_cups_take_points_and_regions_with_the_minutes_of_the_others() -> None:
    plan = edited(
        draft(),
        change("moxibustion.BL23", "minutes", "12"),
        change("moxibustion.GV3", "minutes", "12"),
        add("buttock", "moxibustion"),
        add("low back", "moxibustion"),
        add("buttock", "cupping"),
        add("BL23", "cupping", side=Side.LEFT),
    )
    assert [one.minutes for one in need(plan, Moxibustion).points] == [12, 12, 12, 12]
    cups = need(plan, Cupping).sites
    assert [(one.item_id, one.cups, one.side) for one in cups[1:]] == [
        ("cupping.buttock", 4, Side.BILATERAL),
        ("cupping.BL23", 1, Side.LEFT),
    ]
    assert "low back is in this part" in refused(plan, add("lower back", "cupping")).message


def test_that_added_moxa_is_as_short_as_the_rules_ask() -> None:
    long = a_plan(moxa(replace(need(draft(), Moxibustion).points[0], minutes=30.0)))
    added = need(edited(long, add("ST36", "moxibustion")), Moxibustion).points
    assert [one.minutes for one in added] == [30, 15]


def test_that_an_exercise_has_its_usual_dose_and_the_mat_it_needs() -> None:
    plan = edited(draft(), add("cat and cow", "stretching"))
    added = item(plan, "stretching.EX05")
    usual = library().stretches["EX05"]
    assert isinstance(added, Exercise)
    assert (added.reps, added.hold_s, added.times_per_day) == (usual.reps, usual.hold_s, usual.times_per_day)
    assert added.because[0].field == PRACTITIONER
    only = edited(plan, RemoveItem(item_id="stretching.EX05"), RemoveItem(item_id="stretching.EX20"))
    assert need(edited(only, add("EX05", "stretching")), Stretching).equipment == ("mat",)
    assert "EX05 is in the plan already" in refused(plan, add("ex5", "stretching")).message


def test_that_advice_is_added_by_id_or_title_and_told() -> None:
    plan = edited(draft(), add("Spread the load", "advice"))
    told = plan.context.patient_information
    assert need(plan, Advice).items[-1].leaflet == "pace_load"
    assert not isinstance(told, Absent)
    assert told[-1] == "pace_load"
    assert "pace_load is in the plan already" in refused(plan, add("pace_load", "advice")).message


def test_that_a_part_that_is_not_there_is_made_with_the_first_item() -> None:
    bare = a_plan(needling(needle("BL23")))
    things = (("EX05", "stretching"), ("buttock", "cupping"), ("stay_active", "advice"), ("BL23", "moxibustion"))
    plan = edited(bare, *(add(what, modality) for what, modality in things))
    assert [one.modality for one in plan.components] == ["needling", "moxibustion", "cupping", "stretching", "advice"]
    assert all(len(items_of(one)) == 1 for one in plan.components)
    cups = need(plan, Cupping)
    assert (cups.style, cups.strength, cups.rationale.style) == ("dry", "light", "TCM, dry cupping")
    assert set(cups.rationale.sources) == set(cups.sites[0].sources)
    assert "Chosen by the practitioner." in str(need(plan, Stretching).tailoring)


def test_that_an_added_part_is_the_draft_s_own_or_empty() -> None:
    drafted = draft()
    for one in drafted.components:
        plan = edited(drafted, RemoveComponent(modality=one.modality), AddComponent(modality=one.modality))
        assert plan.components == drafted.components
    intake = on_warfarin()
    assert part(draft(intake), Cupping) is None  # a rule keeps cups out
    assert need(edited(draft(intake), AddComponent(modality="cupping"), intake=intake), Cupping).sites == ()
    assert "which the plan has already" in refused(drafted, AddComponent(modality="cupping")).message


def test_that_what_was_left_out_is_not_said_to_be_left_out_once_it_is_in() -> None:
    before = draft()
    (entry,) = [one for one in before.left_out if "BL60" in one.what]
    assert "EX-B2.L4" in entry.what
    after = edited(before, add("BL60"), add("EX-B2 L4"))
    (less,) = [one for one in after.left_out if "BL58" in one.what]
    assert "BL60" not in less.text
    assert "EX-B2.L4" not in less.text
    assert less.text.startswith(less.what)
    intake = on_warfarin()
    whole = [one.what for one in draft(intake).left_out]
    assert "Cupping" in whole
    cupped = edited(draft(intake), add("buttock", "cupping"), intake=intake)
    assert "Cupping" not in [one.what for one in cupped.left_out]


def test_that_a_point_without_a_known_depth_says_so_and_no_longer_once_it_has_one() -> None:
    code = next(
        code
        for code, one in library().points.items()
        if one.depth_cun is None and not one.levels and not any(code in line.points for line in library().depth_lines)
    )
    plan = edited(draft(), add(code))
    added = need(plan, Needling).points[-1]
    assert added.depth_mm is Absent.NOT_REPORTED
    assert f"{code}: depth" in [one.what for one in plan.left_out]
    for later in (change(added.item_id, "depth_mm", "5"), RemoveItem(item_id=added.item_id)):
        assert f"{code}: depth" not in [one.what for one in edited(plan, later).left_out]


@pytest.mark.parametrize("modality", ["", "massage", "needling:2", "needling:0", "needling:x", "needling:²", "<b>"])
def test_that_a_part_that_can_not_be_is_refused(modality: str) -> None:
    assert refused(draft(), add("KI3", modality)).field == "modality"


def test_that_the_second_part_of_a_modality_has_its_own_address() -> None:
    two = a_plan(needling(needle("BL23")), needling(needle("BL60")), drafted_on=None)
    plan = edited(two, add("BL23", "needling:2"))
    assert [len(items_of(one)) for one in plan.components] == [1, 2]
    assert ids(plan)[-1] == "needling.BL23"


def test_that_an_unknown_thing_is_refused_with_what_is_near() -> None:
    assert "near it: GB34" in refused(draft(), add("UB234")).message
    assert "is missing; EX-B2 needs one of" in refused(draft(), add("EX-B2")).message


def test_that_an_id_of_the_file_s_own_is_not_given_twice() -> None:
    odd = a_plan(needling(replace(needle("SP6"), item_id="needling.BL23")), cupping())
    assert ids(edited(odd, add("BL23")))[:2] == ("needling.BL23", "needling.BL23.2")


def test_that_nothing_is_added_for_tender_points_where_no_place_is_named() -> None:
    nowhere = an_intake(regions=(Region.PERINEUM,))
    assert "names no sore place" in refused(a_plan(), add("ashi"), nowhere).message

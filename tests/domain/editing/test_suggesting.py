"""Suggestions as one types: what may be added, whether it is there, and what speaks against it for this patient."""

import pytest

from tests.builders import a_plan
from tests.domain.drafting.reading import facts, library, sound_intake
from tests.domain.editing.samples import add, draft, edited, on_warfarin, plain, pregnant
from treatplan.domain.editing.suggesting import Against, Suggestion, suggest
from treatplan.domain.errors import Refused
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.rules import Level
from treatplan.domain.safety import check


def suggested(
    text: str, modality: str = "needling", intake: Intake | None = None, plan: Plan | None = None
) -> tuple[Suggestion, ...]:
    return suggest(text, plan or draft(intake), intake or plain(), library(), modality)


def first(text: str, modality: str = "needling", intake: Intake | None = None) -> Suggestion:
    return suggested(text, modality, intake)[0]


def rules(one: Suggestion) -> set[str]:
    return {against.rule for against in one.against}


def test_that_a_point_is_suggested_with_its_names_and_place() -> None:
    one = first("ub23")
    assert (one.thing, one.what, one.pinyin, one.hanzi, one.name) == ("point", "BL23", "Shènshū", "肾俞", "Kidney Shu")
    assert one.location == library().points["BL23"].text.location
    assert (one.already_in_plan, one.hazards, one.level, one.levels) == (True, ("kidney",), "", ())


def test_that_what_is_not_in_the_plan_is_told_apart() -> None:
    assert not first("ki3").already_in_plan
    assert suggested("ki3", plan=edited(draft(), add("KI3")))[0].already_in_plan
    assert [one.already_in_plan for one in suggested("", "advice") if one.what == "stay_active"] == [True]
    assert first("lower back", "cupping").already_in_plan
    assert first("pelvic", "stretching").already_in_plan
    assert first("ashi").already_in_plan


def test_that_a_point_with_levels_asks_for_one_until_it_is_typed() -> None:
    assert first("jiaji").levels == library().points["EX-B2"].levels
    assert [(one.level, one.levels) for one in suggested("jiaji l4")] == [("L4", ())]
    assert suggested("jiaji l4", plan=edited(draft(), add("EX-B2 L4")))[0].already_in_plan


def test_that_rules_against_a_point_are_told_before_it_is_added_strongest_first() -> None:
    one = first("bl32", intake=pregnant())
    assert one.against[0].level is Level.CONTRAINDICATED
    assert one.against[0].title == library().rules[one.against[0].rule].text.title
    several = [list(Level).index(against.level) for against in first("cv8", intake=pregnant()).against]
    assert len(set(several)) > 1
    assert several == sorted(several)
    assert not first("ki3", intake=pregnant()).against


@pytest.mark.parametrize("code", ["BL60", "SP6", "BL32", "BL40", "GB21", "EX-B2 L3", "CV4", "KI3"])
@pytest.mark.parametrize("intake", [plain(), on_warfarin(), pregnant()], ids=["plain", "warfarin", "pregnant"])
def test_that_what_is_told_before_is_found_after(code: str, intake: Intake) -> None:
    """Every rule of the suggestion hits the added item, save those that its defaults have made to fit."""
    plan = draft(intake)
    name = code.replace(" ", ".")
    if f"needling.{name}" not in {one.item_id for one in all_items(plan)}:
        plan = edited(plan, add(code), intake=intake)
    found = {
        one.rule
        for one in check(plan, intake, library())
        for item in one.items
        if item.item_id in {f"needling.{name}", "needling"} and not one.rule.startswith(("unknown.", "RF"))
    }
    told = rules(suggest(code, plan, intake, library(), "needling")[0])
    assert told <= found
    assert {one for one in found - told if "targets" in repr(library().rules[one])} <= _of_manner(found)


def _of_manner(found: set[str]) -> set[str]:
    """Rules about depth and manner: the suggestion does not speak of them."""
    speaking = {"depth_over_mm", "over_line", "positions", "indwelling", "stimulations", "angles", "minutes_over"}
    return {
        one
        for one in found
        if any(getattr(target, name) for target in library().rules[one].targets for name in speaking)
    }


def test_that_cups_in_a_region_are_warned_of() -> None:
    assert "B06" in rules(first("low back", "cupping", on_warfarin()))
    assert "P15" in rules(first("sacrum", "cupping", pregnant()))
    assert not first("buttock", "cupping").against


def test_that_a_refused_consent_is_told() -> None:
    intake = sound_intake(causes=("W01",), consent={"moxibustion": Answer.NO})
    (against,) = first("buttock", "moxibustion", intake).against
    assert library().rules[against.rule].factors == ("no_valid_consent",)
    assert not first("buttock", "cupping", intake).against


def test_that_an_exercise_is_warned_of_by_rule_and_by_the_library() -> None:
    intake = sound_intake(causes=("W01",), factors=facts("vertebral_fracture"))
    title = library().factors["vertebral_fracture"].text.name
    against = first("cat", "stretching", intake).against
    assert against[0] == Against(rule="", level=Level.CAUTION, title=title)
    assert not first("cat", "stretching").against


def test_that_a_point_that_is_not_needled_says_so() -> None:
    assert first("ex-ue1").against == (Against(rule="", level=Level.CONTRAINDICATED, title=""),)
    assert "N13" in rules(first("cv8"))
    assert "" not in rules(first("cv8", "moxibustion"))


def test_that_tender_points_are_judged_where_they_would_be() -> None:
    assert "P08" not in rules(first("ashi", intake=pregnant()))  # in the back, not on the belly
    assert "P09" in rules(first("ashi", intake=pregnant()))


def test_that_odd_text_suggests_nothing() -> None:
    for text in ("", "<Smith>", "x" * 500, "李伟", "\ud800"):
        assert suggested(text) == ()


def test_that_no_more_are_suggested_than_asked_for_and_the_part_need_not_be_there() -> None:
    bare = a_plan()
    assert len(suggest("b", bare, plain(), library(), "moxibustion", limit=5)) == 5
    with pytest.raises(Refused, match="choose one of needling"):
        suggest("b", bare, plain(), library(), "magic")

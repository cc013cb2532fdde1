"""Red flags by part: what fires, how strongly, and what must still be asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    EVERY_KIND,
    a_factor,
    a_flag,
    a_library,
    a_part,
    a_patient,
    a_plan,
    a_rule,
    a_trigger,
    an_intake,
    blood_thinners,
    where,
)
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.rules import Level, Target
from treatplan.domain.safety import check
from treatplan.domain.screening import is_emergency, screen

OVER_50 = a_part("over_50", derived=((where("patient.age_years", at_least=51),),))
ON_THINNER = a_part("on_thinner", derived=((where("factors.anticoagulant.answer", "yes"),),))
BLADDER = a_flag(
    "RF01",
    [a_part("bladder", not_sure_counts_as_yes=True)],
    [a_trigger("emergency", "bladder")],
    blocks_if_unasked=True,
    overridable=False,
)
BOTH_LEGS = a_flag(
    "RF05",
    ["both_legs"],
    [a_trigger("urgent", "both_legs"), a_trigger("emergency", "both_legs", any_of=("RF01.bladder",))],
)
INJURY = a_flag("RF10", ["injury", "assessed"], [a_trigger("emergency", "injury", none_of=("assessed",))])
CANCER = a_flag(
    "RF13",
    ["history", "weight_loss", "night_pain", OVER_50],
    [
        a_trigger("urgent", "history"),
        a_trigger("urgent", any_of=("weight_loss", "night_pain", "over_50"), at_least=2),
    ],
)
FIRST_EPISODE = a_flag("RF14", ["first", OVER_50], [a_trigger("gp_review", "first", "over_50", "other_flag")])
CHEST = a_flag(
    "RF15",
    ["between_blades"],
    [a_trigger("gp_review", "between_blades", "other_flag"), a_trigger("urgent", "between_blades", "RF13")],
)
BLEEDING = a_flag("RF23", ["sudden", ON_THINNER], [a_trigger("emergency", "sudden", "on_thinner")])
FLAGS = (BLADDER, BOTH_LEGS, INJURY, CANCER, FIRST_EPISODE, CHEST, BLEEDING)
LIBRARY = a_library(red_flags=FLAGS, factors=[a_factor("anticoagulant")], medicines=blood_thinners())
ASKED = {"RF01.bladder": "no"}


def screened(answers: dict[str, str], intake: Intake | None = None) -> dict[str, Finding]:
    """What fires with these answers, by flag; the bladder is answered no unless it is named."""
    given = {part: Answer(word) for part, word in (ASKED | answers).items()}
    return {finding.rule: finding for finding in screen(replace(intake or an_intake(), red_flags=given), LIBRARY)}


def levels(answers: dict[str, str], intake: Intake | None = None) -> dict[str, Level]:
    return {rule: finding.level for rule, finding in screened(answers, intake).items()}


def test_that_answers_of_no_raise_nothing() -> None:
    everything = {f"{flag.id}.{part.id}": "no" for flag in FLAGS for part in flag.parts if not part.derived}
    assert screened(everything) == {}


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_that_yes_or_not_sure_on_an_emergency_part_stops(answer: str) -> None:
    found = screened({"RF01.bladder": answer})
    assert is_emergency(found.values())
    bladder = found["RF01"]
    assert (bladder.fact.field, bladder.fact.seen) == ("red_flags.RF01.bladder", answer)
    assert (bladder.blocks, bladder.overridable, bladder.kind) == (True, False, "red_flag")
    assert (bladder.question, bladder.do) == ("ask bladder?", "emergency action RF01")


def test_that_not_sure_raises_nothing_where_the_flag_does_not_say_so() -> None:
    assert screened({"RF13.history": "not_sure"}) == {}


def test_that_one_weak_part_is_not_enough_and_two_are() -> None:
    assert levels({"RF13.weight_loss": "yes"}) == {}
    assert levels({"RF13.weight_loss": "yes", "RF13.night_pain": "yes"}) == {"RF13": Level.REFER}
    assert levels({"RF13.history": "yes"}) == {"RF13": Level.REFER}


def test_that_a_part_read_from_the_intake_counts_but_the_answer_names_the_finding() -> None:
    found = screened({"RF13.night_pain": "yes"}, an_intake(patient=a_patient(age=60)))["RF13"]
    assert (found.fact.field, found.fact.seen) == ("red_flags.RF13.night_pain", "yes")
    assert found.fact.also == ("patient.age_years: 60",)
    assert found.do == "action RF13"


def test_that_the_strongest_trigger_decides() -> None:
    assert levels({"RF05.both_legs": "yes"}) == {"RF05": Level.REFER}
    both = {"RF05.both_legs": "yes", "RF01.bladder": "yes"}
    assert levels(both) == {"RF01": Level.EMERGENCY, "RF05": Level.EMERGENCY}
    assert screened(both)["RF05"].fact.also == ("red_flags.RF01.bladder: yes",)


@pytest.mark.parametrize(("assessed", "fires"), [("yes", False), ("no", True), ("not_sure", True), ("not_asked", True)])
def test_that_only_a_plain_yes_silences_a_flag(assessed: str, *, fires: bool) -> None:
    assert ("RF10" in screened({"RF10.injury": "yes", "RF10.assessed": assessed})) is fires


def test_that_a_weak_flag_fires_only_beside_another() -> None:
    old = an_intake(patient=a_patient(age=60))
    assert levels({"RF14.first": "yes"}, old) == {}
    beside = {"RF14.first": "yes", "RF13.history": "yes"}
    assert levels(beside, old) == {"RF13": Level.REFER, "RF14": Level.CAUTION}
    assert screened(beside, old)["RF14"].fact.also == ("patient.age_years: 60", "red_flags.RF13")


def test_that_two_weak_flags_do_not_raise_each_other() -> None:
    assert levels({"RF14.first": "yes", "RF15.between_blades": "yes"}, an_intake(patient=a_patient(age=60))) == {}


def test_that_a_flag_is_not_another_flag_beside_itself() -> None:
    alone = a_flag("RF21", ["same"], [a_trigger("gp_review", "same"), a_trigger("urgent", "same", "other_flag")])
    library = a_library(red_flags=[alone, CANCER])
    level = {
        extra: screen(an_intake(red_flags={"RF21.same": "yes", "RF13.history": extra}), library)[0].level
        for extra in ("no", "yes")
    }
    assert level == {"no": Level.CAUTION, "yes": Level.REFER}


def test_that_a_flag_may_rest_on_a_whole_other_flag() -> None:
    assert levels({"RF15.between_blades": "yes", "RF13.history": "yes"})["RF15"] is Level.REFER
    assert levels({"RF15.between_blades": "yes", "RF10.injury": "yes"})["RF15"] is Level.CAUTION


def test_that_a_blood_thinner_on_the_list_of_medicines_counts_for_a_flag() -> None:
    assert levels({"RF23.sudden": "yes"}) == {}
    found = screened({"RF23.sudden": "yes"}, an_intake(medicines=("warfarin 3 mg",)))["RF23"]
    assert found.level is Level.EMERGENCY
    assert found.fact.also == ("medicines: warfarin 3 mg",)


def test_that_a_trigger_may_have_an_action_of_its_own() -> None:
    waves = a_flag(
        "RF18",
        ["waves", "bleeding"],
        [a_trigger("emergency", "waves", action="maternity"), a_trigger("emergency", "bleeding")],
    )
    text = replace(waves.text, actions={"maternity": "maternity unit now", "emergency": "ambulance"})
    library = a_library(red_flags=[replace(waves, text=text)])
    told = {part: screen(an_intake(red_flags={f"RF18.{part}": "yes"}), library)[0].do for part in ("waves", "bleeding")}
    assert told == {"waves": "maternity unit now", "bleeding": "ambulance"}


def test_that_of_equally_urgent_triggers_the_first_decides() -> None:
    count = a_flag(
        "RF16",
        ["one", "two"],
        [a_trigger("gp_review", "one", "two", action="both"), a_trigger("gp_review", "one", action="single")],
    )
    library = a_library(
        red_flags=[replace(count, text=replace(count.text, actions={"both": "refer", "single": "test first"}))]
    )
    (found,) = screen(an_intake(red_flags={"RF16.one": "yes", "RF16.two": "yes"}), library)
    assert found.do == "refer"


def test_that_a_flag_read_from_the_intake_alone_names_its_field_and_its_statement() -> None:
    young = a_flag(
        "RF14",
        [a_part("under_18", derived=((where("patient.age_years", below=18),),))],
        [a_trigger("urgent", "under_18")],
    )
    (found,) = screen(an_intake(patient=a_patient(age=17)), a_library(red_flags=[young]))
    assert (found.fact.field, found.fact.seen, found.question) == ("patient.age_years", "17", "ask under_18?")


def test_that_an_emergency_rule_without_targets_stops_before_anything_is_planned() -> None:
    crisis = a_rule("K11b", "crisis", level=Level.EMERGENCY, kinds=EVERY_KIND, overridable=False)
    aimed = a_rule("K11c", "crisis", level=Level.EMERGENCY, targets=[Target(points=("BL23",))])
    library = a_library(rules=[crisis, aimed])
    (found,) = screen(an_intake(yes=["crisis"]), library)
    assert (found.rule, found.level, found.items, found.blocks) == ("K11b", Level.EMERGENCY, (), True)
    planned = [one.rule for one in check(a_plan(), an_intake(yes=["crisis"]), library)]
    assert planned == ["K11b", "K11c"]


# --- what must still be asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [{}, {"RF01.bladder": "not_asked"}])
def test_that_an_unasked_emergency_flag_blocks_until_it_is_asked(answers: dict[str, str]) -> None:
    (found,) = screen(an_intake(red_flags=answers), LIBRARY)
    assert (found.kind, found.level, found.blocks, found.overridable) == ("not_asked", Level.REFER, True, False)
    assert (found.fact.field, found.fact.seen) == ("red_flags.RF01.bladder", "not_asked")
    assert (found.title, found.do) == ("Not asked: name RF01", "ask bladder?")
    assert screen(an_intake(red_flags=ASKED), LIBRARY) == ()


COMBINED = a_flag(
    "RF08",
    ["pain", "faint", "known", OVER_50],
    [a_trigger("emergency", "known"), a_trigger("emergency", "pain", "faint"), a_trigger("urgent", "pain", "over_50")],
    blocks_if_unasked=True,
)


def open_parts(answers: dict[str, str], age: int = 40) -> tuple[str, ...]:
    """The parts of the combined flag that are still to be asked."""
    asked = {f"RF08.{part}": answer for part, answer in answers.items()}
    intake = an_intake(patient=a_patient(age=age), red_flags=asked)
    open_ = [one for one in screen(intake, a_library(red_flags=[COMBINED])) if one.kind == "not_asked"]
    return tuple(
        f.removeprefix("red_flags.RF08.").removesuffix(": not_asked")
        for one in open_
        for f in (one.fact.field, *one.fact.also)
    )


def test_that_all_parts_which_could_still_fire_are_asked_in_one_finding() -> None:
    assert open_parts({}) == ("pain", "faint", "known")


def test_that_a_part_which_can_no_longer_change_anything_is_not_asked() -> None:
    assert open_parts({"pain": "no"}) == ("known",)
    assert open_parts({"pain": "yes", "faint": "no"}) == ("known",)
    assert open_parts({"pain": "no", "known": "no"}) == ()
    assert open_parts({"known": "yes"}) == ()


def test_that_a_question_of_another_flag_is_asked_where_this_one_rests_on_it() -> None:
    history = a_flag("RF13", ["history"], [a_trigger("urgent", "history")])
    cord = a_flag("RF24", ["band"], [a_trigger("emergency", "RF13.history", "band")], blocks_if_unasked=True)
    library = a_library(red_flags=[history, cord])

    def asked(answers: dict[str, str]) -> list[str]:
        return [one.do for one in screen(an_intake(red_flags=answers), library) if one.kind == "not_asked"]

    assert asked({}) == ["ask history? ask band?"]
    assert asked({"RF24.band": "yes"}) == ["ask history?"]
    assert asked({"RF13.history": "no"}) == []
    assert asked({"RF24.band": "no"}) == []


def test_that_what_could_make_a_firing_flag_stronger_is_still_asked() -> None:
    asked = {"pain": "yes", "known": "no"}
    assert open_parts(asked, age=70) == ("faint",)
    assert open_parts(asked | {"faint": "no"}, age=70) == ()


def test_that_what_a_plain_yes_has_silenced_is_not_asked() -> None:
    library = a_library(red_flags=[replace(INJURY, blocks_if_unasked=True)])

    def asked(answers: dict[str, str]) -> bool:
        return any(one.kind == "not_asked" for one in screen(an_intake(red_flags=answers), library))

    assert asked({})
    assert not asked({"RF10.assessed": "yes"})
    assert not asked({"RF10.injury": "no"})


PARTS = sorted(f"{flag.id}.{part.id}" for flag in FLAGS for part in flag.parts if not part.derived)
SILENCING = {"RF10.assessed"}


@given(st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["yes", "no", "not_sure"])), st.integers(18, 90))
def test_that_answering_no_in_place_of_nothing_never_raises_a_flag(answers: dict[str, str], age: int) -> None:
    intake = an_intake(patient=a_patient(age=age))
    before = {rule for rule, one in screened(answers, intake).items() if one.kind == "red_flag"}
    filled = dict.fromkeys(PARTS, "no") | answers
    after = {rule for rule, one in screened(filled, intake).items() if one.kind == "red_flag"}
    assert after == before


@given(
    st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["yes", "no"])),
    st.sampled_from([part for part in PARTS if part not in SILENCING]),
)
def test_that_one_more_yes_never_weakens_what_fires(answers: dict[str, str], part: str) -> None:
    order = list(Level)
    before, after = levels(answers), levels(answers | {part: "yes"})
    assert all(order.index(after[rule]) <= order.index(level) for rule, level in before.items())

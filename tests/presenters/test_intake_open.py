"""The intake form claims nothing that nobody said; its counts agree; a draft goes on where it was."""

import pytest

from tests.presenters.intake_fakes import ANA, BO, Desk
from treatplan.domain.intake import Answer, Path, Radiation, Reach
from treatplan.domain.places import Place, Region, Side
from treatplan.presenters.intake.view import FormView

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.editor.open(ANA)
    return made


def drain(desk: Desk) -> None:
    while desk.background.waiting:
        desk.background.release()


def form(desk: Desk) -> FormView:
    made = desk.editor.view.form
    assert made is not None
    return made


def test_that_badge_and_card_count_the_same_red_flags(desk: Desk) -> None:
    def badge() -> int:
        section = next(one for one in desk.editor.view.sections if one.key == "flags")
        return section.must or section.useful

    def left() -> int:
        asked, _of, every = form(desk).flags.progress.split()[:3]
        return int(every) - int(asked)

    answered, said = 0, {form(desk).flags.progress.endswith("must be asked")}
    assert badge() == left() > 0
    while form(desk).flags.to_ask:
        desk.editor.flags.answer(form(desk).flags.to_ask[0], Answer.NO)
        said.add(form(desk).flags.progress.endswith("must be asked"))
        answered += 1
        assert badge() == left(), f"after {answered} answers"
    assert said == {True, False}
    assert form(desk).flags.progress == f"{answered} of {answered} asked"


# --- sides that nobody has said


def test_that_a_place_claims_no_side_before_one_is_said(desk: Desk) -> None:
    desk.editor.pain.add(Region.LOW_BACK)
    assert [(row.region, row.side) for row in form(desk).pain.places] == [(Region.LOW_BACK, None)]
    assert form(desk).pain.complaint.places == ()
    assert {item.field: item.must for item in desk.editor.view.open}["complaint.places.low_back"]
    desk.editor.pain.add(Region.HIP)
    assert [item.words for item in desk.editor.view.open if item.field.endswith(".hip")] == ["Side: Hip"]
    desk.editor.pain.side(Region.LOW_BACK, Side.LEFT)
    assert form(desk).pain.complaint.places == (Place(region=Region.LOW_BACK, side=Side.LEFT),)
    assert {item.field: item.must for item in desk.editor.view.open}["complaint.places.hip"] is False
    desk.editor.pain.side(Region.LOW_BACK, None)
    assert form(desk).pain.complaint.places == (), "a side can be taken back"
    desk.editor.pain.remove(Region.LOW_BACK)
    desk.editor.pain.remove(Region.HIP)
    assert form(desk).pain.places == ()


def test_that_the_section_counts_the_sides_to_say(desk: Desk) -> None:
    def pain() -> tuple[int, int]:
        section = next(one for one in desk.editor.view.sections if one.key == "pain")
        return section.must, section.useful

    must, useful = pain()
    desk.editor.pain.add(Region.HIP)
    assert pain() == (must, useful), "it stands for the place that must be named"
    desk.editor.pain.add(Region.NECK)
    desk.editor.pain.reach(Reach.FOOT)
    assert pain() == (must, useful + 2)
    desk.editor.pain.side(Region.HIP, Side.BILATERAL)
    assert pain() == (must - 1, useful + 2)
    desk.editor.pain.leg_side(Side.RIGHT)
    assert pain() == (must - 1, useful + 1)


def test_that_no_leg_is_claimed_before_it_is_said(desk: Desk) -> None:
    desk.editor.pain.reach(Reach.THIGH)
    desk.editor.pain.path(Path.BACK)
    desk.editor.pain.reach(Reach.FOOT)
    view = form(desk).pain
    assert (view.leg, view.reach, view.path, view.leg_side) == (True, Reach.FOOT, Path.BACK, None)
    assert view.complaint.radiation is None
    desk.editor.pain.leg_side(Side.RIGHT)
    told = Radiation(reach=Reach.FOOT, path=Path.BACK, side=Side.RIGHT)
    assert form(desk).pain.complaint.radiation == told
    desk.editor.pain.reach(Reach.NONE)
    assert form(desk).pain.complaint.radiation == Radiation(reach=Reach.NONE)
    desk.editor.pain.reach(Reach.FOOT)
    assert form(desk).pain.leg_side is None, "the side that stands beside no pain is nobody's answer"


def test_that_one_sore_side_suggests_the_leg_and_two_do_not(desk: Desk) -> None:
    desk.editor.pain.add(Region.HIP, Side.RIGHT)
    desk.editor.pain.reach(Reach.FOOT)
    assert (form(desk).pain.leg_side, form(desk).pain.suggested) == (Side.RIGHT, True)
    desk.editor.pain.leg_side(Side.RIGHT)
    assert not form(desk).pain.suggested
    desk.editor.pain.reach(None)
    desk.editor.pain.add(Region.BUTTOCK, Side.LEFT)
    desk.editor.pain.reach(Reach.FOOT)
    assert form(desk).pain.leg_side is None


def test_that_what_lacks_its_side_is_not_recorded_and_not_lost(desk: Desk) -> None:
    desk.editor.pain.add(Region.HIP, Side.RIGHT)
    desk.editor.pain.add(Region.NECK)
    desk.editor.record()
    assert not desk.wanted
    assert dict(desk.editor.view.problems) == {"complaint.places": "Say on which side it hurts: Neck."}
    desk.editor.open(BO)
    assert form(desk).pain.places == ()
    desk.editor.open(ANA)
    assert form(desk).pain.places[-1].region is Region.NECK
    desk.editor.pain.side(Region.NECK, Side.MIDLINE)
    desk.editor.pain.add(Region.LEG, Side.BILATERAL)
    desk.editor.pain.reach(Reach.FOOT)
    desk.editor.record()
    assert dict(desk.editor.view.problems) == {"complaint.side": "Say which leg it is."}
    desk.editor.pain.leg_side(Side.BILATERAL)
    desk.editor.record()
    assert desk.editor.view.mode == "recorded"


def test_that_a_discarded_draft_takes_its_sides_to_say_with_it(desk: Desk) -> None:
    desk.editor.pain.set("note", "wrong patient")
    desk.editor.pain.add(Region.NECK)
    desk.editor.discard()
    assert form(desk).pain.places == ()


def test_that_a_resumed_draft_goes_on_at_the_first_open_question(desk: Desk) -> None:
    desk.editor.flags.answer("RF01.bladder", Answer.NO)
    desk.editor.leave()
    assert desk.focused == []
    desk.editor.open(ANA)
    assert desk.focused == ["red_flags.RF02.saddle_numbness"]
    desk.editor.pain.set("note", "x")
    assert len(desk.focused) == 1, "once"


def test_that_a_resumed_draft_does_not_take_the_keyboard_from_who_types_already() -> None:
    desk = Desk(holds=True)
    desk.editor.open(ANA)
    desk.background.release()
    desk.editor.pain.set("note", "x")
    desk.editor.leave()
    drain(desk)
    desk.editor.open(ANA)
    desk.background.release()
    assert desk.editor.view.meta.startswith("You were here")
    desk.editor.pain.set("note", "xy")
    drain(desk)
    assert desk.focused == []

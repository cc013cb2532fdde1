"""What is being typed into a field of a plan is kept before it is handed in, and offered back where it belongs."""

import pytest

from tests.presenters.plan_desk import TEXTS, Desk
from treatplan.domain.form import FormDraft
from treatplan.presenters.changes import Changes
from treatplan.presenters.plan_editor import PlanEditor

pytestmark = pytest.mark.usefixtures("qapp")
LONG = "Walk <again> with the dog & O'Neil"


def waiting(desk: Desk) -> tuple[FormDraft, ...]:
    return desk.clinic.forms.waiting(desk.clinic.session)


def after_a_crash(desk: Desk) -> PlanEditor:
    """Another window on the same clinic."""
    made = PlanEditor(desk.clinic, desk.background, desk.prompts, TEXTS, Changes())
    made.open(desk.clinic.patients.recent(desk.clinic.session)[0].id)
    return made


def test_that_a_text_which_is_not_handed_in_comes_back_into_its_field() -> None:
    desk = Desk().drafted()
    desk.editor.half.typed("plan", "aim", LONG)
    desk.editor.half.typed("item:needling.GB34", "location_text", "below the knee")
    desk.editor.half.flush()
    again = after_a_crash(desk)
    assert again.half.waiting == (LONG, "below the knee")
    again.put_back()
    assert not any(again.half.waiting)
    assert desk.stored().aim == LONG
    assert "below the knee" in repr(desk.stored())
    assert waiting(desk) == ()


def test_that_what_can_not_be_handed_in_stays_to_be_read() -> None:
    desk = Desk().drafted()
    desk.editor.half.typed("item:needling.GB34", "depth_mm", "deep")
    desk.editor.half.flush()
    again = after_a_crash(desk)
    again.put_back()
    assert again.half.waiting == ("deep",)
    again.half.let_go()
    assert not any(again.half.waiting)
    assert waiting(desk) == ()


def test_that_a_text_which_was_handed_in_is_kept_no_more() -> None:
    desk = Desk().drafted()
    desk.editor.half.typed("plan", "aim", LONG)
    desk.editor.half.flush()
    desk.editor.half.typed("plan", "aim", None)
    assert waiting(desk) == ()
    assert after_a_crash(desk).half.waiting == ()


def test_that_new_typing_takes_nothing_away_from_what_waits() -> None:
    desk = Desk().drafted()
    desk.editor.half.typed("plan", "aim", LONG)
    desk.editor.half.flush()
    again = after_a_crash(desk)
    again.half.typed("course", "review_rule", "look again")
    again.half.flush()
    assert set(waiting(desk)[0].fields.values()) == {LONG, "look again"}

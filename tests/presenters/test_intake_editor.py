"""The intake form: nothing typed is lost, nothing unasked is a no, what fires is told at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.presenters.intake_fakes import ANA, BO, Desk
from treatplan.domain.access import Role
from treatplan.domain.intake import Answer, Intake, PregnancyStatus, Reach, Sex
from treatplan.domain.places import Region, Side
from treatplan.presenters.intake.view import FlagBlock, FormView, Question

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.editor.open(ANA)
    return made


def form(desk: Desk) -> FormView:
    made = desk.editor.view.form
    assert made is not None
    return made


def block(desk: Desk, flag: str) -> FlagBlock | None:
    cards = (*form(desk).flags.first, *form(desk).flags.others)
    return next((one for card in cards for one in card.blocks if one.flag == flag), None)


def factor(desk: Desk, id_: str) -> Question:
    health = form(desk).health
    questions = (*health.first, *(one for group in health.groups for one in group.questions))
    return next(one for one in questions if one.id == id_)


def stored(desk: Desk) -> Intake:
    """The draft as it would be opened again."""
    return desk.clinic.intakes.begin(desk.clinic.session, ANA).intake


# --- where it starts


def test_that_a_new_patient_gets_an_empty_form(desk: Desk) -> None:
    view = desk.editor.view
    assert (view.mode, view.title, desk.editor.saved_text) == ("form", "Intake of 24 Nov 2026", "")
    assert not desk.editor.unsaved


def test_that_a_waiting_draft_is_offered_back(desk: Desk) -> None:
    desk.editor.pain.set("note", "since the move")
    desk.editor.leave()
    desk.editor.open(ANA)
    assert form(desk).pain.complaint.note == "since the move"
    assert desk.editor.view.meta.startswith("You were here: draft of ")


def test_that_a_recorded_intake_is_read_and_revised_afresh(desk: Desk) -> None:
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.flags.answer("RF01.bladder", Answer.NO)
    desk.editor.health.medicines(("warfarin 5 mg",))
    desk.editor.record()
    desk.editor.leave()
    desk.editor.open(ANA)
    view = desk.editor.view
    assert (view.mode, view.can_revise, view.form) == ("recorded", True, None)
    assert ("Medicines", "warfarin 5 mg") in [line for part in view.summary for line in part.lines]
    desk.editor.revise()
    assert [one.line for one in form(desk).health.medicines] == ["warfarin 5 mg"]
    assert block(desk, "RF01") is not None
    assert stored(desk).red_flags == {}, "red flags are asked afresh"


def test_that_who_may_only_read_is_shown_no_form() -> None:
    desk = Desk(role=Role.READ_ONLY)
    desk.grant(ANA)
    desk.editor.open(ANA)
    view = desk.editor.view
    assert (view.mode, view.can_revise) == ("failed", False)
    assert view.notice is not None
    assert view.notice.text == "No intake was recorded for this patient yet."


def test_that_an_older_draft_can_become_one_of_today(desk: Desk) -> None:
    desk.today += timedelta(days=3)
    desk.editor.changed.emit()
    desk.editor.pain.set("note", "x")
    notice = desk.editor.view.notice
    assert notice is not None
    assert notice.action == "today"
    desk.editor.use_today()
    assert desk.editor.view.title == "Intake of 27 Nov 2026"
    assert desk.editor.view.notice is None


# --- red flags


def test_that_nothing_is_answered_at_the_start_and_derived_parts_are_not_asked(desk: Desk) -> None:
    cards = (*form(desk).flags.first, *form(desk).flags.others)
    questions = [one for card in cards for each in card.blocks for one in each.questions]
    assert {one.answer for one in questions} == {Answer.NOT_ASKED}
    parts = {f"{flag.id}.{part.id}": part for flag in desk.clinic.clinic.library(desk.clinic.session).red_flags.values()
             for part in flag.parts}  # fmt: skip
    assert not [one.id for one in questions if parts[one.id].derived]
    assert [one.id for one in questions] == list(form(desk).flags.to_ask)


def test_that_signs_of_one_syndrome_share_a_card(desk: Desk) -> None:
    first = form(desk).flags.first[0]
    assert first.title == "Possible cauda equina syndrome"
    assert [one.flag for one in first.blocks] == ["RF01", "RF02", "RF03", "RF04"]


def test_that_what_blocks_comes_before_what_does_not(desk: Desk) -> None:
    first = [one.flag for card in form(desk).flags.first for one in card.blocks]
    others = [one.flag for card in form(desk).flags.others for one in card.blocks]
    assert "RF13" in first, "a blocking flag rests on its answer"
    assert "RF26" in others
    assert not set(first) & set(others)


def test_that_an_emergency_is_told_at_its_question_and_for_the_page(desk: Desk) -> None:
    desk.editor.flags.answer("RF01.bladder", Answer.NOT_SURE)
    here = block(desk, "RF01")
    assert here is not None
    assert here.finding is not None
    assert here.finding.level == "emergency"
    assert "no plan can be drafted" in here.finding.text
    assert [one.name for one in desk.editor.view.emergency] == ["Possible cauda equina syndrome: bladder"]
    assert desk.editor.alerts[0].tone == "stop"


def test_that_a_note_belongs_to_a_yes_or_not_sure_and_stays_when_it_changes(desk: Desk) -> None:
    desk.editor.flags.answer("RF01.bladder", Answer.NOT_SURE)
    desk.editor.flags.note("RF01.bladder", "since Sunday")
    desk.editor.flags.answer("RF01.bladder", Answer.NO)
    here = block(desk, "RF01")
    assert here is not None
    assert (here.questions[0].note, here.questions[0].noted) == ("since Sunday", True)


def test_that_questions_under_a_sign_do_not_vanish(desk: Desk) -> None:
    assert block(desk, "RF06") is not None  # both were on the screen
    desk.editor.flags.answer("RF06.getting_weaker", Answer.YES)
    here = block(desk, "RF06")
    assert here is not None
    assert [one.id for one in here.questions] == ["RF06.getting_weaker", "RF06.foot_drop"]
    assert "RF06.foot_drop" not in form(desk).flags.to_ask


def test_that_a_man_is_not_asked_of_pregnancy() -> None:
    desk = Desk(sex=Sex.MALE)
    desk.editor.open(ANA)
    assert block(desk, "RF18") is None
    assert not form(desk).health.pregnancy_possible


# --- health facts


def test_that_a_medicine_says_what_it_was_recognised_as_and_answers_the_question(desk: Desk) -> None:
    desk.editor.health.medicines(("  warfarin 5 mg ", "", "paracetamol"))
    known = [(one.line, one.known_as) for one in form(desk).health.medicines]
    assert known == [("warfarin 5 mg", "Takes a blood thinner (anticoagulant)"), ("paracetamol", "")]
    thinner = factor(desk, "anticoagulant")
    assert (thinner.must, thinner.told) == (False, "from the medicines: warfarin 5 mg")
    assert thinner.answer is Answer.NOT_ASKED


def test_that_what_blocks_release_is_in_no_group_that_is_answered_at_once(desk: Desk) -> None:
    health = form(desk).health
    first = {one.id for one in health.first}
    assert first == {"anticoagulant", "osteoporosis_or_fracture_risk"}
    assert not first & {id_ for group in health.groups for id_ in group.open}


def test_that_no_to_the_rest_of_a_group_can_be_taken_back(desk: Desk) -> None:
    bones = next(one for one in form(desk).health.groups if one.key == "bones")
    desk.editor.health.answer("spinal_stenosis", Answer.YES)
    bones = next(one for one in form(desk).health.groups if one.key == "bones")
    desk.editor.health.rest_is_no(bones)
    after = next(one for one in form(desk).health.groups if one.key == "bones")
    assert (after.open, after.taken) == ((), len(bones.open))
    assert factor(desk, "spinal_stenosis").answer is Answer.YES
    desk.editor.health.take_back("bones")
    assert next(one for one in form(desk).health.groups if one.key == "bones").open == bones.open


def test_that_a_pregnancy_in_its_week_is_an_alert(desk: Desk) -> None:
    assert not desk.editor.alerts
    desk.editor.health.pregnancy(PregnancyStatus.YES)
    desk.editor.health.week(30)
    assert "Pregnant, week 30" in [alert.words for alert in desk.editor.alerts]


def test_that_the_leg_is_examined_where_it_is_involved(desk: Desk) -> None:
    assert not form(desk).examination.leg
    desk.editor.pain.reach(Reach.FOOT)
    assert form(desk).examination.leg


# --- what is open


def test_that_the_section_list_counts_what_must_be_answered(desk: Desk) -> None:
    sections = {one.key: one for one in desk.editor.view.sections}
    must = [one.id for card in form(desk).flags.first for each in card.blocks for one in each.questions if one.must]
    assert sections["flags"].must == len(must)
    assert (sections["pain"].must, sections["health"].must) == (1, 3)
    desk.editor.flags.answer(must[0], Answer.NO)
    assert {one.key: one.must for one in desk.editor.view.sections}["flags"] == len(must) - 1


def test_that_what_is_open_leads_to_its_field(desk: Desk) -> None:
    items = {item.field: item for item in desk.editor.view.open}
    assert items["complaint.places"].must
    assert items["patient.pregnancy.status"].words == "Pregnancy"
    assert not items["causes"].must


def test_that_an_empty_form_has_no_problem_until_it_is_to_be_recorded(desk: Desk) -> None:
    desk.editor.pain.set("note", "x")
    assert not desk.editor.view.problems
    desk.editor.record()
    assert dict(desk.editor.view.problems) == {"complaint.places": "Name at least one place where it hurts."}
    assert desk.focused == ["complaint.places"]
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    assert not desk.editor.view.problems


# --- keeping


def test_that_edits_are_stored_within_two_seconds(desk: Desk, qtbot: QtBot) -> None:
    desk.editor.pain.set("note", "first")
    assert desk.editor.unsaved
    assert desk.editor.saved_text == "Saving …"
    qtbot.waitUntil(lambda: not desk.editor.unsaved, timeout=2000)
    assert desk.editor.saved_text.startswith("Saved ")
    assert stored(desk).complaint.note == "first"


def test_that_leaving_stores_at_once(desk: Desk) -> None:
    desk.editor.pain.set("note", "<b>O'Neil & Sons</b> 李伟")
    desk.editor.leave()
    assert not desk.editor.unsaved
    assert stored(desk).complaint.note == "<b>O'Neil & Sons</b> 李伟"


def test_that_a_failing_save_keeps_the_form_and_says_so(desk: Desk) -> None:
    mend = desk.break_writing()
    desk.editor.pain.set("note", "keep me")
    desk.editor.flush()
    view = desk.editor.view
    assert (desk.editor.saved_text, desk.editor.unsaved, view.saved_badly) == ("Not saved", True, True)
    assert view.notice is not None
    assert "the disk is full" in view.notice.text
    assert form(desk).pain.complaint.note == "keep me"
    mend()
    desk.editor.flush()
    assert not desk.editor.unsaved
    assert desk.editor.view.notice is None


def test_that_a_draft_left_unsaved_is_kept_and_offered_back(desk: Desk) -> None:
    mend = desk.break_writing()
    desk.editor.pain.set("note", "keep me")
    desk.editor.leave()
    assert desk.editor.unsaved
    mend()
    desk.editor.open(BO)
    assert form(desk).pain.complaint.note == ""
    desk.editor.open(ANA)
    assert form(desk).pain.complaint.note == "keep me"
    desk.editor.flush()
    assert not desk.editor.unsaved


def test_that_a_draft_changed_elsewhere_is_not_written_over(desk: Desk) -> None:
    desk.editor.pain.set("note", "mine")
    desk.editor.flush()
    other = desk.clinic.intakes.begin(desk.clinic.session, ANA)
    theirs = replace(other.intake, pulse="wiry")
    desk.clinic.intakes.keep(desk.clinic.session, ANA, other.lock, theirs)
    desk.editor.pain.set("note", "mine again")
    desk.editor.flush()
    notice = desk.editor.view.notice
    assert notice is not None
    assert notice.action == "reload"
    assert form(desk).pain.complaint.note == "mine again"
    assert stored(desk) == theirs
    desk.editor.reload()
    assert form(desk).tradition.pulse == "wiry"


def test_that_edits_while_a_save_is_on_its_way_are_stored_after_it(qtbot: QtBot) -> None:
    desk = Desk(holds=True)
    desk.editor.open(ANA)
    desk.background.release()
    desk.editor.pain.set("note", "one")
    desk.editor.flush()
    desk.editor.pain.set("note", "two")
    desk.background.release()
    assert desk.editor.unsaved
    desk.background.holds = False
    qtbot.waitUntil(lambda: not desk.editor.unsaved, timeout=2000)
    assert stored(desk).complaint.note == "two"


def test_that_what_comes_late_for_another_patient_is_dropped() -> None:
    desk = Desk(holds=True)
    desk.editor.open(ANA)
    desk.editor.open(BO)
    desk.background.release()
    desk.editor.pain.set("note", "of Bo")
    desk.editor.leave()
    desk.background.release()
    assert desk.clinic.intakes.begin(desk.clinic.session, BO).intake.complaint.note == "of Bo"
    assert stored(desk).complaint.note == ""


def test_that_a_discarded_draft_does_not_come_back(desk: Desk) -> None:
    desk.editor.pain.set("note", "wrong patient")
    desk.editor.flush()
    desk.editor.discard()
    assert form(desk).pain.complaint.note == ""
    assert stored(desk).complaint.note == ""


# --- recording


def test_that_recording_goes_on_to_the_plan_and_tells_the_others(desk: Desk) -> None:
    heard: list[str] = []
    desk.changes.happened.connect(lambda what: heard.append(what.kind))
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.record()
    assert desk.editor.view.mode == "recorded"
    assert (desk.wanted, heard) == (["plan"], ["intake"])
    assert desk.clinic.intakes.latest(desk.clinic.session, ANA) is not None


def test_that_an_emergency_stays_on_the_page_and_offers_the_referral_note(desk: Desk) -> None:
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.flags.answer("RF02.saddle_numbness", Answer.YES)
    desk.editor.record()
    assert desk.wanted == []
    assert desk.editor.view.emergency
    desk.editor.to_plan()
    assert desk.wanted == ["plan"]


def test_that_recording_waits_for_a_save_on_its_way() -> None:
    desk = Desk(holds=True)
    desk.editor.open(ANA)
    desk.background.release()
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.flush()
    desk.editor.record()
    while desk.background.waiting:
        desk.background.release()
    assert desk.editor.view.mode == "recorded"


def test_that_a_failing_recording_keeps_the_form(desk: Desk) -> None:
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.flush()
    desk.break_writing()
    desk.editor.record()
    view = desk.editor.view
    assert view.mode == "form"
    assert view.notice is not None
    assert "the disk is full" in view.notice.text


def test_that_a_question_of_the_plan_page_revises_and_goes_there(desk: Desk) -> None:
    desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
    desk.editor.record()
    desk.editor.goto("factors.anticoagulant")
    assert desk.editor.view.mode == "form"
    assert desk.focused == ["factors.anticoagulant"]


def test_that_a_corrected_patient_is_corrected_in_the_form(desk: Desk) -> None:
    session = desk.clinic.session
    desk.editor.pain.set("note", "x")
    was = desk.clinic.patients.open(session, ANA)
    man = replace(was.person, sex=Sex.MALE)
    desk.clinic.patients.change(session, ANA, was.lock, man)
    desk.changes.tell("patient", ANA)
    assert block(desk, "RF18") is None
    assert form(desk).pain.complaint.note == "x"

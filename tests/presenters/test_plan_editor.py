from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.clinic_fakes import CONTENT, FixedClock, a_person, a_session
from tests.presenters.plan_desk import ANA, TEXTS, Desk, demo
from treatplan.domain.access import Role
from treatplan.domain.errors import Unavailable
from treatplan.domain.intake import Answer, PregnancyStatus
from treatplan.domain.plan import Status
from treatplan.domain.record import StoredHandout
from treatplan.presenters.plan.course import head_view
from treatplan.presenters.plan.telling import Telling


def test_that_without_an_intake_the_page_asks_for_one() -> None:
    desk = Desk()
    desk.editor.open(ANA)
    assert desk.editor.view.state == "no_intake"
    wanted: list[str] = []
    desk.editor.wants.connect(wanted.append)
    desk.editor.ask("")
    assert wanted == ["intake"]


def test_that_a_recorded_intake_can_be_drafted_from_and_the_draft_is_there_after() -> None:
    desk = Desk().recorded()
    desk.editor.open(ANA)
    assert desk.editor.view.state == "empty"
    desk.editor.draft()
    view = desk.editor.view
    assert view.state == "plan"
    assert view.head is not None
    assert view.head.status == "Draft 1"
    assert desk.codes() == ["BL25", "BL26", "BL57", "BL37", "GB34"]
    assert view.paper is not None
    assert view.paper.pdf.startswith(b"%PDF")
    assert desk.editor.saved_text.startswith("Saved ")


def test_that_an_emergency_shows_its_signs_and_gives_the_referral_note() -> None:
    desk = Desk(demo(6)).recorded()
    desk.editor.open(ANA)
    view = desk.editor.view
    assert view.state == "referral"
    assert view.signs
    assert all(sign.do for sign in view.signs)
    given: list[StoredHandout] = []
    desk.editor.refer(given.append)
    assert given[0].pdf.startswith(b"%PDF")
    note = desk.editor.view.referral_note
    assert note is not None
    assert note.file_name.startswith("referral-1")
    desk.editor.printed(note.id)
    assert desk.clinic.handouts.of_patient(desk.clinic.session, ANA)[0].given == 1


def test_that_the_line_of_a_component_is_computed_from_its_items() -> None:
    desk = Desk().drafted()
    assert "7 needles" in desk.card("needling").meta
    assert desk.editor.add("needling", "ki3") == ""
    assert "9 needles" in desk.card("needling").meta


def test_that_an_edit_is_stored_at_once_and_can_be_undone_and_done_again() -> None:
    desk = Desk().drafted()
    before = desk.stored()
    desk.editor.remove("needling.BL57")
    assert "BL57" not in desk.codes()
    assert "needling.BL57" not in repr(desk.stored().components)
    assert desk.editor.view.undo == "Undo: remove BL57"
    desk.editor.undo()
    assert desk.codes() == ["BL25", "BL26", "BL57", "BL37", "GB34"]
    assert desk.stored() == before
    assert desk.editor.view.redo == "Redo: remove BL57"
    desk.editor.redo()
    assert "BL57" not in desk.codes()


def test_that_what_cannot_be_is_told_at_the_field_and_changes_nothing() -> None:
    desk = Desk().drafted()
    before = desk.stored()
    assert "not in the library" in desk.editor.add("needling", "xx99")
    assert desk.editor.change_item("needling.BL57", "depth_mm", "deep") != ""
    assert desk.stored() == before
    assert desk.editor.view.undo == ""
    assert desk.editor.view.problem == ""


def test_that_a_suggestion_says_what_speaks_against_it_before_it_is_added() -> None:
    desk = Desk().drafted()
    first = desk.editor.suggest("needling", "sp6")[0]
    assert (first.code, first.key) == ("SP6", "SP6")
    assert "Not for this patient" in first.warning
    assert desk.editor.suggest("needling", "bl57")[0].there


def test_that_a_finding_stands_under_the_row_that_caused_it_and_blocks_until_it_is_answered() -> None:
    desk = Desk().drafted()
    assert desk.editor.view.can_release
    desk.editor.add("needling", "sp6")
    view, found = desk.editor.view, desk.finding("P03")
    assert (found.modality, found.under, found.level) == ("needling", "needling.SP6", "stop")
    assert (view.to_answer, view.can_release) == (1, False)
    assert view.release == "1 to answer before release"
    desk.editor.answer(found.key, found.rule, "overridden", "Agreed with the midwife today.")
    assert desk.finding("P03").answered
    assert desk.editor.view.can_release
    assert "Agreed with the midwife today." in desk.finding("P03").state
    desk.editor.undo()
    assert desk.editor.view.to_answer == 1


def test_that_an_answer_with_too_short_a_reason_is_refused_in_words() -> None:
    desk = Desk().drafted()
    desk.editor.add("needling", "sp6")
    found = desk.finding("P03")
    desk.editor.answer(found.key, found.rule, "overridden", "fine")
    assert "at least 15 letters" in desk.editor.view.problem
    assert not desk.finding("P03").answered


def test_that_an_edit_made_while_an_answer_is_on_its_way_loses_neither() -> None:
    desk = Desk().drafted()
    desk.editor.add("needling", "sp6")
    found = desk.finding("P03")
    desk.background.holds = True
    desk.editor.answer(found.key, found.rule, "overridden", "Agreed with the midwife today.")
    desk.editor.remove("needling.GB34")
    desk.background.holds = False
    desk.background.release()
    stored = desk.stored()
    assert len(stored.answers) == 1
    assert "needling.GB34" not in repr(stored.components)
    assert desk.finding("P03").answered


def test_that_edits_that_follow_one_another_before_any_is_stored_are_all_kept() -> None:
    desk = Desk().drafted()
    desk.background.holds = True
    desk.editor.remove("needling.GB34")
    desk.editor.remove("needling.BL37")
    assert desk.editor.saved_text == "Saving …"
    desk.background.holds = False
    desk.background.release()
    assert desk.codes() == ["BL25", "BL26", "BL57"]
    assert desk.editor.saved_text.startswith("Saved ")
    assert desk.stored().status is Status.DRAFT


def test_that_what_was_not_asked_offers_to_ask_now() -> None:
    unasked = demo(3)
    flags = {name: answer for name, answer in unasked.red_flags.items() if not name.startswith("RF01")}
    desk = Desk(replace(unasked, red_flags=flags)).drafted()
    found = next(one for one in desk.editor.view.findings if one.ask)
    assert found.blocks
    assert not found.decisions
    wanted: list[str] = []
    desk.editor.wants.connect(wanted.append)
    desk.editor.ask(found.ask)
    assert wanted == [f"intake:{found.ask}"]


def test_that_a_new_intake_lapses_answers_and_is_shown_at_once() -> None:
    desk = Desk().drafted()
    desk.editor.add("needling", "sp6")
    found = desk.finding("P03")
    desk.editor.answer(found.key, found.rule, "overridden", "Agreed with the midwife today.")
    pregnancy = replace(desk.intake.patient.pregnancy, week=31)
    newer = replace(desk.intake, patient=replace(desk.intake.patient, pregnancy=pregnancy))
    desk.clinic.intakes.record(desk.clinic.session, ANA, _lock(desk), newer)
    desk.changes.tell("intake", ANA)
    assert not desk.finding("P03").answered
    assert desk.editor.view.to_answer == 1


def _lock(desk: Desk) -> int:
    return desk.clinic.intakes.begin(desk.clinic.session, ANA).lock


def test_that_a_release_stores_three_sizes_that_are_saved_by_their_exact_bytes(tmp_path: Path) -> None:
    desk = Desk().drafted()
    desk.editor.change_course("starts_on", "30/11/2026")
    desk.editor.release()
    view = desk.editor.view
    assert view.frozen
    assert view.can_amend
    assert view.paper is not None
    names = [one.file_name for one in view.paper.documents]
    assert names == ["handout-1-v1-standard.pdf", "handout-1-v1-large.pdf", "handout-1-v1-economy.pdf"]
    desk.prompts.file = tmp_path / "out.pdf"
    first = view.paper.documents[0]
    desk.editor.save_document(first.id, first.file_name)
    assert desk.prompts.suggested == ["handout-1-v1-standard.pdf"]
    assert (tmp_path / "out.pdf").read_bytes() == view.paper.pdf
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.pdf"]
    paper = desk.editor.view.paper
    assert paper is not None
    assert paper.documents[0].given.startswith("Given ")
    assert desk.stored().regimen.starts_on == date(2026, 11, 30)


def test_that_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    desk = Desk().drafted()
    desk.editor.release()
    paper = desk.editor.view.paper
    assert paper is not None
    desk.prompts.file = tmp_path / "no such folder" / "out.pdf"
    desk.editor.save_document(paper.documents[0].id, "x.pdf")
    assert "could not be saved" in desk.editor.view.problem
    assert desk.clinic.handouts.of_patient(desk.clinic.session, ANA)[0].given == 0


def test_that_a_released_plan_takes_no_edit_and_no_answer_until_it_is_amended() -> None:
    desk = Desk().drafted()
    desk.editor.release()
    assert desk.editor.remove("needling.GB34") == ""
    assert "GB34" in desk.codes()
    assert all(not one.decisions for card in desk.editor.view.components for one in card.findings)
    desk.editor.amend()
    view = desk.editor.view
    assert view.head is not None
    assert view.head.status == "Draft 2"
    desk.editor.remove("needling.GB34")
    assert "GB34" not in desk.codes()


def test_that_a_plan_changed_elsewhere_is_told_and_can_be_loaded_again() -> None:
    desk = Desk().drafted()
    line = desk.clinic.plans.versions(desk.clinic.session, ANA)[0]
    record = desk.clinic.plans.open_version(desk.clinic.session, line.version)
    desk.clinic.plans.keep(desk.clinic.session, record.version, record.lock, replace(record.plan, aim="Sleep again"))
    desk.editor.remove("needling.GB34")
    assert desk.editor.view.stale
    assert desk.editor.saved_text == "Not saved"
    desk.editor.reload()
    head = desk.editor.view.head
    assert head is not None
    assert head.aim == "Sleep again"
    assert "GB34" in desk.codes()
    assert desk.editor.view.problem == ""


def test_that_a_failing_disk_keeps_the_edit_on_the_screen_until_it_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk().drafted()

    def full(*_: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(desk.clinic.plans, "keep", full)
        desk.editor.remove("needling.GB34")
    assert "The disk is full." in desk.editor.view.problem
    assert desk.editor.saved_text == "Not saved"
    assert "GB34" not in desk.codes()
    desk.editor.leave()
    assert desk.editor.saved_text.startswith("Saved ")
    assert desk.editor.view.problem == ""
    assert "needling.GB34" not in repr(desk.stored().components)


def test_that_another_size_of_print_makes_another_preview() -> None:
    desk = Desk().drafted()
    before = desk.editor.view.paper
    desk.editor.choose_paper(size="large", sheet="letter")
    after = desk.editor.view.paper
    assert before is not None
    assert after is not None
    assert (after.size, after.sheet) == ("large", "letter")
    assert after.pdf != before.pdf


def test_that_a_draft_anew_is_asked_for_and_leaves_one_draft() -> None:
    desk = Desk().drafted()
    desk.editor.remove("needling.GB34")
    desk.editor.redraft()
    assert desk.prompts.asked[0][2] == "Draft anew"
    assert "GB34" in desk.codes()
    assert len(desk.clinic.plans.versions(desk.clinic.session, ANA)) == 1
    assert desk.editor.view.undo == ""


def test_that_coming_back_to_the_page_keeps_what_can_be_undone() -> None:
    desk = Desk().drafted()
    desk.editor.remove("needling.GB34")
    desk.editor.leave()
    desk.editor.open(ANA)
    assert desk.editor.view.undo == "Undo: remove GB34"


def test_that_an_edit_still_on_its_way_reaches_its_own_patient_when_another_is_opened() -> None:
    desk = Desk().drafted()
    other = desk.clinic.patients.add(desk.clinic.session, a_person(given_name="Bo", family_name="Li"))
    desk.background.holds = True
    desk.editor.remove("needling.GB34")
    desk.editor.open(other.id)
    desk.background.holds = False
    desk.background.release()
    assert desk.editor.view.state == "no_intake"
    assert desk.editor.saved_text == ""
    assert "needling.GB34" not in repr(desk.stored().components)


def test_that_a_new_intake_during_unsaved_work_keeps_the_work_and_takes_the_new_facts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk().drafted()

    def full(*_: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(desk.clinic.plans, "keep", full)
        desk.editor.add("needling", "sp6")
    assert desk.finding("P03").blocks
    status = replace(desk.intake.patient.pregnancy, status=PregnancyStatus.NO, week=None)
    newer = replace(desk.intake, patient=replace(desk.intake.patient, pregnancy=status))
    desk.clinic.intakes.record(desk.clinic.session, ANA, _lock(desk), newer)
    desk.changes.tell("intake", ANA)
    assert "SP6" in desk.codes()
    assert not [one for one in desk.card("needling").findings if one.rule == "P03"]


def test_that_the_front_desk_is_told_that_it_may_not_read_plans() -> None:
    desk = Desk(session=a_session(Role.FRONT_DESK))
    desk.editor.open(ANA)
    assert desk.editor.view.problem
    assert desk.editor.view.state == "closed"


def test_that_every_field_and_choice_of_every_component_has_words() -> None:
    desk = Desk(demo(1), clock=FixedClock()).drafted()
    library = CONTENT.library("en")
    assert library.points
    for card in desk.editor.view.components:
        fields = (*card.fields, *(field for row in card.rows for field in row.fields))
        for field in fields:
            own = f"field.{field.name}", f"field.{field.name.rpartition('.')[2]}"
            assert any(_has(key) for key in own), field.name
            assert all(_has(f"choice.{key}") for key, _ in field.choices), field


def _has(key: str) -> bool:
    try:
        TEXTS.say(key)
    except KeyError:
        return False
    return True


def test_that_consent_that_was_refused_stands_on_top_of_its_component() -> None:
    desk = Desk(demo(1)).drafted()
    newer = replace(desk.intake, consent={**desk.intake.consent, "cupping": Answer.NO})
    desk.clinic.intakes.record(desk.clinic.session, ANA, _lock(desk), newer)
    desk.changes.tell("intake", ANA)
    found = [one for one in desk.card("cupping").findings if one.blocks]
    assert found
    assert all(one.under == "" for one in found)


def test_that_an_answer_is_undone_by_the_title_of_its_finding() -> None:
    desk = Desk().drafted()
    found = desk.finding("P09")
    desk.editor.answer(found.key, found.rule, "acknowledged")
    assert desk.editor.view.undo == f"Undo: answer to “{found.title}”"


def test_that_a_finding_names_what_it_touches_as_the_rows_do() -> None:
    desk = Desk().drafted()
    desk.editor.add("needling", "ashi")
    names = {row.code or row.name for row in desk.card("needling").rows}
    touched = desk.finding("P09").touches.split(", ")
    assert "Tender points" in touched
    assert set(touched) <= names


def test_that_a_plan_is_titled_with_a_capital() -> None:
    desk = Desk().drafted()
    plan = desk.stored()
    diagnosis = replace(plan.diagnosis, patterns=(), causes=(), condition="pain in the lower back")
    telling = Telling(TEXTS, desk.clinic.clinic.library(desk.clinic.session))
    record = desk.editor._screen.record
    assert record is not None
    assert head_view(record, replace(plan, diagnosis=diagnosis), (), telling).title == "Pain in the lower back"


def test_that_a_caution_that_nobody_acknowledged_is_told_and_stops_no_release() -> None:
    desk = Desk().drafted()
    found, before = desk.finding("P09"), desk.editor.view
    assert (before.unseen, before.can_release) == ("1 caution not acknowledged", True)
    desk.editor.answer(found.key, found.rule, "acknowledged")
    assert desk.editor.view.unseen == ""


def test_that_a_released_plan_counts_no_cautions() -> None:
    desk = Desk().drafted()
    desk.editor.release()
    assert (desk.editor.view.frozen, desk.editor.view.unseen) == (True, "")

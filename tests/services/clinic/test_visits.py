"""Visits through their life: begun from plan and last visit, kept, signed by who was there, only added to."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.services.clinic.conftest import ANA, World, demo
from tests.services.clinic.visit_world import a_colleague, id_of, kept, noted, released, signed
from tests.visit_builders import no_to_all
from tests.visit_fakes import PASSPHRASE, public_key
from treatplan.domain.backups import Restored
from treatplan.domain.errors import Missing, NotAllowed, Refused, Stale, WrongSecret
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.intake import Answer
from treatplan.domain.outcomes import Direction
from treatplan.domain.record import Deed, NoteKind, VisitState
from treatplan.domain.visit.sealing import digest_of
from treatplan.domain.visit.visit import Afresh, LastResponse, Sheet
from treatplan.exchange.canonical import canonical
from treatplan.services.clinic.answering import Decision

YES, NO = Answer.YES, Answer.NO


def test_that_a_visit_begins_from_the_released_plan_and_is_stored_by_keeping_it(world: World) -> None:
    released(world)
    begun = world.clinic.visits.begin(world.session, ANA)
    assert (begun.id, begun.lock, begun.visit.number) == (None, 0, 1)
    assert begun.visit.needles
    assert world.clinic.visits.of_patient(world.session, ANA) == ()
    stored = kept(world)
    assert (stored.state, stored.lock, stored.plan) == (VisitState.DRAFT, 1, begun.plan)
    assert world.clinic.visits.begin(world.session, ANA) == stored


def test_that_without_an_intake_no_visit_begins(world: World) -> None:
    with pytest.raises(Missing, match="no recorded intake"):
        world.clinic.visits.begin(world.session, ANA)
    with pytest.raises(Missing):
        world.clinic.visits.begin(world.session, PatientId(99))
    world.record(demo("1"))
    assert world.clinic.visits.begin(world.session, ANA).version is None
    with pytest.raises(Missing, match="no released plan 9"):
        world.clinic.visits.begin(world.session, ANA, 9)


def test_that_the_second_visit_follows_the_first_and_carries_no_answer(world: World) -> None:
    released(world)
    first = signed(world, outcomes=(Sheet(measure="pain_now", values=(4,)),))
    second = world.clinic.visits.begin(world.session, ANA)
    assert (second.visit.number, second.visit.follows) == (2, first.id)
    assert (second.visit.afresh, second.visit.consent, second.visit.outcomes) == ({}, {}, ())
    assert not any(mark.confirmed for mark in second.visit.carried)


def test_that_who_read_an_older_draft_overwrites_nothing(world: World) -> None:
    released(world)
    first = kept(world)
    second = world.clinic.visits.keep(world.session, ANA, first.lock, replace(first.visit, note="newer"))
    with pytest.raises(Stale):
        world.clinic.visits.keep(world.session, ANA, first.lock, replace(first.visit, note="older"))
    with pytest.raises(Stale):
        world.clinic.visits.sign(world.session, id_of(first), first.lock, PASSPHRASE)
    assert world.clinic.visits.begin(world.session, ANA) == second


def test_that_a_file_brings_neither_answers_nor_a_number_nor_confirmed_gaps(world: World) -> None:
    released(world)
    begun = world.clinic.visits.begin(world.session, ANA)
    forged = replace(begun.visit, number=77, follows=5, carried=())
    made = world.clinic.visits.keep(world.session, ANA, 0, forged)
    assert (made.visit.number, made.visit.follows) == (1, None)
    assert made.visit.carried == begun.visit.carried


def test_that_a_dropped_draft_is_gone(world: World) -> None:
    released(world)
    kept(world)
    world.clinic.visits.drop(world.session, ANA)
    assert world.clinic.visits.of_patient(world.session, ANA) == ()


# Signing


def test_that_signing_fixes_the_text_under_the_users_key(world: World) -> None:
    released(world)
    draft = kept(world, note="O'Neil & Sons <Smith> 李伟")
    made = world.clinic.visits.sign(world.session, id_of(draft), draft.lock, PASSPHRASE)
    assert made.state is VisitState.SIGNED
    assert made.seal is not None
    assert (made.seal.by, made.seal.name, made.seal.at) == (world.session.user, "M. Okafor", world.clock.now())
    assert made.seal.public == public_key(world.session.user)
    assert made.seal.digest == digest_of(canonical(draft.visit))
    assert made.visit == draft.visit
    assert world.audit()[-1].deed.detail == f"key {made.seal.public} digest {made.seal.digest}"
    assert world.clinic.visits.verify(world.session, ANA) == ()
    assert world.clinic.visits.open(world.session, id_of(made)).faults == ()


def test_that_signing_asks_for_the_passphrase_again(world: World) -> None:
    released(world)
    draft = kept(world)
    with pytest.raises(WrongSecret):
        world.clinic.visits.sign(world.session, id_of(draft), draft.lock, "not the passphrase")
    assert world.clinic.visits.begin(world.session, ANA).state is VisitState.DRAFT


def test_that_a_needle_too_few_keeps_a_visit_open(world: World) -> None:
    released(world)
    draft = kept(world)
    (count,) = draft.visit.counts
    wrong = replace(draft.visit, counts=(replace(count, needles_out=count.needles_out - 1),))
    worse = world.clinic.visits.keep(world.session, ANA, draft.lock, wrong)
    with pytest.raises(Refused) as refused:
        world.clinic.visits.sign(world.session, id_of(worse), worse.lock, PASSPHRASE)
    assert {problem.field for problem in refused.value.problems} == {
        "counts.prone.reason",
        "counts.prone.second_look",
    }


def test_that_a_changed_fact_is_looked_at_again_and_an_answer_lets_it_pass(world: World) -> None:
    released(world)
    draft = kept(world, afresh=no_to_all(fever=YES), exercises=())
    look = world.clinic.visits.look(world.session, ANA, draft)
    assert {one.rule for one in look.obstacles} == {"RF12"}
    assert look.referral is not None
    assert look.referral.on == draft.visit.on
    (key,) = (one.key for one in look.today.findings if one.rule == "RF12")
    decision = Decision(rule="RF12", key=key, decision="assessed", reason="seen by her doctor this morning")
    answered = world.clinic.visits.answer(world.session, ANA, draft.lock, decision)
    assert world.clinic.visits.look(world.session, ANA, answered).obstacles == ()
    world.clinic.visits.sign(world.session, id_of(answered), answered.lock, PASSPHRASE)
    again = kept(world, afresh=no_to_all(fever=YES), exercises=())
    assert {one.rule for one in world.clinic.visits.look(world.session, ANA, again).obstacles} == {"RF12"}


def test_that_a_medicine_of_an_earlier_visit_counts_and_of_one_entered_in_error_does_not(world: World) -> None:
    released(world)
    warfarin = Afresh(answer=YES, medicines=("warfarin 5 mg",))
    first = signed(
        world, needles=(), heat=(), cups=(), exercises=(), counts=(), afresh=no_to_all(new_medicine=warfarin)
    )
    second = kept(world)
    found = world.clinic.visits.look(world.session, ANA, second).today.intake.medicines
    assert "warfarin 5 mg" in found
    noted(world, first, kind=NoteKind.ENTERED_IN_ERROR, text="")
    after = world.clinic.visits.look(world.session, ANA, second).today.intake.medicines
    assert "warfarin 5 mg" not in after


def test_that_only_who_opened_a_visit_signs_it(world: World) -> None:
    released(world)
    other = a_colleague(world)
    draft = kept(world)
    with pytest.raises(NotAllowed):
        world.clinic.visits.sign(other, id_of(draft), draft.lock, PASSPHRASE)
    own = signed(world, other)
    assert own.seal is not None
    assert own.seal.public == public_key(other.user)
    assert {line.state for line in world.clinic.visits.of_patient(world.session, ANA)} == set(VisitState)


def test_that_a_signed_visit_takes_no_change(world: World) -> None:
    released(world)
    made = signed(world)
    with pytest.raises(Refused, match="signed already"):
        world.clinic.visits.sign(world.session, id_of(made), made.lock, PASSPHRASE)
    another = world.clinic.visits.keep(world.session, ANA, 0, replace(made.visit, note="changed"))
    assert another.id != made.id
    assert world.clinic.visits.open(world.session, id_of(made)).visit == made
    world.clinic.visits.drop(world.session, ANA)
    assert world.clinic.visits.open(world.session, id_of(made)).visit == made


# What is added


def test_that_each_kind_of_note_stands_beside_the_visit_with_its_author_and_moment(world: World) -> None:
    released(world)
    made = signed(world)
    world.clock.moment += timedelta(days=2)
    about = date(2026, 11, 23)
    noted(world, made)
    noted(world, made, kind=NoteKind.LATE_ENTRY, about=about)
    noted(world, made, kind=NoteKind.CORRECTION, text="left, not right")
    noted(world, made, kind=NoteKind.ENTERED_IN_ERROR, text="")
    shown = world.clinic.visits.open(world.session, id_of(made))
    assert [note.note.kind for note in shown.notes] == list(NoteKind)
    assert [note.number for note in shown.notes] == [1, 2, 3, 4]
    assert {note.seal.at for note in shown.notes} == {world.clock.now()}
    assert shown.notes[1].note.about == about
    assert shown.visit.visit == made.visit
    assert shown.visit.in_error
    (line,) = world.clinic.visits.of_patient(world.session, ANA)
    assert (line.notes, line.in_error) == (4, True)
    assert world.clinic.visits.verify(world.session, ANA) == ()
    with pytest.raises(Refused, match="already"):
        noted(world, made, kind=NoteKind.ENTERED_IN_ERROR, text="")


def test_that_a_visit_entered_in_error_is_neither_counted_nor_copied(world: World) -> None:
    released(world)
    first = signed(world)
    noted(world, first, kind=NoteKind.ENTERED_IN_ERROR, text="")
    begun = world.clinic.visits.begin(world.session, ANA)
    assert (begun.visit.number, begun.visit.follows) == (1, None)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"kind": NoteKind.CORRECTION, "reason": "typo"}, "reason"),
        ({"kind": NoteKind.LATE_ENTRY}, "about"),
        ({"kind": NoteKind.LATE_ENTRY, "about": date(2030, 1, 1)}, "about"),
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "bell \a"}, "text"),
        ({"kind": NoteKind.ENTERED_IN_ERROR, "reason": ""}, "reason"),
    ],
)
def test_that_a_note_without_its_reason_is_refused(world: World, words: dict[str, Any], field: str) -> None:
    released(world)
    made = signed(world)
    with pytest.raises(Refused) as refused:
        noted(world, made, **words)
    assert field in [problem.field for problem in refused.value.problems]
    assert world.clinic.visits.open(world.session, id_of(made)).notes == ()


def test_that_only_ones_own_addendum_does_without_a_reason(world: World) -> None:
    released(world)
    made = signed(world)
    noted(world, made, reason="")
    other = a_colleague(world)
    with pytest.raises(Refused, match="reason"):
        noted(world, made, other, reason="")
    noted(world, made, other, reason="asked by the patient")
    assert world.clinic.visits.verify(world.session, ANA) == ()


def test_that_a_draft_takes_no_note(world: World) -> None:
    released(world)
    draft = kept(world)
    with pytest.raises(Refused, match="not signed yet"):
        noted(world, draft)
    with pytest.raises(Missing):
        world.clinic.visits.open(world.session, VisitId(99))


# Review


def test_that_a_review_is_due_where_nothing_changed(world: World) -> None:
    released(world)
    for _ in range(3):
        signed(
            world, outcomes=(Sheet(measure="pain_now", values=(6,)),), response=LastResponse(direction=Direction.SAME)
        )
    draft = kept(world, outcomes=(Sheet(measure="pain_now", values=(6,)),))
    due = world.clinic.visits.look(world.session, ANA, draft).review
    assert due is not None
    assert due.after == 4


def test_that_after_a_restore_all_safety_questions_are_to_be_asked_again(world: World) -> None:
    released(world)
    draft = kept(world)
    assert world.clinic.visits.look(world.session, ANA, draft).missing_since is None
    now = world.clock.now()
    with world.records.writing() as record:
        record.backups.add_restored(Restored(at=now + timedelta(days=1), made_at=now), world.session)
        record.note(world.session, Deed(action="put back", of="clinic"))
    assert world.clinic.visits.look(world.session, ANA, draft).missing_since == now

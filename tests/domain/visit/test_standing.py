"""What stands in the way of signing: each single gap is found, and nothing else can be signed past."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visit_builders import REASON, a_visit, filled, intake, library, looked, no_to_all, open_at, plan, second_look
from treatplan.domain.intake import Answer, Pregnancy, PregnancyStatus, Sex
from treatplan.domain.modality import Position
from treatplan.domain.rules import Level
from treatplan.domain.visit.given import GivenNeedle
from treatplan.domain.visit.opening import opened
from treatplan.domain.visit.standing import in_the_way
from treatplan.domain.visit.visit import AdverseEvent, Afresh, NeedleCount, Sent, Visit, modalities, treated

YES, NO, UNSURE, NOT_ASKED = Answer.YES, Answer.NO, Answer.NOT_SURE, Answer.NOT_ASKED
SENT = Sent(to="Emergency department, St Mary's", how="by ambulance")


def kinds(visit: Visit, **given: Any) -> set[str]:
    return {one.kind for one in open_at(visit, **given)}


def fields(visit: Visit, **given: Any) -> set[str]:
    return {one.field for one in open_at(visit, **given)}


def test_that_a_visit_that_is_all_there_can_be_signed() -> None:
    assert open_at(a_visit()) == ()
    assert open_at(a_visit(last=a_visit())) == ()


@pytest.mark.parametrize("question", sorted(library().visit_questions))
def test_that_each_question_of_the_day_is_missed(question: str) -> None:
    answers = {id_: one for id_, one in no_to_all().items() if id_ != question}
    asked = {one.id for one in looked(a_visit()).questions}
    missing = {f"afresh.{question}"} if question in asked else set()
    assert missing <= fields(a_visit(afresh=answers))
    assert bool(open_at(a_visit(afresh=answers))) == bool(missing)
    assert fields(a_visit(afresh=no_to_all(**{question: NOT_ASKED}))) >= missing


def test_that_a_new_medicine_is_named() -> None:
    assert "afresh.new_medicine.medicines" in fields(a_visit(afresh=no_to_all(new_medicine=YES)))
    named = Afresh(answer=YES, medicines=("paracetamol 500 mg",))
    assert open_at(a_visit(afresh=no_to_all(new_medicine=named))) == ()


def test_that_after_a_first_visit_the_last_treatment_is_asked_about() -> None:
    second = a_visit(last=a_visit())
    assert "response" in fields(replace(second, response=None))
    assert "adverse_asked" in fields(replace(second, adverse_asked=NOT_ASKED))


def test_that_what_was_copied_is_confirmed_one_by_one() -> None:
    visit = a_visit()
    first, *rest = visit.carried
    loose = replace(visit, carried=(replace(first, confirmed=False), *rest))
    assert [(one.kind, one.field) for one in open_at(loose)] == [("unconfirmed", first.field)]


@pytest.mark.parametrize("answer", [NO, UNSURE, NOT_ASKED])
def test_that_no_modality_is_given_without_consent_of_today(answer: Answer) -> None:
    visit = a_visit()
    for modality in modalities(visit):
        found = open_at(replace(visit, consent={**visit.consent, modality: answer}))
        assert ("consent", f"consent.{modality}") in {(one.kind, one.field) for one in found}


# Needles


def counted(**given: Any) -> Visit:
    visit = a_visit()
    (count,) = visit.counts
    return replace(visit, counts=(replace(count, **given),))


def test_that_a_needle_that_did_not_come_out_takes_a_reason_and_a_second_look() -> None:
    assert kinds(counted(needles_out=11)) == {"count"}
    assert kinds(counted(needles_out=11, reason=REASON)) == {"count"}
    assert kinds(counted(needles_out=11, second_look=second_look())) == {"count"}
    assert kinds(counted(needles_out=11, reason="short", second_look=second_look())) == {"count"}
    nameless = replace(second_look(), by=" ")
    assert kinds(counted(needles_out=11, reason=REASON, second_look=nameless)) == {"count"}
    assert kinds(counted(needles_out=11, reason=REASON, second_look=replace(second_look(), at=None))) == {"count"}
    assert open_at(counted(needles_out=11, reason=REASON, second_look=second_look())) == ()
    assert kinds(counted(needles_out=13)) == {"count"}


def test_that_each_position_is_counted_by_itself() -> None:
    visit = a_visit()
    face_up = GivenNeedle(item_id="v1", code="ST36", position=Position.SUPINE)
    more = replace(visit, needles=(*visit.needles, face_up))
    assert fields(more) == {"counts.supine"}
    both = replace(more, counts=(*more.counts, NeedleCount(position=Position.SUPINE, needles_in=1, needles_out=1)))
    assert open_at(both) == ()
    assert kinds(replace(visit, counts=())) == {"count"}


# Emergencies


def test_that_an_emergency_stops_the_treatment_and_asks_for_the_referral() -> None:
    visit = a_visit(afresh=no_to_all(bladder=YES))
    assert any(one.level is Level.EMERGENCY for one in looked(visit).findings)
    assert [one.field for one in open_at(visit) if one.kind == "emergency"] == ["referral"]
    without = replace(visit, exercises=(), referral=SENT)
    assert fields(without) == {"referral.after_treatment"}
    told = replace(SENT, after_treatment="told us of it only while the needles were in")
    assert open_at(replace(without, referral=told)) == ()


def test_that_what_no_answer_allows_is_told_and_not_hidden() -> None:
    told = replace(SENT, after_treatment="told us of it only while the needles were in")
    visit = a_visit(afresh=no_to_all(bladder=YES), referral=told)
    (forbidden,) = {one.rule for one in open_at(visit)}
    assert "no answer allows it" in open_at(visit)[0].message
    assert {one.rule for one in open_at(replace(visit, although={forbidden: "short"}))} == {forbidden}
    assert open_at(replace(visit, although={forbidden: "done before the patient spoke of it"})) == ()
    sign = next(one.rule for one in open_at(replace(visit, referral=None)) if one.kind == "emergency")
    assert "emergency" in kinds(replace(visit, referral=None, although={sign: "done before the patient spoke of it"}))


def test_that_who_is_sent_away_untreated_need_not_be_asked_the_rest() -> None:
    empty = Visit(format="treatplan.visit/1", on=a_visit().on, afresh={"bladder": Afresh(answer=UNSURE)})
    assert not treated(empty)
    assert {"referral", "afresh.fever"} <= fields(empty)
    assert open_at(replace(empty, referral=SENT)) == ()
    assert "referral" in fields(replace(empty, referral=replace(SENT, how=" ")))


def test_that_sending_somebody_on_without_a_sign_skips_no_question() -> None:
    empty = Visit(format="treatplan.visit/1", on=a_visit().on, referral=SENT, afresh={"bladder": Afresh(answer=NO)})
    assert "afresh.fever" in fields(empty)


def test_that_who_may_be_pregnant_is_not_treated_as_if_not() -> None:
    woman = replace(intake().patient, sex=Sex.FEMALE, pregnancy=Pregnancy(status=PregnancyStatus.NO))
    assert open_at(a_visit(), patient=woman) == ()
    unsure = a_visit(afresh=no_to_all(pregnancy=UNSURE))
    assert "unknown.pregnancy_any" in {one.rule for one in open_at(unsure, patient=woman)}


def test_that_an_emergency_is_not_answered_by_words() -> None:
    visit = a_visit(afresh=no_to_all(saddle=YES))
    (finding,) = looked(visit).emergencies
    assert not finding.overridable
    assert "emergency" in kinds(visit)


# What went wrong


def test_that_what_went_wrong_and_the_answer_agree() -> None:
    second = a_visit(last=a_visit())
    event = AdverseEvent(kind="bruise", severity="mild", relation="probable")
    assert fields(replace(second, adverse_asked=YES)) == {"adverse"}
    assert fields(replace(second, adverse=(event,))) == {"adverse_asked"}
    assert open_at(replace(second, adverse_asked=YES, adverse=(event,))) == ()
    grave = replace(event, kind="pneumothorax")
    assert fields(replace(second, adverse_asked=YES, adverse=(grave,))) == {"adverse[0].action"}
    severe = replace(event, severity="severe")
    assert fields(replace(second, adverse_asked=YES, adverse=(severe,))) == {"adverse[0].action"}


# Any visit


ANSWERS = st.sampled_from([YES, NO, UNSURE, NOT_ASKED])


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    """A visit that was filled in somehow."""
    begun = opened(plan(), None, a_visit().on, 1)
    whole = filled(begun)
    keep = draw(st.booleans())
    count = whole.counts[0]
    return replace(
        whole,
        needles=whole.needles if keep else (),
        heat=whole.heat if keep else (),
        cups=whole.cups if keep else (),
        exercises=whole.exercises if keep else (),
        carried=tuple(
            replace(mark, confirmed=draw(st.booleans()) or draw(st.booleans())) for mark in whole.carried[:3]
        ),
        afresh={
            id_: Afresh(answer=draw(st.sampled_from([NO, NO, NO, NO, YES, UNSURE, NOT_ASKED])), medicines=())
            for id_ in draw(st.sampled_from([list(library().visit_questions), list(library().visit_questions)[:3]]))
        },
        consent={name: draw(st.sampled_from([YES, YES, NO, NOT_ASKED])) for name in modalities(whole)},
        counts=(
            replace(
                count,
                needles_out=draw(st.sampled_from([12, 12, 11, 0])),
                reason=draw(st.sampled_from(["", REASON])),
                second_look=draw(st.sampled_from([None, second_look()])),
            ),
        ),
        referral=draw(st.sampled_from([None, SENT, replace(SENT, to="")])),
    )


@settings(max_examples=150)
@given(visits())
def test_that_nothing_is_signable_that_breaks_a_rule(visit: Visit) -> None:
    today = looked(visit)
    if in_the_way(visit, today, library()):
        return
    away = visit.referral is not None and not treated(visit)
    if not away:
        assert all(visit.afresh[one.id].answer is not NOT_ASKED for one in today.questions)
        assert not [one for one in today.findings if one.blocks and one.level is not Level.EMERGENCY]
    assert not today.emergencies or (visit.referral is not None and visit.referral.to)
    assert all(visit.consent.get(name) is YES for name in modalities(visit))
    for count in visit.counts:
        assert count.needles_in == count.needles_out or (count.reason and count.second_look)
    there = {f"needles.{item.item_id}" for item in visit.needles}
    assert all(mark.confirmed for mark in visit.carried if mark.field in there)

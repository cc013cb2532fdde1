"""Plans through their life: released ones are frozen, amendments follow, answers lapse, nobody overwrites anybody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.services.clinic.conftest import ANA, FEVER, REASON, World, demo, fever_assessed, with_fever
from tests.storage.sql_clinic import SqlClinic
from treatplan.domain.access import Role
from treatplan.domain.errors import Missing, Refused, Stale
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Answer, PrintSize
from treatplan.domain.plan import Status
from treatplan.domain.record import HandoutKind
from treatplan.services.clinic.answering import Decision
from treatplan.services.plans import Asked

REAL = pytest.mark.parametrize("world", ["database"], indirect=True)


def test_that_a_draft_bears_the_clinic_and_who_drafted_it(world: World) -> None:
    world.record(demo("1"))
    proposal = world.clinic.plans.propose(world.session, ANA, starts_on=date(2026, 12, 1))
    assert proposal.plan is not None
    plan = proposal.plan.plan
    assert plan.clinic.name == "Willow Bridge Acupuncture"
    assert (plan.practitioner.name, plan.practitioner.qualification) == ("M. Okafor", "LicAc")
    assert plan.regimen.starts_on == date(2026, 12, 1)
    assert proposal.plan.intake == proposal.intake


def test_that_without_an_intake_there_is_no_draft(world: World) -> None:
    with pytest.raises(Missing, match="no recorded intake"):
        world.clinic.plans.propose(world.session, ANA)
    with pytest.raises(Missing):
        world.clinic.plans.propose(world.session, PatientId(99))


# Release


def test_that_release_makes_three_sizes_that_open_with_the_same_bytes_ever_after(world: World) -> None:
    world.record(demo("1"))
    released = world.release(world.propose())
    assert {row.size for row in released.handouts} == set(PrintSize)
    first = [world.clinic.handouts.open(world.session, row.id) for row in released.handouts]
    world.clinic.plans.amend(world.session, released.plan.id)
    world.clock.moment += timedelta(days=400)
    again = [world.clinic.handouts.open(world.session, row.id) for row in released.handouts]
    assert [one.pdf for one in again] == [one.pdf for one in first]
    assert len({one.sha256 for one in first}) == 3
    for stored in first:
        assert stored.pdf.startswith(b"%PDF")
        assert (stored.row.kind, stored.row.made_by, stored.row.current) == (HandoutKind.HANDOUT, "M. Okafor", True)


def test_that_release_plans_the_visits_of_the_course(world: World) -> None:
    world.record(demo("1"))
    proposal = world.clinic.plans.propose(world.session, ANA, starts_on=date(2026, 12, 1)).plan
    assert proposal is not None
    released = world.release(proposal)
    assert released.visits == world.clinic.plans.visits(world.session, released.plan.version)
    assert released.visits[0].on == date(2026, 12, 1)
    assert any(visit.review for visit in released.visits)


def test_that_a_released_plan_is_changed_in_no_way(world: World) -> None:
    world.record(demo("1"))
    plans, made = world.clinic.plans, world.release(world.propose()).plan
    for change in (
        lambda: plans.keep(world.session, made.version, made.lock, replace(made.plan, aim="Other")),
        lambda: plans.drop(world.session, made.version, made.lock),
        lambda: plans.release(world.session, made.version, made.lock, Asked()),
    ):
        with pytest.raises(Refused, match="does not change"):
            change()
    world.record(demo("1"))  # a newer intake does not touch it either
    assert plans.open(world.session, made.id) == made


@REAL
def test_that_the_findings_of_the_release_are_frozen_with_it(world: World) -> None:
    world.record(with_fever(demo("1")))
    made = world.release(fever_assessed(world, world.propose())).plan
    assert isinstance(world.opened, SqlClinic)
    with world.opened.engine.connect() as connection:
        (frozen,) = connection.exec_driver_sql("SELECT findings FROM plan_version").scalars()
    assert f'"rule":"{FEVER}"' in frozen
    assert '"answered":true' in frozen
    report = world.clinic.plans.look(world.session, made.plan, made.intake.intake)
    assert frozen.count('"rule":') == len(report.findings)


@REAL
def test_that_release_is_all_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.record(demo("1"))
    made = world.propose()
    real, printed = world.core.released_handout, []

    def third_fails(*arguments: Any) -> Any:
        printed.append(arguments)
        if len(printed) == 3:
            raise Refused
        return real(*arguments)

    monkeypatch.setattr(world.core, "released_handout", third_fails)
    with pytest.raises(Refused):
        world.release(made)
    assert world.clinic.plans.open(world.session, made.id) == made
    assert world.clinic.handouts.of_patient(world.session, ANA) == ()


def test_that_what_is_unanswered_stands_in_the_way_of_release(world: World) -> None:
    world.record(with_fever(demo("1")))
    made = world.propose()
    with pytest.raises(Refused, match=FEVER):
        world.release(made)
    answered = fever_assessed(world, made)
    (answer,) = answered.plan.answers
    assert (answer.by, answer.decision, answer.reason) == ("M. Okafor", "assessed", REASON)
    assert world.release(answered).plan.status is Status.RELEASED


@pytest.mark.parametrize(
    ("decision", "reason", "told"),
    [
        ("assessed", "short", "the reason is needed"),
        ("assessed", " " * 40, "the reason is needed"),
        ("acknowledged", REASON, "can only be"),
    ],
)
def test_that_an_answer_that_does_not_do_is_refused(world: World, decision: Any, reason: str, told: str) -> None:
    world.record(with_fever(demo("1")))
    made = world.propose()
    (finding,) = (
        one for one in world.clinic.plans.look(world.session, made.plan, made.intake.intake).findings if one.blocks
    )
    given = Decision(rule=finding.rule, key=finding.key, decision=decision, reason=reason)
    with pytest.raises(Refused, match=told):
        world.clinic.plans.answer(world.session, made.version, made.lock, given)
    with pytest.raises(Refused, match="no finding of this plan"):
        world.clinic.plans.answer(world.session, made.version, made.lock, replace(given, key="other"))
    assert world.clinic.plans.open(world.session, made.id) == made


# Answers and newer intakes


def test_that_an_answer_lapses_when_the_intake_says_otherwise(world: World) -> None:
    world.record(with_fever(demo("1")))
    answered = fever_assessed(world, world.propose())
    world.record(with_fever(demo("1"), Answer.NOT_SURE))
    followed = world.clinic.plans.open(world.session, answered.id)
    assert followed.intake.id != answered.intake.id
    assert followed.plan.answers == answered.plan.answers  # still there, and no longer an answer
    with pytest.raises(Refused, match=FEVER):
        world.release(followed)
    again = fever_assessed(world, followed)
    assert world.release(again).plan.status is Status.RELEASED


def test_that_an_answer_holds_when_the_newer_intake_says_the_same(world: World) -> None:
    world.record(with_fever(demo("1")))
    answered = fever_assessed(world, world.propose())
    world.record(replace(with_fever(demo("1")), tongue="Pale"))
    followed = world.clinic.plans.open(world.session, answered.id)
    assert world.release(followed).plan.status is Status.RELEASED


def test_that_an_emergency_in_a_newer_intake_blocks_the_draft(world: World) -> None:
    world.record(demo("1"))
    made = world.propose()
    flags = {**demo("1").red_flags, "RF02.saddle_numbness": Answer.YES}
    world.record(replace(demo("1"), red_flags=flags))
    with pytest.raises(Refused, match="RF02"):
        world.release(world.clinic.plans.open(world.session, made.id))


# Amendments


def test_that_an_amendment_leaves_the_old_version_as_it_was(world: World) -> None:
    world.record(demo("1"))
    first = world.release(world.propose()).plan
    draft = world.clinic.plans.amend(world.session, first.id)
    changed = world.clinic.plans.keep(world.session, draft.version, draft.lock, replace(draft.plan, aim="Sleep better"))
    second = world.release(changed).plan
    old = world.clinic.plans.open_version(world.session, first.version)
    assert (second.number, second.plan.aim, second.status) == (2, "Sleep better", Status.RELEASED)
    assert (old.status, old.plan, old.intake, old.released_at) == (
        Status.AMENDED,
        first.plan,
        first.intake,
        first.released_at,
    )
    rows = world.clinic.handouts.of_patient(world.session, ANA)
    assert [(row.number, row.current) for row in rows] == [(2, True)] * 3 + [(1, False)] * 3
    assert [line.number for line in world.clinic.plans.versions(world.session, ANA)] == [2, 1]


def test_that_only_a_released_plan_is_amended(world: World) -> None:
    world.record(demo("1"))
    made = world.propose()
    with pytest.raises(Refused, match="only a released plan is amended"):
        world.clinic.plans.amend(world.session, made.id)
    released = world.release(made).plan
    world.clinic.plans.amend(world.session, released.id)
    with pytest.raises(Refused, match="only a released plan is amended"):
        world.clinic.plans.amend(world.session, released.id)


# Two at once


def test_that_the_second_of_two_writers_is_told_and_nothing_of_the_first_is_lost(world: World) -> None:
    world.record(with_fever(demo("1")))
    made, plans = world.propose(), world.clinic.plans
    kept = plans.keep(world.session, made.version, made.lock, replace(made.plan, aim="First"))
    for late in (
        lambda: plans.keep(world.session, made.version, made.lock, replace(made.plan, aim="Second")),
        lambda: fever_assessed(world, made),
        lambda: plans.drop(world.session, made.version, made.lock),
    ):
        with pytest.raises(Stale):
            late()
    answered = fever_assessed(world, kept)
    with pytest.raises(Stale):
        world.release(kept)
    assert plans.open(world.session, made.id) == answered
    assert answered.plan.aim == "First"


def test_that_the_second_of_two_intakes_is_told(world: World) -> None:
    draft = world.clinic.intakes.keep(world.session, ANA, 0, demo("1"))
    world.clinic.intakes.keep(world.session, ANA, draft.lock, replace(demo("1"), tongue="Pale"))
    for late in (world.clinic.intakes.keep, world.clinic.intakes.record):
        with pytest.raises(Stale):
            late(world.session, ANA, draft.lock, demo("1"))


# Emergencies


def test_that_an_emergency_gives_a_referral_and_stores_no_plan(world: World) -> None:
    world.record(replace(demo("1"), red_flags=demo("6").red_flags))
    proposal = world.clinic.plans.propose(world.session, ANA)
    assert proposal.plan is None
    assert proposal.referral is not None
    assert (proposal.referral.clinic.name, proposal.referral.practitioner.name) == (
        "Willow Bridge Acupuncture",
        "M. Okafor",
    )
    assert world.clinic.plans.versions(world.session, ANA) == ()
    note = world.clinic.handouts.refer(world.session, ANA, proposal.referral, Asked())
    assert note.row.kind is HandoutKind.REFERRAL
    assert world.clinic.handouts.open(world.session, note.row.id) == note


# Who may see what


def test_that_the_front_desk_sees_handouts_and_not_even_that_there_is_a_referral(world: World) -> None:
    desk = world.as_(Role.FRONT_DESK)
    world.record(demo("1"))
    released = world.release(world.propose())
    world.record(replace(demo("1"), red_flags=demo("6").red_flags))
    referral = world.clinic.plans.propose(world.session, ANA).referral
    assert referral is not None
    note = world.clinic.handouts.refer(world.session, ANA, referral, Asked()).row
    own, seen = (world.clinic.handouts.of_patient(who, ANA) for who in (world.session, desk))
    assert {row.id for row in own} == {note.id, *(row.id for row in released.handouts)}
    assert {row.id for row in seen} == {row.id for row in released.handouts}
    assert note.id not in {row.id for row in world.clinic.handouts.today(desk)}
    assert note.id in {row.id for row in world.clinic.handouts.today(world.session)}
    before = world.audit()
    with pytest.raises(Missing, match=f"there is no handout {note.id}$"):
        world.clinic.handouts.open(desk, note.id)
    with pytest.raises(Missing, match=f"there is no handout {note.id}$"):
        world.clinic.handouts.given(desk, note.id, "printed")
    assert world.audit() == before
    world.clinic.handouts.given(desk, seen[0].id, "printed")
    assert world.clinic.handouts.open(desk, seen[0].id).row.given == 1

"""A draft of a clinic starts where the practitioner says; a past plan is one of this very patient."""

import pytest

from tests.services.clinic.conftest import ANA, World, demo
from treatplan.domain.drafting.start import Start
from treatplan.domain.errors import Missing, Refused
from treatplan.domain.ids import PatientId
from treatplan.domain.plan import Plan, Status, all_items


def proposed(world: World, start: Start) -> Plan:
    made = world.clinic.plans.propose(world.session, ANA, None, start).plan
    assert made is not None
    return made.plan


def test_that_a_start_reaches_the_stored_draft_and_the_audit_says_no_pattern(world: World) -> None:
    world.record(demo("1"))
    plan = proposed(world, Start(kind="pattern", id="T07"))
    assert plan.diagnosis.patterns == ("T07",)
    (row,) = (row for row in world.audit() if row.deed.action == "drafted")
    assert row.deed.detail == "from pattern"


def test_that_a_published_protocol_bears_the_clinic_and_its_citation(world: World) -> None:
    world.record(demo("1"))
    plan = proposed(world, Start(kind="protocol", id="kerr2003"))
    assert plan.citation is not None
    assert plan.status is Status.DRAFT
    assert plan.clinic.name == "Willow Bridge Acupuncture"


def test_that_a_past_plan_is_named_by_its_number(world: World) -> None:
    world.record(demo("1"))
    first = world.propose()
    world.release(first)
    plan = proposed(world, Start(kind="plan", id=str(first.id)))
    assert [item.item_id for item in all_items(plan)] == [item.item_id for item in all_items(first.plan)]
    assert plan.status is Status.DRAFT
    assert [row.deed.detail for row in world.audit() if row.deed.action == "drafted"] == ["", f"from plan {first.id}"]


@pytest.mark.parametrize("number", ["99", "0", "-1", "", "one", "²", "9" * 400, "1; drop table plan"])
def test_that_a_plan_that_this_patient_has_not_is_missing(world: World, number: str) -> None:
    world.record(demo("1"))
    with pytest.raises(Missing, match="no plan"):
        world.clinic.plans.propose(world.session, ANA, None, Start(kind="plan", id=number))
    assert not [row for row in world.audit() if row.deed.action == "drafted"]


def test_that_another_patient_s_plan_is_not_to_be_had(world: World) -> None:
    world.record(demo("1"))
    first = world.propose()
    with pytest.raises(Missing):
        world.clinic.plans.propose(world.session, PatientId(2), None, Start(kind="plan", id=str(first.id)))


def test_that_an_unknown_protocol_stores_nothing(world: World) -> None:
    world.record(demo("1"))
    with pytest.raises(Refused, match="near it"):
        proposed(world, Start(kind="protocol", id="W04-T99"))
    assert world.clinic.plans.versions(world.session, ANA) == ()

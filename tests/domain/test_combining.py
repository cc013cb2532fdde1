"""Protocols are put together from the rows of cause and pattern: whole, each part with a source, the stricter binds."""

import re
from dataclasses import replace

import pytest

from tests.domain.drafting.reading import CAUSES, CORE, PATTERNS, library
from treatplan.domain.combining import offered, protocol, protocols, whole
from treatplan.domain.errors import Refused
from treatplan.domain.modality import Strength
from treatplan.domain.protocol import Protocol, Published
from treatplan.domain.recipe import CupChoice, ElectroChoice

OWN = sorted(library().protocols)
_ID = re.compile(r"W\d\d-T\d\d")


def own(id_: str) -> Protocol:
    return protocols(library())[id_]


def test_that_every_cause_and_every_pattern_has_a_protocol() -> None:
    made = protocols(library()).values()
    assert {one.cause for one in made} == set(CAUSES)
    assert {one.pattern for one in made} == set(PATTERNS)


def test_that_every_usual_pattern_of_a_cause_has_a_protocol() -> None:
    usual = {f"{cause.id}-{pattern}" for cause in library().causes.values() for pattern in cause.usual_patterns}
    assert usual
    assert usual <= library().protocols.keys()


def test_that_each_combination_without_a_protocol_says_why() -> None:
    listed = (CORE / "protocols" / "README.md").read_text(encoding="utf-8")
    rows = [line for line in listed.splitlines() if line.startswith("| W")]
    told = [id_ for row in rows for id_ in _ID.findall(row.split("|")[1])]
    every = {f"{cause}-{pattern}" for cause in CAUSES for pattern in PATTERNS}
    assert len(told) == len(set(told))
    assert set(told) == every - library().protocols.keys()
    assert all(len(row.split("|")[2].strip()) > 5 for row in rows)


@pytest.mark.parametrize("id_", OWN)
def test_that_a_protocol_is_called_after_its_cause_and_pattern(id_: str) -> None:
    one = own(id_)
    assert one.id == id_ == f"{one.cause}-{one.pattern}"


@pytest.mark.parametrize("id_", OWN)
def test_that_every_part_of_a_protocol_names_a_source_that_exists(id_: str) -> None:
    one, known = own(id_), library().sources.keys()
    courses = [course for course in (one.course, *one.other_courses) if course is not None]
    parts = [*one.local, *one.distal, one.moxa, one.cupping, one.electro, *one.advice, *courses, one.manner]
    assert courses
    assert all(part is not None and part.sources and set(part.sources) <= known for part in parts)
    assert set(one.sources) <= known
    assert "app-default" in one.sources


@pytest.mark.parametrize("id_", OWN)
def test_that_a_protocol_begins_with_core_points_near_and_away_and_gives_exercises(id_: str) -> None:
    one, row = own(id_), library().protocols[id_]
    assert {choice.code for choice in one.local if choice.core} == set(row.core_local)
    assert {choice.code for choice in one.distal if choice.core} == set(row.core_distal)
    for choices in (one.local, one.distal):
        core = [choice.core for choice in choices]
        assert core == sorted(core, reverse=True), "core points come first"
        assert any(core)
    assert len(one.stretches) >= 2
    assert one.text.principle
    assert one.why
    assert one.settled
    assert one.text.name


@pytest.mark.parametrize("id_", OWN)
def test_that_what_a_row_forbids_no_protocol_gives(id_: str) -> None:
    one = own(id_)
    rows = (library().causes[one.cause], library().patterns[one.pattern])
    for row in rows:
        if row.moxa.decision == "no":
            assert one.moxa.decision == "no"
        if row.cupping.decision == "no":
            assert one.cupping.decision == "no"
        if row.electro is not None and row.electro.decision == "no":
            assert one.electro is not None
            assert one.electro.decision == "no"
        assert set(row.moxa.not_when) <= set(one.moxa.not_when)
        assert set(row.cupping.not_when) <= set(one.cupping.not_when)
        never = {choice.id for choice in row.avoid_stretches if not choice.when and not choice.unless}
        assert not never & {choice.id for choice in one.stretches}
        assert set(row.avoid_stretches) <= set(one.avoid_stretches)
        if row.cupping.regions and one.cupping.decision != "no":
            assert set(one.cupping.regions) <= set(row.cupping.regions)
            assert one.cupping.regions


def test_that_the_gentler_suction_and_the_common_place_are_kept() -> None:
    cups = own("W04-T01").cupping
    assert (cups.decision, cups.strength, cups.regions) == ("yes", Strength.LIGHT, ("buttock",))


def test_that_two_rows_lend_a_point_both_their_sources() -> None:
    (bl23,) = (choice for choice in own("W01-T01").local if choice.code == "BL23")
    assert {"cherkin-2009", "innerpath-lbp", "app-default"} <= set(bl23.sources)


def test_that_a_part_of_the_combination_takes_the_place_of_both_rows() -> None:
    row = library().protocols["W01-T01"]
    cups = CupChoice(decision="no", sources=("app-default",))
    current = ElectroChoice(decision="no", sources=("app-default",))
    course = library().patterns["T09"].course
    made = whole(replace(row, cupping=cups, electro=current, course=course), library())
    assert (made.cupping, made.electro, made.course, made.other_courses) == (cups, current, course, ())


def test_that_a_row_that_leads_nowhere_hides_no_other_protocol() -> None:
    lost = replace(library().protocols["W01-T01"], id="W01-T99", pattern="T99")
    made = protocols(replace(library(), protocols={**library().protocols, "W01-T99": lost}))
    assert made.keys() == library().protocols.keys()


def test_that_published_protocols_are_offered_beside_ours() -> None:
    assert offered(library()).keys() == {*library().protocols, *library().published}
    assert isinstance(protocol(" KERR2003 ", library()), Published)
    assert protocol("w04-t12", library()) == own("W04-T12")


@pytest.mark.parametrize("hostile", ["W04-T99", "", "<Smith>", "李伟", "x" * 300, "../W01-T01"])
def test_that_an_unknown_protocol_is_refused(hostile: str) -> None:
    with pytest.raises(Refused) as refused:
        protocol(hostile, library())
    assert "near it" in str(refused.value)
    assert len(str(refused.value)) < 200
    if hostile == "W04-T99":
        assert "W04-T" in str(refused.value).partition("near it")[2]

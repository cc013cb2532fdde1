"""Bodies of the record: one text for one value, read as strictly as a file, and never written where unreadable."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_plan, an_intake, sited
from tests.visit_builders import a_visit
from treatplan.domain.errors import Refused, TooNew
from treatplan.domain.intake import Complaint, Examination, Intake
from treatplan.domain.places import Place, Region
from treatplan.domain.plan import FindingAnswer
from treatplan.domain.visit.visit import Visit
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.exchange.canonical import canonical
from treatplan.exchange.files import intake_of

BODIES = CanonicalBodies()
ANSWER = FindingAnswer(
    rule="R1",
    rule_set="test-1",
    fact_hash="a" * 64,
    decision="overridden",
    reason="<b> 李",
    by="O'Neil",
    on=date(2026, 1, 2),
)
NO_PLACES = Complaint(places=(), note='"places":[]')


@pytest.mark.parametrize(
    "intake",
    [
        an_intake(),
        an_intake(yes=("pacemaker",), factors={"metal": sited(Region.LOW_BACK, levels=("L4",))}, medicines=("a", "b")),
        an_intake(red_flags={"RF13.weight_loss": "not_sure"}, red_flag_notes={"RF13.weight_loss": "line 1\nline 2"}),
        an_intake(examination=Examination(temperature_c=37.25, systolic_mmhg=120)),
        an_intake(complaint=NO_PLACES),
    ],
)
def test_that_an_intake_comes_back_as_it_was(intake: Intake) -> None:
    text = BODIES.write(intake)
    assert BODIES.intake(text) == intake
    assert text == canonical(intake)


def test_that_a_plan_comes_back_as_it_was() -> None:
    plan = a_plan(aim="Walk <again> & sleep", answers=(ANSWER,))
    assert BODIES.plan(BODIES.write(plan)) == plan


def test_that_findings_are_written() -> None:
    assert BODIES.write(()) == "[]"


def test_that_a_draft_may_lack_places_and_a_file_may_not() -> None:
    text = BODIES.write(an_intake(complaint=NO_PLACES))
    with pytest.raises(Refused, match=r"^complaint\.places"):
        intake_of(text)
    assert BODIES.intake(text).complaint == NO_PLACES


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300))
def test_that_any_text_comes_back_in_its_composed_form(text: str) -> None:
    intake = an_intake(tongue=text, complaint=replace(NO_PLACES, note=text))
    try:
        written = BODIES.write(intake)
    except Refused as refused:  # composing made it longer than it may be
        assert "at most 300 letters" in str(refused)  # noqa: PT017  (a rare way out, not what is tested)
        return
    assert BODIES.write(BODIES.intake(written)) == written


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"tongue": "x" * 301}, "tongue"),
        ({"tongue": "\0"}, "tongue"),
        ({"tongue": "\ud800"}, "tongue"),
        ({"medicines": ("a", "x" * 301)}, r"medicines\[1\]"),
        ({"complaint": replace(NO_PLACES, note="x" * 4001)}, r"complaint\.note"),
        ({"complaint": Complaint(places=(Place(region=Region.LOW_BACK),) * 31)}, r"complaint\.places"),
        ({"red_flag_notes": {"RF1": "\x1b[31m"}}, "red_flag_notes.RF1"),
        ({"examination": Examination(systolic_mmhg=9)}, "examination.systolic_mmhg"),
    ],
)
def test_that_what_could_not_be_read_again_is_not_written(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(Refused, match=f"^{named}"):
        BODIES.write(an_intake(**fields))


def test_that_a_plan_that_could_not_be_read_again_is_not_written() -> None:
    with pytest.raises(Refused, match=r"^aim: "):
        BODIES.write(a_plan(aim="x" * 4001))


def test_that_a_body_beyond_all_measure_is_not_written() -> None:
    with pytest.raises(Refused, match="too large"):
        BODIES.write(an_intake(medicines=("x" * 300,) * 20_000))


@pytest.mark.parametrize("read", [BODIES.intake, BODIES.plan])
def test_that_a_body_of_a_later_format_asks_for_a_newer_program(read: Any) -> None:
    name = read.__name__
    with pytest.raises(TooNew, match=f"treatplan.{name}/9|{name}/9"):
        read(f'{{"format":"treatplan.{name}/9"}}')


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"format":"treatplan.intake/1"}', '{"format":1,"complaint":{"places":[]}}']
)
def test_that_a_text_that_is_no_intake_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        BODIES.intake(text)


def test_that_a_visit_comes_back_from_its_text_and_what_it_does_not_say_is_left_out() -> None:
    for visit in (a_visit(), Visit(format="treatplan.visit/1", on=date(2026, 1, 2))):
        text = BODIES.write(visit)
        assert BODIES.visit(text) == visit
        assert BODIES.write(BODIES.visit(text)) == text
        assert "null" not in text
    bare = BODIES.write(Visit(format="treatplan.visit/1", on=date(2026, 1, 2)))
    assert bare == '{"format":"treatplan.visit/1","on":"2026-01-02"}'


@pytest.mark.parametrize("note", ["half \ud800", "bell \a", "x" * 4001])
def test_that_a_visit_that_could_not_be_read_again_is_not_written(note: str) -> None:
    with pytest.raises(Refused):
        BODIES.write(Visit(format="treatplan.visit/1", on=date(2026, 1, 2), note=note))


def test_that_a_visit_of_a_later_format_is_not_read() -> None:
    with pytest.raises(TooNew, match=r"visit/2"):
        BODIES.visit('{"format":"treatplan.visit/2","on":"2026-01-02"}')

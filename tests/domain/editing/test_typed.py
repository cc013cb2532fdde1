"""What people type: numbers in their ways and units, ranges, choices, dates, texts; and what is refused with a hint."""

from datetime import date

import pytest

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.editing.shapes import Limits, shape_of
from treatplan.domain.editing.typed import read
from treatplan.domain.equipment import Needle
from treatplan.domain.errors import Refused
from treatplan.domain.modality import Exercise, Moxibustion, NeedlePoint, Needling, Response
from treatplan.domain.places import Side
from treatplan.domain.plan import Phase, Plan, Regimen


def typed(kind: type, field: str, text: str) -> object:
    return read(text, shape_of(kind, field), field)


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("20", 20.0),
        (" 20 mm ", 20.0),
        ("20mm.", 20.0),
        ("2 cm", 20.0),
        ("2,5", 2.5),
        ("１２", 12.0),
        ("10-15", Span(low=10.0, high=15.0)),
        ("10 – 15 mm", Span(low=10.0, high=15.0)),
        ("10 mm to 15 mm", Span(low=10.0, high=15.0)),
        ("1-2 cm", Span(low=10.0, high=20.0)),
        ("15-15", 15.0),
        ("38 or more", AtLeast(at_least=38.0)),
        ("38 mm or more", AtLeast(at_least=38.0)),
        ("at least 38 mm", AtLeast(at_least=38.0)),
        ("≥ 38", AtLeast(at_least=38.0)),
        ("38+", AtLeast(at_least=38.0)),
        ("", Absent.NOT_REPORTED),
        ("not reported", Absent.NOT_REPORTED),
        ("n/a", Absent.NOT_APPLICABLE),
    ],
)
def test_that_a_depth_is_read_as_people_write_it(text: str, depth: object) -> None:
    assert typed(NeedlePoint, "depth_mm", text) == depth


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("deep", "write it like 20 mm, 10-15 mm or 12 mm or more"),
        ("-5", "no number"),
        ("1e3", "no number"),
        ("1,000", "no number"),
        ("9" * 400, "no number"),
        ("10-15 or more", "no number"),
        ("1 cun", "it is in mm"),
        ("20 min", "it is in mm"),
        ("15-10", "the lower number first"),
        ("151", "0.5 to 150 mm"),
        ("10-151", "0.5 to 150 mm"),
        ("0", "0.5 to 150 mm"),
        ("151 or more", "0.5 to 150 mm"),
        ("<Smith>", "no number"),
        ("李伟", "no number"),
    ],
)
def test_that_what_is_no_depth_is_refused_with_what_is_allowed(text: str, hint: str) -> None:
    with pytest.raises(Refused, match=r"^depth_mm: ") as caught:
        typed(NeedlePoint, "depth_mm", text)
    assert hint in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("kind", "field", "text", "found"),
    [
        (Exercise, "hold_s", "2 min", 120.0),
        (Exercise, "hold_s", "30 sec", 30.0),
        (Exercise, "reps", "10x", 10),
        (Exercise, "reps", "8-12 times", Span(low=8, high=12)),
        (Needling, "retention_min", "1 h", 60.0),
        (NeedlePoint, "retention_min", "", None),
        (Phase, "weeks", "3 weeks", 3.0),
        (Regimen, "review_session", "4", 4),
        (Regimen, "starts_on", "2026-11-30", date(2026, 11, 30)),
        (Regimen, "starts_on", "30/11/2026", date(2026, 11, 30)),
        (Regimen, "starts_on", "", None),
        (NeedlePoint, "side", "both", Side.BILATERAL),
        (NeedlePoint, "side", "L", Side.LEFT),
        (NeedlePoint, "side", "not reported", Absent.NOT_REPORTED),
        (Moxibustion, "position", "side lying", "side_lying"),
        (NeedlePoint, "response_sought", "de qi, Warmth, de_qi", (Response.DE_QI, Response.WARMTH)),
        (NeedlePoint, "response_sought", "", ()),
        (Needling, "response_sought", "", Absent.NOT_REPORTED),
        (Needle, "sterile_single_use", "y", True),
        (Needle, "sterile_single_use", "no", False),
        (Needle, "manufacturer", "", Absent.NOT_REPORTED),
        (Phase, "per", "fort", "fortnight"),
        (NeedlePoint, "direction", " to the\nspine\t", "to the spine"),
        (Plan, "aim", "Walk\r\nagain\x00", "Walk\nagain"),
        (Needling, "precautions", "One.\n\n Two. \nOne.", ("One.", "Two.")),
    ],
)
def test_that_each_kind_of_field_is_read(kind: type, field: str, text: str, found: object) -> None:
    assert typed(kind, field, text) == found


@pytest.mark.parametrize(
    ("kind", "field", "text", "hint"),
    [
        (Exercise, "reps", "2.5", "whole number"),
        (Exercise, "reps", "101", "0 to 100"),
        (Needling, "retention_min", "0", "more than 0 to 240 min"),
        (Regimen, "review_session", "4-5", "one whole number"),
        (Regimen, "review_session", "4 or more", "one whole number"),
        (Regimen, "starts_on", "31/11/2026", "like 2026-11-30 or 30/11/2026"),
        (Regimen, "starts_on", "11/2026", "like 2026-11-30 or 30/11/2026"),
        (Regimen, "starts_on", "next week", "like 2026-11-30 or 30/11/2026"),
        (NeedlePoint, "side", "up", "choose left, right, bilateral"),
        (Needling, "stimulation", "manual r", "manual reinforcing or manual reducing"),
        (Needle, "sterile_single_use", "perhaps", "yes or no"),
        (Needle, "indwelling", "", "choose one"),
        (NeedlePoint, "direction", "x" * 301, "at most 300"),
        (Plan, "aim", "x" * 4001, "at most 4000"),
        (Plan, "aim", "x" * 20_001, "more than any field holds"),
        (Plan, "aim", "\ud800", "half of a letter"),
        (Needling, "precautions", "x" * 4001, "at most 4000"),
    ],
)
def test_that_what_a_field_can_not_hold_is_refused_by_name(kind: type, field: str, text: str, hint: str) -> None:
    with pytest.raises(Refused, match=f"^{field}: ") as caught:
        typed(kind, field, text)
    assert hint in str(caught.value)


def test_that_an_exact_choice_wins_over_longer_ones() -> None:
    assert typed(Needling, "stimulation", "manual") == "manual"


def test_that_limits_are_those_of_the_value() -> None:
    assert shape_of(NeedlePoint, "depth_mm").limits == Limits(low=0.5, high=150)
    assert shape_of(Needling, "retention_min").limits == Limits(low=0, high=240, above=True)
    assert shape_of(Exercise, "reps").limits == Limits(low=0, high=100)

"""The canonical text of a value."""

import json
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.intake import Complaint, FactorAnswer, Intake, Patient
from treatplan.domain.modality import NeedlePoint, Needling
from treatplan.domain.places import Place, Region
from treatplan.domain.plan import Plan
from treatplan.exchange.canonical import canonical, readable, to_plain


def an_intake(given_name: str = "Ana") -> Intake:
    return Intake(
        format="treatplan.intake/1",
        taken_on=date(2026, 11, 23),
        patient=Patient(given_name=given_name, birth_date=date(1980, 2, 29)),
        complaint=Complaint(places=(Place(region=Region.LOW_BACK),)),
        factors={"pacemaker": FactorAnswer(), "anticoagulant": FactorAnswer()},
    )


def test_that_keys_are_sorted_and_nothing_is_spaced() -> None:
    text = canonical(an_intake())
    assert text.startswith('{"complaint":{"places":[{"region":"low_back"}]},"factors":{"anticoagulant":{},"pacemaker"')
    assert ": " not in text


def test_that_a_field_with_its_default_is_left_out_but_the_tags_stand() -> None:
    plan = Plan(format="treatplan.plan/1", components=(Needling(points=(NeedlePoint(item_id="a", code="BL23"),)),))
    assert to_plain(plan) == {
        "format": "treatplan.plan/1",
        "components": [{"modality": "needling", "points": [{"item_id": "a", "code": "BL23"}]}],
    }


def test_that_whole_numbers_have_one_form_whether_they_came_as_25_or_25_point_0() -> None:
    assert canonical(Span(low=10.0, high=25)) == '{"high":25,"low":10}'
    assert canonical(AtLeast(at_least=0.25)) == '{"at_least":0.25}'
    assert canonical(Absent.NOT_REPORTED) == '"not_reported"'


@given(st.text(max_size=20))
def test_that_two_spellings_of_one_name_have_one_text(name: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert canonical(an_intake(composed)) == canonical(an_intake(taken_apart))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_that_what_is_no_number_has_no_text(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical(AtLeast(at_least=number))


def test_that_the_readable_form_holds_the_same_content() -> None:
    intake = an_intake("李")
    assert json.loads(readable(intake)) == json.loads(canonical(intake))
    assert "李" in readable(intake)

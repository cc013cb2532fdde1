"""Dotted paths into an intake, as content files write them."""

import pytest

from treatplan.content.paths import kind_at, words_at


@pytest.mark.parametrize(
    "path",
    [
        "patient.age_years",
        "complaint.duration_days",
        "facts",
        "patient.pregnancy.week",
        "complaint.places.region",
        "complaint.radiation.reach",
        "red_flags.RF13.weight_loss",
        "factors.anticoagulant.answer",
        "factors.anticoagulant.regions",
        "examination.temperature_c",
        "medicines",
    ],
)
def test_that_a_field_of_the_intake_is_found(path: str) -> None:
    assert kind_at(path) is not None


@pytest.mark.parametrize(
    "path", ["patient.age", "complaint.place", "complaint.places.area", "factors.x.reply", "tongue.colour", "", "."]
)
def test_that_a_field_that_is_none_is_not_found(path: str) -> None:
    assert kind_at(path) is None


def test_that_a_closed_set_of_words_is_known() -> None:
    assert words_at("red_flags.RF13.weight_loss") == frozenset({"yes", "no", "not_sure", "not_asked"})
    assert words_at("complaint.radiation.reach") == frozenset({"none", "buttock", "thigh", "below_knee", "foot"})
    assert words_at("tongue") is None

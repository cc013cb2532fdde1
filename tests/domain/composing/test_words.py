"""Doses, dates and lists as a patient reads them."""

from datetime import date

import pytest

from tests.builders import a_library, a_point, choice, cup, cupping, heat, moxa, needle, needling, points
from tests.domain.composing.reading import rich_text
from tests.domain.composing.samples import STERILE, the_library, the_texts
from treatplan.domain.composing.doses import lead, means, needles, total
from treatplan.domain.composing.places import how_row, where_row
from treatplan.domain.composing.words import (
    Dose,
    amount,
    counted,
    listed,
    long_date,
    sentences,
    short_date,
    weekday_date,
    with_bold,
)
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.modality import MoxaTechnique, PointRule
from treatplan.domain.paper import Run
from treatplan.domain.places import Region, Side

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (1, "1 minute"),
        (25.0, "25 minutes"),
        (1.5, "1.5 minutes"),
        (Span(low=8, high=12), "8 to 12 minutes"),
        (Span(low=5, high=5), "5 minutes"),
        (Span(low=0, high=3), "up to 3 minutes"),
        (AtLeast(at_least=1), "at least 1 minutes"),
        (Absent.NOT_REPORTED, ""),
        (Absent.NOT_APPLICABLE, ""),
    ],
)
def test_that_a_dose_carries_its_unit_in_words(dose: Dose, said: str) -> None:
    assert counted(the_texts(), "dose.minutes", dose) == said


@pytest.mark.parametrize(
    ("country", "long", "weekday", "short"),
    [
        ("gb", "1 December 2026", "Tuesday 1 December 2026", "1 Dec"),
        ("us", "December 1, 2026", "Tuesday, December 1, 2026", "Dec 1"),
    ],
)
def test_that_dates_are_written_as_the_country_writes_them(country: str, long: str, weekday: str, short: str) -> None:
    texts, where = the_texts(), the_library().jurisdictions[country]
    assert long_date(texts, DAY, where) == long
    assert weekday_date(texts, DAY, where) == weekday
    assert short_date(texts, DAY, where) == short


def test_that_lists_leave_out_what_is_empty() -> None:
    assert listed(the_texts(), ["", "a", "", "b"]) == "a, b"
    assert listed(the_texts(), []) == ""
    assert sentences(the_texts(), ["one", "", "two"]) == "One. Two."


@pytest.mark.parametrize("name", ["{patient}", "{name}", "<Smith>", "O'Neil & Sons", "100%", "{}"])
def test_that_a_name_in_bold_stays_as_it_was_written(name: str) -> None:
    assert Run(text=name, bold=True) in with_bold(the_texts(), "handout.plan_for", "name", name)
    assert rich_text(with_bold(the_texts(), "handout.plan_for", "name", name)) == f"Plan for *{name}*"


def test_that_a_sum_is_known_only_where_every_part_is() -> None:
    assert total([2, Span(low=0, high=3)]) == Span(low=2, high=5)
    assert total([2, AtLeast(at_least=1)]) == AtLeast(at_least=3)
    assert total([2, Absent.NOT_REPORTED]) is Absent.NOT_REPORTED
    assert total([]) is Absent.NOT_REPORTED


# Needles


def test_that_needles_are_counted_from_points_sides_and_choices() -> None:
    component = needling(
        needle("BL23"),
        needle("GV4", side=Side.MIDLINE),
        needle("BL40", side=Side.LEFT),
        rules=(choice(how_many=Span(low=1, high=2)),),
    )
    assert needles(component, a_library()) == Span(low=5, high=6)


def test_that_a_group_of_points_takes_a_needle_each() -> None:
    library = a_library(points=points() | {"EX-X": a_point("EX-X", laterality="group", group_size=4)})
    assert needles(needling(needle("EX-X", side=Side.MIDLINE)), library) == 4


def test_that_the_planned_number_stands_where_the_points_do_not_tell() -> None:
    component = needling(rules=(choice(),), insertions=Span(low=6, high=10))
    assert needles(component, a_library()) == Span(low=6, high=10)


def test_that_needles_are_called_sterile_only_where_the_plan_says_so() -> None:
    sterile, unsaid = needling(needle("BL23"), needle=STERILE), needling(needle("BL23"))
    assert list(means(sterile, the_texts(), a_library())) == ["2 thin, sterile needles, used once"]
    assert list(means(unsaid, the_texts(), a_library())) == ["2 thin needles"]


def test_that_retention_of_single_points_is_told_where_there_is_none_for_all() -> None:
    component = needling(needle("BL23", retention_min=10), needle("BL25", retention_min=20))
    assert lead(component, the_texts()) == "fine needles, 10 to 20 minutes"


# Warmth and cups


@pytest.mark.parametrize(
    ("technique", "said"),
    [
        (MoxaTechnique.SUSPENDED, "held 3 cm from the skin"),
        (MoxaTechnique.WARM_NEEDLE, "on the handles of the needles"),
        (MoxaTechnique.THUNDER_FIRE, "from a thick roll, 3 cm from the skin"),
    ],
)
def test_that_a_distance_is_said_only_of_warmth_that_keeps_one(technique: MoxaTechnique, said: str) -> None:
    component = moxa(heat("BL23"), technique=technique, distance_mm=30)
    assert list(means(component, the_texts(), a_library())) == [said]


def test_that_warmth_at_several_places_is_timed_for_each() -> None:
    two = moxa(heat("BL23", minutes=10), heat("GV4", minutes=10))
    one = moxa(heat("BL23", minutes=10))
    assert lead(two, the_texts()) == "warmth (moxa), 10 minutes at each place"
    assert lead(one, the_texts()) == "warmth (moxa), 10 minutes"


def test_that_cups_are_counted_over_all_places() -> None:
    component = cupping(cup(Region.LOW_BACK, cups=2, minutes=5), cup(Region.UPPER_BACK, cups=4, minutes=5))
    assert how_row(component, the_texts()) == "6 cups. 5 minutes at each place."


# Places


def test_that_points_are_named_by_place_and_side_with_their_codes() -> None:
    component = needling(
        needle("BL23"),
        needle("BL40", side=Side.LEFT),
        needle("BL25"),
        rules=(choice(regions=(Region.LOW_BACK,), side=Side.BILATERAL, how_many=Span(low=0, high=2)),),
    )
    said = rich_text(where_row(component, the_texts(), the_library()))
    assert said == (
        "*Low back, both sides:* BL23 Shènshū, BL25 Dàchángshū, up to 2 sore spots that we find on the day. "
        "*Knee, left:* BL40 Wěizhōng."
    )


def test_that_the_levels_of_one_point_stand_together_where_they_lie() -> None:
    component = needling(needle("EX-B2", level="L3"), needle("EX-B2", level="T5"), needle("EX-B2", level="L4"))
    said = rich_text(where_row(component, the_texts(), the_library()))
    assert said == "*Low back, both sides:* EX-B2 Jiájǐ (L3, L4). *Upper back, both sides:* EX-B2 Jiájǐ (T5)."


def test_that_a_choice_of_points_names_them() -> None:
    component = needling(rules=(choice("BL23", "BL25", how_many=Span(low=1, high=2)),))
    assert rich_text(where_row(component, the_texts(), the_library())) == "1 to 2 of BL23 Shènshū, BL25 Dàchángshū."


def test_that_a_rule_in_the_practitioners_words_is_printed_as_written() -> None:
    component = needling(rules=(PointRule(item_id="r", kind="other", text="a {place} that <we> agree"),))
    assert rich_text(where_row(component, the_texts(), the_library())) == "A {place} that <we> agree."


def test_that_a_point_the_library_lacks_is_named_by_its_code() -> None:
    component = needling(needle("ZZ9", side=Side.LEFT))
    assert rich_text(where_row(component, the_texts(), the_library())) == "*Left:* ZZ9."


def test_that_an_amount_without_a_unit_is_only_the_number() -> None:
    assert amount(the_texts(), Span(low=1, high=2)) == "1 to 2"

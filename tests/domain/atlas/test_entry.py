"""Everything the library says of one point."""

from itertools import pairwise

from tests.domain.atlas.shelf import library
from treatplan.domain.atlas.entry import PointEntry, entry
from treatplan.domain.channels import CHANNELS, in_order


def of(code: str) -> PointEntry:
    return entry(library().points[code], library())


def ids(things: tuple[object, ...]) -> set[str]:
    return {thing.id for thing in things}  # type: ignore[attr-defined]


def test_that_a_point_has_its_line_and_the_sources_of_it() -> None:
    found = of("BL23")
    assert ids(found.lines) == {"kidney_inner_line"}
    assert {"deadman-2007", "app-default", "points-cross-check"} <= ids(found.sources)


def test_that_rules_name_the_point_what_lies_under_it_or_its_region() -> None:
    assert {"P01", "P02", "P03", "P03b"} <= ids(of("LI4").rules)
    assert "N09" in ids(of("LR3").rules)
    assert {"N05", "P09"} <= ids(of("BL23").rules)
    assert ids(of("ST36").rules) == set()


def test_that_every_group_of_levels_has_its_line() -> None:
    assert [line.levels[0] for line in of("EX-B2").lines] == ["L1", "T1"]


def test_that_each_pregnancy_point_has_a_caution_with_sources_on_both_sides() -> None:
    for point in library().points.values():
        found = entry(point, library())
        if point.pregnancy_caution:
            assert any("needling" in caution.kinds for caution in found.cautions), point.code
        for caution in found.cautions:
            assert caution.sources
            assert caution.contrary_sources
            assert set(caution.rules) <= library().rules.keys()


def test_that_a_caution_speaks_of_its_points_and_regions_only() -> None:
    assert ids(of("SP6").cautions) == {"pregnancy_listed_points"}
    assert ids(of("BL23").cautions) == {"pregnancy_back_and_sacrum", "pregnancy_moxa", "pregnancy_cups_back"}
    assert ids(of("CV4").cautions) == {"pregnancy_abdomen", "pregnancy_moxa", "pregnancy_cups_abdomen"}
    assert ids(of("ST36").cautions) == set()


def test_that_namesakes_know_one_another() -> None:
    assert of("LI18").namesakes == ("ST32",)
    assert of("ST32").namesakes == ("LI18",)
    assert of("BL23").namesakes == ()


def test_that_points_stand_in_the_order_of_the_books() -> None:
    ordered = in_order(library().points.values())
    places = [[channel.code for channel in CHANNELS].index(point.channel) for point in ordered]
    assert all(before <= after for before, after in pairwise(places))
    assert [point.code for point in ordered[:2]] == ["LU1", "LU2"]
    assert [point.code for point in ordered if point.channel == "BL"] == [f"BL{number}" for number in range(1, 68)]

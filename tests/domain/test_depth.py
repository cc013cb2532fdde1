"""The warning line for the depth of a needle."""

import pytest

from tests.builders import a_library, a_line, points
from treatplan.domain.depth import DepthLimit, depth_limit
from treatplan.domain.findings import Fact
from treatplan.domain.library import Library
from treatplan.domain.modality import Angle

THORACIC = tuple(f"T{number}" for number in range(1, 13))
LUMBAR = tuple(f"L{number}" for number in range(1, 6))
LIBRARY = a_library(
    depth_lines=(
        a_line(
            "chest",
            "BL13",
            mm=10,
            oblique_mm=15,
            angles=(Angle.OBLIQUE_MEDIAL,),
            halved_by=("cachexia_or_very_thin", "kyphosis", "child"),
        ),
        a_line("shoulder", "GB21", mm=10, thin_mm=5, halved_by=("kyphosis",)),
        a_line("low", "BL25", mm=33, thin_mm=30, halved_by=("cachexia_or_very_thin",)),
        a_line("flat", "CV4", mm=12, oblique_mm=8),
        a_line("beside", "EX-B2", mm=30, levels=LUMBAR),
        a_line("beside-chest", "EX-B2", mm=13, levels=THORACIC, angles=(Angle.OBLIQUE_MEDIAL,)),
        a_line("first", "BL23", mm=25, angles=(Angle.PERPENDICULAR, Angle.OBLIQUE_MEDIAL), sources=("one",)),
        a_line("second", "BL23", mm=20, angles=(Angle.OBLIQUE_MEDIAL, Angle.OBLIQUE), sources=("two",)),
        a_line("third", "BL23", mm=20, sources=("two", "three")),
        a_line("upright", "BL40", mm=20, angles=(Angle.PERPENDICULAR,)),
        a_line("slanted", "BL40", mm=15, angles=(Angle.OBLIQUE,)),
    )
)


def limit(code: str, *factors: str, level: str = "", angle: Angle | None = None, of: Library = LIBRARY) -> DepthLimit:
    facts = [Fact(factor=factor, field=f"factors.{factor}", seen="yes") for factor in factors]
    return depth_limit(points()[code], level, angle, facts, of)


def test_that_a_point_without_a_line_has_no_limit() -> None:
    assert limit("SP6", "kyphosis") == DepthLimit()


@pytest.mark.parametrize(
    ("angle", "mm"),
    [
        (Angle.PERPENDICULAR, 10),
        (Angle.PRICK, 10),
        (Angle.OBLIQUE, 15),
        (Angle.OBLIQUE_MEDIAL, 15),
        (Angle.TRANSVERSE, 15),
        (None, 10),
    ],
)
def test_that_the_line_follows_the_angle_and_an_unknown_angle_gets_the_stricter(angle: Angle | None, mm: float) -> None:
    assert limit("BL13", angle=angle).mm == mm


def test_that_an_unknown_angle_gets_the_slanted_line_where_that_is_stricter() -> None:
    assert [limit("CV4", angle=angle).mm for angle in (None, Angle.PERPENDICULAR, Angle.OBLIQUE)] == [8, 12, 8]


def test_that_the_strictest_of_several_lines_decides_and_is_named_with_its_sources() -> None:
    found = limit("BL23")
    assert (found.mm, found.lines, found.sources) == (20, ("second", "third"), ("two", "three"))


def test_that_an_angle_must_be_allowed_by_every_line() -> None:
    assert limit("BL23").angles == (Angle.OBLIQUE_MEDIAL,)
    assert limit("SP6").angles == ()


def test_that_lines_which_agree_on_no_angle_leave_those_of_the_strictest() -> None:
    assert limit("BL40").angles == (Angle.OBLIQUE,)


@pytest.mark.parametrize(
    ("level", "mm", "angles"), [("L4", 30, ()), ("T4", 13, (Angle.OBLIQUE_MEDIAL,)), ("", 13, (Angle.OBLIQUE_MEDIAL,))]
)
def test_that_a_line_for_levels_holds_there_and_where_the_level_is_not_known(
    level: str, mm: float, angles: tuple[Angle, ...]
) -> None:
    found = limit("EX-B2", level=level)
    assert (found.mm, found.angles) == (mm, angles)


def test_that_a_halving_fact_halves_once_however_many_there_are() -> None:
    assert limit("BL13", "kyphosis", angle=Angle.PERPENDICULAR).mm == 5
    both = limit("BL13", "kyphosis", "child", angle=Angle.OBLIQUE)
    assert (both.mm, both.factors) == (7.5, ("kyphosis", "child"))


def test_that_other_facts_leave_the_line_alone() -> None:
    assert limit("BL13", "pregnancy_any").factors == ()
    assert limit("BL13", "pregnancy_any") == limit("BL13")


def test_that_a_very_thin_patient_gets_the_thin_line_where_there_is_one_and_else_half() -> None:
    assert limit("GB21", "cachexia_or_very_thin").factors == ("cachexia_or_very_thin",)
    thin = limit("BL25", "cachexia_or_very_thin")
    assert (thin.mm, thin.factors) == (30, ("cachexia_or_very_thin",))
    assert limit("BL13", "cachexia_or_very_thin").mm == 5


def test_that_thin_and_bent_is_not_halved_twice() -> None:
    both = limit("GB21", "cachexia_or_very_thin", "kyphosis")
    assert (both.mm, both.factors) == (5, ("cachexia_or_very_thin", "kyphosis"))


def test_that_two_libraries_keep_their_own_lines() -> None:
    other = a_library(depth_lines=(a_line("chest", "BL13", mm=4),))
    assert [limit("BL13", of=of).mm for of in (other, LIBRARY, other)] == [4, 10, 4]

"""Levels of the spine as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.places import Region
from treatplan.domain.spine import SPINE, levels_in, regions_of_levels, with_next


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("L4", {"L4"}),
        (" l 4 ", {"L4"}),
        ("L4/5", {"L4", "L5"}),
        ("L4-S1", {"L4", "L5", "S1"}),
        ("T12 to L2", {"T12", "L1", "L2"}),
        ("D8", {"T8"}),
        ("L5, S1", {"L5", "S1"}),
        ("L2–L3", {"L2", "L3"}),
        ("S1-L5", {"L5", "S1"}),
    ],
)
def test_that_levels_are_read_as_people_write_them(written: str, levels: set[str]) -> None:
    assert levels_in([written]) == levels


@pytest.mark.parametrize("written", ["", "somewhere low", "L9", "T13", "HL4", "李伟", "L45", "BL23"])
def test_that_what_is_no_level_leaves_the_place_unknown(written: str) -> None:
    assert levels_in([written]) == set()
    assert levels_in(["L4", written]) == set()


@given(st.text(max_size=40))
def test_that_whatever_is_written_yields_levels_of_the_spine(written: str) -> None:
    assert levels_in([written]) <= set(SPINE)


def test_that_the_next_levels_cross_from_one_part_of_the_spine_to_the_other() -> None:
    assert with_next(["T12"]) == {"T11", "T12", "L1"}
    assert with_next(["C1"]) == {"C1", "C2"}


def test_that_a_level_lies_in_its_region() -> None:
    assert regions_of_levels(["T4", "L4", "S1", "C6"]) == {
        Region.UPPER_BACK,
        Region.LOW_BACK,
        Region.SACRUM,
        Region.NECK,
    }

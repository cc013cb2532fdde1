"""What people call a point, a region, an exercise, a leaflet: one thing is found, or what is near is told."""

import pytest

from tests.domain.drafting.reading import library
from treatplan.domain.editing.names import Found, meant, search
from treatplan.domain.errors import Refused


def found(text: str, modality: str = "needling", level: str = "") -> Found:
    return meant(text, level, modality, library())


def ids(text: str, modality: str = "needling", limit: int = 8) -> list[str]:
    return [f"{one.id} {one.level}".strip() for one in search(text, modality, library(), limit)]


@pytest.mark.parametrize(
    "text",
    [
        "BL23",
        "bl 23",
        "UB23",
        "ub-23",
        "b23",
        "shenshu",
        "Shènshū",
        "shen shu",
        "SHEN4SHU4",
        "肾俞",
        "腎俞",
        "Kidney Shu",
    ],
)
def test_that_a_point_is_found_by_all_that_it_is_called(text: str) -> None:
    assert found(text) == Found(thing="point", id="BL23")


@pytest.mark.parametrize("text", ["EX-B2 L4", "ex-b2.l4", "EX-B2 (L4)", "HTJJ l4", "华佗夹脊 L4", "jiaji  L4"])
def test_that_a_level_may_stand_behind_the_name(text: str) -> None:
    assert found(text) == Found(thing="point", id="EX-B2", level="L4")


def test_that_a_level_by_itself_is_a_point_code() -> None:
    assert found("L3").id == "LU3"


@pytest.mark.parametrize(
    ("text", "level", "field", "hint"),
    [
        ("EX-B2", "", "level", "needs one of T1, T2"),
        ("EX-B2", "S1", "level", "'S1'; EX-B2 needs one of"),
        ("BL23", "L4", "level", "BL23 has no levels"),
        ("", "", "what", "is empty"),
        ("  ", "", "what", "is empty"),
        ("ub234", "", "what", "near it: GB34"),
        ("zhongdu", "", "what", "GB32 or LR6"),
        ("kidney", "", "what", "near it: BL23 (Shènshū)"),
        ("<Smith>", "", "what", "near it: nothing"),
        ("李伟", "", "what", "near it: nothing"),
        ("x" * 300, "", "what", "near it: nothing"),
        ("\u202eBL", "", "what", "is not in the library"),
    ],
)
def test_that_what_is_unclear_is_refused_with_what_is_near(text: str, level: str, field: str, hint: str) -> None:
    with pytest.raises(Refused, match=f"^{field}: ") as caught:
        found(text, level=level)
    assert hint in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("text", ["low_back", "low back", "Lower Back"])
def test_that_a_region_is_found_by_its_word_and_as_people_say_it(text: str) -> None:
    assert found(text, "cupping") == Found(thing="region", id="low_back")
    assert found(text, "moxibustion") == Found(thing="region", id="low_back")


def test_that_needles_are_not_put_in_regions_nor_cups_anywhere() -> None:
    for text, modality in (("low back", "needling"), ("any", "cupping")):
        with pytest.raises(Refused):
            found(text, modality)


@pytest.mark.parametrize("text", ["EX05", "ex5", "ex 5", "Cat and cow"])
def test_that_an_exercise_is_found_by_id_and_name(text: str) -> None:
    assert found(text, "stretching") == Found(thing="exercise", id="EX05")


def test_that_only_advice_is_found_among_leaflets() -> None:
    assert found("Stay active", "advice").id == "stay_active"
    with pytest.raises(Refused):
        found("emergency", "advice")


@pytest.mark.parametrize("point", sorted(library().points))
def test_that_every_point_is_found_by_its_own_code(point: str) -> None:
    level = "L1" if library().points[point].levels else ""
    assert found(point, level=level).id == point


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ub2", ["BL2", "BL20", "BL21"]),
        ("ub23", ["BL23"]),
        ("ki", ["KI1", "KI2"]),
        ("heg", ["LI4"]),
        ("wei zh", ["BL40"]),
        ("shen4s", ["BL23"]),
        ("肾", ["BL23"]),
        ("kidney s", ["BL23"]),
        ("jiaji l", ["EX-B2 L1", "EX-B2 L2"]),
        ("ex-b2 l4", ["EX-B2 L4"]),
        ("ex-b2", ["EX-B2"]),
    ],
)
def test_that_the_best_comes_first_as_one_types(text: str, first: list[str]) -> None:
    assert ids(text)[: len(first)] == first


def test_that_points_are_found_by_where_they_are() -> None:
    assert {"BL60", "KI3", "GB40"} <= set(ids("ankle"))


def test_that_short_lists_are_shown_before_anything_is_typed() -> None:
    assert "stay_active" in ids("", "advice")
    assert len(ids("", "stretching", limit=100)) == len(library().stretches)
    assert ids("") == []


@pytest.mark.parametrize("text", ["'", "<Smith>", "a" * 300, "李伟", "\ud800", "()", ".*"])
def test_that_odd_text_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert ids(text) == []


def test_that_no_more_are_given_than_asked_for() -> None:
    assert len(ids("s", limit=3)) == 3
    assert ids("s", limit=0) == ids("s", limit=-1) == []

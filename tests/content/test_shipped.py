"""The shipped library against the facts it was made from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from treatplan.content.check import problems
from treatplan.content.schema import SHELVES
from treatplan.domain.claims import reading_grade
from treatplan.domain.library import DepthLine, Library
from treatplan.domain.modality import Angle

CORE = Path(__file__).resolve().parent.parent.parent / "resources" / "content" / "core"
COUNTS = {
    "LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67, "KI": 27, "PC": 9, "TE": 23, "GB": 44,
    "LR": 14, "GV": 28, "CV": 24,
}  # fmt: skip
NO_AGREED_DEPTH = (
    "LU8 LU9 LI1 LI16 ST5 ST9 ST11 ST30 ST35 ST41 ST44 HT1 HT2 SI7 SI14 SI18 BL1 BL4 BL5 BL7 BL8 BL38 BL44 BL46 BL58 "
    "BL59 KI1 KI6 TE1 TE3 TE9 TE13 TE14 TE22 GB1 GB20 CV2 CV4 CV16 CV17 CV18 CV19 CV20 CV21 CV22"
)
LUNG = ["cachexia_or_very_thin", "kyphosis_or_scoliosis", "child_under_7", "child_7_to_16"]


def codes(text: str) -> set[str]:
    """`BL11-13 GB21` as a set of codes."""
    found: set[str] = set()
    for part in text.split():
        channel, first, last = re.fullmatch(r"([A-Z]+|EX-B)(\d+)(?:-(\d+))?", part).groups()  # type: ignore[union-attr]
        found |= {f"{channel}{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def words(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from words(entry)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))


# The whole


def test_that_nothing_leads_nowhere(shipped: Library) -> None:
    assert [str(problem) for problem in problems(shipped, date.max)] == []


@pytest.mark.parametrize("shelf", [shelf for shelf in SHELVES if not shelf.tables], ids=lambda shelf: shelf.name)
def test_that_every_file_is_a_thing_of_the_library(shipped: Library, shelf: Any) -> None:
    files = {file.stem for file in (CORE / shelf.place).glob("*.toml")}
    assert files == set(getattr(shipped, shelf.name))
    assert files


def test_that_all_text_is_composed_unicode_without_control_characters(shipped: Library) -> None:
    for shelf in SHELVES:
        for id_, thing in getattr(shipped, shelf.name).items():
            for text in words(thing):
                assert unicodedata.normalize("NFC", text) == text, id_
                assert not [char for char in text if unicodedata.category(char) == "Cc" and char != "\n"], id_


def test_that_every_number_of_ours_is_marked_as_ours(shipped: Library) -> None:
    assert "app-default" in shipped.defaults.sources
    assert [line.id for line in shipped.depth_lines if "app-default" not in line.sources] == []
    own = [stretch for stretch in shipped.stretches.values() if stretch.dose_standing == "app_default"]
    assert [stretch.id for stretch in own if "app-default" not in stretch.sources] == []
    assert own


def test_that_one_cun_is_22_mm(shipped: Library) -> None:
    assert shipped.defaults.cun_mm == 22
    assert shipped.defaults.needle_lengths_mm == (13, 25, 40, 50, 75)


# Points


def test_that_all_361_points_of_the_channels_are_there(shipped: Library) -> None:
    found = Counter(point.channel for point in shipped.points.values() if point.kind == "channel")
    assert found == COUNTS
    assert {f"{name}{n}" for name, count in COUNTS.items() for n in range(1, count + 1)} <= set(shipped.points)


def test_that_34_extra_points_are_there(shipped: Library) -> None:
    assert sum(point.kind == "extra" for point in shipped.points.values()) == 34


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("futu", {"LI18", "ST32"}),
        ("juliao", {"ST3", "GB29"}),
        ("wangu", {"SI4", "GB12"}),
        ("zhongzhu", {"KI15", "TE3"}),
        ("zhongdu", {"GB32", "LR6"}),
        ("yinjiao", {"GV28", "CV7"}),
    ],
)
def test_that_points_of_the_same_name_both_stay(shipped: Library, name: str, pair: set[str]) -> None:
    assert {code for code, point in shipped.points.items() if point.pinyin_plain == name} == pair


@pytest.mark.parametrize(
    ("code", "level"),
    [
        *((f"BL{11 + n}", f"T{1 + n}") for n in range(7)),
        *((f"BL{18 + n}", f"T{9 + n}") for n in range(4)),
        *((f"BL{22 + n}", f"L{1 + n}") for n in range(5)),
        *((f"BL{41 + n}", f"T{2 + n}") for n in range(6)),
        *((f"BL{47 + n}", f"T{9 + n}") for n in range(4)),
        ("BL51", "L1"),
        ("BL52", "L2"),
        ("EX-B3", "T8"),
        ("GV14", "C7"),
        ("GV12", "T3"),
        ("GV4", "L2"),
        ("GV3", "L4"),
        ("EX-B8", "L5"),
    ],
)
def test_that_a_point_of_the_back_lies_at_its_vertebra(shipped: Library, code: str, level: str) -> None:
    assert re.search(rf"\b{level} spinous process", shipped.points[code].text.location)


def test_that_customs_that_do_not_overlap_are_left_blank(shipped: Library) -> None:
    needled = {code for code, p in shipped.points.items() if p.kind == "channel" and p.needling == "allowed"}
    assert {code for code in needled if shipped.points[code].depth_cun is None} == set(NO_AGREED_DEPTH.split())


def test_that_reference_marks_and_moxa_points_are_not_needled(shipped: Library) -> None:
    forbidden = {code: point.hazards for code, point in shipped.points.items() if point.needling == "forbidden"}
    assert forbidden == {
        "ST17": ("reference_mark_only",),
        "CV8": ("moxibustion_only",),
        "EX-UE1": ("moxibustion_only",),
    }


def test_that_a_depth_runs_from_its_low_to_its_high_end(shipped: Library) -> None:
    ranges = {code: point.depth_cun for code, point in shipped.points.items() if point.depth_cun is not None}
    assert [code for code, (low, high) in ranges.items() if not 0 < low <= high <= 2.5] == []
    assert ranges["BL23"] == (0.5, 0.8)
    assert ranges["GB30"] == (1.5, 2.0)


def test_that_jiaji_has_17_levels_on_each_side(shipped: Library) -> None:
    jiaji = shipped.points["EX-B2"]
    assert jiaji.levels == (*(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6)))
    assert (jiaji.laterality, jiaji.group_size) == ("group", 17)
    assert jiaji.other_names == ("Huátuójiájǐ", "华佗夹脊", "華佗夾脊")


def test_that_points_under_convention_in_pregnancy_are_marked(shipped: Library) -> None:
    listed = "LI4 SP6 BL60 BL67 GB21 BL27-34 GV2 EX-B8 CV2-7 KI11-16 ST25-30 SP12-14"
    marked = {code for code, point in shipped.points.items() if point.pregnancy_caution}
    assert codes(listed) <= marked
    assert not marked & {"BL23", "BL40", "GB30", "GB34", "ST36", "KI3", "GV4"}


@pytest.mark.parametrize(
    ("hazard", "listed"),
    [
        ("pneumothorax", "GB21 BL11-21 BL41-50 LU1-2 KI22-27 ST12-16 ST18 SP17-21 CV17 SI11 EX-B2"),
        ("kidney", "BL22-24 BL51-52"),
        ("sacral_nerves_pelvic_organs", "BL31-34"),
        ("spinal_canal", "GV3-14 EX-B8 EX-B2"),
        ("major_vessel", "BL39-40"),
        ("sciatic_nerve", "BL54 GB30"),
        ("medulla_vertebral_artery", "GB20 GV15-16 BL10"),
    ],
)
def test_that_hazards_hold_for_the_points_that_the_rules_list(shipped: Library, hazard: str, listed: str) -> None:
    assert codes(listed) <= {code for code, point in shipped.points.items() if hazard in point.hazards}


# Warning lines: mm, mm along a slant, mm for the very thin

LINES = [
    ("GB21", "", 10, None, 5),
    ("BL11-21", "", 10, 15, None),
    ("BL41-50", "", 8, 10, None),
    ("LU1-2 KI22-27 ST12-16 ST18 SP17-21 CV17", "", 8, 10, None),
    ("BL22-24", "", 25, None, None),
    ("BL51-52", "", 15, None, None),
    ("BL25-26", "", 33, None, 30),
    ("BL31-34", "", 30, None, None),
    ("GV3-5 EX-B8", "", 20, None, None),
    ("GV6-14", "", 15, None, None),
    ("EX-B2", "L4", 30, None, None),
    ("EX-B2", "T5", 13, None, None),
    ("BL39-40", "", 20, None, None),
    ("BL54", "", 50, None, None),
    ("GB30", "", 60, None, None),
    ("SI11", "", 13, None, None),
    ("GB20", "", 20, None, None),
    ("BL10 GV15-16", "", 12, None, None),
]


def line_of(library: Library, code: str, level: str) -> DepthLine:
    found = [line for line in library.depth_lines if code in line.points and (not level or level in line.levels)]
    assert len(found) == 1, code
    return found[0]


@pytest.mark.parametrize(("listed", "level", "mm", "oblique", "thin"), LINES)
def test_that_the_warning_lines_are_those_of_the_safety_rules(
    shipped: Library, listed: str, level: str, mm: float, oblique: float | None, thin: float | None
) -> None:
    for code in codes(listed):
        line = line_of(shipped, code, level)
        assert (line.line_mm, line.oblique_mm, line.thin_mm) == (mm, oblique, thin), code


@pytest.mark.parametrize("code", sorted(codes("GB21 BL13 BL43 ST15 CV17 SI11")))
def test_that_lines_over_the_lung_are_stricter_for_a_body_that_is_less_deep(shipped: Library, code: str) -> None:
    line = line_of(shipped, code, "")
    stricter = {*line.halved_by, *(line.thin_for if line.thin_mm is not None else ())}
    assert {*LUNG, "lung_disease_copd_emphysema_tb_chest_surgery"} <= stricter


def test_that_no_line_over_the_lung_allows_a_steep_needle(shipped: Library) -> None:
    steep = [
        line.id
        for line in shipped.depth_lines
        if "lung" in line.structure and (not line.angles or Angle.PERPENDICULAR in line.angles)
    ]
    assert steep == []


# Exercises: seconds, minutes, repetitions, sets, times a day, days a week

DOSES = {
    "EX01": (2, None, 5, 1, 3, 7),
    "EX02": (2, None, 5, 1, 3, 7),
    "EX03": (5, None, 5, 1, 1, 7),
    "EX04": (10, None, 5, 1, 1, 7),
    "EX05": (2, None, 10, 1, 2, 7),
    "EX06": (5, None, 8, 1, 1, 7),
    "EX07": (120, None, 1, 1, 4, 7),
    "EX08": (2, None, 10, 1, 4, 7),
    "EX09": (2, None, 5, 1, 3, 7),
    "EX10": (5, None, 5, 2, 1, 5),
    "EX11": (8, None, 6, 3, 1, 5),
    "EX12": (5, None, 3, 1, 2, 7),
    "EX13": (8, None, 5, 2, 1, 4),
    "EX14": (20, None, 3, 1, 1, 5),
    "EX15": (20, None, 3, 1, 1, 5),
    "EX16": (20, None, 3, 1, 1, 5),
    "EX17": (5, None, 5, 1, 2, 7),
    "EX18": (3, None, 8, 1, 2, 7),
    "EX19": (1, None, 10, 1, 2, 7),
    "EX20": (None, (10, 30), 1, 1, 1, 5),
    "EX21": (2, None, 8, 2, 1, 5),
    "EX22": (8, None, 5, 1, 1, 5),
    "EX23": (15, None, 3, 1, 4, 5),
    "EX24": (10, None, 5, 1, 3, 7),
}


def test_that_the_doses_of_exercises_are_those_of_the_sources(shipped: Library) -> None:
    found = {
        id_: (one.hold_s, one.minutes, one.reps, one.sets, one.times_per_day, one.days_per_week)
        for id_, one in shipped.stretches.items()
    }
    assert found == DOSES


@pytest.mark.parametrize(
    ("tag", "factors"),
    [
        ("supine", {"pregnancy_16_weeks_on"}),
        ("prone", {"pregnancy_16_weeks_on"}),
        ("hip_flexion_deep", {"hip_replacement", "vertebral_fracture", "acute_disc_or_leg_pain_with_flexion"}),
        ("hip_crossing", {"hip_replacement"}),
        ("rotation", {"vertebral_fracture", "spinal_fusion_or_hardware"}),
    ],
)
def test_that_an_exercise_is_kept_from_those_it_may_harm(shipped: Library, tag: str, factors: set[str]) -> None:
    tagged = [stretch for stretch in shipped.stretches.values() if tag in stretch.tags]
    assert tagged
    assert [stretch.id for stretch in tagged if not factors <= set(stretch.avoid_factors)] == []


def test_that_bending_back_is_kept_from_a_narrowed_spine(shipped: Library) -> None:
    for id_ in ("EX07", "EX08", "EX09", "EX16", "EX22"):
        assert "spinal_stenosis" in shipped.stretches[id_].avoid_factors


def test_that_exercises_read_easily_and_in_short_sentences(shipped: Library) -> None:
    for stretch in shipped.stretches.values():
        text = stretch.text
        assert reading_grade(" ".join([text.start, *text.steps, text.feel, text.easier])) < 6, stretch.id
        assert all(len(step.split()) <= 16 and step.endswith(".") for step in text.steps), stretch.id

"""Names that lead nowhere, stale texts, dates that can't be: what no single file shows."""

from datetime import date
from pathlib import Path

import pytest

from treatplan.content.check import overdue, problems
from treatplan.content.packs import load_library

TODAY = date(2026, 11, 24)


def found(tiny: Path, today: date = TODAY) -> list[str]:
    return [str(problem) for problem in problems(load_library([tiny]), today)]


def test_that_a_sound_pack_has_no_problems(tiny: Path) -> None:
    assert found(tiny) == []


# The file, what in it is replaced by what, and the problem that follows

WRONG = {
    "source": ("rules/N02.toml", '"app-default"', '"app-defualt"', "sources: names the source 'app-defualt'"),
    "near name": ("rules/N02.toml", '"app-default"', '"app-defualt"', "near it: app-default"),
    "factor of a rule": ("rules/N02.toml", '"anticoagulant"', '"anticoagulants"', "factors: names the factor"),
    "factor of a stretch": ("stretches/EX01.toml", '"pregnancy_any"', '"pregnant"', "avoid_factors: names the factor"),
    "factor of a leaflet": (
        "leaflets/after.toml",
        '"anticoagulant"',
        '"warfarin"',
        "leaflets/after.toml: factors: names",
    ),
    "factor of a line": ("depth_lines.toml", '"pregnancy_any"', '"thin"', "depth_lines.toml: line[0].halved_by: names"),
    "factor of a medicine": (
        "medicines.toml",
        '"anticoagulant"',
        '"blood"',
        "medicine[0].factor: names the factor 'blood'",
    ),
    "implied factor": ("factors.toml", "implies = []", 'implies = ["x"]', "factors.toml: anticoagulant.implies: names"),
    "point of a rule": ("rules/N02.toml", "BL11-BL12", "BL11-BL13", "targets[0].points: names the point 'BL13'"),
    "rule of a line": ("depth_lines.toml", '"N02"', '"N99"', "line[0].rule: names the rule 'N99'"),
    "hazard of a point": (
        "points/BL.toml",
        '["pneumothorax"]',
        '["lung"]',
        "points/BL.toml: BL11.hazards: names the hazard",
    ),
    "hazard of a rule": (
        "rules/N02.toml",
        '["pneumothorax"]',
        '["lung"]',
        "targets[0].hazards: names the hazard 'lung'",
    ),
    "group of points": ("points/BL.toml", '"hui_meeting"', '"hui"', "BL11.categories: names the category 'hui'"),
    "tag": ("stretches/EX01.toml", '"supine"', '"lying"', "tags: names the tag 'lying'"),
    "region": ("rules/N02.toml", "over_line = true", 'regions = ["spines"]', "regions: names the region 'spines'"),
    "level": ("rules/N02.toml", "over_line = true", 'levels = ["T13"]', "levels: names the level 'T13'"),
    "technique": (
        "rules/N02.toml",
        "over_line = true",
        'techniques = ["hot"]',
        "techniques: names the technique 'hot'",
    ),
    "strength": (
        "rules/N02.toml",
        "leave_out = true",
        'strength = "soft"',
        "adjust.strength: names the strength 'soft'",
    ),
    "claim": ("leaflets/after.toml", '["mu-2020"]', '["mu-2020"]\nclaims = ["x"]', "claims: names the claim 'x'"),
    "replaced leaflet": (
        "leaflets/after.toml",
        "factors =",
        'replaces = ["x"]\nfactors =',
        "replaces: names the leaflet 'x'",
    ),
    "modality": ("leaflets/after.toml", "factors =", 'modalities = ["cups"]\nfactors =', "names the modality 'cups'"),
    "style": ("leaflets/after.toml", "factors =", 'styles = ["hot"]\nfactors =', "styles: names the style 'hot'"),
    "no such field": (
        "factors.toml",
        "patient.pregnancy.status",
        "patient.pregnant",
        "is 'patient.pregnant', which is no field",
    ),
    "no such word": ("factors.toml", '["yes"]', '["maybe"]', "equals: holds 'maybe', which can't stand in"),
    "a fact in a test": ("factors.toml", "patient.pregnancy.status", "facts", "equals: names the factor 'yes'"),
    "a factor in a path": (
        "factors.toml",
        "patient.pregnancy.status",
        "factors.x.answer",
        "field: names the factor 'x'",
    ),
    "part of a trigger": (
        "redflags/RF01.toml",
        '["numbness"]',
        '["saddle"]',
        "triggers[0].any_of: names the part 'saddle'",
    ),
    "no question": ("redflags/RF01.en.md", "numbness =", "number =", "text.questions: has none for 'numbness'"),
    "a question too many": ("redflags/RF01.en.md", "numbness =", "number =", "asks for 'number', which is no part"),
    "an urgency too many": (
        "redflags/RF01.en.md",
        "[questions]",
        '[actions]\nurgent = "x"\n[questions]',
        "actions: holds 'urgent', which no trigger tells",
    ),
    "an action nobody words": (
        "redflags/RF01.toml",
        "urgency =",
        'action = "x"\nurgency =',
        "triggers.action: names 'x'",
    ),
    "region that a flag keeps out": (
        "redflags/RF01.toml",
        'urgency = "emergency"',
        'urgency = "emergency"\n[[keeps_out]]\nregions = ["spines"]',
        "keeps_out[0].regions: names the region 'spines'",
    ),
    "what a flag can't keep out": (
        "redflags/RF01.toml",
        'urgency = "emergency"',
        'urgency = "emergency"\n[[keeps_out]]\navoided = true',
        "keeps_out[0].avoided: speaks of facts that exercises name",
    ),
    "no source": ("stretches/EX01.toml", '["mu-2020"]', "[]", "stretches/EX01.toml: sources: is empty"),
    "an unnamed default": ("rules/N02.toml", '"app-default"', '"mu-2020"', "sources: lacks app-default"),
    "a stale text": ("rules/N02.en.md", "of = 2", "of = 1", "text.of: is 1, but the facts are at version 2"),
    "a future review": (
        "rules/N02.toml",
        "2026-11-22",
        "2026-11-25",
        "reviewed: is 2026-11-25, which lies in the future",
    ),
    "a future text": ("rules/N02.en.md", "2026-11-22", "2026-11-25", "text.reviewed: is 2026-11-25, which lies"),
    "no line": ("depth_lines.toml", "BL11-BL12", "BL11", "no warning line is drawn for BL12"),
    "another angle": (
        "points/BL.toml",
        '"oblique_medial"',
        '"perpendicular"',
        "BL11.angle: is perpendicular, which the",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_that_what_is_wrong_between_files_is_told(tiny: Path, case: str) -> None:
    file, old, new, said = WRONG[case]
    text = (tiny / file).read_text("utf-8")
    assert old in text
    (tiny / file).write_text(text.replace(old, new, 1), "utf-8")
    assert any(said in line for line in found(tiny)), found(tiny)


def test_that_a_point_that_is_not_needled_needs_no_line(tiny: Path) -> None:
    file = tiny / "points" / "BL.toml"
    text = file.read_text("utf-8")
    file.write_text(text + 'needling = "forbidden"\n', "utf-8")
    lines = tiny / "depth_lines.toml"
    lines.write_text(lines.read_text("utf-8").replace("BL11-BL12", "BL11"), "utf-8")
    assert found(tiny) == []


def test_that_a_level_without_its_line_is_told(tiny: Path) -> None:
    file = tiny / "points" / "BL.toml"
    file.write_text(file.read_text("utf-8") + 'levels = ["T1", "T2"]\n', "utf-8")
    lines = tiny / "depth_lines.toml"
    lines.write_text(lines.read_text("utf-8").replace("line_mm", 'levels = ["T1"]\nline_mm'), "utf-8")
    assert [line for line in found(tiny) if "BL12" in line] == [
        "points/BL.toml: BL12.hazards: holds pneumothorax, but no warning line is drawn for BL12 T2"
    ]


def test_that_a_text_nobody_read_for_24_months_is_a_warning_and_no_problem(tiny: Path) -> None:
    later = date(2028, 12, 1)
    assert found(tiny, later) == []
    warned = [str(problem) for problem in overdue(load_library([tiny]), later)]
    assert "rules/N02.toml: reviewed: was last reviewed on 2026-11-22; review it again" in warned
    assert "rules/N02.toml: text.reviewed: was last reviewed on 2026-11-22; review it again" in warned
    assert overdue(load_library([tiny]), date(2028, 11, 22)) == ()

"""Packs become a library; what is wrong in a file is told by file and field."""

from datetime import date
from pathlib import Path

import pytest

from treatplan.content.packs import load_claim_rules, load_library
from treatplan.domain.errors import Refused
from treatplan.domain.library import Library
from treatplan.domain.modality import Angle
from treatplan.domain.paper import ItemList, Paragraph, Run
from treatplan.domain.rules import Level


def refusals(*folders: Path, language: str = "en") -> list[str]:
    """Each problem of the packs, as a person reads it."""
    with pytest.raises(Refused) as refused:
        load_library(folders, language)
    return [str(problem) for problem in refused.value.problems]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


# What is read


def test_that_a_pack_becomes_values(tiny: Path) -> None:
    library = load_library([tiny])
    assert (library.name, library.version, library.rule_set, library.language) == ("tiny", "3", "tiny-1", "en")
    point = library.points["BL11"]
    assert (point.code, point.hanzi, point.depth_cun, point.angle) == ("BL11", "大杼", (0.5, 0.8), Angle.OBLIQUE_MEDIAL)
    assert library.factors["anticoagulant"].text.question == "Do you take a medicine that thins the blood?"
    assert library.red_flags["RF01"].text.questions["numbness"] == "Is the skin between your legs numb?"
    assert library.stretches["EX01"].reviewed == date(2026, 11, 22)
    assert library.defaults.needle_lengths_mm == (25, 40)


def test_that_ranges_of_points_are_written_out(tiny: Path) -> None:
    library = load_library([tiny])
    assert library.depth_lines[0].points == ("BL11", "BL12")
    assert library.rules["N02"].targets[0].points == ("BL11", "BL12")


def test_that_a_body_arrives_as_blocks_of_paper(tiny: Path) -> None:
    text = load_library([tiny]).leaflets["after"].text
    assert text.body.startswith("Press for **10 minutes**.")
    assert text.blocks == (
        Paragraph(text=(Run(text="Press for "), Run(text="10 minutes", bold=True), Run(text="."))),
        ItemList(items=((Run(text="Do not look"),), (Run(text="Call us"),))),
    )


def test_that_a_missing_language_falls_back_to_english_thing_by_thing(tiny: Path) -> None:
    library = load_library([tiny], "de")
    assert library.stretches["EX01"].text.name == "Knierollen"
    assert library.factors["anticoagulant"].text.name == "Ein Blutverdünner"
    assert library.factors["pregnancy_any"].text.name == "Pregnancy"
    assert library.rules["N02"].text.title == "Points over the lung"


def test_that_folders_may_be_missing(tiny: Path) -> None:
    (tiny / "leaflets" / "after.toml").unlink()
    (tiny / "leaflets" / "after.en.md").unlink()
    (tiny / "leaflets").rmdir()
    assert load_library([tiny]).leaflets == {}


def test_that_windows_line_ends_and_a_byte_order_mark_change_nothing(tiny: Path) -> None:
    file = tiny / "leaflets" / "after.en.md"
    before = load_library([tiny]).leaflets
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_library([tiny]).leaflets == before


def test_that_a_library_can_not_be_changed(tiny: Path) -> None:
    library = load_library([tiny])
    with pytest.raises(TypeError):
        library.points["BL99"] = library.points["BL11"]  # type: ignore[index]


# What is refused: the file, what in it is replaced by what, and what the message must say

BROKEN = {
    "an unknown field": ("rules/N02.toml", "version = 2", "versoin = 2", "versoin: is not a field"),
    "a missing field": ("stretches/EX01.toml", "reps = 5\n", "", "tiny/stretches/EX01.toml:1: reps: is missing"),
    "text for a number": ("stretches/EX01.toml", "reps = 5", 'reps = "5"', "reps: is '5'; it must be a whole number"),
    "a fraction for a count": ("stretches/EX01.toml", "reps = 5", "reps = 2.5", "reps: is 2.5; it must be a whole"),
    "a number for text": ("pack.toml", 'name = "tiny"', "name = 7", "tiny/pack.toml:1: name: is 7; it must be text"),
    "too many": ("stretches/EX01.toml", "reps = 5", "reps = 51", "reps: is 51; it must be less than or equal to 50"),
    "no number": ("defaults.toml", "cun_mm = 22", "cun_mm = nan", "cun_mm: is nan; it must be a number"),
    "a word outside the list": ("points/BL.toml", '"upper_back"', '"upperback"', "BL11.regions[0]: is 'upperback'"),
    "what is allowed": ("rules/N02.toml", '"caution"', '"warning"', "'caution' or 'note'"),
    "true or false": ("rules/N02.toml", "overridable = false", "overridable = 0", "is 0; it must be true or false"),
    "one for many": (
        "rules/N02.toml",
        'kinds = ["needling"]',
        'kinds = "needling"',
        "is 'needling'; it must be a list",
    ),
    "a deep place": ("rules/N02.toml", "over_line = true", 'over_line = "yes"', "targets[0].over_line: is 'yes'"),
    "a date that is none": ("rules/N02.toml", "2026-11-22", "2026-13-22", "N02.toml:3: is not TOML"),
    "a date in words": ("rules/N02.toml", "2026-11-22", '"soon"', "reviewed: is 'soon'; it must be a date"),
    "no TOML": ("rules/N02.toml", "version = 2", "version =", "rules/N02.toml:2: is not TOML: Invalid value"),
    "a doubled key": (
        "rules/N02.toml",
        "version = 2",
        "version = 2\nversion = 2",
        "rules/N02.toml:3: is not TOML: Cannot overwrite a value",
    ),
    "another id": ("rules/N02.toml", 'id = "N02"', 'id = "N03"', "has the id 'N03', but is called 'N02'"),
    "words among facts": ("rules/N02.toml", "version = 2", "version = 2\ntext = 1", "words stand in the language file"),
    "a range that runs back": (
        "rules/N02.toml",
        "BL11-BL12",
        "BL12-BL11",
        "targets[0].points: 'BL12-BL11' is not a range",
    ),
    "a range over two channels": (
        "depth_lines.toml",
        "BL11-BL12",
        "BL11-KI2",
        "line[0].points: 'BL11-KI2' is not a range",
    ),
    "an unknown word field": (
        "rules/N02.en.md",
        "why =",
        "because =",
        "tiny/rules/N02.en.md:5: because: is not a field",
    ),
    "no front matter": ("rules/N02.en.md", "+++\n", "", "must begin with TOML between two lines +++"),
    "broken front matter": ("rules/N02.en.md", "of = 2", "of =", "N02.en.md:2: is not TOML: Invalid value"),
    "a body in the front matter": ("leaflets/after.en.md", "of = 1", 'of = 1\nbody = ""', "body: may not stand here"),
    "blocks in the front matter": (
        "leaflets/after.en.md",
        "of = 1",
        "of = 1\nblocks = []",
        "blocks: may not stand here",
    ),
    "a body nobody prints": (
        "rules/N02.en.md",
        '"\n+++\n',
        '"\n+++\n\nMore.\n',
        "N02.en.md:9: is text below the front matter",
    ),
    "HTML": ("leaflets/after.en.md", "Do not look", "<b>Do</b>", "after.en.md:9: HTML may not stand in a text"),
    "no table": ("points/BL.toml", '["BL11"]', 'BL13 = 1\n["BL11"]', 'BL13: must be a table, written ["BL13"]'),
    "no list of tables": ("medicines.toml", "[[medicine]]", "[medicine]", "medicine: must be a list of tables"),
    "another list": ("medicines.toml", "[[medicine]]", "[[drug]]", "drug: may not stand here"),
    "no rule set": ("pack.toml", 'rule_set = "tiny-1"\n', "", "rule_set: is missing: a pack that brings rules"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_that_a_broken_file_is_told_by_file_and_field(tiny: Path, case: str) -> None:
    file, old, new, said = BROKEN[case]
    change(tiny / file, old, new)
    told = refusals(tiny)
    assert any(said in line for line in told), told
    assert all(line.startswith(f"tiny/{file}") for line in told)


def test_that_every_problem_is_told_at_once(tiny: Path) -> None:
    change(tiny / "rules" / "N02.toml", "version = 2", 'version = "two"')
    change(tiny / "stretches" / "EX01.en.md", 'start = "Lie on your back."\n', "")
    assert refusals(tiny) == [
        "tiny/rules/N02.toml:2: version: is 'two'; it must be a whole number",
        "tiny/stretches/EX01.en.md:1: start: is missing",
    ]


def test_that_a_file_that_is_no_text_is_told(tiny: Path) -> None:
    (tiny / "rules" / "N02.toml").write_bytes(b'id = "\xff\xfe"')
    assert refusals(tiny) == ["tiny/rules/N02.toml:1: is not text in UTF-8"]


def test_that_a_file_nested_beyond_reason_is_told(tiny: Path) -> None:
    (tiny / "rules" / "N02.toml").write_text("a = " + "[" * 100_000, "utf-8")
    assert refusals(tiny) == ["tiny/rules/N02.toml: is nested too deeply to be a file of a pack"]


def test_that_a_file_too_large_for_a_pack_is_told(tiny: Path) -> None:
    (tiny / "medicines.toml").write_text("#" * 500_001, "utf-8")
    assert refusals(tiny) == ["tiny/medicines.toml: is too large to be a file of a pack"]


@pytest.mark.parametrize("name", ["rule", "factor.toml", "rules/N02.tml", "rules/N02.English.md", "factors.en.md"])
def test_that_a_misspelt_name_is_not_passed_over_in_silence(tiny: Path, name: str) -> None:
    (tiny / name).write_text("", "utf-8")
    assert [line.split(": ")[0] for line in refusals(tiny)] == [f"tiny/{name}"]


def test_that_notes_and_hidden_files_are_passed_over(tiny: Path) -> None:
    for name in ("README.md", "LICENSE", ".DS_Store", "rules/.N02.toml.part", "rules/README.md"):
        (tiny / name).write_text("anything", "utf-8")
    assert len(load_library([tiny]).rules) == 1


def test_that_facts_without_words_are_told(tiny: Path) -> None:
    (tiny / "rules" / "N02.en.md").unlink()
    change(tiny / "points" / "BL.en.toml", '["BL12"]', '["BL13"]')
    assert sorted(refusals(tiny)) == [
        "tiny/points/BL.en.toml:5: BL13: has words, but no pack has its facts",
        "tiny/points/BL.toml:16: BL12: has no words, neither in the language asked for nor in English",
        "tiny/rules/N02.toml: has no words, neither in the language asked for nor in English",
    ]


def test_that_a_point_in_two_files_of_one_pack_is_told(tiny: Path) -> None:
    (tiny / "points" / "KI.toml").write_text((tiny / "points" / "BL.toml").read_text("utf-8"), "utf-8")
    assert "tiny/points/KI.toml:1: BL11: stands in points/BL.toml too" in refusals(tiny)


def test_that_a_line_given_twice_is_told(tiny: Path) -> None:
    file = tiny / "depth_lines.toml"
    file.write_text(file.read_text("utf-8") * 2, "utf-8")
    assert refusals(tiny) == ["tiny/depth_lines.toml:14: line[1].id: is 'inner_line', which stands twice in this file"]


@pytest.mark.parametrize("name", ["pack.toml", "defaults.toml"])
def test_that_what_every_pack_needs_is_asked_for(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    assert refusals(tiny)[0].startswith(f"tiny/{name}: is missing")


def test_that_a_folder_that_is_none_is_told(tiny: Path) -> None:
    assert refusals(tiny / "nowhere") == [f"{tiny / 'nowhere'}: there is no such folder"]


# Packs over packs


def test_that_a_later_pack_overrides_by_id_and_adds(tiny: Path, clinic: Path) -> None:
    library = load_library([tiny, clinic])
    assert (library.name, library.version) == ("tiny + our clinic", "3 + 1")
    assert library.rules["N02"].level is Level.CONTRAINDICATED
    assert library.rules["N02"].text.what_to_do == "Leave them out."
    assert set(library.sources) == {"app-default", "mu-2020", "our-book"}
    assert [medicine.names for medicine in library.medicines] == [("warfarin", "apixaban"), ("edoxaban",)]


def test_that_a_set_of_rules_is_named_after_every_pack_that_has_some(tiny: Path, clinic: Path) -> None:
    assert load_library([tiny, clinic]).rule_set == "tiny-1 + ours-1"


def test_that_a_later_pack_may_change_single_defaults(tiny: Path, clinic: Path) -> None:
    defaults = load_library([tiny, clinic]).defaults
    assert (defaults.cun_mm, defaults.needle_margin_mm) == (20, 5)


def test_that_a_pack_may_bring_words_only(tiny: Path, clinic: Path) -> None:
    (clinic / "stretches").mkdir()
    german = (tiny / "stretches" / "EX01.de.md").read_text("utf-8")
    (clinic / "stretches" / "EX01.en.md").write_text(german.replace("Knierollen", "Rolling knees"), "utf-8")
    assert load_library([tiny, clinic]).stretches["EX01"].text.name == "Rolling knees"


def test_that_a_looser_rule_of_a_later_pack_is_refused_with_what_is_loose(tiny: Path, clinic: Path) -> None:
    change(clinic / "rules" / "N02.toml", '"contraindicated"', '"note"')
    change(clinic / "rules" / "N02.toml", "overridable = false", "overridable = true")
    assert refusals(tiny, clinic) == [
        "clinic/rules/N02.toml:6: level: is note, which is looser than what is shipped (caution)",
        "clinic/rules/N02.toml:8: overridable: is true, which is looser than what is shipped (false)",
    ]


# What printed texts may say


def test_that_the_shipped_rules_for_claims_are_read() -> None:
    rules = load_claim_rules(Path(__file__).resolve().parent.parent.parent / "resources" / "content" / "core")
    assert "cure" in rules.blocked
    assert rules.max_grade < 8


def test_that_broken_rules_for_claims_are_told_by_field(tiny: Path) -> None:
    (tiny / "claim_rules.toml").write_text("version = 1\n", "utf-8")
    with pytest.raises(Refused, match=r"tiny/claim_rules\.toml:1: blocked: is missing"):
        load_claim_rules(tiny)


def test_that_missing_rules_for_claims_are_told(tiny: Path) -> None:
    with pytest.raises(Refused, match=r"tiny/claim_rules\.toml: is missing"):
        load_claim_rules(tiny)


def test_that_the_library_of_no_pack_is_refused() -> None:
    with pytest.raises(Refused, match=r"defaults\.toml: is missing"):
        load_library([])


def test_that_ids_are_kept_in_the_order_of_the_files(shipped: Library) -> None:
    assert list(shipped.points)[:3] == ["BL1", "BL2", "BL3"]

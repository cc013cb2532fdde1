"""A clinic's own packs: what is sound in them is used, what is broken is told and leaves the shipped thing standing."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from treatplan.content.own import laid, report
from treatplan.content.packs import load_claim_rules
from treatplan.content.stack import Stack
from treatplan.domain.errors import Refused
from treatplan.domain.library import Library
from treatplan.domain.packs import PackReport
from treatplan.domain.rules import Level

TODAY = date(2026, 11, 25)
CORE = Path(__file__).resolve().parent.parent.parent / "resources" / "content" / "core"
CLAIMS = load_claim_rules(CORE)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def told(stack: Stack, number: int = 1) -> list[str]:
    return [str(problem) for problem in stack.layers[number].problems]


def reported(stack: Stack, number: int = 1) -> PackReport:
    return report(stack, stack.layers[number], TODAY, CLAIMS)


def warned(stack: Stack) -> list[str]:
    return [str(warning) for warning in reported(stack).warnings]


def shipped(tiny: Path) -> Library:
    return laid(tiny, (), "en").library()


def adapted(tiny: Path, clinic: Path, place: str, name: str) -> None:
    """A copy of a shipped thing in the clinic's pack."""
    (clinic / place).mkdir(exist_ok=True)
    for file in (tiny / place).glob(f"{name}.*"):
        shutil.copy(file, clinic / place / file.name)


# What is sound


def test_that_a_sound_pack_is_used_whole(tiny: Path, clinic: Path) -> None:
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == []
    library = stack.library()
    assert library.rules["N02"].level is Level.CONTRAINDICATED
    assert library.made_with == "tiny 3 + our clinic 1"
    assert [medicine.names for medicine in library.medicines] == [("warfarin", "apixaban"), ("edoxaban",)]


def test_that_a_report_says_what_is_added_and_what_is_adapted(tiny: Path, clinic: Path) -> None:
    found = reported(laid(tiny, (clinic,), "en"))
    assert (found.folder, found.name, found.version, found.rule_set) == ("clinic", "our clinic", "1", "ours-1")
    assert found.adds == ("sources/our-book",)
    assert [(one.what, one.shipped) for one in found.adapts] == [("defaults", None), ("rules/N02", 2)]
    assert found.problems == ()


def test_that_several_packs_are_remembered_each_with_its_version(tiny: Path, clinic: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.toml").write_text('name = "spring leaflets"\nversion = "2026.3"\n', "utf-8")
    assert laid(tiny, (clinic, other), "en").library().made_with == "tiny 3 + our clinic 1 + spring leaflets 2026.3"


# What is broken: file, what is replaced by what, what is told

BROKEN_RULE = {
    "TOML": ("rules/N02.toml", "level =", "level", "clinic/rules/N02.toml:6: is not TOML"),
    "a level": ("rules/N02.toml", '"contraindicated"', '"never"', "clinic/rules/N02.toml:6: level: is 'never'"),
    "a name": (
        "rules/N02.toml",
        '"anticoagulant"',
        '"anticoagulant", "x"',
        "clinic/rules/N02.toml:5: factors: names the",
    ),
    "a misspelt file": ("rules/N02.toml", "", "N02.tml", "clinic/rules/N02.tml: does not belong here"),
    "no words": ("rules/N02.en.md", "title =", "tilte =", "clinic/rules/N02.en.md:4: tilte: is not a field"),
    "no front matter": ("rules/N02.en.md", "+++\n", "", "clinic/rules/N02.en.md: must begin with TOML"),
    "loosened": (
        "rules/N02.toml",
        '"contraindicated"',
        '"note"',
        "clinic/rules/N02.toml:6: level: is note, which is looser",
    ),
    "an override": (
        "rules/N02.toml",
        "overridable = false",
        "overridable = true",
        "clinic/rules/N02.toml:8: overridable",
    ),
    "no source": (
        "sources.toml",
        "our-book",
        "our-bok",
        "clinic/rules/N02.toml:9: sources: names the source 'our-book'",
    ),
    "an odd origin": (
        "rules/N02.toml",
        "version = 3",
        'version = 3\nmade_from = "two"',
        "N02.toml:3: made_from: must be",
    ),
}


@pytest.mark.parametrize("case", BROKEN_RULE)
def test_that_a_broken_rule_leaves_the_shipped_one_standing(tiny: Path, clinic: Path, case: str) -> None:
    file, old, new, said = BROKEN_RULE[case]
    if old:
        change(clinic / file, old, new)
    else:
        (clinic / file).rename(clinic / "rules" / new)
    stack = laid(tiny, (clinic,), "en")
    assert any(said in line for line in told(stack)), told(stack)
    library = stack.library()
    assert library.rules["N02"] == shipped(tiny).rules["N02"]
    assert library.defaults.cun_mm == 20  # the rest of the pack is used


def test_that_what_names_a_broken_thing_is_left_out_with_it(tiny: Path, clinic: Path) -> None:
    change(clinic / "sources.toml", 'short = "Our book"', "short = 7")
    stack = laid(tiny, (clinic,), "en")
    library = stack.library()
    assert "our-book" not in library.sources
    assert library.rules["N02"] == shipped(tiny).rules["N02"]
    assert len(library.medicines) == 1
    assert {line.split(":")[0] for line in told(stack)} == {
        "clinic/sources.toml",
        "clinic/rules/N02.toml",
        "clinic/medicines.toml",
    }


def test_that_only_the_broken_medicine_is_left_out(tiny: Path, clinic: Path) -> None:
    entries = '\n[[medicine]]\nfactor = "{}"\nnames = ["{}"]\nsources = ["our-book"]\n'
    file = clinic / "medicines.toml"
    more = entries.format("nobody", "x") + entries.format("anticoagulant", "rivaroxaban") + entries.format(7, "y")
    file.write_text(file.read_text("utf-8") + more.replace('"7"', "7"), "utf-8")
    stack = laid(tiny, (clinic,), "en")
    names = [medicine.names[0] for medicine in stack.library().medicines]
    assert names == ["warfarin", "edoxaban", "rivaroxaban"]
    assert [line.split(": ")[1] for line in told(stack)] == ["medicine[3].factor", "medicine[1].factor"]


def test_that_defaults_that_can_not_be_read_are_those_below(tiny: Path, clinic: Path) -> None:
    change(clinic / "defaults.toml", "20", '"twenty"')
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == ["clinic/defaults.toml:1: cun_mm: is 'twenty'; it must be a number"]
    assert stack.library().defaults == shipped(tiny).defaults


def test_that_a_pack_that_can_not_say_its_name_keeps_its_rules(tiny: Path, clinic: Path) -> None:
    (clinic / "pack.toml").write_text("name =", "utf-8")
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == ["clinic/pack.toml:1: is not TOML: Invalid value"]
    library = stack.library()
    assert library.rules["N02"].level is Level.CONTRAINDICATED
    assert library.made_with == "tiny 3 + clinic unread"
    assert library.rule_set == "tiny-1 + clinic unread"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"our clinic"', '"ours + theirs"', "name"),
        ('"our clinic"', '"two\\nlines"', "name"),
        ('"our clinic"', '""', "name"),
        ('"our clinic"', f'"{"x" * 300}"', "name"),
        ('version = "1"', 'version = "1 beta"', "version"),
        ('version = "1"', 'version = "1+2"', "version"),
    ],
)
def test_that_a_name_that_a_plan_could_not_remember_is_told(
    tiny: Path, clinic: Path, old: str, new: str, field: str
) -> None:
    change(clinic / "pack.toml", old, new)
    stack = laid(tiny, (clinic,), "en")
    assert [line.split(": ")[:2] for line in told(stack)] == [
        [f"clinic/pack.toml:{1 if field == 'name' else 2}", field]
    ]
    assert "\n" not in stack.library().made_with
    assert stack.library().made_with.count(" + ") == 1


def test_that_a_word_for_claims_is_not_a_clinics_to_choose(tiny: Path, clinic: Path) -> None:
    (clinic / "claim_rules.toml").write_text("version = 1", "utf-8")
    assert told(laid(tiny, (clinic,), "en")) == [
        "clinic/claim_rules.toml: is shipped only: no pack changes what printed texts may claim"
    ]


def test_that_a_shipped_pack_with_a_mistake_is_refused(tiny: Path, clinic: Path) -> None:
    change(tiny / "rules" / "N02.toml", "version = 2", 'version = "two"')
    with pytest.raises(Refused, match=r"tiny/rules/N02\.toml:2: version"):
        laid(tiny, (clinic,), "en")


def test_that_a_pack_over_a_broken_pack_rests_on_what_stands(tiny: Path, clinic: Path, tmp_path: Path) -> None:
    second = Path(shutil.copytree(clinic, tmp_path / "second"))
    change(clinic / "rules" / "N02.toml", '"contraindicated"', '"note"')
    change(second / "pack.toml", "our clinic", "second")
    change(second / "rules" / "N02.toml", '"pregnancy_any"', '"pregnant"')
    stack = laid(tiny, (clinic, second), "en")
    assert stack.library().rules["N02"] == shipped(tiny).rules["N02"]
    assert len(told(stack, 1)) == len(told(stack, 2)) == 1


def test_that_a_safety_leaflet_is_not_emptied(tiny: Path, clinic: Path) -> None:
    adapted(tiny, clinic, "leaflets", "after")
    (clinic / "leaflets" / "after.toml").unlink()
    file = clinic / "leaflets" / "after.en.md"
    file.write_text(file.read_text("utf-8").partition("\n+++\n")[0] + "\n+++\n", "utf-8")
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == ["clinic/leaflets/after.en.md:1: body: is empty"]
    assert stack.library().leaflets == shipped(tiny).leaflets


def test_that_a_safety_leaflet_is_not_pushed_out_by_another(tiny: Path, clinic: Path) -> None:
    adapted(tiny, clinic, "leaflets", "after")
    for name in ("toml", "en.md"):
        (clinic / "leaflets" / f"after.{name}").rename(clinic / "leaflets" / f"ours.{name}")
    change(clinic / "leaflets" / "ours.toml", 'id = "after"', 'id = "ours"\nreplaces = ["after"]')
    change(clinic / "leaflets" / "ours.toml", "sources =", 'styles = ["moving"]\nsources =')
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == [
        (
            "clinic/leaflets/ours.toml:2: replaces: takes the place of after, which keeps patients safe; "
            "adapt that leaflet instead"
        )
    ]
    assert list(stack.library().leaflets) == ["after"]


# What should be looked at


def test_that_an_adapted_thing_says_what_it_was_made_from(tiny: Path, clinic: Path) -> None:
    said = "clinic/rules/N02.toml:{}: made_from: {}"
    assert warned(laid(tiny, (clinic,), "en")) == [
        said.format(1, "is missing: say from which version it was made; what is shipped is version 2 now")
    ]
    change(clinic / "rules" / "N02.toml", "version = 3", "version = 3\nmade_from = 1")
    stack = laid(tiny, (clinic,), "en")
    assert warned(stack) == [
        said.format(3, "is 1, but what is shipped is version 2 now: see whether yours should change too")
    ]
    assert stack.library().rules["N02"].level is Level.CONTRAINDICATED  # listed, not dropped
    assert [one.what for one in reported(stack).adapts if one.stale] == ["rules/N02"]
    change(clinic / "rules" / "N02.toml", "made_from = 1", "made_from = 2")
    assert warned(laid(tiny, (clinic,), "en")) == []


def test_that_what_was_adapted_may_have_gone(tiny: Path, clinic: Path) -> None:
    adapted(tiny, clinic, "stretches", "EX01")
    change(clinic / "stretches" / "EX01.toml", "reps = 5", "reps = 4\nmade_from = 1")
    for file in (tiny / "stretches").iterdir():
        file.unlink()
    stack = laid(tiny, (clinic,), "en")
    assert "clinic/stretches/EX01.toml:5: made_from: names version 1 of a thing that is shipped no more" in warned(
        stack
    )
    assert stack.library().stretches["EX01"].reps == 4


def test_that_words_of_an_older_version_are_told_and_used(tiny: Path, clinic: Path) -> None:
    adapted(tiny, clinic, "stretches", "EX01")
    (clinic / "stretches" / "EX01.toml").unlink()
    change(clinic / "stretches" / "EX01.en.md", "Knee rolls", "Rolling knees")
    change(tiny / "stretches" / "EX01.toml", "reps = 5", "reps = 5\nversion = 2")
    change(tiny / "stretches" / "EX01.en.md", "of = 1", "of = 2")
    stack = laid(tiny, (clinic,), "en")
    assert "clinic/stretches/EX01.en.md:2: of: is 1, but the facts are at version 2: the text is stale" in warned(stack)
    assert stack.library().stretches["EX01"].text.name == "Rolling knees"


def test_that_a_claim_of_the_clinics_is_a_warning_that_names_the_rule(tiny: Path, clinic: Path) -> None:
    adapted(tiny, clinic, "leaflets", "after")
    change(clinic / "leaflets" / "after.toml", "sources =", "made_from = 1\nsources =")
    change(clinic / "leaflets" / "after.en.md", "Do not look", "Acupuncture cures back pain")
    stack = laid(tiny, (clinic,), "en")
    found = [line for line in warned(stack) if "cure" in line]
    assert found
    assert all(line.startswith("clinic/leaflets/after.en.md: E7.") for line in found)
    assert told(stack) == []

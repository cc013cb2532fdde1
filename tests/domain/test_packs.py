"""What a plan remembers of the packs it was made with, and what differs between two versions."""

from tests.builders import a_library, a_plan, heat, moxa, needle, needling, stretch, stretching
from treatplan.domain.library import Stamp
from treatplan.domain.packs import Adapted, Change, Entry, Since, differences, held, read, together
from treatplan.domain.plan import Diagnosis


def entry(facts: str = "-", words: str = "-", version: int | None = 1) -> Entry:
    return Entry(version=version, facts=facts, words=words)


def test_that_what_a_plan_remembers_can_be_read_again() -> None:
    stamps = (Stamp(name="treatplan core", version="1.0.0"), Stamp(name="our clinic", version="2"))
    text = " + ".join(map(str, stamps))
    assert text == "treatplan core 1.0.0 + our clinic 2"
    assert read(text) == stamps
    assert read("no version") == (Stamp(name="no", version="version"),)
    assert read("") == ()
    assert read("one") == ()


def test_that_a_library_without_packs_is_named_all_the_same() -> None:
    library = a_library()
    assert library.made_with == f"{library.name} {library.version}"


def test_that_each_difference_is_told_in_the_order_of_now() -> None:
    before = {("rules", "A"): entry("1"), ("rules", "B"): entry("1", version=1), ("rules", "C"): entry("1")}
    now = {("rules", "D"): entry("1"), ("rules", "B"): entry("2", version=2), ("rules", "A"): entry("1")}
    assert [str(change) for change in differences(before, now)] == [
        "D added",
        "B changed (version 1, now 2)",
        "C removed",
    ]
    assert list(differences(now, now)) == []


def test_that_other_words_are_a_change_and_a_thing_without_a_version_is_only_changed() -> None:
    key = ("points", "BL23")
    found = list(differences({key: entry("1", "1", None)}, {key: entry("1", "2", None)}))
    assert [str(change) for change in found] == ["BL23 changed"]


def test_that_facts_and_words_each_come_from_the_last_pack_that_has_them() -> None:
    key = ("stretches", "EX01")
    standing = together([{key: entry("a", "b")}, {key: entry("-", "c")}, {("rules", "N"): entry("x")}])
    assert standing == {key: entry("a", "c"), ("rules", "N"): entry("x")}


def test_that_a_plan_tells_what_it_holds_of_the_library() -> None:
    plan = a_plan(
        needling(needle("BL23"), needle("GV4")),
        moxa(heat("CV4")),
        stretching(stretch("EX01")),
        diagnosis=Diagnosis(causes=("W01",), patterns=("T03",)),
    )
    assert held(plan) == {
        ("causes", "W01"),
        ("patterns", "T03"),
        ("points", "BL23"),
        ("points", "GV4"),
        ("points", "CV4"),
        ("stretches", "EX01"),
    }


def test_that_what_became_of_the_library_is_one_sentence() -> None:
    changed = Change(what="EX01", how="changed", before=1, now=2)
    assert str(Since(made_with="core 1", now="core 2", changes=(changed,))) == (
        "made with core 1; now core 2: EX01 changed (version 1, now 2)"
    )
    assert str(Since(made_with="core 1", now="core 2", changes=())).endswith("nothing that this plan holds has changed")
    assert "not known on this computer" in str(Since(made_with="core 1", now="core 2", changes=None))


def test_that_an_adapted_thing_is_stale_once_what_is_shipped_has_moved_on() -> None:
    assert Adapted(what="stretches/EX01", made_from=1, shipped=2).stale
    assert not Adapted(what="stretches/EX01", made_from=2, shipped=2).stale
    assert not Adapted(what="points/BL23", made_from=None, shipped=None).stale

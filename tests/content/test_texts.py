"""Wording from catalogues: keys, plurals, languages, and what is refused."""

from pathlib import Path

import pytest

from treatplan.content.texts import languages, load_texts
from treatplan.domain.errors import Refused

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {plural};\\n"\n\n'
TWO = "nplurals=2; plural=(n != 1)"
THREE = "nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2)"
ENGLISH = """
msgid "handout.title"
msgstr "Your plan, {name}"

msgid "visits"
msgid_plural "visits"
msgstr[0] "{n} visit"
msgstr[1] "{n} visits in {weeks} weeks"

msgid "empty"
msgstr ""

#, fuzzy
msgid "unsure"
msgstr "Perhaps"

msgid "stop"
msgstr "Stop – now ✓"
"""
POLISH = """
msgid "visits"
msgid_plural "visits"
msgstr[0] "{n} wizyta"
msgstr[1] "{n} wizyty"
msgstr[2] "{n} wizyt"

#, fuzzy
msgid "stop"
msgstr "Dosyć"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.po").write_text(HEAD.format(plural=TWO) + ENGLISH, "utf-8")
    (tmp_path / "pl.po").write_text(HEAD.format(plural=THREE) + POLISH, "utf-8")
    return tmp_path


def test_that_a_key_is_said_with_its_values(folder: Path) -> None:
    assert load_texts(folder, "en").say("handout.title", name="Ana Álvarez") == "Your plan, Ana Álvarez"


def test_that_numbers_choose_the_form_of_the_language(folder: Path) -> None:
    english, polish = load_texts(folder, "en"), load_texts(folder, "pl")
    assert english.count("visits", 1) == "1 visit"
    assert english.count("visits", 8, weeks=6) == "8 visits in 6 weeks"
    assert [polish.count("visits", n) for n in (1, 3, 8)] == ["1 wizyta", "3 wizyty", "8 wizyt"]


@pytest.mark.parametrize("key", ["handout.titel", "empty", "unsure"])
def test_that_a_key_without_wording_is_a_mistake(folder: Path, key: str) -> None:
    texts = load_texts(folder, "en")
    with pytest.raises(KeyError, match=key):
        texts.say(key)
    with pytest.raises(KeyError, match=key):
        texts.count(key, 2)


def test_that_what_is_not_translated_is_said_in_english(folder: Path) -> None:
    polish = load_texts(folder, "pl")
    assert polish.language == "pl"
    assert polish.say("stop") == "Stop – now ✓"
    assert polish.say("handout.title", name="Jan") == "Your plan, Jan"
    with pytest.raises(KeyError, match="nothing"):
        polish.say("nothing")
    with pytest.raises(KeyError, match="nothing"):
        polish.count("nothing", 1)


def test_that_the_languages_are_told_english_first(folder: Path) -> None:
    (folder / "de.po").write_text(HEAD.format(plural=TWO), "utf-8")
    assert languages(folder) == ("en", "de", "pl")


@pytest.mark.parametrize("language", ["fr", "../en", "EN", ""])
def test_that_a_language_without_wording_is_refused(folder: Path, language: str) -> None:
    with pytest.raises(Refused, match="there is no wording in this language"):
        load_texts(folder, language)


BROKEN = {
    "no catalogue": ("this is no catalogue", "is not a catalogue"),
    "a key twice": ('msgid "a"\nmsgstr "1"\n\nmsgid "a"\nmsgstr "2"\n', "is not a catalogue"),
    "a loose brace": ('msgid "a"\nmsgstr "for {name"\n', "a: has a brace that is no place for a value"),
    "a place that looks inside": ('msgid "a"\nmsgstr "{name.given}"\n', "a: has a brace"),
    "a place by number": ('msgid "a"\nmsgstr "{0}"\n', "a: has a brace"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_that_a_broken_catalogue_is_refused(folder: Path, case: str) -> None:
    text, said = BROKEN[case]
    (folder / "en.po").write_text(text if case == "no catalogue" else HEAD.format(plural=TWO) + text, "utf-8")
    with pytest.raises(Refused, match=said) as refused:
        load_texts(folder, "en")
    assert refused.value.problems[0].file == "en.po"
    assert str(folder) not in str(refused.value)


def test_that_a_plural_rule_that_is_no_formula_is_refused(folder: Path) -> None:
    (folder / "en.po").write_text(HEAD.format(plural="nplurals=2; plural=__import__('os')") + ENGLISH, "utf-8")
    with pytest.raises(Refused, match="Plural-Forms"):
        load_texts(folder, "en")


def test_that_a_file_that_is_no_utf_8_is_refused(folder: Path) -> None:
    (folder / "en.po").write_bytes(b'msgid "a"\nmsgstr "\xff\xfe"\n')
    with pytest.raises(Refused, match="is not a catalogue"):
        load_texts(folder, "en")


def test_that_a_translation_may_not_ask_for_values_that_nobody_gives(folder: Path) -> None:
    text = 'msgid "stop"\nmsgstr "Stop {when}"\n\nmsgid "new"\nmsgstr "x"\n'
    (folder / "pl.po").write_text(HEAD.format(plural=TWO) + text, "utf-8")
    with pytest.raises(Refused) as refused:
        load_texts(folder, "pl")
    assert [str(problem) for problem in refused.value.problems] == [
        "pl.po: stop: asks for when, which the English wording does not have",
        "pl.po: new: is not a key of the English wording",
    ]

"""How names, numbers and dates are folded, and what somebody may mean by what they typed."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.record import Person
from treatplan.storage.folding import Query, fold, likeness, query, search_text, sort_key, words

TODAY = date(2026, 11, 25)


def stored(**fields: Any) -> set[str]:
    given: dict[str, Any] = {"birth_date": date(1980, 2, 29)}
    return set(search_text(Person(**(given | fields))).split())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MÜLLER", "muller"),
        ("Größer", "grosser"),
        ("Øystein Łukasz", "oystein lukasz"),
        ("Nguyễn Thị Hương", "nguyen thi huong"),
        ("O'Brien O’Neil D`Arcy", "obrien oneil darcy"),
        ("Smith-Jones, A.", "smith jones a"),
        ("<Smith>", "smith"),
        ("O'Neil & Sons", "oneil sons"),
        ("İsmail ISPARTA ılgaz", "ismail isparta ilgaz"),
        ("王小明", "王小明"),
        ("Ｗａｎｇ　１２", "wang 12"),
        ("ガブリエル", "カフリエル"),
        ("김민준", "김민준"),
        ("أَحْمَد", "احمد"),
        ("محمـد", "محمد"),
        ("अनिता", "अनिता"),
        ("Ivan\u200e\u202e \u200bPetrov\u00ad", "ivan petrov"),
        ("a%b_c\"d'*(e)", "a b c d e"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_that_a_name_is_folded_to_what_is_typed_for_it(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_that_folding_twice_changes_nothing_and_leaves_no_sign(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert '"' not in once
    assert not {"%", "_", "*", "\0", "'"} & set(once)


@given(st.text(max_size=40))
def test_that_two_spellings_of_one_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("fields", "found_by"),
    [
        ({"family_name": "McDonald"}, {"mcdonald", "macdonald"}),
        ({"family_name": "MacDonald"}, {"mcdonald", "macdonald"}),
        ({"family_name": "Müller"}, {"muller", "mueller"}),
        ({"family_name": "Mu\u0308ller"}, {"muller", "mueller"}),
        ({"family_name": "Mueller"}, {"muller", "mueller"}),
        ({"family_name": "Ødegård"}, {"odegard", "oedegaard"}),
        ({"family_name": "van den Berg"}, {"van", "den", "berg", "vandenberg"}),
        ({"family_name": "Smith-Jones"}, {"smith", "jones", "smithjones"}),
        ({"given_name": "小明", "family_name": "王"}, {"王", "小明", "王小明", "明"}),
        ({"family_name": "王小明"}, {"王小明", "小明", "明"}),
        ({"given_name": "Wei", "family_name": "Li", "other_names": "李伟"}, {"wei", "li", "李伟", "伟"}),
        ({"given_name": "民준", "family_name": "김"}, {"김", "준", "김民준"}),
        ({"family_name": "佐々木", "given_name": "さくら"}, {"佐々木さくら", "木", "くら"}),
        ({"phone": "+49 (0)171 234-5678"}, {"4901712345678", "2345678", "5678"}),
        ({"phone": "020 7946 0991, mobile 07700 900123"}, {"02079460991", "07700900123", "0123"}),
        ({"phone": "٠٧٧٠٠ ٩٠٠١٢٣"}, {"07700900123", "0900123", "0123"}),
        ({}, {"19800229", "29021980", "02291980"}),
    ],
)
def test_that_a_patient_is_found_by(fields: dict[str, Any], found_by: set[str]) -> None:
    assert found_by <= stored(**fields)


def test_that_each_word_has_two_spaces_before_it_and_the_last_one_behind() -> None:
    text = search_text(Person(given_name="Ana", family_name="Ng", birth_date=date(1980, 2, 29)))
    assert text == "  ng  ana  19800229  29021980  02291980 "


def test_that_hostile_names_make_a_text_that_holds_only_words() -> None:
    for name in ("<b>&amp;", "x" * 300, "\u202e evil", "'; DROP TABLE patient; --", '" OR "', "🙂", "\0"):
        text = search_text(Person(given_name=name, family_name=name, birth_date=date(1980, 2, 29)))
        assert all(word == fold(word) for word in text.split())


def test_that_namesakes_have_one_sort_key_however_their_name_is_written() -> None:
    def key(given_name: str, family_name: str) -> str:
        return sort_key(Person(given_name=given_name, family_name=family_name, birth_date=TODAY))

    assert key("Ana", "Álvarez") == key("ana ", "ALVAREZ") == "alvarez ana"
    assert key("伟", "李") == key("", "李伟") == key("李伟", "") == "李伟"
    assert key("", "") == ""


# What was typed

BORN = ("29021980",)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("muller", ("muller",)),
        ("  O'br   sio ", ("obr", "sio")),
        ("1980-02-29", ("19800229",)),
        ("1980/2/29", ("19800229",)),
        ("1980.02.29", ("19800229",)),
        ("19800229", ("19800229",)),
        ("29021980", BORN),
        ("29/02/1980", BORN),
        ("29.2.1980", BORN),
        ("29-02-1980", BORN),
        ("29 02 1980", BORN),
        ("29. 2. 1980", BORN),
        ("29.2.80", BORN),
        ("２９／０２／１９８０", BORN),
        ("1.1.24", ("01012024",)),
        ("1980-2", ("198002",)),
        ("1980", ("1980",)),
        ("Müller 29.2.1980", ("muller", "29021980")),
        ("555-010-2030", ("5550102030",)),
        ("+1 (555) 010 2030", ("15550102030",)),
        ("2030", ("2030",)),
        ("王 小明", ("王", "小明")),
    ],
)
def test_that_what_is_typed_is_read_as_what_is_most_likely_meant(typed: str, first: tuple[str, ...]) -> None:
    assert query(typed, TODAY).readings[0] == first


def test_that_a_date_of_two_digits_may_be_of_either_century() -> None:
    assert query("1.1.24", TODAY).readings[:2] == (("01012024",), ("01011924",))
    assert ("29022080",) not in query("29.2.80", TODAY).readings


@pytest.mark.parametrize(("typed", "number"), [("1042", 1042), ("#1042", 1042), (" 7 ", 7), ("１０４２", 1042)])
def test_that_a_number_alone_may_be_a_file_number(typed: str, number: int) -> None:
    assert query(typed, TODAY).number == number


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'\"*", "\u202e", "\ud800"])
def test_that_signs_alone_look_for_nothing(typed: str) -> None:
    assert query(typed, TODAY) == Query()


@given(st.text(max_size=60))
def test_that_anything_typed_gives_words_only(typed: str) -> None:
    for reading in query(typed, TODAY).readings:
        assert reading
        assert all(word == fold(word) for word in reading)


def test_that_a_page_pasted_into_the_search_is_cut() -> None:
    found = query(" ".join(f"word{number}" for number in range(5000)), TODAY)
    assert all(len(reading) <= 8 for reading in found.readings)
    assert query("9" * 5000, TODAY).number is None


# Spelling


def test_that_what_is_spelt_alike_is_nearer_than_what_is_not() -> None:
    assert likeness("smith", ["smith"]) > likeness("smth", ["smith"]) > likeness("smth", ["jones"]) == 0
    assert likeness("jonson", ["johnson"]) > likeness("jonson", ["johansson"])
    assert likeness("muller", words("Karl Müller")) == likeness("muller", ["muller"])

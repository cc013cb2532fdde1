"""What a passphrase must be."""

import random
import unicodedata

import pytest

from treatplan.bundle import bundled
from treatplan.content.common import load_common
from treatplan.domain.passphrase import LEAST, MOST, passphrase_problem

CLINIC = "O'Neil & Sons Back Clinic"


@pytest.mark.parametrize(
    "passphrase",
    [
        "eleven blue herons",
        "1 lamp 2 doors!!",
        "ананас под дождём",
        "春眠不觉晓处处闻啼鸟夜来风雨声",
        "smith eats green plums",
        "a" * 10 + " long road home",
    ],
)
def test_that_a_long_passphrase_of_any_script_will_do(passphrase: str) -> None:
    assert passphrase_problem(passphrase, ["<Smith>", CLINIC]) is None


def test_that_length_counts_composed_characters() -> None:
    letters = "arhyzmqtobkfuxewnclpg"
    assert passphrase_problem(letters[: LEAST - 1]) == "passphrase.short"
    assert passphrase_problem(letters[:LEAST]) is None
    apart = "".join(letter + "\N{COMBINING ACUTE ACCENT}" for letter in "aeioucnrszylgk")
    assert len(apart) > LEAST
    assert passphrase_problem(apart) == "passphrase.short"  # 14 letters, each with its accent


def test_that_a_passphrase_has_an_end() -> None:
    assert passphrase_problem("arhyzmqt" * (MOST // 8)) is None
    assert passphrase_problem("arhyzmqt" * (MOST // 8) + "x") == "passphrase.long"
    assert passphrase_problem("\N{COMBINING ACUTE ACCENT}\N{COMBINING CEDILLA}" * 1_000_000) == "passphrase.long"


@pytest.mark.parametrize(
    "passphrase", ["a" * 20, "abcabcabcabcabcabc", "AaBbCcAaBbCcAaBbCc", " " * 30, "1234512345123451"]
)
def test_that_a_few_characters_over_and_over_are_refused(passphrase: str) -> None:
    assert passphrase_problem(passphrase) == "passphrase.repeats"


@pytest.mark.parametrize(
    "passphrase",
    [
        "O'Neil & Sons Back Clinic",
        "oneilsonsbackclinic",
        "Clinic-Back-Sons-ONeil 2026",
        "katherinakatherina",
        "ＫＡＴＨＥＲＩＮＡ clinic 1!",
    ],
)
def test_that_names_alone_are_refused(passphrase: str) -> None:
    assert passphrase_problem(passphrase, ["Katherina", CLINIC]) == "passphrase.name"


@pytest.mark.parametrize("names", [[], [""], ["<>"], ["李伟"], ["a"], ["x" * 300]])
def test_that_odd_names_rule_nothing_out(names: list[str]) -> None:
    assert passphrase_problem("eleven blue herons", names) is None


@pytest.mark.parametrize("passphrase", ["", "\ud800" * 20, "\0" * 20, "\u202e" * 600])
def test_that_odd_text_is_judged_like_any_other(passphrase: str) -> None:
    assert passphrase_problem(passphrase, ["Ann"]) is not None


# What many people take

COMMON = load_common(bundled("resources") / "passphrases")


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse battery staple",
        "Correct-Horse-Battery-Staple!",
        "password password password",
        "P A S S W O R D 1 2 3 4 5 6",
        "qwertyuiop1234567890",
        "treatplan treatplan 1",
        "Acupuncture Clinic 2026",
        "abcdefghijklmnopqrstuvwxyz",
        "9876543210987654321",
        "iloveyou forever 2024",
        "summer winter spring autumn",
        "TO BE OR NOT TO BE, that is the question",
        "春眠不觉晓处处闻啼鸟春眠不觉晓处处",
        "ｐａｓｓｗｏｒｄ１２３４５６７８９０",
        "yinyang qigong moxa",
    ],
)
def test_that_what_is_tried_first_is_refused(passphrase: str) -> None:
    assert passphrase_problem(passphrase, ["Katherina", CLINIC], COMMON) == "passphrase.common"


@pytest.mark.parametrize(
    "passphrase",
    [
        "eleven blue herons",
        "a ferry in the fog",
        "twelve green bitterns",
        "sample patients only",
        "measured beside a floor",
        "my dragon eats turnip soup",
        "ананас под дождём",
    ],
)
def test_that_words_of_ones_own_will_do_beside_common_ones(passphrase: str) -> None:
    assert passphrase_problem(passphrase, ["Katherina", CLINIC], COMMON) is None


def test_that_every_line_of_the_list_is_refused_alone_repeated_and_dressed_up() -> None:
    chance = random.Random(1)
    for line in sorted(COMMON):
        for made in (f"{line} {line} {line} {line} {line}", f"{line.upper()}!!! 1990 {line}", f"1234567890{line}"):
            dressed = "".join(char.upper() if chance.random() < 0.3 else char for char in made)
            if len(unicodedata.normalize("NFKC", dressed)) >= LEAST:
                assert passphrase_problem(dressed, (), COMMON) in {"passphrase.common", "passphrase.repeats"}, dressed


def test_that_random_words_of_a_large_vocabulary_are_taken(request: pytest.FixtureRequest) -> None:
    """Five made-up words: whatever they are, they are not what guessers try first."""
    chance = random.Random(2)
    syllables = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in "aeiou"]
    for _ in range(5000 if request.config.getoption("--long") else 500):
        words = ["".join(chance.choices(syllables, k=3)) for _ in range(5)]
        assert passphrase_problem(" ".join(words), ["<Smith>", CLINIC], COMMON) is None


def test_that_a_passphrase_is_judged_alike_however_its_letters_are_composed() -> None:
    chance = random.Random(3)
    letters = "aeiouéèüñçåøžđ한국어日本語ФЖщ 😀👩‍👧ﬁ①Ａ"
    for _ in range(300):
        made = "".join(chance.choices(letters, k=chance.randint(10, 40)))
        forms = {unicodedata.normalize(form, made) for form in ("NFC", "NFD", "NFKC", "NFKD")}
        assert len({passphrase_problem(one, ["Ann"], COMMON) for one in forms}) == 1

"""What a passphrase must be."""

import pytest

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
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert passphrase_problem(letters[: LEAST - 1]) == "passphrase.short"
    assert passphrase_problem(letters[:LEAST]) is None
    apart = "".join(letter + "\N{COMBINING ACUTE ACCENT}" for letter in "aeioucnrszylgk")
    assert len(apart) > LEAST
    assert passphrase_problem(apart) == "passphrase.short"  # 14 letters, each with its accent


def test_that_a_passphrase_has_an_end() -> None:
    assert passphrase_problem("abcdefgh" * (MOST // 8)) is None
    assert passphrase_problem("abcdefgh" * (MOST // 8) + "x") == "passphrase.long"
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

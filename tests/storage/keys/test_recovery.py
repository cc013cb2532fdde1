"""The recovery code: what is printed can be typed back, and a slip is told."""

from collections.abc import Callable

import pytest

from treatplan.storage.keys.recovery import _ALPHABET, _PRIME, Mistyped, code_of, new_code, secret_of

SECRETS = [bytes(20), bytes([255]) * 20, bytes(range(20)), bytes.fromhex("9c1f" * 10)]


def is_caught(text: str) -> bool:
    try:
        secret_of(text)
    except Mistyped:
        return True
    return False


@pytest.mark.parametrize("secret", SECRETS)
def test_that_a_code_gives_its_secret_back(secret: bytes) -> None:
    code = code_of(secret)
    assert [len(group) for group in code.split("-")] == [4] * 9
    assert secret_of(code) == secret


def test_that_a_new_code_is_new_and_gives_its_secret_back() -> None:
    code, secret = new_code()
    assert secret_of(code) == secret
    assert len(secret) == 20
    assert new_code()[0] != code


@pytest.mark.parametrize("secret", SECRETS)
def test_that_every_single_wrong_letter_is_caught(secret: bytes) -> None:
    text = code_of(secret).replace("-", "")
    missed = [
        (place, letter)
        for place in range(36)
        for letter in _ALPHABET
        if letter != text[place] and not is_caught(text[:place] + letter + text[place + 1 :])
    ]
    assert missed == []


@pytest.mark.parametrize("secret", SECRETS)
def test_that_every_two_letters_that_changed_places_are_caught(secret: bytes) -> None:
    text = code_of(secret).replace("-", "")
    missed = []
    for one in range(36):
        for other in range(one + 1, 36):
            letters = list(text)
            letters[one], letters[other] = letters[other], letters[one]
            if letters != list(text) and not is_caught("".join(letters)):
                missed.append((one, other))
    assert missed == []


def test_that_no_two_places_of_a_code_weigh_the_same() -> None:
    assert all(_PRIME % divisor for divisor in range(2, 1025))
    assert len({pow(32, place, _PRIME) for place in range(36)}) == 36


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"\t{code.replace('-', ' – ')}\n",
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: "".join(chr(ord(char) + 0xFEE0) if char != "-" else "\N{MINUS SIGN}" for char in code),
    ],
)
def test_that_a_code_may_be_typed_as_people_type(change: Callable[[str], str]) -> None:
    secret = bytes.fromhex("0000100001" * 4)
    assert {"0", "1"} <= set(code_of(secret))
    assert secret_of(change(code_of(secret))) == secret


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has 0 letters"),
        ("hello", "has 5 letters"),
        ("0" * 35, "has 35 letters"),
        ("7" * 99_000, "has 99000 letters"),
        ("U" + "0" * 35, "in no recovery code"),
        ("李" * 36, "in no recovery code"),
        ("\ud800" * 36, "in no recovery code"),
        ("0" * 35 + "1", "is mistyped"),
    ],
)
def test_that_what_is_no_code_is_told_and_not_quoted(text: str, why: str) -> None:
    with pytest.raises(Mistyped, match=why) as slip:
        secret_of(text)
    assert text[:5] not in str(slip.value) or not text

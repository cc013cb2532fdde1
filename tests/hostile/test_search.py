"""Whatever is typed into the search is looked for as it is: signs, cases, scripts. It always ends in a list."""

import random
import unicodedata
from pathlib import Path

import pytest

from tests.hostile.conftest import Call
from tests.storage import rooms
from treatplan.storage.opened import OpenedClinic

SIGNS = [
    "%",
    "_",
    "*",
    '"',
    "NEAR(",
    "AND",
    "z OR q",
    "NOT x",
    "'; DROP TABLE patient;--",
    "^z",
    "z*",
    "-z",
    "(",
    "search_text:z",
]
NAMED = ["Zo\u00eb", "\u00c9mile", "stra\u00dfe", "\u0130brahim", "AND", "NEAR", "O'Neil", "100%"]
SEED, ROUNDS = 20261125, 300


@pytest.fixture
def many(place: Path) -> OpenedClinic:
    opened = rooms.enter(place)
    rooms.add(opened, *NAMED)
    return opened


def found(opened: OpenedClinic, text: str) -> list[str]:
    return [row.family_name for row in rooms.patients_of(opened).find(opened.session, text)]


@pytest.mark.parametrize("sign", SIGNS)
def test_that_signs_of_search_languages_are_looked_for_literally(sign: str, many: OpenedClinic) -> None:
    """They join nothing, widen nothing, and are no error: at most the words between them are looked for."""
    names = found(many, sign)
    assert len(names) < len(NAMED), "no sign finds everybody"
    many.close()


def test_that_whatever_is_typed_into_the_search_ends_in_a_list(many: OpenedClinic) -> None:
    draw = random.Random(SEED)
    letters = [
        *"aZ09 %_*\"'()^-:.,/\\;{}<>&|\0\n\t",
        "AND ",
        "OR ",
        "NEAR",
        "\u202e",
        "\u0301",
        "\ud800",
        "李",
        "😀",
        "\u0660",
        "\uff15",
    ]
    texts = ["".join(draw.choice(letters) for _ in range(draw.randrange(1, 30))) for _ in range(ROUNDS)]
    for text in [*texts, "9" * 400, str(2**63), str(10**30), "-1", "1.1.1", "0.0.0000", "99.99.9999", "x" * 100_000]:
        assert isinstance(found(many, text), list), text
    many.close()


@pytest.mark.parametrize("name", ["Zo\u00eb", "\u00c9mile", "stra\u00dfe", "\u0130brahim"])
def test_that_a_name_is_found_in_either_case_and_however_it_is_composed(name: str, many: OpenedClinic) -> None:
    spellings = {name, name.upper(), name.lower(), name.casefold()}
    for spelling in spellings:
        for form in ("NFC", "NFD"):
            assert name in found(many, unicodedata.normalize(form, spelling)), spelling
    if name == "stra\u00dfe":
        assert name in found(many, "STRASSE")
    many.close()


@pytest.mark.parametrize("digits", ["\u0661", "\uff11", "#\uff11", "\u0967"])
def test_that_digits_of_other_scripts_find_a_file_number(digits: str, clinic: Call) -> None:
    rows = clinic("patient", "find", digits, "--json").json
    assert [row["id"] for row in rows][:1] == [1]

"""The wording of paper: every key that is used exists, every key there is is used, and no wording claims too much."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest

from treatplan.bundle import bundled
from treatplan.content.schema import read_value
from treatplan.domain.claims import of_text
from treatplan.domain.equipment import CupSource
from treatplan.domain.intake import Reach, Sex, Sign
from treatplan.domain.leaflet import ClaimRules
from treatplan.domain.modality import CuppingStyle, MoxaTechnique, Position, Strength
from treatplan.domain.places import Region, Side
from treatplan.domain.texts import places

ROOT = Path(__file__).resolve().parents[3]
KEY = re.compile(r"[a-z][a-z_]*(?:\.[a-z0-9_]+)+")
SINGLE = {"page", "sentence", "week"}
"""Keys of one word: too common to be looked for by their look."""


@cache
def catalogue() -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(bundled("resources") / "texts" / "en.po"))}


def wordings(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


def composers() -> Iterator[ast.Module]:
    """The modules that say something on paper."""
    domain = ROOT / "treatplan" / "domain"
    for file in (domain / "handout.py", *sorted((domain / "composing").glob("*.py"))):
        yield ast.parse(file.read_text("utf-8"))


def is_key(found: object) -> bool:
    return isinstance(found, str) and (KEY.fullmatch(found) is not None or found in SINGLE)


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """Keys that stand in the code as they are, and patterns of keys that are put together."""
    whole: set[str] = set()
    patterns: set[str] = set()
    for module in composers():
        parts_of_patterns = {
            id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr):
                look = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                    for part in node.values
                )
                if re.match(r"[a-z][a-z_]*\\\.", look):
                    patterns.add(look)
            elif isinstance(node, ast.Constant) and id(node) not in parts_of_patterns and is_key(node.value):
                whole.add(str(node.value))
    return frozenset(whole), frozenset(patterns)


def test_that_every_key_that_is_used_exists() -> None:
    whole, patterns = used()
    assert len(whole) > 100
    assert sorted(whole - catalogue().keys()) == []
    assert [look for look in sorted(patterns) if not any(re.fullmatch(look, key) for key in catalogue())] == []


def test_that_every_key_there_is_is_used() -> None:
    whole, patterns = used()
    unused = [key for key in catalogue() if key not in whole and not any(re.fullmatch(p, key) for p in patterns)]
    assert unused == []


FAMILIES = {
    "region": Region,
    "side": Side,
    "position": Position,
    "moxa.technique": MoxaTechnique,
    "cupping.style": CuppingStyle,
    "cupping.strength": Strength,
    "cupping.source": CupSource,
    "reach": set(Reach) - {Reach.NONE},
    "sex": set(Sex) - {Sex.NOT_RECORDED},
    "sign.power": set(Sign) - {Sign.NOT_DONE},
    "sign.reflexes": set(Sign) - {Sign.NOT_DONE},
    "sign.sensation": set(Sign) - {Sign.NOT_DONE},
    "sign.straight_leg_raise": set(Sign) - {Sign.NOT_DONE},
    "month": range(1, 13),
    "month.short": range(1, 13),
    "weekday": range(1, 8),
    "weekday.short": range(1, 8),
    "weekday.letter": range(1, 8),
    "date": ("day_first", "month_first", "iso"),
    "date.short": ("day_first", "month_first", "iso"),
    "date.weekday": ("day_first", "month_first", "iso"),
    "referral.title": ("emergency", "urgent", "gp_review"),
    "referral.patient": ("emergency", "urgent", "gp_review"),
    "referral.to": ("emergency", "urgent", "gp_review"),
    "plan.what": ("needling", "moxibustion", "cupping", "stretching"),
    "points": ("ashi", "ear", "trigger"),
    "points.some": ("ashi", "ear", "trigger"),
    "course": ("per_day", "per_week", "per_fortnight", "per_month"),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_that_every_choice_has_its_word(family: str) -> None:
    members = FAMILIES[family]
    assert [member for member in members if f"{family}.{member}" not in catalogue()] == []  # type: ignore[attr-defined]


def test_that_every_wording_is_there_and_of_one_language() -> None:
    for key, entry in catalogue().items():
        assert all(wordings(entry)), key
        assert "fuzzy" not in entry.flags, key
        assert entry.msgid_plural in {"", key}


def test_that_plural_forms_ask_for_the_same_values() -> None:
    for key, entry in catalogue().items():
        one, *more = map(places, wordings(entry))
        assert all(one <= other for other in more), key


def test_that_the_wording_claims_no_more_than_a_leaflet_may() -> None:
    rules = read_value(ClaimRules, tomllib.loads(claim_rules()))
    problems = [
        f"{key}: {problem}"
        for key, entry in catalogue().items()
        for wording in wordings(entry)
        for problem in of_text(wording, rules)
    ]
    assert problems == []


def claim_rules() -> str:
    return (bundled("resources") / "content" / "core" / "claim_rules.toml").read_text("utf-8")

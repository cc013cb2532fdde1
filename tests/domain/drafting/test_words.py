"""The words of drafts: the code asks for no sentence that the content lacks, and the content keeps none for nothing."""

import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.builders import TODAY
from tests.domain.drafting.reading import library, sound_intake
from treatplan.domain.equipment import CupSource
from treatplan.domain.errors import Refused
from treatplan.domain.intake import Modifier, Quality, Reach
from treatplan.domain.library import Library
from treatplan.domain.modality import Position, Stimulation, Strength
from treatplan.domain.places import Region, Side
from treatplan.domain.planning import draft
from treatplan.domain.texts import places

DOMAIN = Path(__file__).resolve().parents[3] / "treatplan" / "domain"
MODALITIES = ("needling", "moxibustion", "cupping", "stretching")
KNOBS = ("response", "retention_min", "max_points", "minutes", "smokeless")
MADE_UP = {
    *(f"because.{kind}" for kind in ("cause", "pattern")),
    *(f"{what}.{modality}" for what in ("style", "reasoning", "variation") for modality in MODALITIES),
    "variation.plan",
    *(f"change.{knob}" for knob in KNOBS),
    *(f"stimulation.{one}" for one in ("none", "manual_even", "manual_reinforcing", "manual_reducing")),
    *(f"traits.{one}" for one in ("quality", "worse", "better")),
    "aim.with",
    "aim.plain",
}
"""Sentences whose keys the code puts together."""


def words() -> dict[str, str]:
    return dict(library().onsets["unknown"].text.words)


def asked_for() -> set[str]:
    """Keys that stand in the code as they are."""
    code = "".join(file.read_text(encoding="utf-8") for file in sorted((DOMAIN / "drafting").glob("*.py")))
    return set(re.findall(r"""\bsay\(\s*["']([a-z_.]+)["']""", code)) | {"because.field", "because.factor"}


def test_that_every_sentence_a_draft_may_need_is_in_the_content() -> None:
    assert asked_for()
    assert (asked_for() | MADE_UP) - words().keys() == set()


def test_that_no_sentence_is_kept_for_nothing() -> None:
    needed = asked_for() | MADE_UP
    fields = ("complaint.", "examination.", "patient.", "factors.")
    spare = {
        key
        for key in words().keys() - needed
        if not key.startswith("value.") and not key.removeprefix("because.").startswith(fields)
    }
    assert spare == set()


def test_that_every_word_of_a_closed_list_is_one_that_exists() -> None:
    known = {str(one) for kind in (Region, Side, Modifier, Quality, Position, Strength, CupSource) for one in kind}
    known |= {f"reach.{reach}" for reach in Reach} | {str(reach) for reach in Reach}
    known |= {f"stimulation.{one}" for one in Stimulation} | set(MODALITIES) | {"back", "outer", "front", "inner"}
    given = {key.removeprefix("value.") for key in words() if key.startswith("value.")}
    assert given - known == set()


def test_that_the_reasons_for_a_field_have_a_place_for_what_was_seen() -> None:
    for key, sentence in words().items():
        if key.startswith("because.complaint."):
            assert places(sentence) == {"value"}, key


def without_words(*keys: str) -> Library:
    start = library().onsets["unknown"]
    left = {key: text for key, text in start.text.words.items() if key not in keys}
    changed = replace(start, text=replace(start.text, words=left))
    return replace(library(), onsets=MappingProxyType({**library().onsets, "unknown": changed}))


def test_that_a_pack_without_a_sentence_is_refused_by_its_name() -> None:
    with pytest.raises(Refused, match=r"onsets/unknown: words\.review\.rule: is missing"):
        draft(sound_intake(causes=("W01",)), without_words("review.rule"), TODAY)


def test_that_a_library_without_a_general_start_is_refused() -> None:
    with pytest.raises(Refused, match="onsets/unknown: is missing"):
        draft(sound_intake(causes=("W01",)), replace(library(), onsets={}), TODAY)

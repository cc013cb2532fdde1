"""Files are written whole, and whatever is in one is read or refused: never anything else."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatplan.bundle import bundled
from treatplan.domain.errors import Refused
from treatplan.exchange.files import read_intake, read_plan, read_visit, schema, write_bytes

SAMPLE: dict[str, Any] = json.loads(
    (bundled("resources") / "demo" / "3-pregnant-warfarin-leg-pain.intake.json").read_text(encoding="utf-8")
)
PLAN: dict[str, Any] = {
    "format": "treatplan.plan/1",
    "components": [
        {
            "modality": "needling",
            "points": [{"item_id": "a", "code": "BL23", "side": "left", "depth_mm": {"low": 10, "high": 20}}],
            "retention_min": 20,
            "needle": {"length_mm": {"at_least": 38}},
        },
        {"modality": "cupping", "sites": [{"item_id": "b", "region": "low_back", "cups": 4}]},
    ],
    "context": {"setting": "clinic"},
}
VISIT: dict[str, Any] = {
    "format": "treatplan.visit/1",
    "on": "2026-11-24",
    "carried": [{"field": "needles.n1", "source": "plan", "confirmed": True}],
    "afresh": {"fever": {"answer": "no", "note": "37.1"}},
    "response": {"direction": "better"},
    "adverse": [{"kind": "bruise", "severity": "mild", "relation": "probable"}],
    "outcomes": [{"measure": "peg", "values": [4, None, 5.5]}],
    "consent": {"needling": "yes"},
    "needles": [{"item_id": "n1", "code": "BL23", "side": "left", "depth_mm": 12.5, "response": ["de_qi"]}],
    "electrical": {"frequency_hz": 2, "pairs": ["BL23-BL25"]},
    "counts": [
        {"position": "prone", "needles_in": 8, "needles_out": 7, "second_look": {"by": "P. Adeyemi", "at": "10:40:00"}}
    ],
    "heat": [{"item_id": "m1", "region": "low_back", "technique": "suspended", "minutes": 10}],
    "cups": [{"item_id": "c1", "region": "low_back", "cups": 4, "mark": "red"}],
    "referral": {"to": "ED", "at": "11:05:00", "how": "by ambulance"},
    "review": {"decision": "change"},
}
ODD = st.sampled_from([None, True, -1, 0, 3000, 1e308, "", "x", "\u202e", "not_reported", [], [1], {}, {"a": 1}])


def ways(content: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a file's content."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [way, *(place for key, entry in inner for place in ways(entry, (*way, key)))]


def changed(content: Any, way: tuple[str | int, ...], value: object) -> Any:
    made = copy.deepcopy(content)
    here = made
    for step in way[:-1]:
        here = here[step]
    if way:
        here[way[-1]] = value
    return made if way else value


@pytest.mark.parametrize(("content", "read"), [(SAMPLE, read_intake), (PLAN, read_plan), (VISIT, read_visit)])
def test_that_any_change_of_a_file_is_read_or_refused_in_words(
    content: Any, read: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / "file.json"
    places = ways(content)

    @settings(max_examples=300)
    @given(st.integers(0, len(places) - 1), ODD)
    def trying(number: int, value: object) -> None:
        path.write_text(json.dumps(changed(content, places[number], value)), encoding="utf-8")
        told = "read"
        try:
            read(path)
        except Refused as refused:
            told = str(refused)
        assert told

    trying()


def test_that_a_component_which_does_not_say_what_it_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(changed(PLAN, ("components", 0), {"points": []})), encoding="utf-8")
    with pytest.raises(Refused, match=r"components\[0\].modality: is missing"):
        read_plan(path)
    assert '"modality"\n' in schema("plan")


def test_that_a_text_field_given_an_object_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(changed(PLAN, ("context", "setting"), {})), encoding="utf-8")
    with pytest.raises(Refused, match=r"context.setting"):
        read_plan(path)


def test_that_what_was_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "handout.pdf"
    write_bytes(path, b"before")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Exception, match="no space left"):
        write_bytes(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_bytes(path, b"{}")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", ".", "no/such/folder/x.pdf"])
def test_that_a_place_which_cannot_hold_a_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_bytes(tmp_path / name if "/" in name else Path(name), b"x")

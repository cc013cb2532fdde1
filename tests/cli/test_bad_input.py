"""Whatever stands in a file ends as one clear line, or is printed exactly. No traceback reaches a user."""

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from tests.cli.conftest import Ended

Call = Callable[..., Ended]
Save = Callable[..., Path]


def spoil(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of a file's content with one field changed; `path` is dotted, numbers go into lists."""
    spoiled = copy.deepcopy(content)
    here: Any = spoiled
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        here = here[step]
    here[last] = value
    return spoiled


def assert_one_line(ended: Ended, *words: str, code: int = 2) -> None:
    assert ended.code == code
    assert len(ended.lines) == 1, ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("patient.shoe_size", 43, ["patient.shoe_size", "not a field"]),
        ("patient.birthdate", "1980-02-29", ["patient.birthdate", "not a field"]),
        ("complaint.pain_now", "five", ["complaint.pain_now", "'five'", "whole number"]),
        ("complaint.pain_now", 11, ["complaint.pain_now", "11", "10 or less"]),
        ("complaint.pain_now", 4.5, ["complaint.pain_now", "4.5", "whole number"]),
        ("complaint.places", [], ["complaint.places", "at least 1"]),
        ("complaint.places.0.region", "lower back", ["complaint.places[0].region", "'lower back'", "'low_back'"]),
        ("complaint.quality.0", 7, ["complaint.quality[0]", "7"]),
        ("patient.birth_date", "1981-02-30", ["patient.birth_date", "'1981-02-30'", "date that exists"]),
        ("patient.birth_date", "29.2.1980", ["patient.birth_date", "1980-02-29"]),
        ("patient.birth_date", "1780-01-01", ["patient.birth_date", "years old"]),
        ("patient.given_name", "x" * 10_000, ["patient.given_name", "at most 120"]),
        ("patient.given_name", None, ["patient.given_name", "text"]),
        ("patient.given_name", "A\u001b[31m", ["patient.given_name", "U+001B"]),
        ("patient.given_name", "\ud800", ["patient.given_name", "U+D800"]),
        ("causes", ["W01", "W01"], ["causes", "'W01'", "twice"]),
        ("consent", {"needles": "no"}, ["consent.needles", "needling"]),
        ("causes", ["W09"], ["causes.W09", "not in the library", "W0"]),
        ("patterns", ["cold-damp"], ["patterns.cold-damp", "not in the library"]),
        ("red_flags", {"RF99.bladder": "no"}, ["red_flags.RF99.bladder", "RF01.bladder"]),
        ("red_flags", {"RF01.bladder": "maybe"}, ["red_flags.RF01.bladder", "'maybe'", "'not_sure'"]),
        ("factors", {"blood_thinner": {"answer": "yes"}}, ["factors.blood_thinner", "not in the library"]),
        ("patient.pregnancy", {"status": "no", "week": 12}, ["patient.pregnancy.week", "12"]),
        ("format", "treatplan.intake/2", ["format", "treatplan.intake/2", "treatplan.intake/1"]),
        ("format", "treatplan.plan/1", ["format", "treatplan.intake/1 is wanted"]),
        ("format", 1, ["format", "treatplan.intake/1 is wanted"]),
    ],
)
def test_that_a_bad_field_is_named_with_what_stands_in_it(
    path: str, value: object, words: list[str], call: Call, sample: dict[str, Any], save: Save
) -> None:
    ended = call("plan", "draft", save(spoil(sample, path, value)))
    assert_one_line(ended, "intake.json", *words)
    assert ended.out == ""


def test_that_a_birth_date_in_the_future_is_refused(call: Call, sample: dict[str, Any], save: Save) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011  (the clinic's own day)
    assert_one_line(
        call("plan", "draft", save(spoil(sample, "patient.birth_date", tomorrow))), "patient.birth_date", "future"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["is empty"]),
        (b"   \n", ["is empty"]),
        (b'{"format": "treatplan.intake/1", "taken_on": "2026-', ["cut off", "line 1"]),
        (b"%PDF-1.7\n%...", ["not JSON"]),
        (b"\xff\xfe{\x00", ["UTF-8"]),
        (b"[1, 2]", ["no object"]),
        (b'{"format": "treatplan.intake/1", "format": "treatplan.intake/1"}', ["format", "twice"]),
        (b'{"format": "treatplan.intake/1", "taken_on": NaN}', ["NaN"]),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, ["nested too deeply"]),
    ],
)
def test_that_a_file_of_another_kind_is_refused(content: bytes, words: list[str], call: Call, tmp_path: Path) -> None:
    path = tmp_path / "intake.json"
    path.write_bytes(content)
    assert_one_line(call("plan", "draft", path), "intake.json", *words)


def test_that_every_cut_of_a_file_is_refused(call: Call, sample: dict[str, Any], tmp_path: Path) -> None:
    whole = json.dumps(sample, ensure_ascii=False).encode()
    path = tmp_path / "intake.json"
    for length in range(1, len(whole), len(whole) // 25):
        path.write_bytes(whole[:length])
        assert_one_line(call("plan", "draft", path), "intake.json")


def test_that_a_missing_file_and_a_folder_are_told_apart(call: Call, tmp_path: Path) -> None:
    assert_one_line(call("plan", "draft", tmp_path / "none.json"), "no such file")
    assert_one_line(call("plan", "draft", tmp_path), "is a folder")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("points.0.code", "BL99", ["components[0].points[0].code", "BL99", "near it: BL"]),
        ("points.0.code", "Zusanlii", ["components[0].points[0].code", "ST36"]),
        ("points.0.code", "", ["components[0].points[0].code"]),
        ("points.0.depth_mm", -3, ["components[0].points[0].depth_mm", "-3"]),
        ("points.0.depth_mm", 3000, ["components[0].points[0].depth_mm", "3000"]),
        ("points.0.depth_mm", {"low": 30, "high": 10}, ["components[0].points[0].depth_mm", "30", "10"]),
        ("points.0.depth_mm", 60, ["components[0].points[0].depth_mm", "60 mm", "long"]),
        ("points.0.depth_mm", "deep", ["components[0].points[0].depth_mm", "'deep'", "not_reported"]),
        ("points.0.level", "L4", ["components[0].points[0].level", "has no levels"]),
        ("points.0.sidee", "left", ["components[0].points[0].sidee", "not a field"]),
        ("modality", "herbs", ["components[0].modality", "'herbs'", "needling", "stretching"]),
        ("position", {"a": 1}, ["components[0].position", "{'a': 1}"]),
        ("retention_min", 0, ["components[0].retention_min", "0"]),
    ],
)
def test_that_a_bad_plan_is_told_where_it_is_bad(
    path: str, value: object, words: list[str], call: Call, drafted: Path, save: Save
) -> None:
    plan = json.loads(drafted.read_text(encoding="utf-8"))
    spoiled = save(spoil(plan, f"components.0.{path}", value), "bad.json")
    assert_one_line(call("plan", "check", spoiled, "--intake", drafted.with_name("intake.json")), "bad.json", *words)


def test_that_the_same_point_under_two_names_is_refused_naming_both(call: Call, drafted: Path, save: Save) -> None:
    plan = json.loads(drafted.read_text(encoding="utf-8"))
    points = plan["components"][0]["points"]
    again = points[0] | {"item_id": "again", "code": points[0]["code"].replace("BL", "UB")}
    spoiled = save(spoil(plan, "components.0.points", [*points, again]), "twice.json")
    ended = call("plan", "check", spoiled, "--intake", drafted.with_name("intake.json"))
    assert_one_line(ended, f"components[0].points[{len(points)}].code", "components[0].points[0]", "twice")


@pytest.mark.parametrize(
    "name",
    ["<Smith>", "Tom <Smith", "O'Neil & Sons", "{patient}", "李伟", "&amp; <b>x</b>", "Nguyễn Thị Ánh", "%s \\n"],
)
def test_that_a_name_is_printed_exactly(
    name: str, call: Call, sample: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    named = spoil(spoil(sample, "patient.given_name", ""), "patient.family_name", name)
    plan, pdf = tmp_path / "plan.json", tmp_path / "handout.pdf"
    intake = save(named)
    assert call("plan", "draft", intake, "-o", plan).code == 0
    assert call("plan", "handout", plan, "--intake", intake, "-o", pdf).code == 0
    for page in pdfium.PdfDocument(pdf):
        assert name in page.get_textpage().get_text_range().replace("\r\n", " ")


@pytest.mark.parametrize("char", ["😀", "𒀀"])
def test_that_a_character_no_font_has_is_reported_and_nothing_is_written(
    char: str, call: Call, sample: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    intake = save(spoil(sample, "patient.given_name", f"Ana {char}"))
    plan, pdf = tmp_path / "plan.json", tmp_path / "handout.pdf"
    assert call("plan", "draft", intake, "-o", plan).code == 0
    ended = call("plan", "handout", plan, "--intake", intake, "-o", pdf)
    assert_one_line(ended, f"U+{ord(char):04X}")
    assert not pdf.exists()


def test_that_a_wrong_call_is_one_line(call: Call) -> None:
    assert_one_line(call("plan", "drafft", "x"), "drafft")
    assert_one_line(call("library", "points", "BL999"), "BL999", "near it")
    assert_one_line(call("library", "pints"), "pints")


def test_that_a_handout_which_cannot_be_written_says_so(call: Call, drafted: Path, tmp_path: Path) -> None:
    ended = call(
        "plan", "handout", drafted, "--intake", drafted.with_name("intake.json"), "-o", tmp_path / "no" / "x.pdf"
    )
    assert_one_line(ended, "x.pdf", "no such folder")

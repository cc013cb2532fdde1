"""What is wrong with the files of a chart is told with file and field."""

import shutil
from pathlib import Path

import pytest

from treatplan.content.chart import load_chart
from treatplan.domain.errors import Refused

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "chart"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped chart, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "chart"))


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_chart(folder)
    return str(refused.value)


def test_that_the_shipped_chart_is_whole() -> None:
    chart = load_chart(SHIPPED)
    assert [view.name for view in chart.views("medium")][:4] == ["front", "back", "left", "right"]
    assert len(chart.views("medium")) == 16


def test_that_a_landmark_that_is_missing_is_named(folder: Path) -> None:
    spoil(folder / "front.toml", "xiphoid = ", "xifoid = ")
    said = refusal(folder)
    assert "chart/frames.toml" in said
    assert "'xiphoid'" in said
    assert "'front'" in said


def test_that_a_view_that_nobody_drew_is_named(folder: Path) -> None:
    (folder / "foot-sole.toml").unlink()
    assert "'foot-sole', which is no artwork" in refusal(folder)


def test_that_a_path_that_is_no_path_is_named(folder: Path) -> None:
    spoil(folder / "front.toml", "M 0 92", "Q 0 92")
    said = refusal(folder)
    assert "chart/front.toml: areas[0].path" in said
    assert "is no command" in said


def test_that_an_unknown_field_and_a_strand_that_is_no_range_are_told(folder: Path) -> None:
    spoil(folder / "builds.toml", 'id = "broad"', 'id = "broad"\nhue = 3')
    assert "chart/builds.toml: builds[2].hue" in refusal(folder)
    spoil(folder / "builds.toml", "hue = 3\n", "")
    spoil(folder / "frames.toml", 'BL = "1-2', 'BL = "one')
    assert "strands.BL" in refusal(folder)


@pytest.mark.parametrize("name", ["builds.toml", "frames.toml"])
def test_that_a_file_that_is_missing_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"chart/{name}: is missing" in refusal(folder)


def test_that_a_file_that_is_no_toml_is_told(folder: Path) -> None:
    (folder / "back.toml").write_text("][", encoding="utf-8")
    assert "chart/back.toml: is not TOML" in refusal(folder)

"""The poses of the exercises: each shipped one can be held by a body, and a broken file is told."""

from pathlib import Path

import pytest

from treatplan.bundle import bundled
from treatplan.content.figures import Figures
from treatplan.content.packs import load_library
from treatplan.domain.drawing import Shape
from treatplan.domain.errors import Refused
from treatplan.domain.figure.body import body_of
from treatplan.domain.figure.picture import pictures
from treatplan.domain.figure.touching import gaps

SHIPPED = Figures(bundled("resources") / "figures")
LIBRARY = load_library([bundled("resources") / "content" / "core"])
APART, PRESSED = 1.3, -2.5  # centimetres: a surface may be so far off, and flesh gives so much
GOOD = """
[[props]]
kind = "chair"

[start]
hip_l = [90, 0, 0]
knee_l = 90
touches = ["hips:chair"]
arrows = [[[0, 0], [5, 5], [9, 9]]]

[end]
knee_l = 20
"""


def test_that_every_exercise_has_its_figure_and_every_figure_its_exercise() -> None:
    assert sorted(SHIPPED) == sorted(LIBRARY.stretches)
    assert len(SHIPPED) == 24


@pytest.mark.parametrize("id_", SHIPPED)
def test_that_what_should_touch_does(id_: str) -> None:
    figure = SHIPPED[id_]
    start = body_of(figure.start)
    for pose, body in ((figure.start, start), (figure.end, body_of(figure.end, start))):
        assert pose.touches, "a figure that says nothing may float"
        for touch, gap in gaps(pose, body, figure.props):
            assert PRESSED <= gap <= APART, touch


@pytest.mark.parametrize("id_", SHIPPED)
def test_that_the_end_is_not_the_start(id_: str) -> None:
    figure = SHIPPED[id_]
    start, end = pictures(figure, "", "")
    assert figure.start != figure.end
    assert start.parts != end.parts


@pytest.mark.parametrize("id_", SHIPPED)
def test_that_a_drawing_is_small_and_of_one_hand(id_: str) -> None:
    for drawing in pictures(SHIPPED[id_], "", ""):
        assert 60 < drawing.width < 240
        assert 40 < drawing.height < 225
        assert all(isinstance(part, Shape) for part in drawing.parts)
        assert len(drawing.parts) < 120


def test_that_a_figure_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "EX01.toml").write_text(GOOD)
    (tmp_path / "EX02.toml").write_text("not toml")
    figures = Figures(tmp_path)
    assert list(figures) == ["EX01", "EX02"]
    assert figures["EX01"] is figures["EX01"]
    with pytest.raises(Refused, match=r"EX02\.toml"):
        figures["EX02"]


def test_that_the_end_has_what_it_does_not_say_from_the_start_but_no_arrows(tmp_path: Path) -> None:
    (tmp_path / "EX01.toml").write_text(GOOD)
    figure = Figures(tmp_path)["EX01"]
    assert figure.end.hip_l == (90.0, 0.0, 0.0)
    assert figure.end.touches == ("hips:chair",)
    assert figure.end.knee_l == 20
    assert figure.start.arrows
    assert not figure.end.arrows


def test_that_there_is_no_figure_for_another_exercise(tmp_path: Path) -> None:
    assert Figures(tmp_path).get("EX99") is None
    assert Figures(tmp_path / "nowhere").get("EX99") is None
    with pytest.raises(KeyError):
        Figures(tmp_path)["../secret"]


WRONG = {
    "impossible knee": ("knee_l = 20", "knee_l = -20", "end.knee_l"),
    "unknown field": ("knee_l = 20", "tail = 20", "end.tail"),
    "unknown thing": ("hips:chair", "hips:sofa", "start.touches"),
    "unknown prop": ('"chair"', '"sofa"', "props[0].kind"),
    "no number": ("knee_l = 90", 'knee_l = "far"', "start.knee_l"),
    "no end": ("[end]", "[finish]", "end"),
}


@pytest.mark.parametrize("case", WRONG)
def test_that_a_wrong_file_is_told_with_its_field(tmp_path: Path, case: str) -> None:
    old, new, field = WRONG[case]
    assert old in GOOD
    (tmp_path / "EX01.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(Refused) as refused:
        Figures(tmp_path)["EX01"]
    assert any(problem.field == field and "EX01.toml" in problem.file for problem in refused.value.problems)

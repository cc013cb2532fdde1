"""The shipped chart and the shipped points, read once."""

from pathlib import Path

import pytest

from treatplan.content.chart import load_chart
from treatplan.content.packs import load_library
from treatplan.domain.chart import Chart, Figure, Placed, place
from treatplan.domain.library import Point

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


@pytest.fixture(scope="session")
def points() -> tuple[Point, ...]:
    return tuple(load_library((RESOURCES / "content" / "core",)).points.values())


@pytest.fixture(scope="session")
def chart() -> Chart:
    return load_chart(RESOURCES / "chart")


@pytest.fixture(scope="session")
def figures(chart: Chart) -> dict[str, Figure]:
    return {build.id: chart.figure(build.id) for build in chart.builds}


@pytest.fixture(scope="session")
def places(figures: dict[str, Figure], points: tuple[Point, ...]) -> dict[str, tuple[Placed, ...]]:
    """Every place of every build."""
    return {build: place(points, figure) for build, figure in figures.items()}

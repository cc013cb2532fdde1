"""Shows the body chart for looking at: `python -m tools.chart OUTDIR` draws every view of every build with all points.

Each view is saved as PNG with codes and channels, in four times the size in which a window shows it, and once plain.
`--plan` also draws labelled pictures of a made-up plan, as they go to a handout.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tools.picture import save
from treatplan.bundle import bundled
from treatplan.content.chart import load_chart
from treatplan.content.packs import load_library
from treatplan.domain.chart import Figure, Mark, Placed, View, grain, labelled_picture, picture, place
from treatplan.domain.drawing import Caption, Drawing
from treatplan.domain.library import Point
from treatplan.domain.places import Side

_SIZE = 6.5
_LARGE, _SMALL = 4.0, 1.0
PLAN = (
    Mark(code="BL23", kind="needling", label="BL23"),
    Mark(code="BL25", kind="needling", label="BL25"),
    Mark(code="GV3", kind="moxibustion", label="GV3"),
    Mark(code="EX-B7", kind="needling", side=Side.LEFT, label="EX-B7"),
    Mark(code="BL13", kind="cupping", label="BL13"),
    Mark(code="BL13", kind="needling", label="BL13"),
    Mark(code="EX-B2", level="L3", kind="needling", label="EX-B2 L3"),
    Mark(code="EX-B2", level="L4", kind="needling", label="EX-B2 L4"),
    Mark(code="BL57", kind="needling", label="BL57"),
    Mark(code="BL40", kind="needling", label="BL40"),
    Mark(code="LI4", kind="needling", label="LI4"),
    Mark(code="ST36", kind="needling", label="ST36"),
    Mark(code="GB20", kind="needling", label="GB20"),
)


def with_codes(figure: Figure, view: View, placed: Sequence[Placed], channels: set[str]) -> Drawing:
    """A view with all points, their codes and the channels."""
    drawn = picture(figure, view, placed, alt=view.name, channels=channels, others=True)
    fine = grain(view)
    codes = tuple(
        Caption(x=one.x + 3 * fine, y=one.y + 2 * fine, text=one.code + one.level, size=_SIZE * fine)
        for one in placed
        if one.view == view.name
    )
    return replace(drawn, parts=(*drawn.parts, *codes))


def draw(figure: Figure, points: Sequence[Point], folder: Path, *, plan: bool) -> None:
    """All views of one build into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    placed = place(points, figure)
    channels = {point.channel for point in points}
    for view in figure.views():
        pixels = view.width / grain(view)
        coded = with_codes(figure, view, placed, channels)
        save(coded, folder / f"{view.name}.png", round(pixels * _LARGE))
        save(picture(figure, view, placed, alt=view.name), folder / f"{view.name}-plain.png", round(pixels * _SMALL))
        if plan:
            labelled = labelled_picture(figure, view, placed, PLAN, alt=view.name)
            save(labelled, folder / f"{view.name}-plan.png", round(labelled.width / grain(view) * _SMALL))
    print(f"{figure.build}: {len(figure.views())} views, {len(placed)} places of {len(points)} points in {folder}")


def main() -> None:
    """Draw it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("outdir", type=Path)
    asked.add_argument("--build", help="only this build")
    asked.add_argument("--plan", action="store_true", help="labelled pictures of a plan too")
    call = asked.parse_args()
    resources = bundled("resources")
    chart = load_chart(resources / "chart")
    points = tuple(load_library((resources / "content" / "core",)).points.values())
    for build in chart.builds:
        if call.build in {None, build.id}:
            draw(chart.figure(build.id), points, call.outdir / build.id, plan=call.plan)


if __name__ == "__main__":
    main()

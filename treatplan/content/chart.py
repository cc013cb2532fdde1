"""Loads the body chart: a file for each artwork, the builds, and the frames that points are placed by."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Len
from pydantic import ValidationError

from treatplan.content.files import Reader
from treatplan.content.schema import problems_of, read_value
from treatplan.domain.chart.artwork import Artwork, Build
from treatplan.domain.chart.channels import strands_of
from treatplan.domain.chart.figure import Chart
from treatplan.domain.chart.frames import Dome, Flank, Frames, Ladder, Levels, Limb, Named, Projection
from treatplan.domain.drawing import segments
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.value import value

_FRAMES, _BUILDS = "frames.toml", "builds.toml"
# The order in which views are offered: whole bodies first, then from head to foot.
_ORDER = (
    *("front", "back", "side", "head-front", "head-side", "head-back", "head-top"),
    *("hand-palm", "hand-back", "leg-medial", "foot-top", "foot-medial", "foot-lateral", "foot-sole"),
)


@value
class _Builds:
    """`builds.toml`."""

    builds: Annotated[tuple[Build, ...], Len(1, 10)]


def load_chart(folder: Path) -> Chart:
    """The chart in a folder. Raises `Refused` with every problem found, each naming file and field."""
    reader = Reader(folder)
    builds = _read(reader, _BUILDS, _Builds)
    frames = _read(reader, _FRAMES, Frames)
    artworks = {art.name: art for art in _artworks(reader)}
    if not reader.problems:
        reader.problems += _astray(frames, artworks, reader.told(_FRAMES))
    if reader.problems:
        raise Refused(*reader.problems)
    ordered = sorted(artworks, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    return Chart(artworks=tuple(artworks[name] for name in ordered), builds=builds.builds, frames=frames)


def _artworks(reader: Reader) -> Iterator[Artwork]:
    for name in reader.names():
        if name in {_FRAMES, _BUILDS} or not name.endswith(".toml"):
            continue
        data = reader.toml(name)
        if data is None:
            continue
        art = _value(reader, name, Artwork, {"name": name.removesuffix(".toml"), **data})
        if art is None:
            continue
        for field, path in _paths(art):
            try:
                segments(path)
            except ValueError as error:
                reader.refuse(name, field, str(error))
        yield art


def _paths(art: Artwork) -> Iterator[tuple[str, str]]:
    yield from ((f"areas[{at}].path", area.path) for at, area in enumerate(art.areas))
    yield from ((f"lines[{at}].path", line.path) for at, line in enumerate(art.lines))


def _read(reader: Reader, name: str, kind: type) -> Any:
    data = reader.toml(name) if name in reader.names() else None
    if data is None:
        if not reader.problems:
            reader.refuse(name, "", "is missing")
        return None
    return _value(reader, name, kind, data)


def _value(reader: Reader, name: str, kind: type, data: Mapping[str, Any]) -> Any | None:
    try:
        return read_value(kind, data)
    except ValidationError as error:
        reader.problems += problems_of(error, data, reader.told(name))
        return None


def _astray(frames: Frames, artworks: Mapping[str, Artwork], file: str) -> Iterator[Problem]:
    """Projections that name an artwork or a landmark that there is not, and strands that can't be read."""
    for channel, strand in frames.strands.items():
        try:
            strands_of(strand)
        except ValueError as error:
            yield Problem(file=file, field=f"strands.{channel}", message=str(error))
    for way in frames.all():
        for name in way.on:
            if name not in artworks:
                yield Problem(file=file, field=way.frame, message=f"is laid on '{name}', which is no artwork")
                continue
            for landmark in sorted(set(_landmarks(way)) - artworks[name].landmarks.keys()):
                message = f"needs the landmark '{landmark}', which '{name}' does not have"
                yield Problem(file=file, field=way.frame, message=message)


def _landmarks(way: Projection) -> Iterator[str]:
    match way:
        case Levels():
            yield from (name for _, name in (*way.down, *way.out))
        case Flank():
            yield from (name for _, name in way.down)
        case Limb():
            yield from (way.start, way.end)
        case Ladder():
            yield from (name for rung in way.rungs for name in (rung.at_0, rung.at_1))
        case Dome():
            yield from (way.centre, *(name for _, name in way.over))
        case Named():
            yield from (name for steps in way.points.values() for step in steps for name in (step.start, step.end))

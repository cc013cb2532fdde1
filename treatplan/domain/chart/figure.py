"""A figure: the artwork in one build, ready to be drawn and to place points on."""

from collections.abc import Mapping
from functools import cached_property
from math import copysign
from types import MappingProxyType

from treatplan.domain.chart.artwork import Artwork, Build, Rule, Spot, View, views_of
from treatplan.domain.chart.frames import Frames
from treatplan.domain.chart.geometry import Chain, along_wave, chains, joined, mapped
from treatplan.domain.drawing import Segment, segments
from treatplan.domain.value import value

_EVEN: Rule = ((0.0, 1.0),)
_CLOSE: Segment = ("Z", ())


@value
class Skin:
    """One part of the body: what is filled, and the line around it (open where the picture ends)."""

    fill: tuple[Segment, ...]
    edge: tuple[Segment, ...]


class Plate:
    """One artwork in one build. Made once and kept: its edges are worked out when they are first asked for."""

    def __init__(self, artwork: Artwork, build: Build) -> None:
        self.artwork = artwork
        self._build = build
        self._rule = {"breadth": build.breadth, "depth": build.depth, "": _EVEN}[artwork.stretch]
        self.landmarks: Mapping[str, Spot] = MappingProxyType(
            {name: (self._stretched(x, y), y) for name, (x, y) in artwork.landmarks.items()}
        )

    @cached_property
    def areas(self) -> tuple[tuple[Segment, ...], ...]:
        """The paths of the areas as they are drawn in the file, in this build."""
        return tuple(self._built(segments(area.path)) for area in self.artwork.areas)

    @cached_property
    def lines(self) -> tuple[tuple[Segment, ...], ...]:
        """The same of the lines."""
        return tuple(self._built(segments(line.path)) for line in self.artwork.lines)

    @cached_property
    def edges(self) -> tuple[Chain, ...]:
        """The edges of the drawn side, as chains; what is cut off is an edge too."""
        return tuple(chain for area in self.areas for chain in chains(area))

    @cached_property
    def skins(self) -> tuple[Skin, ...]:
        """The areas with their edges, with their mirror images where both sides are shown, in the order of painting."""
        found: list[Skin] = []
        for area, path in zip(self.artwork.areas, self.areas, strict=True):
            edge = path[: len(path) - area.cut]
            closed = path[-1][0] == "Z"
            if self.artwork.one_sided:
                found.append(Skin(fill=path if closed else (*path, _CLOSE), edge=edge))
            elif closed:
                found += [Skin(fill=path, edge=edge), Skin(fill=mapped(path, -1), edge=mapped(edge, -1))]
            else:
                whole = joined(edge)
                found.append(Skin(fill=(*joined(path), _CLOSE), edge=whole if area.cut else (*whole, _CLOSE)))
        return tuple(found)

    def _built(self, path: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(
            (
                command,
                tuple(self._stretched(n, numbers[at + 1]) if at % 2 == 0 else n for at, n in enumerate(numbers)),
            )
            for command, numbers in path
        )

    def _stretched(self, x: float, y: float) -> float:
        far, arms = abs(x), self.artwork.arms
        if not arms or far <= along_wave(arms, y):
            return x * along_wave(self._rule, y)
        moved = self._build.core + (far - self._build.core) * self._build.beyond
        return x + copysign(moved, x) * (along_wave(self._build.arms, y) - 1)


@value
class Figure:
    """A body of one build: a plate for each artwork, and how frames lie on them."""

    build: str
    plates: Mapping[str, Plate]
    frames: Frames

    def views(self) -> tuple[View, ...]:
        """Every view, in the order of the artwork."""
        return tuple(view for plate in self.plates.values() for view in views_of(plate.artwork))

    def view(self, name: str) -> View:
        """The view of that name. Raises `KeyError`."""
        return {view.name: view for view in self.views()}[name]


@value
class Chart:
    """All artwork, all builds."""

    artworks: tuple[Artwork, ...]
    builds: tuple[Build, ...]
    frames: Frames

    def views(self, build: str) -> tuple[View, ...]:
        """The views that there are of a build."""
        return self.figure(build).views()

    def figure(self, build: str) -> Figure:
        """The body of a build. Raises `KeyError` for a build that there is not."""
        made = {one.id: one for one in self.builds}[build]
        return Figure(build=build, plates={art.name: Plate(art, made) for art in self.artworks}, frames=self.frames)

"""The warning line for the depth of a needle: the strictest line of the library for this point and this patient.

A line is our default beside the evidence, never proof of safety (see the sources of each line).
"""

from collections.abc import Iterable

from treatplan.domain.findings import Fact
from treatplan.domain.library import DepthLine, Library, Point
from treatplan.domain.modality import Angle
from treatplan.domain.once import once_per
from treatplan.domain.value import value

_SLANTED = frozenset({Angle.OBLIQUE, Angle.OBLIQUE_MEDIAL, Angle.TRANSVERSE})


@value
class DepthLimit:
    """How deep is too deep, in mm (None: the library has no line here), and which angles are allowed (empty: any).

    `lines` are the lines that decided, `factors` the patient's facts that made them stricter.
    """

    mm: float | None = None
    angles: tuple[Angle, ...] = ()
    lines: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def depth_limit(point: Point, level: str, angle: Angle | None, facts: Iterable[Fact], library: Library) -> DepthLimit:
    """The limit for one point at one vertebral level ("" where it has none or it is not chosen yet) and angle.

    Where the angle is not known the stricter of a line's two depths counts; where the level is not known, every level.
    """
    lines = [
        line for line in _by_point(library).get(point.code, ()) if not line.levels or not level or level in line.levels
    ]
    if not lines:
        return DepthLimit()
    true = {fact.factor for fact in facts}
    depths = {line.id: _depth(line, angle, true) for line in lines}
    strictest = min(mm for mm, _ in depths.values())
    deciding = [line for line in lines if depths[line.id][0] == strictest]
    return DepthLimit(
        mm=strictest,
        angles=_angles(lines, deciding),
        lines=tuple(line.id for line in deciding),
        factors=tuple(dict.fromkeys(factor for line in deciding for factor in depths[line.id][1])),
        sources=tuple(dict.fromkeys(source for line in deciding for source in line.sources)),
    )


def _depth(line: DepthLine, angle: Angle | None, true: set[str]) -> tuple[float, tuple[str, ...]]:
    """A line's depth for this patient, and the facts that made it stricter."""
    mm = line.line_mm
    if line.oblique_mm is not None:
        slanted = angle in _SLANTED
        mm = line.oblique_mm if slanted else mm if angle is not None else min(mm, line.oblique_mm)
    halving = tuple(factor for factor in line.halved_by if factor in true)
    thin = tuple(factor for factor in line.thin_for if factor in true)
    if thin and line.thin_mm is not None:
        # the thin line is the halved line of the very thin patient, so it is not halved once more for the same reason
        halving = tuple(factor for factor in halving if factor not in thin)
        halved = mm / 2 if halving else mm
        strict = min(line.thin_mm, halved)
        return strict, (*(thin if line.thin_mm == strict else ()), *(halving if halved == strict else ()))
    return (mm / 2, halving) if halving else (mm, ())


def _angles(lines: list[DepthLine], deciding: list[DepthLine]) -> tuple[Angle, ...]:
    """Angles that every line allows; where the lines agree on none, those of the strictest."""
    naming = [set(line.angles) for line in lines if line.angles]
    if not naming:
        return ()
    common = set.intersection(*naming) or next((set(line.angles) for line in deciding if line.angles), naming[0])
    return tuple(angle for angle in Angle if angle in common)


@once_per
def _by_point(library: Library) -> dict[str, tuple[DepthLine, ...]]:
    made: dict[str, tuple[DepthLine, ...]] = {}
    for line in library.depth_lines:
        for code in line.points:
            made[code] = (*made.get(code, ()), line)
    return made

"""The pictures of the atlas, cut from the body chart: a small one for each point, the largest for each channel."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from treatplan.domain.atlas.book import Charts, Pin, Window
from treatplan.domain.chart.artwork import View
from treatplan.domain.chart.figure import Figure
from treatplan.domain.chart.picture import body, lines
from treatplan.domain.chart.placing import Placed, place
from treatplan.domain.drawing import Drawing
from treatplan.domain.library import Library, Point
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

# Which views show a point best, by the frame that it lies in; then any that shows it.
_BEST: Mapping[str, tuple[str, ...]] = {
    "face": ("head-front",),
    "neck_front": ("head-left", "head-front"),
    "head_top": ("head-top", "head-front"),
    "head_side": ("head-left",),
    "head_back": ("head-back",),
    "trunk_side": ("left",),
    "thigh_lateral": ("left",),
    "thigh_medial": ("leg-medial",),
    "leg_lateral": ("left",),
    "leg_medial": ("leg-medial",),
    "foot_lateral": ("foot-lateral",),
    "foot_medial": ("foot-medial",),
    "foot_top": ("foot-top",),
    "foot_sole": ("foot-sole",),
    "hand_back": ("hand-back",),
    "hand_palm": ("hand-palm",),
}
_BODIES = ("front", "back", "left")
_LARGE = (*_BODIES, "leg-medial")
_PAIRS = ("hand-", "foot-", "leg-")  # views of two limbs side by side: one of them is shown
_WHOLE = ("head-",)
_SEEN = 250.0  # units of a whole body that a small picture shows
_AROUND = 1.25  # times the reach of several dots, so that the outermost do not lie on the frame
_CROWDED = 30  # points of a trunk that are shown enlarged too
_MARGIN = 12.0


@value
class _Cut:
    """What windows are cut from: the views, which of them is best for each point, the plates, the words."""

    views: Mapping[str, View]
    best: Mapping[str, str]
    drawings: Mapping[str, Drawing]
    texts: Texts


def charts_of(library: Library, figure: Figure, texts: Texts) -> Charts:
    """The pictures of every point that lies somewhere, and of every channel."""
    views = {view.name: view for view in figure.views()}
    placed = place(library.points.values(), figure)
    by_code: dict[str, list[Placed]] = {}
    for one in placed:
        by_code.setdefault(one.code, []).append(one)
    best = {code: _best_view(library.points[code], found) for code, found in by_code.items()}
    drawings = dict(_plates(placed, figure, views, {(library.points[code].channel, best[code]) for code in best}))
    channels = dict.fromkeys(point.channel for point in library.points.values())
    cut = _Cut(views=views, best=best, drawings=drawings, texts=texts)
    return Charts(
        plates=drawings,
        channels={channel: tuple(_of_channel(channel, library, by_code, cut)) for channel in channels},
        points={
            code: _of_point(library.points[code], _in(found, best[code]), views[best[code]], drawings)
            for code, found in by_code.items()
        },
    )


def _best_view(point: Point, found: Sequence[Placed]) -> str:
    shown = [one.view for one in found]
    wanted = _BEST.get(point.spots[0].frame, ())
    return next((name for name in wanted if name in shown), shown[0])


def _plates(
    placed: Sequence[Placed], figure: Figure, views: Mapping[str, View], used: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Drawing]]:
    """A body for each view that is used, and the line of each channel in it."""
    for channel, name in sorted(used):
        view = views[name]
        yield name, Drawing(width=view.width, height=view.height, parts=body(figure, view), alt="")
        line = lines(placed, figure, view, (channel,))
        if line:
            yield _line_plate(name, channel), Drawing(width=view.width, height=view.height, parts=line, alt="")


def _line_plate(view: str, channel: str) -> str:
    return f"{view}-{channel}"


def _layers(view: str, channel: str, drawings: Mapping[str, Drawing]) -> tuple[str, ...]:
    return tuple(name for name in (view, _line_plate(view, channel)) if name in drawings)


def _in(found: Iterable[Placed], view: str) -> list[Placed]:
    return [one for one in found if one.view == view]


def _of_point(point: Point, found: Sequence[Placed], view: View, drawings: Mapping[str, Drawing]) -> Window:
    """A square around the point, or around all dots of a group."""
    left, top, size = _square(found, view)
    pins = tuple(Pin(x=one.x, y=one.y) for one in found)
    layers = _layers(view.name, point.channel, drawings)
    return Window(plates=layers, x=left, y=top, width=size, height=size, pins=pins)


def _square(found: Sequence[Placed], view: View) -> tuple[float, float, float]:
    """Left, top and side of what is seen. It may reach beyond the plate, where nothing is drawn."""
    if view.name.startswith(_WHOLE):
        size = max(view.width, view.height)
        return (view.width - size) / 2, (view.height - size) / 2, size
    pair = view.name.startswith(_PAIRS)
    wide = view.width / 2 if pair else view.width
    near = [one for one in found if one.x <= view.width / 2] or list(found)
    left, right = min(one.x for one in near), max(one.x for one in near)
    top, foot = min(one.y for one in near), max(one.y for one in near)
    least = min(wide, view.height) if pair else min(_SEEN, view.height)
    size = max(least, _AROUND * (foot - top), _AROUND * (right - left))
    across = wide / 2 if size >= wide else min(max((left + right) / 2, size / 2), view.width - size / 2)
    middle = view.width / 2
    if not pair and abs((left + right) / 2 - middle) < size / 3:
        across = middle  # near enough to show both sides
    down = min(max((top + foot) / 2, size / 2), max(view.height - size / 2, size / 2))
    return across - size / 2, down - size / 2, size


def _of_channel(
    channel: str, library: Library, by_code: Mapping[str, Sequence[Placed]], cut: "_Cut"
) -> Iterator[Window]:
    """The views that show the channel's points, that with the most of them first, each point with its number."""
    codes = [code for code, point in library.points.items() if point.channel == channel and code in by_code]
    shown = {code: {one.view for one in by_code[code]} for code in codes}
    counted = Counter(cut.best[code] for code in codes)
    for name in _enough(counted, shown, cut.best):
        view = cut.views[name]
        pins = tuple(_numbered([one for code in codes for one in _in(by_code[code], name)], channel))
        wide = view.width / 2 if name.startswith(_PAIRS) else view.width
        window = Window(
            plates=_layers(name, channel, cut.drawings), x=0.0, y=0.0, width=wide, height=view.height, pins=pins,
            caption=cut.texts.say(f"view.{name}"), large=name in _LARGE,
        )  # fmt: skip
        yield window
        trunk = [pin for pin in pins if pin.label and _on_trunk(pin, codes, library, channel)]
        if name in _BODIES and len(trunk) > _CROWDED:
            yield _enlarged(window, trunk, view, cut.texts)


def _enough(counted: Counter[str], shown: Mapping[str, set[str]], best: Mapping[str, str]) -> list[str]:
    """The views without those whose points another one of them shows as well: the fullest body, then the others."""
    kept = sorted(counted, key=lambda name: (name not in _BODIES, -counted[name], name))
    for name in reversed(list(kept)):
        others = [other for other in kept if other != name and (name in _BODIES or other not in _BODIES)]
        needed = [code for code, views in shown.items() if best[code] == name]
        if all(not shown[code].isdisjoint(others) for code in needed):
            kept.remove(name)
    return kept


def _on_trunk(pin: Pin, codes: Iterable[str], library: Library, channel: str) -> bool:
    code = f"{channel}{pin.label}"
    return code in codes and library.points[code].spots[0].frame.startswith("trunk")


def _enlarged(window: Window, trunk: Sequence[Pin], view: View, texts: Texts) -> Window:
    """The trunk alone, where its points crowd; both sides are seen."""
    top, foot = min(pin.y for pin in trunk) - _MARGIN, max(pin.y for pin in trunk) + _MARGIN
    reach = max(abs(pin.x - view.width / 2) for pin in trunk) + 2 * _MARGIN
    caption = texts.say("view.enlarged", view=window.caption)
    return replace(
        window, x=view.width / 2 - reach, y=top, width=2 * reach, height=foot - top, caption=caption,
        pins=tuple(pin for pin in window.pins if top < pin.y < foot and abs(pin.x - view.width / 2) < reach),
    )  # fmt: skip


def _numbered(seen: Sequence[Placed], channel: str) -> Iterator[Pin]:
    """A pin for each place. One side bears the numbers: the left of the picture, where the points are on both."""
    near: dict[str, Placed] = {}
    for one in seen:
        if one.code not in near or (one.x, one.y) < (near[one.code].x, near[one.code].y):
            near[one.code] = one
    for one in seen:
        label = one.code.removeprefix(channel).removeprefix("-") if near[one.code] is one else ""
        yield Pin(x=one.x, y=one.y, label=label)

"""What the printed atlas says, before it is drawn."""

from collections.abc import Mapping
from dataclasses import field

from treatplan.domain.atlas.telling import Told
from treatplan.domain.drawing import Drawing
from treatplan.domain.paper import Handout
from treatplan.domain.value import value


@value
class Pin:
    """A point in a window, in the plates' units; `label` stands beside it where there is one."""

    x: float
    y: float
    label: str = ""


@value
class Window:
    """A piece of plates of one size that lie over one another, with pins. Lengths are in the plates' units.

    `large`: of the windows of a chapter, one that is to be shown as high as the page allows.
    """

    plates: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    pins: tuple[Pin, ...]
    caption: str = ""
    large: bool = False


@value
class Charts:
    """The pictures of an atlas. A plate is a body without points, or the line of a channel; windows are cut from it.

    `channels` holds what opens a chapter, by channel; `points` the small picture of each point, by code.
    """

    plates: Mapping[str, Drawing] = field(default_factory=dict)
    channels: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    points: Mapping[str, Window] = field(default_factory=dict)


@value
class BookEntry:
    """One point: its words, a last line with other codes, rules and the numbers of its sources, and its picture."""

    told: Told
    foot: str
    window: Window | None = None


@value
class Chapter:
    """A channel: the line below its name, its pictures, its points. Single points of it stand under no title."""

    code: str
    title: str
    about: str
    windows: tuple[Window, ...]
    entries: tuple[BookEntry, ...]


@value
class Index:
    """An index: words with the code of the point that they name, in order."""

    title: str
    lines: tuple[tuple[str, str], ...]


@value
class Cited:
    """One source of the list at the end."""

    number: int
    text: str
    address: str


@value
class Book:
    """The atlas. `front` holds title, notes, footer and what the PDF says of itself; windows are cut from `plates`."""

    front: Handout
    about: str
    contents: str
    chapters: tuple[Chapter, ...]
    indexes: tuple[Index, ...]
    cited_title: str
    cited: tuple[Cited, ...]
    cited_note: str
    plates: Mapping[str, Drawing]

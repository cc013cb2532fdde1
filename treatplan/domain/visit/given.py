"""What was given at a visit: plain numbers, because this happened. A plan says ranges, a visit says what was done.

`item_id` names the item of the plan, or is one of the visit's own where it was added there. `by_rule` names the rule of
the plan ("3 to 5 of these", tender points) that a point was chosen by.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

from annotated_types import Interval, Len

from treatplan.domain.dose import Count, Hertz, Micro, Milliamp, Minutes, Mm
from treatplan.domain.intake import Line, Note
from treatplan.domain.modality import Angle, CuppingStyle, MoxaTechnique, Position, Response, Stimulation, Strength
from treatplan.domain.places import Region, Side
from treatplan.domain.value import value

ItemId: TypeAlias = Annotated[str, Len(1, 60)]
Days: TypeAlias = Annotated[int, Interval(ge=0, le=366)]


class CupMark(StrEnum):
    """What a cup left on the skin."""

    NONE = "none"
    PINK = "pink"
    RED = "red"
    DARK_RED = "dark_red"
    PURPLE = "purple"
    BLISTER = "blister"


@value
class GivenNeedle:
    """One point that was needled. Without a `code` it is a free place, told by region and text."""

    item_id: ItemId
    by_rule: Line = ""
    code: Line = ""
    level: Line = ""
    side: Side | None = None
    region: Region | None = None
    place: Line = ""
    position: Position | None = None
    depth_mm: Mm | None = None
    angle: Angle | None = None
    stimulation: Stimulation | None = None
    response: tuple[Response, ...] = ()
    retention_min: Minutes | None = None
    note: Line = ""


@value
class GivenCurrent:
    """Electrical stimulation of needles as it was given."""

    frequency_hz: Hertz | None = None
    pulse_width_us: Micro | None = None
    intensity_ma: Milliamp | None = None
    waveform: Line = ""
    minutes: Minutes | None = None
    pairs: tuple[Line, ...] = ()
    across_midline: bool = False


@value
class GivenHeat:
    """One point or area that was warmed."""

    item_id: ItemId
    by_rule: Line = ""
    code: Line = ""
    level: Line = ""
    side: Side | None = None
    region: Region | None = None
    place: Line = ""
    position: Position | None = None
    technique: MoxaTechnique | None = None
    minutes: Minutes | None = None
    units: Count | None = None
    response: tuple[Response, ...] = ()
    note: Line = ""


@value
class GivenCups:
    """Cups at one place."""

    item_id: ItemId
    by_rule: Line = ""
    code: Line = ""
    level: Line = ""
    side: Side | None = None
    region: Region | None = None
    place: Line = ""
    position: Position | None = None
    cups: Count | None = None
    style: CuppingStyle | None = None
    strength: Strength | None = None
    minutes: Minutes | None = None
    mark: CupMark | None = None
    note: Line = ""


@value
class GivenExercise:
    """An exercise that was shown or done together."""

    item_id: ItemId
    exercise: Line = ""
    note: Line = ""


@value
class GivenAdvice:
    """A piece of advice that was talked about; in the visit's own words where it is not of the plan."""

    item_id: ItemId
    leaflet: Line = ""
    note: Note = ""


Given: TypeAlias = GivenNeedle | GivenHeat | GivenCups | GivenExercise | GivenAdvice

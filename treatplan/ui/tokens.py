"""Colours, sizes and spaces of the window. Nothing else in ui/ names a colour or a size of type."""

from typing import Literal, TypeAlias

from treatplan.domain.value import value

# Source Sans 3 is drawn small on its body; this much larger it reads like the faces the sizes were chosen with.
OPTICAL = 1.08

TextSize: TypeAlias = Literal["quiet", "body", "heading", "title"]
_SIZES: dict[TextSize, float] = {"quiet": 12.0, "body": 13.5, "heading": 15.0, "title": 20.0}  # pixels at 100 %

SMALLEST_SCALE, LARGEST_SCALE = 1.0, 2.0
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)

# Spaces in pixels. They stay as they are when the text grows: a large text needs the room itself.
HAIR, GAP, SMALL, MEDIUM, LARGE, HUGE = 4, 8, 12, 16, 24, 32
RADIUS = 8
CONTROL, DESK_CONTROL = 32, 44  # least heights of what is pressed or typed in, at 100 %


@value
class Colours:
    """One set of colours, as "#RRGGBB". Contrast is measured in tests/ui/test_tokens.py."""

    paper: str  # the window
    card: str  # surfaces
    line: str  # separators
    edge: str  # edges of fields and buttons
    ink: str  # text
    quiet: str  # secondary text
    faint: str  # text of what is switched off
    wash: str  # hovered and pressed surfaces, chips, tracks
    deep: str  # navigation
    on_deep: str
    on_deep_quiet: str
    deep_hover: str
    rail_chosen: str
    accent: str  # primary action, selection, needling
    accent_hover: str
    on_accent: str
    accent_wash: str  # selected rows, chosen answers
    moxibustion: str
    cupping: str
    stretching: str
    advice: str
    caution: str
    caution_back: str
    caution_edge: str
    stop: str
    stop_back: str
    stop_edge: str
    skin: str  # bodies in pictures
    skin_far: str
    skin_edge: str
    skin_detail: str
    cloth: str
    channel: str


LIGHT = Colours(
    paper="#F6F4EF",
    card="#FFFFFF",
    line="#E3E0D8",
    edge="#868D8D",
    ink="#1F2A2E",
    quiet="#5C6B70",
    faint="#7B868A",
    wash="#EEEDE7",
    deep="#14312F",
    on_deep="#F2F6F4",
    on_deep_quiet="#A9BFBC",
    deep_hover="#1D4340",
    rail_chosen="#1E6F68",
    accent="#1E6F68",
    accent_hover="#185B55",
    on_accent="#FFFFFF",
    accent_wash="#E3F0EE",
    moxibustion="#B4531A",
    cupping="#6B4FA0",
    stretching="#2F6DB5",
    advice="#5C6B70",
    caution="#7A4B00",
    caution_back="#FFF1D6",
    caution_edge="#E2BD78",
    stop="#8E1C14",
    stop_back="#FBE3E0",
    stop_edge="#DE9A93",
    skin="#F3EBE1",
    skin_far="#E1D8CC",
    skin_edge="#8C8478",
    skin_detail="#B9B0A3",
    cloth="#CFDDDA",
    channel="#8FB3AE",
)

DARK = Colours(
    paper="#14191B",
    card="#1C2326",
    line="#2E373A",
    edge="#6F7C80",
    ink="#E8EDED",
    quiet="#9FB0B3",
    faint="#829093",
    wash="#283134",
    deep="#0E2423",
    on_deep="#EAF2F0",
    on_deep_quiet="#9DB5B2",
    deep_hover="#173A38",
    rail_chosen="#1E5F59",
    accent="#5CC4B8",
    accent_hover="#7AD3C8",
    on_accent="#0C1F1D",
    accent_wash="#1F3B39",
    moxibustion="#F0A068",
    cupping="#B9A2E8",
    stretching="#8DBBEF",
    advice="#9FB0B3",
    caution="#F2CE86",
    caution_back="#3A2E14",
    caution_edge="#6E5822",
    stop="#F5B0A8",
    stop_back="#431C18",
    stop_edge="#7E3A33",
    skin="#3B3A36",
    skin_far="#2E2E2B",
    skin_edge="#9A958A",
    skin_detail="#6B675F",
    cloth="#33504C",
    channel="#4F7A75",
)


@value
class Tokens:
    """Everything the style is made from: a set of colours, the size of the text, and who sits before the screen."""

    colours: Colours = LIGHT
    scale: float = 1.0  # of the text, 1.0 to 2.0
    desk: bool = False  # front desk and patient-safe mode: larger controls

    def text(self, size: TextSize) -> float:
        """Height of a text in pixels."""
        return _SIZES[size] * OPTICAL * self.scale

    @property
    def control(self) -> int:
        """Least height of a control, and of a row in a list, in pixels."""
        return self.grown(DESK_CONTROL if self.desk else CONTROL)

    def grown(self, pixels: int) -> int:
        """A measure that goes with the text: half as fast, since the space in it need not grow."""
        return round(pixels * (1 + (self.scale - 1) * 0.6))

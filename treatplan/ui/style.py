"""The look of the whole window: fonts, palette and style sheet, made from the tokens and changed live.

Like Qt's own palette it belongs to the application, not to a widget: there is one look, and parts ask `look()` for it.
"""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from treatplan.domain.errors import Unavailable
from treatplan.ui.sheet import sheet
from treatplan.ui.tokens import DARK, LIGHT, SCALES, Colours, TextSize, Tokens

FAMILIES = ("Source Sans 3", "TreatplanHan")  # Latin and Greek; Chinese point names
_FONT_FILES = ("SourceSans3-Regular", "SourceSans3-Bold", "TreatplanHan-Regular", "TreatplanHan-Bold")
_POINTS_PER_INCH = 72

W = TypeVar("W", bound=QWidget)


class Look(QObject):
    """The look of the application. `changed` tells parts that paint themselves to do so again."""

    changed = Signal()

    def __init__(self, app: QApplication, icons: Path, tokens: Tokens) -> None:
        super().__init__(app)
        self._app = app
        self.icons = icons
        self.tokens = tokens
        self._sheet = ""

    @property
    def colours(self) -> Colours:
        return self.tokens.colours

    def colour(self, name: str) -> QColor:
        """A colour by its name in `Colours`."""
        return QColor(getattr(self.tokens.colours, name))

    def font(self, size: TextSize = "body", *, strong: bool = False) -> QFont:
        """The typeface at one of the four sizes, at the scale of now."""
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPointSizeF(self.points(self.tokens.text(size)))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def points(self, pixels: float) -> float:
        """Pixels in points: the one unit in which Qt takes a fraction."""
        return pixels * _POINTS_PER_INCH / self._app.primaryScreen().logicalDotsPerInch()

    def use(self, tokens: Tokens) -> None:
        """Show these tokens everywhere, at once."""
        self.tokens = tokens
        self._app.setPalette(_palette(tokens.colours))
        self._app.setFont(self.font())
        made = sheet(tokens, {size: self.points(tokens.text(size)) for size in _sizes()})
        if made != self._sheet:  # a style sheet set anew costs a new layout of every window
            self._sheet = made
            self._app.setStyleSheet(made)
        self.changed.emit()

    def scale_to(self, scale: float) -> None:
        """Make the text this large; 1.0 is 100 %, the limits are those of `SCALES`."""
        self.use(_with(self.tokens, scale=min(max(scale, SCALES[0]), SCALES[-1])))

    def larger(self) -> None:
        self.scale_to(next((scale for scale in SCALES if scale > self.tokens.scale), SCALES[-1]))

    def smaller(self) -> None:
        self.scale_to(next((scale for scale in reversed(SCALES) if scale < self.tokens.scale), SCALES[0]))

    def use_dark(self, *, dark: bool) -> None:
        self.use(_with(self.tokens, colours=DARK if dark else LIGHT))

    def use_desk(self, *, desk: bool) -> None:
        """Larger controls, for the front desk and for patients."""
        self.use(_with(self.tokens, desk=desk))


def install(app: QApplication, *, fonts: Path, icons: Path, tokens: Tokens | None = None) -> Look:
    """Give the application its look. Raises `Unavailable` where the typeface can't be read."""
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(fonts / f"{name}.ttf")) < 0:
            raise Unavailable(f"The typeface {name} could not be read. Install the program anew.")
    app.setStyle(QStyleFactory.create("Fusion"))
    made = Look(app, icons, tokens or Tokens())
    made.use(made.tokens)
    app.setProperty("treatplan_look", made)
    return made


def look() -> Look:
    """The look of this application. Raises `LookupError` before `install`."""
    app = QApplication.instance()
    found = app.property("treatplan_look") if app else None
    if isinstance(found, Look):
        return found
    raise LookupError("install() the look before the first widget is made")


def marked(widget: W, **properties: object) -> W:
    """The widget with properties that the style sheet knows, such as `marked(frame, part="card")`."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    return widget


def restyle(widget: QWidget, **properties: object) -> None:
    """Change properties that the style sheet knows, on a widget that may be on the screen already."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    marked(widget, **properties)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _sizes() -> tuple[TextSize, ...]:
    return ("quiet", "body", "heading", "title")


def _with(
    tokens: Tokens, *, scale: float | None = None, colours: Colours | None = None, desk: bool | None = None
) -> Tokens:
    return Tokens(
        colours=tokens.colours if colours is None else colours,
        scale=tokens.scale if scale is None else scale,
        desk=tokens.desk if desk is None else desk,
    )


def _palette(colours: Colours) -> QPalette:
    """What Qt paints without a style sheet: views, selections, placeholders, links."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.paper,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.paper,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Highlight: colours.accent_wash,
        QPalette.ColorRole.HighlightedText: colours.ink,
        QPalette.ColorRole.ToolTipBase: colours.ink,
        QPalette.ColorRole.ToolTipText: colours.card,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.edge,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(off, role, QColor(colours.faint))
    return palette

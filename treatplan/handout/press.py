"""What every block is made with: the faces, the styles, and text set in them."""

from dataclasses import replace

from treatplan.domain.paper import Rich
from treatplan.handout.fonts import Faces
from treatplan.handout.lines import break_lines, longest_word, width_of
from treatplan.handout.markup import spans_of
from treatplan.handout.parts import Text
from treatplan.handout.styles import Align, Styles, Type


class Press:
    """Sets text in the styles of one document."""

    def __init__(self, faces: Faces, styles: Styles) -> None:
        self.faces = faces
        self.styles = styles

    def text(self, text: Rich | str, style: Type, width: float, align: Align = Align.LEFT) -> Text:
        """Lines of a width."""
        if align is not style.align:
            style = replace(style, align=align)
        spans = spans_of(text, self.faces, bold=style.bold)
        return Text(break_lines(spans, style.size, width, self.faces), style, width)

    def label(self, text: Rich | str, style: Type, widest: float) -> Text:
        """A text as wide as it is on one line, or wrapped at the widest."""
        return self.text(text, style, min(self.width(text, style), widest))

    def width(self, text: Rich | str, style: Type) -> float:
        """The width of a text on one line."""
        return width_of(spans_of(text, self.faces, bold=style.bold), style.size, self.faces)

    def longest_word(self, text: Rich | str, style: Type) -> float:
        """The width under which a word would have to be broken."""
        return longest_word(spans_of(text, self.faces, bold=style.bold), style.size, self.faces)

"""A vector picture on the screen: the colours of the look, and words for a screen reader."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from treatplan.domain.drawing import Caption, Dot, Drawing, Ink, Shape, segments
from treatplan.ui.parts.drawing import Picture, paint
from treatplan.ui.style import Look
from treatplan.ui.tokens import DARK, Tokens

PICTURE = Drawing(
    width=100,
    height=50,
    parts=(
        Shape(segments=segments("M 0 0 C 0 20 0 30 0 50 L 50 50 L 50 0 Z"), fill=Ink.NEEDLING),
        Shape(segments=segments("M 60 40 L 90 40"), stroke=Ink.STOP, width=6, dashes=(30, 2)),
        Dot(x=75, y=15, radius=8, fill=Ink.CUPPING, rim=Ink.PAPER, rim_width=2),
    ),
    alt="A box, a line and a dot",
)


def painted(picture: Drawing) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    scale = paint(painter, picture, QRectF(0, 0, 200, 200))
    painter.end()
    assert scale == 2
    return image


def test_that_a_picture_stands_in_the_middle_in_the_colours_of_the_look(look: Look) -> None:
    image = painted(PICTURE)
    assert image.pixelColor(50, 100) == look.colour("accent")
    assert image.pixelColor(150, 80) == look.colour("cupping")
    assert image.pixelColor(150, 130) == look.colour("stop")
    assert image.pixelColor(50, 20) == image.pixelColor(110, 100) == QColor("white")


def test_that_a_picture_follows_the_dark_look(look: Look) -> None:
    look.use(Tokens(colours=DARK))
    assert painted(PICTURE).pixelColor(50, 100) == QColor(DARK.accent)


@pytest.mark.parametrize("ink", list(Ink))
def test_that_every_ink_has_a_colour_on_the_screen(ink: Ink) -> None:
    box = Shape(segments=segments("M 0 0 L 100 0 L 100 100 L 0 100 Z"), fill=ink)
    painted(Drawing(width=100, height=100, parts=(box,), alt=""))


def test_that_words_are_set_where_they_are_anchored() -> None:
    picture = Drawing(
        width=100, height=100, parts=(Caption(x=100, y=50, text="BL23", size=20, anchor="end", bold=True),), alt=""
    )
    image = painted(picture)
    dark = [x for x in range(200) for y in range(70, 100) if image.pixelColor(x, y).lightness() < 128]
    assert min(dark) > 80
    assert max(dark) > 190


def test_that_a_picture_in_a_page_says_what_it_shows(qtbot: QtBot) -> None:
    widget = Picture(PICTURE, 300)
    qtbot.addWidget(widget)
    assert widget.accessibleName() == "A box, a line and a dot"
    assert (widget.sizeHint().width(), widget.sizeHint().height()) == (300, 150)

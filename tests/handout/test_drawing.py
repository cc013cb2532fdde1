"""A vector picture on the page: what is where, in which colour, and that its words are text."""

from io import BytesIO

import pypdfium2
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from treatplan.bundle import bundled
from treatplan.domain.drawing import Caption, Dot, Drawing, Ink, Part, Shape, segments
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.handout.drawing import INKS, draw
from treatplan.handout.fonts import faces_in
from treatplan.handout.press import Press
from treatplan.handout.styles import styles_for

SIDE = 100
TOP_LEFT = segments("M 0 0 L 50 0 L 50 50 L 0 50 Z")


def printed(*parts: Part) -> bytes:
    made = BytesIO()
    canvas = Canvas(made, pagesize=(2 * SIDE, 2 * SIDE))
    press = Press(faces_in(bundled("resources") / "fonts"), styles_for(PrintSize.STANDARD, Paper.A4))
    draw(press, canvas, Drawing(width=SIDE, height=SIDE, parts=parts, alt="a picture"), (0, 2 * SIDE), 2.0)
    canvas.save()
    return made.getvalue()


def seen(*parts: Part) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(printed(*parts))[0].render(scale=1).to_pil()
    return image.convert("RGB")


def rgb(ink: Ink) -> tuple[int, int, int]:
    colour = INKS[ink]
    return round(255 * colour.red), round(255 * colour.green), round(255 * colour.blue)


def test_that_a_picture_stands_upright_with_its_corner_at_the_top_left() -> None:
    image = seen(Shape(segments=TOP_LEFT, fill=Ink.NEEDLING))
    assert image.getpixel((50, 50)) == rgb(Ink.NEEDLING)
    assert image.getpixel((150, 50)) == image.getpixel((50, 150)) == (255, 255, 255)


def test_that_later_parts_cover_earlier_ones() -> None:
    image = seen(Shape(segments=TOP_LEFT, fill=Ink.NEEDLING), Dot(x=25, y=25, radius=10, fill=Ink.STOP, rim=Ink.PAPER))
    assert image.getpixel((50, 50)) == rgb(Ink.STOP)


def test_that_a_line_has_its_width_and_no_area() -> None:
    image = seen(Shape(segments=segments("M 0 50 L 100 50 L 100 100"), stroke=Ink.STOP, width=4))
    assert image.getpixel((100, 100)) == rgb(Ink.STOP)
    assert image.getpixel((100, 130)) == (255, 255, 255)


def test_that_words_in_a_picture_are_text_and_never_markup() -> None:
    pdf = printed(Caption(x=50, y=50, text="肾俞 <b>BL23</b>", size=8, anchor="middle"))
    assert pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range() == "肾俞 <b>BL23</b>"


def test_that_every_ink_has_a_colour() -> None:
    assert set(INKS) == set(Ink)

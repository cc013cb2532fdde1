"""The floor of a handout: the same words and lines, drawn straight on a ReportLab canvas, with no layout at all.

What is drawn is read back from the finished PDF, so that both make the same page; what is left out is everything that
decides where it goes.
"""

import ctypes
import io
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True)
class Word:
    """One run of text as it lies on the page (points)."""

    text: str
    font: str
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """One line or frame as it lies on the page: straight steps in points, filled or not."""

    steps: tuple[tuple[float, float], ...]
    filled: bool


Page = tuple[tuple[float, float], tuple[Word, ...], tuple[Shape, ...]]


def pages_of(pdf: bytes) -> tuple[Page, ...]:
    """Everything a PDF draws, page by page."""
    document = pdfium.PdfDocument(pdf)
    return tuple(_page(page) for page in document)


def draw(pages: tuple[Page, ...]) -> bytes:
    """The same content straight on a canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pages[0][0], invariant=1, pageCompression=1)
    for _, words, shapes in pages:
        for shape in shapes:
            path = canvas.beginPath()
            path.moveTo(*shape.steps[0])
            for step in shape.steps[1:]:
                path.lineTo(*step)
            canvas.drawPath(path, stroke=int(not shape.filled), fill=int(shape.filled))
        for word in words:
            canvas.setFont(word.font, word.size)
            canvas.drawString(word.x, word.y, word.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(page: pdfium.PdfPage) -> Page:
    words: list[Word] = []
    shapes: list[Shape] = []
    text_page = page.get_textpage()
    for drawn in page.get_objects(max_depth=4):
        if drawn.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            words.append(_word(drawn, text_page))
        elif drawn.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            shapes += _shapes(drawn)
    return page.get_size(), tuple(word for word in words if word.text.strip()), tuple(shapes)


def _word(drawn: pdfium.PdfObject, text_page: pdfium.PdfTextPage) -> Word:
    length = pdfium_c.FPDFTextObj_GetText(drawn, text_page, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFTextObj_GetText(drawn, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(drawn, size)
    font = pdfium_c.FPDFTextObj_GetFont(drawn)
    name = ctypes.create_string_buffer(200)
    pdfium_c.FPDFFont_GetBaseFontName(font, name, 200)
    matrix = drawn.get_matrix()
    return Word(
        text=buffer.raw[: max(0, length - 2)].decode("utf-16-le"),
        font=name.value.decode().partition("+")[2] or name.value.decode(),
        size=size.value * (abs(matrix.d) or 1),
        x=matrix.e,
        y=matrix.f,
    )


def _shapes(drawn: pdfium.PdfObject) -> list[Shape]:
    matrix = drawn.get_matrix()
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
    shapes: list[Shape] = []
    steps: list[tuple[float, float]] = []
    for index in range(pdfium_c.FPDFPath_CountSegments(drawn)):
        segment = pdfium_c.FPDFPath_GetPathSegment(drawn, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO and steps:
            shapes.append(Shape(tuple(steps), bool(fill.value)))
            steps = []
        steps.append(matrix.on_point(x.value, y.value))
    return [*shapes, Shape(tuple(steps), bool(fill.value))] if steps else shapes

"""Typefaces: which face draws which character, and which characters no face can draw."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from treatplan.bundle import bundled

REGULAR = "SourceSans3-Regular"
BOLD = "SourceSans3-Bold"
ITALIC = "SourceSans3-Italic"
HAN = "TreatplanHan-Regular"
HAN_BOLD = "TreatplanHan-Bold"

# Tried from left to right. Nothing is bold and italic at once: bold is the one that must be seen.
PLAIN_FACES = (REGULAR, HAN)
BOLD_FACES = (BOLD, REGULAR, HAN_BOLD, HAN)
ITALIC_FACES = (ITALIC, REGULAR, HAN)

SPACES = " \t\n\r"  # all are drawn as one space, and a line may end there

# Soft hyphen, zero-width space and no-break space, word joiner, variation selectors: they carry no ink, only
# hints for breaking and colour. They come along in pasted names and must not stop a print.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f]")


class Span(NamedTuple):
    """Text that one face can draw."""

    face: str
    text: str


def clean(text: str) -> str:
    """The text as it is drawn: composed characters (NFC), nothing invisible."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text))


class Faces:
    """The faces of one folder, each loaded when a text first needs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts: dict[str, TTFont] = {}
        self._drawn: dict[str, frozenset[str]] = {}
        self._spaces: dict[str, float] = {}

    def font(self, name: str) -> TTFont:
        """The face of that name, registered with ReportLab."""
        if name not in self._fonts:
            # asciiReadable would put all of ASCII into every subset.
            font = TTFont(name, str(self._folder / f"{name}.ttf"), asciiReadable=False, shapable=False)
            pdfmetrics.registerFont(font)
            self._fonts[name] = font
        return self._fonts[name]

    def draws(self, name: str) -> frozenset[str]:
        """The characters that a face can draw."""
        if name not in self._drawn:
            glyphs = self.font(name).face.charToGlyph
            self._drawn[name] = frozenset(chr(code) for code, glyph in glyphs.items() if glyph and _is_drawn(code))
        return self._drawn[name]

    def width(self, face: str, text: str, size: float) -> float:
        """How wide a text is, in points."""
        font = self._fonts.get(face) or self.font(face)
        return float(font.stringWidth(text, size))

    def space(self, face: str, size: float) -> float:
        """How wide a space is, in points."""
        if face not in self._spaces:
            self._spaces[face] = self.width(face, " ", 1.0)
        return self._spaces[face] * size

    def spans(self, text: str, *, bold: bool = False, italic: bool = False) -> tuple[Span, ...]:
        """A clean text cut where the face changes. Spaces stay with the text before them."""
        faces = BOLD_FACES if bold else ITALIC_FACES if italic else PLAIN_FACES
        if self.draws(faces[0]).issuperset(text):
            return (Span(faces[0], text),) if text else ()
        spans: list[Span] = []
        for character in text:
            face = self._face_of(character, faces, spans[-1].face if spans else faces[0])
            if spans and spans[-1].face == face:
                spans[-1] = Span(face, spans[-1].text + character)
            else:
                spans.append(Span(face, character))
        return tuple(spans)

    def _face_of(self, character: str, faces: tuple[str, ...], current: str) -> str:
        if character in SPACES:
            return current
        return next((face for face in faces if character in self.draws(face)), faces[0])

    def unprintable(self, text: str) -> tuple[str, ...]:
        """The characters of a text that no face can draw, each once, in order."""
        drawn = self.draws(REGULAR)
        left = [character for character in clean(text) if character not in drawn and character not in SPACES]
        if not left:
            return ()
        return tuple(dict.fromkeys(character for character in left if character not in self.draws(HAN)))


def _is_drawn(code: int) -> bool:
    """Control and format characters are never drawn, though fonts have glyphs for some.

    Nor is anything above U+FFFF: ReportLab's table for reading text back has no room for it.
    """
    return code <= 0xFFFF and not unicodedata.category(chr(code)).startswith("C")


@cache
def faces_in(folder: Path) -> Faces:
    """The faces of a folder, registered once in this process."""
    return Faces(folder)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text that the shipped faces cannot draw: control characters, emoji, other scripts."""
    return faces_in(bundled("resources") / "fonts").unprintable(text)

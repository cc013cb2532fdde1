"""Looks for planted words in everything that a program wrote, however they were written down.

Each text of the record carries a word that stands nowhere else. Found is it in UTF-8, UTF-16 and UTF-32, in any case,
taken apart into letters and accents, with escapes, in base64 or hex, inside compressed streams, archives, documents and
databases, and on the pages of a PDF.
"""

import base64
import gzip
import io
import json
import re
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pypdfium2 as pdfium

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_DEEPEST = 3
_LARGEST = 32 * 1024 * 1024
_LONGEST_STREAM = 4 * 1024 * 1024


def forms(word: str) -> frozenset[bytes]:
    """The ways in which a word may be written down, in small letters where letters have case."""
    found: set[bytes] = set()
    composed = (unicodedata.normalize(form, word) for form in ("NFC", "NFD"))
    for text in (way for whole in composed for way in (whole, whole.lower(), whole.upper())):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"):
            found.add(text.encode(encoding, "ignore").lower())
        found.add(text.encode("utf-8").hex().encode())
        found.add(text.encode("unicode_escape").lower())
        found.add(json.dumps(text).strip('"').encode().lower())
        found.add(urllib.parse.quote(text).encode().lower())
        found.add("".join(char for char in text if char.isalnum() and char.isascii()).encode().lower())
    return frozenset(form for form in found if len(form) >= 6)


def base64_forms(word: str) -> frozenset[bytes]:
    """The inner letters of a word in base64, at each of its three places."""
    raw = word.encode("utf-8")
    return frozenset(base64.b64encode(b"x" * shift + raw)[4 if shift else 0 :].rstrip(b"=")[:-2] for shift in range(3))


class Canaries:
    """The planted words, by the field that each was planted in."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        self._forms = {field: forms(word) for field, word in words.items()}
        self._base64 = {field: base64_forms(word) for field, word in words.items()}

    def in_text(self, text: str) -> set[str]:
        """Fields whose word stands in a text."""
        return self.in_bytes(text.encode("utf-8", "surrogatepass"))

    def in_bytes(self, content: bytes) -> set[str]:
        """Fields whose word stands in these bytes, or in what they unpack to."""
        return {field for piece in unpacked(content) for field in self._plainly_in(piece)}

    def in_folders(self, *folders: Path) -> dict[str, set[str]]:
        """Every file and every name below folders in which a word stands, and of which fields."""
        found: dict[str, set[str]] = {}
        for path in files_below(*folders):
            fields = self.in_text(path.name)
            with suppress(OSError):
                if path.is_symlink():
                    fields |= self.in_text(str(path.readlink()))
                elif path.is_file():
                    fields |= self.in_bytes(path.read_bytes())
            if fields:
                found[str(path)] = fields
        return found

    def _plainly_in(self, content: bytes) -> Iterator[str]:
        small = content.lower()
        for field, ways in self._forms.items():
            if any(way in small for way in ways) or any(way in content for way in self._base64[field]):
                yield field


def files_below(*folders: Path) -> Iterator[Path]:
    """Everything below folders, links as what they are."""
    for folder in folders:
        yield from sorted(folder.rglob("*"))


def unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and whatever is packed inside them."""
    yield content
    if depth >= _DEEPEST or len(content) > _LARGEST:  # a picture of a memory: looked through as it is
        return
    for inner in (*_archived(content), *_streams(content), *_pages(content)):
        yield from unpacked(inner, depth + 1)


def _archived(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    if b"PK\x03\x04" in content[:4096]:
        with (
            suppress(zipfile.BadZipFile, OSError, zlib.error, RuntimeError),
            zipfile.ZipFile(io.BytesIO(content)) as archive,
        ):
            yield "\n".join(archive.namelist()).encode()
            for name in archive.namelist():
                yield archive.read(name)


def _streams(content: bytes) -> Iterator[bytes]:
    """What zlib has packed, wherever it begins; and what ASCII85 has written, as PDFs do."""
    for found in _ZLIB.finditer(content):
        piece = _inflated(content[found.start() : found.start() + _LONGEST_STREAM])
        if piece:
            yield piece
    for stream in _STREAM.findall(content):
        with suppress(ValueError):
            yield _inflated(base64.a85decode(stream.strip(), adobe=stream.strip().startswith(b"<~"))) or b""
        with suppress(ValueError):
            yield _inflated(base64.a85decode(stream.strip().removesuffix(b"~>"))) or b""


def _inflated(content: bytes) -> bytes:
    reader = zlib.decompressobj()
    with suppress(zlib.error):
        return reader.decompress(content, _LARGEST)
    return b""


def _pages(content: bytes) -> Iterator[bytes]:
    """The words on the pages of a PDF: its fonts write them as numbers, which no search of bytes finds."""
    start = content.find(b"%PDF-")
    if start < 0:
        return
    with suppress(pdfium.PdfiumError):
        document = pdfium.PdfDocument(content[start:])
        for page in document:
            text = page.get_textpage().get_text_range()
            yield text.encode("utf-8", "replace")
            yield "".join(text.split()).encode("utf-8", "replace")

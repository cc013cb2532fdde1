"""What the shipped faces can print, and under which names they are shipped."""

import io
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from treatplan.bundle import bundled

FONTS = bundled("resources") / "fonts"
SANS = ["SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf", "SourceSans3-Italic.ttf"]
HAN = ["TreatplanHan-Regular.ttf", "TreatplanHan-Bold.ttf"]

VIETNAMESE = "ăâđêôơư" + "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in "\u0300\u0301\u0303\u0309\u0323"
)
PINYIN = "".join(
    unicodedata.normalize("NFC", letter + tone) for letter in "aeiouü" for tone in "\u0304\u0301\u030c\u0300"
)
LATIN = "".join(chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x180)] if code != 0xAD)
GREEK = "".join(chr(code) for code in range(0x0386, 0x03CF) if unicodedata.name(chr(code), ""))
CYRILLIC = "".join(chr(code) for code in range(0x0400, 0x0460))
SIGNS = "☐☑✓→≥≤µ·–—“”‘’„‚«»×÷°½¼¾…•±€£"


@cache
def opened(face: str) -> TTFont:
    return TTFont(io.BytesIO((FONTS / face).read_bytes()))


@cache
def characters_of(face: str) -> frozenset[str]:
    return frozenset(chr(code) for code in opened(face).getBestCmap())


def gb2312() -> set[str]:
    return {
        character
        for row in range(0xA1, 0xFF)
        for cell in range(0xA1, 0xFF)
        for character in bytes([row, cell]).decode("gb2312", errors="ignore")
    }


@pytest.mark.parametrize("face", SANS)
@pytest.mark.parametrize(
    "alphabet",
    [LATIN, VIETNAMESE, VIETNAMESE.upper(), PINYIN, PINYIN.upper(), GREEK, CYRILLIC, SIGNS],
    ids=["latin", "vietnamese", "vietnamese-capitals", "pinyin", "pinyin-capitals", "greek", "cyrillic", "signs"],
)
def test_that_a_latin_face_prints_the_whole_alphabet(face: str, alphabet: str) -> None:
    assert set(alphabet) - characters_of(face) == set()


@pytest.mark.parametrize("face", HAN)
def test_that_a_han_face_prints_all_of_gb2312(face: str) -> None:
    wanted = gb2312()
    assert sum(1 for character in wanted if "\u4e00" <= character <= "\u9fff") == 6763
    assert wanted - characters_of(face) == set()


@pytest.mark.parametrize("face", HAN)
def test_that_a_han_face_prints_chinese_punctuation_and_full_width_forms(face: str) -> None:
    assert set("，。、；：？！（）《》「」【】·…—～％０１２３ＡＢＣａｂｃ　") - characters_of(face) == set()


@pytest.mark.parametrize("face", HAN)
def test_that_a_han_face_prints_point_names_in_traditional_characters(face: str) -> None:
    assert set("腎俞環跳陽陵泉委中崑崙太谿後谿腰陽關命門大腸俞關元俞湧泉") - characters_of(face) == set()


def shipped_texts() -> list[Path]:
    return sorted(file for file in bundled("resources").rglob("*") if file.suffix in {".toml", ".md", ".po", ".json"})


def test_that_every_character_of_every_shipped_text_can_be_printed() -> None:
    printable = characters_of(SANS[0]) | characters_of(HAN[0]) | {"\n", "\t"}
    boxes = {
        f"{character!r} U+{ord(character):04X} in {file.name}"
        for file in shipped_texts()
        for character in set(unicodedata.normalize("NFC", file.read_text(encoding="utf-8"))) - printable
    }
    assert boxes == set()


@pytest.mark.parametrize("face", HAN)
def test_that_a_changed_font_does_not_use_the_reserved_name(face: str) -> None:
    names = opened(face)["name"]
    shown = [names.getDebugName(number) or "" for number in (1, 3, 4, 6, 16)]
    assert [name for name in shown if "source" in name.lower() or "noto" in name.lower()] == []
    assert "TreatplanHan" in shown[0]


@pytest.mark.parametrize("face", SANS + HAN)
def test_that_every_face_keeps_its_copyright_line_and_may_be_embedded(face: str) -> None:
    font = opened(face)
    assert "Adobe" in font["name"].getDebugName(0)
    assert font["OS/2"].fsType == 0


@pytest.mark.parametrize("face", SANS + HAN)
def test_that_every_face_has_the_outlines_that_reportlab_can_embed(face: str) -> None:
    assert "glyf" in opened(face)
    assert "fvar" not in opened(face)


def test_that_each_family_has_its_licence_beside_it() -> None:
    families = {file.name.partition("-")[0] for file in FONTS.glob("*.ttf")}
    assert families == {"SourceSans3", "TreatplanHan"}
    for family in families:
        assert "SIL OPEN FONT LICENSE" in (FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")


def test_that_the_fonts_stay_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in FONTS.glob("*.ttf")) < 7_000_000

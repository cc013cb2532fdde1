"""What is on paper is what was composed: every word, in order, exactly as it was written."""

from dataclasses import replace

import pytest

from tests.handout.reading import WRITER, body_texts, only, page_texts, said, squashed
from tests.handout.sample import bold, rich, sample
from treatplan.domain.errors import Refused
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import (
    Box,
    Calendar,
    Handout,
    Letterhead,
    Paper,
    Paragraph,
    Run,
    Section,
    Table,
    Tone,
    plain,
)

HOSTILE = [
    "<Smith>",
    "Tom <Smith",
    "O'Neil & Sons",
    "{patient}",
    "&amp;",
    "<b>x",
    "<br/>",
    "a\\b (c) %s %(d)s",
    "李伟",
    "Nguyễn Thị Ánh",
    "Ωμέγα Ёлка",
]


def _without_repeated(headers: list[str], body: str) -> str:
    """A table that runs over a page repeats its header at the top, without the heading of its section."""
    for header in headers:
        body = body.removeprefix(header)
    return body


@pytest.mark.parametrize("size", PrintSize)
@pytest.mark.parametrize("paper", Paper)
def test_that_every_word_is_on_paper_in_reading_order(size: PrintSize, paper: Paper) -> None:
    handout = sample(size, paper)
    grids = [block for section in handout.sections for block in section.blocks if isinstance(block, Table | Calendar)]
    headers = [squashed("".join(grid.header)) for grid in grids]
    bodies = body_texts(handout, WRITER.write(handout))
    read = bodies[0] + "".join(_without_repeated(headers, body) for body in bodies[1:])
    assert read == squashed("".join(said(handout)))


@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_name_is_printed_exactly_wherever_it_stands(name: str) -> None:
    block = Table(header=("a", name), rows=((plain(name), (bold(name),)),), widths=(0.5, 0.5))
    handout = replace(
        only(Paragraph(text=(Run(text=name, italic=True),)), block, Box(tone=Tone.STOP, title=name), handout=sample()),
        title=name,
        footer=f"{name} · version 2",
        letterhead=Letterhead(clinic=name, lines=(name,), right=(rich("Plan for ", bold(name)),)),
    )
    assert body_texts(handout, WRITER.write(handout)) == [squashed("".join(said(handout)))]


def test_that_the_text_is_composed_before_it_is_drawn() -> None:
    decomposed = "A\N{COMBINING ACUTE ACCENT}lvarez"
    assert "Álvarez" in page_texts(WRITER.write(sample(name=decomposed)))[0]


def test_that_words_on_two_lines_stay_two_words() -> None:
    words = " ".join(["word"] * 200)
    text = page_texts(WRITER.write(only(Paragraph(text=plain(words)), handout=sample())))[0]
    assert text.split().count("word") == 200


def test_that_what_leaves_no_ink_does_not_stop_a_print() -> None:
    pasted = "\N{ZERO WIDTH NO-BREAK SPACE}An\N{SOFT HYPHEN}a\N{ZERO WIDTH SPACE}\tÁlvarez"
    assert "Ana Álvarez" in page_texts(WRITER.write(sample(name=pasted)))[0]


def test_that_every_page_names_the_patient_the_version_and_its_number() -> None:
    texts = page_texts(WRITER.write(sample()))
    assert len(texts) == 4
    for number, text in enumerate(texts, 1):
        assert "Ana Álvarez · plan of 22 November 2026, version 2" in text
        assert f"Page {number} of 4" in text


def test_that_a_draft_says_so_on_every_page() -> None:
    assert all(text.startswith("Draft, not released") for text in page_texts(WRITER.write(sample())))
    assert not any("Draft" in text for text in page_texts(WRITER.write(sample(status=""))))


def test_that_a_footer_too_long_for_two_lines_keeps_both_ends() -> None:
    text = page_texts(WRITER.write(sample(name="Wolfe" * 2000)))[-1]
    assert "WolfeWolfe" in text
    assert "…" in text
    assert "version 2 · M. Okafor, LicAc" in " ".join(text.split())


def test_that_the_second_line_of_a_footer_begins_with_a_whole_part() -> None:
    text = page_texts(WRITER.write(sample(PrintSize.LARGE)))[0]
    assert "M. Okafor, LicAc" in [line.strip() for line in text.splitlines()]


def test_that_a_document_without_sections_is_one_page() -> None:
    empty = replace(sample(), sections=(), letterhead=Letterhead(), title="")
    assert body_texts(empty, WRITER.write(empty)) == [""]


def test_that_a_section_may_begin_a_new_page() -> None:
    sections = tuple(
        Section(id=word, heading=word, blocks=(Paragraph(text=plain(word)),), new_page=word == "two")
        for word in ("one", "two")
    )
    assert ["one" in text for text in page_texts(WRITER.write(replace(sample(), sections=sections)))] == [True, False]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("party \N{PARTY POPPER}", "U+1F389 PARTY POPPER"),
        ("\x07bell", "U+0007"),
        ("שלום", "U+05E9 HEBREW LETTER SHIN"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\ud800", "U+D800"),
    ],
)
def test_that_a_character_without_a_face_is_named_and_not_drawn(text: str, named: str) -> None:
    handout = only(Paragraph(text=plain(text)), handout=sample())
    with pytest.raises(Refused) as refused:
        WRITER.write(handout)
    assert [named in str(problem) for problem in refused.value.problems] == [True]
    assert not set(text) & set(str(refused.value)) - set("partybellab שלום")


def test_that_all_that_cannot_be_printed_is_told_at_once() -> None:
    handout: Handout = replace(
        only(Paragraph(text=plain("a \N{SNOWFLAKE}\N{SNOWFLAKE}")), handout=sample()), footer="\N{BUTTERFLY}"
    )
    with pytest.raises(Refused) as refused:
        WRITER.write(handout)
    assert len(refused.value.problems) == 2
    assert str(refused.value).count("SNOWFLAKE") == 1

"""Nothing overlaps, nothing runs off the page, and what belongs together stays together."""

from collections import defaultdict
from dataclasses import fields, replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handout.reading import (
    WRITER,
    Character,
    body_texts,
    characters,
    only,
    page_sizes,
    page_texts,
    said,
    squashed,
)
from tests.handout.sample import rich, sample
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import (
    Block,
    Box,
    Calendar,
    Day,
    ExerciseCard,
    Handout,
    ItemList,
    Letterhead,
    Modality,
    Paper,
    Paragraph,
    Section,
    Subheading,
    Table,
    TickLog,
    Tone,
    WriteIn,
    plain,
)
from treatplan.handout.styles import Type, styles_for

SHEETS = list(product(PrintSize, Paper))
LONG = "Supercalifragilisticexpialidocious" * 4
HAN = "腰背痛" * 40
PROSE = "You may feel a dull ache, or nothing at all; both are common, and neither says how well it will do. " * 6


def every_block(text: str) -> tuple[Block, ...]:
    """Each kind of block, with the same text wherever it takes one."""
    said = plain(text)
    return (
        Paragraph(text=said),
        Subheading(text=text),
        ItemList(items=(said, said), numbered=True),
        ItemList(items=(said,), small=True),
        *(Box(tone=tone, title=text, paragraphs=(said,), items=(said,)) for tone in Tone),
        Modality(tone=Tone.CUPPING, lead=text, text=said),
        Table(
            header=(text, "b", text), rows=((said, plain("needle"), said),) * 3, widths=(1, 1, 1), tones=(Tone.CUPPING,)
        ),
        ExerciseCard(number=10, name=text, start=text, steps=(text, text), chips=(text, "5 times"), note=said),
        TickLog(corner=text, days=("M", text), weeks=(text, text), ticks=7, caption=text),
        Calendar(
            header=("Mon", text),
            weeks=((Day(number="1"), Day(number="2", marks=(text, "review"), review=True)),),
            row_labels=(text,),
            caption=text,
        ),
        WriteIn(label=text, spaces=(text, "b")),
        WriteIn(label=text, spaces=()),
    )


def full(text: str, size: PrintSize, paper: Paper) -> Handout:
    """A long document that says the same text everywhere."""
    return replace(
        only(*every_block(text), handout=sample(size, paper)),
        title=text,
        footer=f"{text} · version 2",
        letterhead=Letterhead(clinic=text, lines=(text,), right=(plain(text), plain(text))),
    )


def lines(count: int) -> Paragraph:
    """A paragraph of so many lines: to put what comes after it anywhere on a page."""
    one = "\N{NO-BREAK SPACE}".join(["line"] * 10)
    return Paragraph(text=plain(" ".join([one] * count)))


def overlapping(page: list[Character]) -> list[str]:
    """Characters whose middle lies in the ink of another."""
    near: dict[tuple[int, int], list[Character]] = defaultdict(list)
    for one in page:
        for column in range(int(one.left) // 20, int(one.right) // 20 + 1):
            for row in range(int(one.bottom) // 20, int(one.top) // 20 + 1):
                near[column, row].append(one)
    found = []
    for one in page:
        x, y = (one.left + one.right) / 2, (one.bottom + one.top) / 2
        found += [
            f"{one} on {other}"
            for other in near[int(x) // 20, int(y) // 20]
            if other is not one and other.left < x < other.right and other.bottom < y < other.top
        ]
    return found


def off_the_page(page: list[Character], width: float, height: float, margin: float) -> list[Character]:
    """Characters outside the margins: at the sides the margin, above and below what any printer reaches."""
    slack = 1.0  # ink may stand a little outside of its advance width
    return [
        one
        for one in page
        if one.left < margin - slack or one.right > width - margin + slack or one.bottom < 18 or one.top > height - 9
    ]


@pytest.mark.parametrize(("size", "paper"), SHEETS)
@pytest.mark.parametrize("text", [PROSE, LONG, HAN], ids=["prose", "long-word", "han"])
def test_that_no_text_overlaps_or_leaves_the_page(text: str, size: PrintSize, paper: Paper) -> None:
    pdf = WRITER.write(full(text, size, paper))
    pages = characters(pdf)
    assert len(pages) > 3
    margin = styles_for(size, paper).sheet.side
    for page, (width, height) in zip(pages, page_sizes(pdf), strict=True):
        assert overlapping(page) == []
        assert off_the_page(page, width, height, margin) == []


@pytest.mark.parametrize(("size", "paper"), SHEETS)
def test_that_the_sample_neither_overlaps_nor_leaves_the_page(size: PrintSize, paper: Paper) -> None:
    pdf = WRITER.write(sample(size, paper))
    margin = styles_for(size, paper).sheet.side
    for page, (width, height) in zip(characters(pdf), page_sizes(pdf), strict=True):
        assert overlapping(page) == []
        assert off_the_page(page, width, height, margin) == []


def test_that_overlapping_text_would_be_found() -> None:
    here, there = Character("a", 0, 0, 10, 10), Character("b", 4, 4, 12, 12)
    assert overlapping([here, there]) != []
    assert off_the_page([here], 100, 100, 20) == [here]


@pytest.mark.parametrize("size", PrintSize)
def test_that_ten_thousand_letters_are_all_printed(size: PrintSize) -> None:
    letters = "W" * 10_000
    blocks = (
        Paragraph(text=plain(letters)),
        Box(tone=Tone.STOP, title="Stop", paragraphs=(plain(letters),)),
        ExerciseCard(number=1, name="Name", start="", steps=(), chips=("5 times", letters)),
        WriteIn(label=letters, spaces=(letters,)),
        Calendar(header=("",), weeks=((Day(number=letters, marks=(letters,)),),)),
    )
    handout = only(*blocks, handout=sample(size))
    pdf = WRITER.write(handout)
    assert "".join(body_texts(handout, pdf)) == squashed("".join(said(handout)))
    for page, (width, height) in zip(characters(pdf), page_sizes(pdf), strict=True):
        assert off_the_page(page, width, height, styles_for(size, Paper.A4).sheet.side) == []


def test_that_a_table_row_longer_than_a_page_runs_on() -> None:
    words = " ".join(f"word{number}" for number in range(900))
    handout = only(Table(header=("a", "b"), rows=((plain(words), plain("x")),), widths=(1, 1)), handout=sample())
    texts = [text.split() for text in page_texts(WRITER.write(handout))]
    assert len(texts) > 1
    found = [word for text in texts for word in text if word.startswith("word")]
    assert found == words.split()


def test_that_a_table_repeats_its_header_on_each_page() -> None:
    rows = tuple((plain(f"row {number}"), plain("x")) for number in range(120))
    handout = only(Table(header=("Point", "Depth"), rows=rows, widths=(1, 1)), handout=sample())
    texts = page_texts(WRITER.write(handout))
    assert len(texts) > 2
    assert all("Point Depth" in " ".join(text.split()) for text in texts)


@pytest.mark.parametrize("above", range(18, 36))
def test_that_a_heading_is_never_the_last_thing_on_a_page(above: int) -> None:
    below = (Subheading(text="Sub"), Paragraph(text=plain("Begin. " + PROSE)))
    sections = (Section(id="a", heading="", blocks=(lines(above),)), Section(id="b", heading="Heading", blocks=below))
    handout = replace(sample(), sections=sections, footer="", status="")
    for body in body_texts(handout, WRITER.write(handout)):
        assert not body.endswith(("Heading", "Sub"))
        assert ("Heading" in body) == ("Begin." in body)


@pytest.mark.parametrize("above", range(14, 34))
@pytest.mark.parametrize(
    "block",
    [
        Box(tone=Tone.STOP, title="first", items=(plain("a"), plain("b"), plain("last"))),
        ExerciseCard(number=1, name="first", start="a", steps=("b",), chips=("c", "last")),
        TickLog(corner="first", days=("M", "T"), weeks=("1", "2", "3"), ticks=2, caption="last"),
        ItemList(items=(plain("first"), plain("b"), plain("last"))),
        Paragraph(text=plain("first " + "word " * 25 + "last")),
    ],
    ids=["box", "exercise", "log", "three-items", "three-lines"],
)
def test_that_what_belongs_together_is_on_one_page(block: Block, above: int) -> None:
    texts = page_texts(WRITER.write(only(lines(above), block, handout=sample())))
    assert [("first" in text, "last" in text) for text in texts if "first" in text or "last" in text] == [(True, True)]


@pytest.mark.parametrize("above", range(14, 34))
def test_that_two_lines_at_least_stand_on_either_side_of_a_page_break(above: int) -> None:
    long = Paragraph(text=rich(*(f"word{number} " for number in range(60))))
    texts = page_texts(WRITER.write(only(lines(above), long, handout=sample())))
    counts = [sum("word" in line for line in text.splitlines()) for text in texts]
    assert all(count != 1 for count in counts)
    assert sum(counts) >= 6


def test_that_a_high_row_may_stand_alone_below_the_header_of_a_table() -> None:
    high = Table(
        header=("a",), rows=((plain("first " * 260),), (plain("b"),), (plain("c"),), (plain("d"),)), widths=(1,)
    )
    texts = page_texts(WRITER.write(only(lines(18), high, handout=sample())))
    assert ["first" in text for text in texts] == [True, False]


def test_that_a_last_page_with_little_on_it_is_saved() -> None:
    def count(paragraphs: int) -> int:
        blocks = [Paragraph(text=plain(f"line {number}")) for number in range(paragraphs)]
        return len(page_texts(WRITER.write(only(*blocks, handout=sample()))))

    # 23 fit at the usual distances; a few more are set closer, and many more get their page.
    assert [count(paragraphs) for paragraphs in (23, 24, 25, 30)] == [1, 1, 1, 2]


@pytest.mark.parametrize("above", range(10, 30))
def test_that_a_section_kept_together_moves_whole(above: int) -> None:
    kept = tuple(Paragraph(text=plain(f"kept {number}")) for number in range(8))
    sections = (
        Section(id="a", heading="", blocks=(lines(above),)),
        Section(id="b", heading="Sources", blocks=kept, keep_together=True),
    )
    texts = page_texts(WRITER.write(replace(sample(), sections=sections)))
    assert sorted(text.count("kept") for text in texts) in ([8], [0, 8])


def test_that_a_short_row_of_a_table_is_filled_up() -> None:
    table = Table(header=("a", "b", "c"), rows=((plain("one"),), (plain("x"), plain("y"), plain("z"))), widths=())
    handout = only(table, handout=sample())
    assert body_texts(handout, WRITER.write(handout)) == [squashed("".join(said(handout)))]


@pytest.mark.parametrize("size", PrintSize)
def test_that_nothing_on_paper_is_smaller_than_eleven_points(size: PrintSize) -> None:
    styles = styles_for(size, Paper.A4)
    kinds = {each.name: getattr(styles, each.name) for each in fields(styles)}
    sizes = {name: kind.size for name, kind in kinds.items() if isinstance(kind, Type)}
    assert len(sizes) > 10
    assert min(sizes.values()) >= {PrintSize.LARGE: 16}.get(size, 11)
    assert sizes["body"] == {PrintSize.STANDARD: 14, PrintSize.LARGE: 18, PrintSize.ECONOMY: 12}[size]


def test_that_running_text_has_lines_that_the_eye_follows() -> None:
    read = page_texts(WRITER.write(only(Paragraph(text=plain(PROSE * 3)), handout=sample())))[0].splitlines()
    lengths = sorted(len(line) for line in read if "feel" in line or "common" in line)
    assert 60 <= lengths[len(lengths) // 2] <= 75


WORDS = st.text(st.sampled_from("aeo nrt  -,.()李伟腰。，éŁ"), max_size=300) | st.just("W" * 400) | st.just("")


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(SHEETS), st.randoms(use_true_random=False))
def test_that_any_text_in_any_block_stays_on_the_page(
    texts: list[str], sheet: tuple[PrintSize, Paper], dice: Random
) -> None:
    size, paper = sheet
    blocks = [dice.choice(every_block(text)) for text in texts for _ in range(4)]
    handout = replace(only(*blocks, handout=sample(size, paper)), title=texts[0], footer=texts[-1], status="")
    pdf = WRITER.write(handout)
    side = styles_for(size, paper).sheet.side
    for page, (width, height) in zip(characters(pdf), page_sizes(pdf), strict=True):
        assert off_the_page(page, width, height, side) == []
        assert overlapping(page) == []

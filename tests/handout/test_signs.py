"""What is drawn and not written: boxes to tick, lines to write on, shapes that survive a grey printer."""

from itertools import combinations

import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.handout.reading import WRITER, only
from tests.handout.sample import sample
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Block, Box, Calendar, Day, Modality, Table, TickLog, Tone, WriteIn, plain

MODALITIES = [Tone.NEEDLING, Tone.MOXIBUSTION, Tone.CUPPING, Tone.STRETCHING]
DARK = 150  # of 255 levels of grey


def drawn(*blocks: Block, size: PrintSize = PrintSize.STANDARD) -> list[tuple[float, float, float, float]]:
    """The bounds of every shape on the first page: left, bottom, right, top."""
    page = pypdfium2.PdfDocument(WRITER.write(only(*blocks, handout=sample(size))))[0]
    return [shape.get_bounds() for shape in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]


def grey(*blocks: Block) -> Image.Image:
    """The first page in black and white."""
    page = pypdfium2.PdfDocument(WRITER.write(only(*blocks, handout=sample())))[0]
    image: Image.Image = page.render(scale=2).to_pil()
    return image.convert("L").point(lambda level: 255 * (level > DARK))


def apart(one: Image.Image, other: Image.Image) -> int:
    """How many pixels differ."""
    return sum(ImageChops.difference(one, other).histogram()[1:])


def log(ticks: int) -> TickLog:
    return TickLog(corner="", days=tuple("MTWTFSS"), weeks=("Week 1", "Week 12"), ticks=ticks)


@pytest.mark.parametrize("size", PrintSize)
@pytest.mark.parametrize("ticks", [1, 2, 3, 5])
def test_that_there_is_a_box_for_every_tick_and_none_touches_another(ticks: int, size: PrintSize) -> None:
    boxes = [box for box in drawn(log(ticks), size=size) if box not in drawn(log(0), size=size)]
    squares = [
        box for box in boxes if 9 < box[2] - box[0] < 20 and box[2] - box[0] == pytest.approx(box[3] - box[1], abs=0.1)
    ]
    assert len(squares) == 2 * 7 * ticks
    for one, other in combinations(squares, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_that_three_boxes_a_day_stand_in_one_row_even_in_large_print() -> None:
    boxes = [box for box in drawn(log(3), size=PrintSize.LARGE) if box not in drawn(log(0), size=PrintSize.LARGE)]
    assert len({round(box[1]) for box in boxes if box[2] - box[0] < 20}) == 2


def rules(*blocks: Block) -> list[int]:
    """The lengths of the lines to write on: all but the letterhead's and the footer's."""
    flat = [box for box in drawn(*blocks) if box[3] - box[1] < 3]
    return sorted(round(right - left) for left, _, right, _ in flat)[: len(flat) - 2]


def test_that_a_line_for_a_figure_is_short_and_one_for_words_reaches_the_margin() -> None:
    short = rules(WriteIn(label="Pain", spaces=("week 1", "week 2")))
    assert len(short) == 2
    assert max(short) < 60
    long = rules(WriteIn(label="From", spaces=("name", "signature"), long=True))
    assert len(long) == 2
    assert min(long) > 350
    assert min(rules(WriteIn(label="Questions", spaces=()))) > 350


def test_that_lines_to_write_on_stand_in_columns_when_they_need_more_than_one_row() -> None:
    weeks = tuple(f"Week {number}" for number in range(6, 14))
    starts = [box[0] for box in drawn(WriteIn(label="Pain", spaces=weeks)) if 40 < box[2] - box[0] < 60]
    assert len(starts) == 8
    assert len({round(start) for start in starts}) == 4


@pytest.mark.parametrize(("one", "other"), list(combinations(MODALITIES, 2)))
def test_that_each_modality_has_a_shape_of_its_own_without_colour(one: Tone, other: Tone) -> None:
    first, second = (grey(Modality(tone=tone, lead="Lead", text=plain("x"))) for tone in (one, other))
    assert apart(first, second) > 30
    rows = [grey(Table(header=("a",), rows=((plain("x"),),), widths=(1,), tones=(tone,))) for tone in (one, other)]
    assert apart(*rows) > 30


def test_that_a_stop_box_is_told_from_the_others_without_colour() -> None:
    boxes = [grey(Box(tone=tone, title="Title", items=(plain("x"),))) for tone in (Tone.STOP, Tone.CAUTION, Tone.KEY)]
    ink = [image.histogram()[0] for image in boxes]
    assert ink[0] > 1.1 * max(ink[1:])  # the thickest frame, and a sign


def test_that_a_review_is_framed() -> None:
    def week(*, review: bool) -> Calendar:
        day = Day(number="1", marks=("visit 5",), review=review)
        return Calendar(header=("Mon", "Tue"), weeks=((day, Day(number="2")),))

    assert apart(grey(week(review=True)), grey(week(review=False))) > 200


def test_that_a_day_with_a_visit_is_tinted_and_says_so() -> None:
    assert len(drawn(Calendar(header=("Mon",), weeks=((Day(number="1", marks=("visit 1",)),),)))) == 1 + len(
        drawn(Calendar(header=("Mon",), weeks=((Day(number="1"),),)))
    )

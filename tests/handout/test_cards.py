"""Exercise cards on paper: the drawings stand beside the text or above it, whole, and the card is never cut."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.handout.reading import WRITER, characters, only, page_texts
from tests.handout.sample import sample
from treatplan.bundle import bundled
from treatplan.content.figures import Figures
from treatplan.domain.figure.picture import pictures
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Block, ExerciseCard, Illustration, Paragraph, plain

FIGURES = Figures(bundled("resources") / "figures")
STEPS = ("Press the small of your back into the floor.", "Hold it and keep breathing.", "Let go slowly.")


def card(id_: str, steps: tuple[str, ...] = STEPS, name: str = "Name") -> ExerciseCard:
    start, end = pictures(FIGURES[id_], "at the start", "at the end")
    return ExerciseCard(
        number=1,
        name=name,
        start="Lie on your back.",
        steps=steps,
        chips=("5 times",),
        note=plain("Stop if it hurts."),
        pictures=(Illustration(drawing=start, caption="Begin"), Illustration(drawing=end, caption="Finish")),
    )


def pdf_of(*blocks: Block, size: PrintSize = PrintSize.STANDARD) -> bytes:
    return WRITER.write(only(*blocks, handout=sample(size)))


def curves(pdf: bytes) -> list[int]:
    """How many drawn paths each page holds."""
    return [
        sum(found.type == pdfium.FPDF_PAGEOBJ_PATH for found in page.get_objects())
        for page in pypdfium2.PdfDocument(pdf)
    ]


def word(pdf: bytes, text: str) -> tuple[float, float]:
    """Left and bottom of the first letter of a word that stands there once."""
    found = next(page for page in characters(pdf) if text in "".join(one.text for one in page))
    place = "".join(one.text for one in found).index(text)
    return found[place].left, found[place].bottom


@pytest.mark.parametrize("size", PrintSize)
@pytest.mark.parametrize("id_", ["EX02", "EX09", "EX15"])
def test_that_both_drawings_are_on_the_page_with_their_captions(id_: str, size: PrintSize) -> None:
    pdf = pdf_of(card(id_), size=size)
    assert "Begin" in page_texts(pdf)[0]
    assert "Finish" in page_texts(pdf)[0]
    shown = sum(len(picture.drawing.parts) for picture in card(id_).pictures)
    assert curves(pdf)[0] >= shown


def test_that_standing_figures_stand_side_by_side_and_lying_ones_below_each_other() -> None:
    standing, lying = pdf_of(card("EX09")), pdf_of(card("EX02"))
    assert word(standing, "Begin")[1] == pytest.approx(word(standing, "Finish")[1], abs=3)
    assert word(lying, "Begin")[1] > word(lying, "Finish")[1] + 20


def test_that_drawings_stand_beside_the_text_and_in_large_print_above_it() -> None:
    beside, above = pdf_of(card("EX09")), pdf_of(card("EX09"), size=PrintSize.LARGE)
    assert word(beside, "Begin")[1] < word(beside, "Lieon")[1]
    assert word(beside, "Begin")[0] > word(beside, "Lieon")[0] + 200
    assert word(above, "Begin")[1] > word(above, "Lieon")[1]


@pytest.mark.parametrize("above", range(18, 26))
def test_that_a_card_is_never_cut(above: int) -> None:
    filler = tuple(Paragraph(text=plain("A line.")) for _ in range(above))
    texts = page_texts(pdf_of(*filler, card("EX05", name="Whole")))
    here = [page for page in texts if "Whole" in page]
    assert len(here) == 1
    assert all(said in here[0] for said in ("Lie on", "Begin", "Finish", "Let go", "5 times", "Stop if"))


def test_that_steps_longer_than_a_page_run_on_below_the_drawings() -> None:
    steps = tuple(f"Step {number} of many." for number in range(90))
    texts = page_texts(pdf_of(card("EX02", steps=steps)))
    assert len(texts) > 1
    assert all(any(step in page for page in texts) for step in steps)
    assert [("Finish" in page) for page in texts] == [("Step 0 " in page) for page in texts]

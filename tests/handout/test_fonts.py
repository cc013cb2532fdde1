"""Which face draws what, and what none can."""

import subprocess
import sys

import pytest

from treatplan.bundle import bundled
from treatplan.domain.paper import Run
from treatplan.handout.fonts import BOLD, HAN, HAN_BOLD, ITALIC, REGULAR, Span, clean, faces_in, unprintable
from treatplan.handout.markup import spans_of

FACES = faces_in(bundled("resources") / "fonts")


@pytest.mark.parametrize(
    ("run", "spans"),
    [
        (Run(text="Ana"), [Span(REGULAR, "Ana")]),
        (Run(text="Ana", bold=True), [Span(BOLD, "Ana")]),
        (Run(text="Ana", italic=True), [Span(ITALIC, "Ana")]),
        (Run(text="Ana", bold=True, italic=True), [Span(BOLD, "Ana")]),
        (Run(text="for 李伟 now"), [Span(REGULAR, "for "), Span(HAN, "李伟 "), Span(REGULAR, "now")]),
        (Run(text="李", bold=True), [Span(HAN_BOLD, "李")]),
        (Run(text="李", italic=True), [Span(HAN, "李")]),
        (Run(text=""), []),
    ],
)
def test_that_a_run_is_cut_where_the_face_changes(run: Run, spans: list[Span]) -> None:
    assert list(spans_of((run,), FACES)) == spans


def test_that_marks_of_other_languages_in_a_text_mean_nothing() -> None:
    text = "<b>x</b> &amp; {patient} **y** %s"
    assert spans_of(text, FACES) == (Span(REGULAR, text),)


@pytest.mark.parametrize("text", ["", "Ana Álvarez\n\t", "李伟", "Nguyễn", "☐ ☑ ✓ → ≥ µ", "\N{SOFT HYPHEN}", "☑\ufe0f"])
def test_that_what_can_be_printed_is_not_reported(text: str) -> None:
    assert unprintable(text) == ()


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("a\N{ROCKET}b\N{ROCKET}\x00", ("\N{ROCKET}", "\x00")),
        ("\N{ROBOT FACE}", ("\N{ROBOT FACE}",)),  # Source Sans draws it, but it could not be read back
        ("\x1b[2J", ("\x1b",)),
        ("\N{ZERO WIDTH JOINER}", ("\N{ZERO WIDTH JOINER}",)),
        ("\N{REPLACEMENT CHARACTER}", ("\N{REPLACEMENT CHARACTER}",)),
        ("ไทย", ("ไ", "ท", "ย")),
    ],
)
def test_that_what_no_face_draws_is_reported_once_and_in_order(text: str, lacking: tuple[str, ...]) -> None:
    assert unprintable(text) == lacking


def test_that_text_is_composed_and_rid_of_what_leaves_no_ink() -> None:
    assert clean("e\N{COMBINING ACUTE ACCENT}\N{ZERO WIDTH SPACE}x") == "éx"


def test_that_a_folder_is_read_once() -> None:
    assert faces_in(bundled("resources") / "fonts") is FACES
    assert FACES.font(REGULAR) is FACES.font(REGULAR)


def test_that_reportlab_is_not_loaded_before_something_is_written() -> None:
    code = "import sys, treatplan.handout.writer; print(sorted(name for name in sys.modules if 'reportlab' in name))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

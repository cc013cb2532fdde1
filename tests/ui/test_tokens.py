"""Colours can be told apart by people whose eyes are tired: measured as WCAG 2.2 does."""

import pytest

from treatplan.ui.tokens import DARK, LIGHT, Colours, Tokens

TEXT, SHAPE = 4.5, 3.0

# ink, surface
TEXTS = [
    *((ink, back) for ink in ("ink", "quiet") for back in ("paper", "card", "wash")),
    *((hue, "card") for hue in ("accent", "moxibustion", "cupping", "stretching", "advice", "stop")),
    ("accent", "paper"),
    ("accent", "accent_wash"),
    ("ink", "accent_wash"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("caution", "caution_back"),
    ("stop", "stop_back"),
    ("ink", "caution_back"),
    ("ink", "stop_back"),
    ("on_deep", "deep"),
    ("on_deep_quiet", "deep"),
    ("on_deep", "deep_hover"),
    ("on_deep", "rail_chosen"),
]
SHAPES = [
    *(("edge", back) for back in ("card", "paper")),
    *(("accent", back) for back in ("card", "paper", "accent_wash")),
    ("stop", "card"),
    ("on_deep", "rail_chosen"),
    ("faint", "card"),  # what is switched off need not be read, but is better seen
]


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(colours: Colours, pairs: list[tuple[str, str]], least: float) -> dict[str, float]:
    measured = {f"{ink} on {back}": contrast(getattr(colours, ink), getattr(colours, back)) for ink, back in pairs}
    return {pair: round(found, 2) for pair, found in measured.items() if found < least}


def test_that_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_that_all_text_can_be_read(colours: Colours) -> None:
    assert too_weak(colours, TEXTS, TEXT) == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_that_edges_and_marks_can_be_seen(colours: Colours) -> None:
    assert too_weak(colours, SHAPES, SHAPE) == {}


def test_that_controls_grow_with_the_text_and_at_the_desk() -> None:
    assert Tokens().control == 32
    assert Tokens(desk=True).control == 44
    assert Tokens(scale=2.0).control > 44
    assert Tokens(scale=2.0).text("body") == 2 * Tokens().text("body")

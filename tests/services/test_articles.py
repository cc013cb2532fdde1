"""Leaflets for those who list and print them."""

from datetime import date

import pytest

from tests.clinic_fakes import CONTENT, RESOURCES
from treatplan.domain.errors import Refused
from treatplan.domain.paper import Wish
from treatplan.handout.writer import PdfWriter
from treatplan.services.articles import Articles


class Clock:
    """A day that a test chooses."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        return self._day


def articles(day: date = date(2026, 12, 1)) -> Articles:
    return Articles(CONTENT, PdfWriter(RESOURCES / "fonts"), Clock(day))


def test_that_every_leaflet_is_listed_in_order() -> None:
    found = articles().all()
    assert len(found) >= 30
    assert [one.order for one in found] == sorted(one.order for one in found)


def test_that_a_leaflet_is_printed_whatever_the_case_of_its_code() -> None:
    assert articles().pdf("How_Needling ", Wish()) == articles().pdf("how_needling", Wish())
    assert articles().pdf("how_needling", Wish()).startswith(b"%PDF-")


def test_that_what_there_is_not_is_refused_with_what_is_near() -> None:
    with pytest.raises(Refused, match="near it: how_needling"):
        articles().pdf("how_neddling", Wish())
    with pytest.raises(Refused, match=r"--jurisdiction: is 'fr'; there is gb, intl, us"):
        articles().document("how_needling", Wish(jurisdiction="fr"))


def test_that_old_evidence_is_told_before_a_leaflet_is_given_out() -> None:
    assert articles().due("how_exercise") == ()
    late = [str(problem) for problem in articles(date(2028, 12, 1)).due("how_exercise")]
    assert any(line.startswith("articles/how_exercise.toml") for line in late)
    assert any(line.startswith("claims/exercise.toml") for line in late)
    assert not any("claims/cupping" in line for line in late)

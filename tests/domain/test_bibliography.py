"""The bibliography: every source supports something and has a day on which it was looked at."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cases.reading import library
from treatplan.bundle import bundled
from treatplan.content.packs import load_claim_rules
from treatplan.domain.bibliography import REVIEW_EVERY, bibliography, is_due

REVIEWED = date(2026, 11, 22)
OF_CLAIM_RULES = set(load_claim_rules(bundled("resources") / "content" / "core").sources)


def test_that_every_source_was_looked_at_and_supports_something() -> None:
    found = bibliography(library(), date.max)
    assert [reference.source.id for reference in found if reference.source.reviewed is None] == []
    unused = {reference.source.id for reference in found if not reference.supports}
    assert unused - OF_CLAIM_RULES == set()


def test_that_what_rests_on_a_source_is_found_wherever_it_is_named() -> None:
    found = {reference.source.id: reference.supports for reference in bibliography(library(), REVIEWED)}
    assert "rules P09" in found["who-1999-pregnancy"]
    assert "cautions pregnancy_back_and_sacrum" in found["pregnancy-10-rcts"]
    assert "measures rmdq24" in found["roland-fairbank-2000"]
    assert "patterns T01" in found["innerpath-lbp"]
    assert "depth_lines" in " ".join(found["deadman-2007"])


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [(None, True), (REVIEWED, False), (REVIEWED - timedelta(days=1), True), (REVIEWED + timedelta(days=1), False)],
)
def test_that_a_source_is_due_after_two_years(reviewed: date | None, *, due: bool) -> None:
    assert is_due(reviewed, REVIEWED + REVIEW_EVERY) is due


def test_that_a_source_nobody_looked_at_is_due() -> None:
    shipped = library()
    source = replace(shipped.sources["who-1999"], reviewed=None)
    found = bibliography(replace(shipped, sources={"who-1999": source}), REVIEWED)
    assert [reference.due for reference in found] == [True]

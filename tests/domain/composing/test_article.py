"""A leaflet as a document: its claims with their sources, its country, and what every leaflet says."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.domain.composing.reading import document_text
from tests.domain.composing.samples import CLINIC, section, the_library, the_texts, words
from treatplan.bundle import bundled
from treatplan.content.markdown import blocks
from treatplan.domain.article import Article
from treatplan.domain.composing.article import compose_article
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Box, Handout, ItemList, Paper, Tone, Wish
from treatplan.domain.plan import Clinic
from treatplan.handout.writer import PdfWriter

COUNTRIES = ("gb", "us", "intl")
ARTICLES = sorted(the_library().articles)


@cache
def writer() -> PdfWriter:
    return PdfWriter(bundled("resources") / "fonts")


def made(article: Article | str, country: str = "intl", clinic: Clinic | None = None) -> Handout:
    found = the_library().articles[article] if isinstance(article, str) else article
    return compose_article(found, the_library(), the_texts(), Wish(jurisdiction=country), clinic)


def own(body: str, **changed: Any) -> Article:
    shipped = the_library().articles["why_overuse"]
    text = replace(shipped.text, title="A <title> & more", short="Short.", body=body, blocks=blocks(body))
    return replace(shipped, id="own", text=text, **changed)


# What every leaflet says


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("id_", ARTICLES)
def test_that_danger_signs_stop_rules_aftercare_and_the_doctor_are_on_every_leaflet(id_: str, country: str) -> None:
    handout = made(id_, country)
    boxes = [block for part in handout.sections for block in part.blocks if isinstance(block, Box)]
    (danger,) = [box for box in boxes if box.tone is Tone.STOP]
    number = the_library().jurisdictions[country].emergency_number
    assert number in danger.title
    assert len(danger.items) >= 7
    care = words(handout, "care")
    assert "Tell us at once during a visit if" in care or "Stop an exercise" in care
    assert "After a visit" in care
    assert the_library().jurisdictions[country].text.doctor in document_text(handout)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("id_", ARTICLES)
def test_that_no_mark_is_left_and_every_number_has_its_source(id_: str, country: str) -> None:
    text = document_text(replace(made(id_, country), page_word=""))
    assert not re.search(r"[{}]", text)
    body, _, listed = text.partition("=== sources")
    cited = {int(n) for group in re.findall(r"\[(\d+(?:, \d+)*)\]", body) for n in group.split(", ")}
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]", listed)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert cited == set(numbers)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("id_", ARTICLES)
def test_that_a_leaflet_fits_on_both_sides_of_a_sheet(id_: str, country: str) -> None:
    paper = Paper.LETTER if country == "us" else Paper.A4
    wish = Wish(jurisdiction=country, paper=paper, size=PrintSize.ECONOMY)
    handout = compose_article(the_library().articles[id_], the_library(), the_texts(), wish)
    pdf = writer().write(handout)
    assert writer().pages(pdf) <= 2
    assert pdf == writer().write(handout)


def test_that_each_cause_and_each_pattern_names_its_own_leaflet() -> None:
    library = the_library()
    recipes = [*library.causes.values(), *library.patterns.values()]
    named = [recipe.article for recipe in recipes]
    assert len(set(named)) == len(recipes) == 20
    assert {library.articles[id_].group for id_ in named} == {"cause", "tradition"}


# Claims


def test_that_a_claim_is_printed_whole_with_its_number() -> None:
    handout = made(own("Before. {claim:exercise} After."))
    sentence = the_library().claims["exercise"].text.sentence
    assert f"Before. {sentence} [1] After." in words(handout, "part0")
    assert "*[1] *Hayden" in words(handout, "sources")


def test_that_the_same_source_keeps_its_number() -> None:
    handout = made(own("{claim:acupuncture_short}\n\n- {claim:acupuncture_usual_care}"))
    assert "[1, 2]" in words(handout, "part0")
    assert "little sure of it. [1]" in words(handout, "part0")


def test_that_a_claim_that_is_gone_prints_as_nothing() -> None:
    assert "Before.  After." in words(made(own("Before. {claim:gone} After.")), "part0")


# Countries


def test_that_britain_reads_what_nice_says_wherever_an_effect_of_needles_is_told() -> None:
    needles, none = own("{claim:acupuncture_short} {claim:harms_needling}"), own("{claim:posture_unclear}")
    assert "NICE" in words(made(needles, "gb"), "country")
    assert "NICE" not in document_text(made(needles, "us"))
    assert "Guidelines differ" in words(made(needles, "intl"), "country")
    assert "NICE" not in document_text(made(none, "gb"))


def test_that_a_disclosure_that_has_its_place_is_said_once_and_in_bold() -> None:
    placed = own("{claim:acupuncture_short}\n\n{country:disclosure}\n\nMore.")
    text = document_text(made(placed, "gb"))
    said = the_library().jurisdictions["gb"].text.disclosure
    assert text.count(said) == 1
    assert f"*{said}*" in text
    assert len(section(made(placed, "us"), "part0").blocks) == 2


def test_that_what_is_for_one_country_is_read_there_alone() -> None:
    article = own("All.\n\n{only:gb} Call **111**.\n\n- for all\n- {only:us} for one\n\n## Next\n\n{only:us} Us.")
    assert "Call *111*." in words(made(article, "gb"), "part0")
    assert "111" not in document_text(made(article, "us")).partition("=== stop")[0]
    lists = [block for block in section(made(article, "us"), "part0").blocks if isinstance(block, ItemList)]
    assert [len(block.items) for block in lists] == [2]
    assert "Next" not in document_text(made(article, "gb"))  # a heading with nothing below it
    with pytest.raises(KeyError):
        made(article, "fr")


def test_that_the_country_gives_its_words() -> None:
    article = own("Call {country:number}, ask {country:doctor}, go to {country:place}.")
    assert "Call 999, ask your GP or NHS 111, go to A&E." in words(made(article, "gb"), "part0")
    assert "Call 911, ask your doctor, go to the emergency room." in words(made(article, "us"), "part0")


def test_that_signs_to_call_for_help_at_stand_in_boxes() -> None:
    handout = made("when_to_get_help", "gb")
    boxes = {box.tone: box for part in handout.sections for box in part.blocks if isinstance(box, Box)}
    assert boxes[Tone.STOP].title == "Call 999 now, or go to A&E, if"
    assert boxes[Tone.CAUTION].title == "Call your GP or NHS 111 the same day about"
    assert "stop" not in {part.id for part in handout.sections}


# Whose it is


@pytest.mark.parametrize("name", ["<Smith>", "O'Neil & Sons", "{claim:exercise}", "李伟", "A" * 120])
def test_that_the_clinic_is_printed_exactly(name: str) -> None:
    handout = made("aftercare", clinic=replace(CLINIC, name=name))
    assert handout.letterhead.clinic == name
    assert handout.footer.endswith(name)
    assert writer().pages(writer().write(handout)) >= 1


def test_that_a_leaflet_says_when_it_was_checked_and_which_version_it_is() -> None:
    handout = made("aftercare")
    assert "checked in November 2026 · version 1" in document_text(handout)
    assert handout.meta["article"] == "aftercare"
    assert handout.dated == the_library().articles["aftercare"].text.reviewed
    assert handout.letterhead.clinic == ""


def test_that_the_title_is_printed_exactly() -> None:
    assert writer().write(made(own("Body.")))
    assert made(own("Body.")).title == "A <title> & more"

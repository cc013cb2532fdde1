"""Which leaflets and claims print for whom, and how their sources are numbered."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.builders import (
    TODAY,
    a_library,
    a_plan,
    an_intake,
    choice,
    cup,
    cupping,
    electro,
    heat,
    moxa,
    needle,
    needling,
    where,
)
from tests.domain.composing.samples import the_library
from treatplan.domain.composing.case import Citations, Named
from treatplan.domain.composing.leaflets import Audience, claims, leaflets, styles_of
from treatplan.domain.dose import Absent
from treatplan.domain.equipment import CupSource, MoxaMaterial, Needle
from treatplan.domain.leaflet import Claim, ClaimText, Leaflet, LeafletText
from treatplan.domain.library import Library, Source
from treatplan.domain.modality import Component, CuppingStyle, MoxaTechnique, Stimulation
from treatplan.domain.places import Region


def a_leaflet(id_: str, section: Any = "after", **fields: Any) -> Leaflet:
    text = LeafletText(of=1, reviewed=TODAY, title=id_)
    return Leaflet(id=id_, reviewed=TODAY, section=section, sources=("a-source",), text=text, **fields)


def a_claim(id_: str, *about: str, sources: Iterable[str] = ("a-source",), **fields: Any) -> Claim:
    text = ClaimText(of=1, reviewed=TODAY, sentence=f"Sentence {id_}.")
    given: dict[str, Any] = {"year": 2020, "effect": "no", "certainty": "low"} | fields
    return Claim(id=id_, reviewed=TODAY, about=about, sources=tuple(sources), text=text, **given)


def an_audience(*facts: str, library: Library | None = None, **fields: Any) -> Audience:
    return Audience(intake=an_intake(), library=library or a_library(), facts=frozenset(facts), **fields)


def chosen(*of: Leaflet, facts: Iterable[str] = (), **fields: Any) -> list[str]:
    library = a_library(leaflets={leaflet.id: leaflet for leaflet in of})
    return [leaflet.id for leaflet in leaflets("after", an_audience(*facts, library=library, **fields))]


def told(*of: Claim, **fields: Any) -> list[str]:
    shipped = the_library()
    library = a_library(
        claims={claim.id: claim for claim in of},
        causes=shipped.causes,
        patterns=shipped.patterns,
        leaflets={"stay_active": a_leaflet("stay_active", "advice")},
    )
    return [claim.id for claim in claims(an_audience(library=library, **fields))]


# Leaflets


def test_that_a_leaflet_without_conditions_always_prints() -> None:
    assert chosen(a_leaflet("a"), a_leaflet("b", "stop")) == ["a"]


def test_that_each_condition_must_be_met() -> None:
    fits = {"modalities": ("needling", "cupping"), "styles": ("wet",), "factors": ("anticoagulant", "antiplatelet")}
    there = {"modalities": ("cupping",), "styles": frozenset({"wet"}), "facts": ("antiplatelet",)}
    assert chosen(a_leaflet("a", **fits), **there) == ["a"]
    for name, other in (("modalities", ("moxibustion",)), ("styles", frozenset({"dry"})), ("facts", ())):
        assert chosen(a_leaflet("a", **fits), **(there | {name: other})) == []


def test_that_a_fact_can_keep_a_leaflet_away() -> None:
    leaflet = a_leaflet("a", unless_factors=("anticoagulant",))
    assert chosen(leaflet) == ["a"]
    assert chosen(leaflet, facts=("anticoagulant",)) == []


def test_that_one_alternative_with_all_its_tests_is_enough() -> None:
    adult, woman = where("patient.age_years", at_least=18), where("patient.sex", "female")
    assert chosen(a_leaflet("a", applies=((woman,), (adult,)))) == ["a"]
    assert chosen(a_leaflet("a", applies=((woman, adult),))) == []


def test_that_a_printed_leaflet_drops_those_it_replaces() -> None:
    usual, fitted = a_leaflet("usual"), a_leaflet("fitted", factors=("anticoagulant",), replaces=("usual",))
    assert chosen(usual, fitted, facts=("anticoagulant",)) == ["fitted"]
    assert chosen(usual, fitted) == ["usual"]


def test_that_leaflets_stand_in_their_order() -> None:
    assert chosen(a_leaflet("c", order=5), a_leaflet("b"), a_leaflet("a")) == ["c", "a", "b"]


# Styles


def styles(component: Component, region: Region = Region.LOW_BACK) -> frozenset[str]:
    return styles_of(a_plan(component), an_intake(regions=(region,)), a_library())


@pytest.mark.parametrize(
    ("component", "region", "thoracic"),
    [
        (needling(needle("BL13")), Region.LOW_BACK, True),
        (needling(needle("BL23")), Region.UPPER_BACK, False),
        (needling(needle("EX-B2", level="T5")), Region.UPPER_BACK, True),
        (needling(needle("EX-B2", level="L4")), Region.UPPER_BACK, False),
        (needling(rules=(choice("BL23", "GB21"),)), Region.LOW_BACK, True),
        (needling(rules=(choice(regions=(Region.SCAPULA,)),)), Region.LOW_BACK, True),
        (needling(rules=(choice(regions=(Region.LOW_BACK,)),)), Region.UPPER_BACK, False),
        (needling(rules=(choice(),)), Region.UPPER_BACK, True),
        (needling(rules=(choice(),)), Region.LOW_BACK, False),
        (cupping(cup(Region.UPPER_BACK)), Region.UPPER_BACK, False),
    ],
)
def test_that_needles_near_the_lung_are_known(component: Component, region: Region, thoracic: bool) -> None:  # noqa: FBT001
    assert ("thoracic" in styles(component, region)) is thoracic


def test_that_the_finer_words_of_a_plan_are_known() -> None:
    assert styles(needling(needle("BL23"))) == {"manual"}
    assert styles(electro(needle("BL23"))) == {"electrical"}
    assert styles(needling(needle("BL23", stimulation=Stimulation.ELECTRICAL))) == {"electrical"}
    assert styles(needling(needle("BL23"), needle=Needle(indwelling=True))) == {"manual", "indwelling"}
    smokeless = MoxaMaterial(kind="charcoal", smoke="smokeless")
    assert styles(moxa(heat("BL23"), technique=MoxaTechnique.BOX, material=smokeless)) == {"box", "smokeless"}
    assert styles(cupping(style=CuppingStyle.WET, source=CupSource.FIRE)) == {"wet", "fire"}
    assert styles(cupping(style=Absent.NOT_REPORTED, source=Absent.NOT_REPORTED)) == frozenset()


# Claims


def test_that_every_kind_a_claim_is_about_must_be_in_the_plan() -> None:
    claim = a_claim("a", "needling", "W04", "W05")
    there: dict[str, Any] = {"modalities": ("needling",), "causes": frozenset({"W05"})}
    assert told(claim, **there) == ["a"]
    assert told(claim, **(there | {"modalities": ("cupping",)})) == []
    assert told(claim, **(there | {"causes": frozenset({"W01"})})) == []


def test_that_a_claim_about_advice_or_style_waits_for_it() -> None:
    assert told(a_claim("a", "stay_active")) == []
    assert told(a_claim("a", "stay_active"), advice=frozenset({"stay_active"})) == ["a"]
    assert told(a_claim("a", "electrical")) == []
    assert told(a_claim("a", "electrical"), styles=frozenset({"electrical"})) == ["a"]


def test_that_what_is_true_of_back_pain_is_always_told() -> None:
    assert told(a_claim("a", "back_pain")) == ["a"]


def test_that_harms_are_told_last_and_only_of_what_is_given() -> None:
    of = (a_claim("harm", "harms", "needling", order=1), a_claim("gain", "needling", order=50))
    assert told(*of, modalities=("needling",)) == ["gain", "harm"]
    assert told(*of, modalities=("stretching",)) == []


def test_that_a_claim_applies_only_to_its_patients() -> None:
    old = a_claim("a", "back_pain", applies=((where("patient.age_years", at_least=65),),))
    assert told(old) == []


# Sources


def a_source(id_: str, short: str, standing: Any = "read") -> Source:
    return Source(id=id_, short=short, citation=f"Citation of {id_}", standing=standing)


def citations() -> Citations:
    of = (
        a_source("mu-table", "Mu 2020"),
        a_source("mu-text", "Mu 2020", "memory"),
        a_source("who", "WHO 2023"),
        a_source("ours", "Our default", "app_default"),
        a_source("reading", "Second reading", "second_reading"),
    )
    return Citations(a_library(sources={source.id: source for source in of}))


def test_that_sources_are_numbered_as_they_are_first_cited() -> None:
    cites = citations()
    assert cites.cited(a_claim("a", sources=("who",))) == "Sentence a. [1]"
    assert cites.cited(a_claim("b", sources=("mu-table", "who"))) == "Sentence b. [1, 2]"
    assert [work.text for work in cites.numbered] == ["Citation of who", "Citation of mu-table"]


def test_that_records_of_one_work_share_a_number_and_one_from_memory_marks_it() -> None:
    cites = citations()
    assert cites.cited(a_claim("a", sources=("mu-table",))) == "Sentence a. [1]"
    assert cites.numbered == (Named(text="Citation of mu-table", read=True),)
    assert cites.cited(a_claim("b", sources=("mu-text",))) == "Sentence b. [1]"
    assert cites.numbered == (Named(text="Citation of mu-table", read=False),)


def test_that_our_own_numbers_are_not_cited_as_if_published() -> None:
    cites = citations()
    assert cites.cited(a_claim("a", sources=("ours", "reading"))) == "Sentence a."
    cites.rests_on(("ours", "reading", "who"))
    assert cites.behind == (Named(text="WHO 2023", read=True),)


def test_that_a_work_with_a_number_is_not_listed_twice() -> None:
    cites = citations()
    cites.rests_on(("mu-text", "who"))
    cites.cited(a_claim("a", sources=("mu-table",)))
    assert [work.text for work in cites.behind] == ["WHO 2023"]

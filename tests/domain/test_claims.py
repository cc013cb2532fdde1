"""What a printed text may say: one part for each line of the evidence page's rules for texts (section 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from treatplan.bundle import bundled
from treatplan.content.markdown import blocks
from treatplan.content.packs import load_claim_rules, load_library
from treatplan.domain.article import Article
from treatplan.domain.claims import of_claim, of_text, of_traditional, problems_of
from treatplan.domain.leaflet import Claim, ClaimRules
from treatplan.domain.library import Library

CORE = bundled("resources") / "content" / "core"
RULES: ClaimRules = load_claim_rules(CORE)
HARMS = "Serious problems happen to about 1 in 10,000 people."


@cache
def shipped() -> Library:
    return load_library([CORE])


def found(text: str) -> str:
    return "; ".join(of_text(text, RULES))


def rules_of(messages: Iterable[str]) -> set[str]:
    return {message.partition(":")[0] for message in messages}


def told(**changed: Mapping[str, Any]) -> list[str]:
    """What is found in the shipped library with some things changed."""
    laid = {name: {**getattr(shipped(), name), **things} for name, things in changed.items()}
    return [str(problem) for problem in problems_of(replace(shipped(), **laid), RULES)]  # type: ignore[arg-type]


def claim(**changed: Any) -> Claim:
    made = shipped().claims["acupuncture_usual_care"]
    sentence = changed.pop("sentence", made.text.sentence)
    return replace(made, text=replace(made.text, sentence=sentence), **changed)


def article(body: str, **changed: Any) -> Article:
    made = shipped().articles["why_overuse"]
    text = replace(made.text, title="A back", short="Move a little.", body=body, blocks=blocks(body))
    return replace(made, id="own", text=text, **changed)


def wrong(body: str, **changed: Any) -> list[str]:
    """What is found in an article alone."""
    library = replace(shipped(), articles={"own": article(body, **changed)}, causes={}, patterns={}, stretches={})
    return [problem.message for problem in problems_of(library, RULES)]


def test_that_the_shipped_library_says_no_more_than_it_may() -> None:
    assert told() == []


# E7.1: words that no printed text may use


@pytest.mark.parametrize(
    "text",
    [
        "Acupuncture cures back pain.",
        "This cures your back.",
        "It cured me. It is curing many. A curative touch. Back pain is curable.",
        "A cure-all.",
        "We guarantee a better back.",
        "Guaranteed!",
        "It is PROVEN.",
        "Walking prevents it.",
        "The prevention of pain.",
        "A permanent change. You change permanently.",
        "A detox for you. Detoxify. It draws out toxins.",
        "It removes the root cause.",
        "It removes the root\n   cause.",
        "It finds the underlying causes.",
        "Your body heals itself.",
        "There are no side effects.",
        "It is without side-effects.",
        "It is better than medication. Better than painkillers.",
        "It boosts immunity.",
        "It rebalances your energy.",
        "It restores balance.",
        "We are holistic.",
        "Stop taking your medicines.",
        "c**ur**es",
        "c\N{SOFT HYPHEN}ures",
        "c\N{ZERO WIDTH SPACE}ures",
        "\N{FULLWIDTH LATIN SMALL LETTER C}ures",
    ],
)
def test_that_a_word_no_text_may_use_is_found(text: str) -> None:
    assert "no printed text may use" in found(text)
    assert "E7.1" in rules_of(of_text(text, RULES))


@pytest.mark.parametrize(
    "text",
    [
        "It does not cure anything.",
        "There is no cure.",
        "We cannot guarantee that.",
        "It is not proven.",
        "Keep it secure.",
        "You need a curette.",
        "Take your anti-inflammatory medicine.",
        "Never stop your medicine on your own.",
        "It can leave a permanent scar.",
    ],
)
def test_that_a_word_inside_another_or_denied_is_let_be(text: str) -> None:
    assert found(text) == ""


def test_that_a_denial_does_not_cover_the_word_beside_it() -> None:
    assert "'cures'" in found("It does not cure all, but it cures many.")


def test_that_a_character_written_as_a_number_is_read_as_it_prints() -> None:
    leaflet = shipped().leaflets["stay_active"]
    body = "This c&#117;res."
    changed = replace(leaflet, text=replace(leaflet.text, body=body, blocks=blocks(body)))
    assert any("'cures'" in line for line in told(leaflets={"stay_active": changed}))


def test_that_words_of_balance_may_stand_in_a_traditional_text() -> None:
    framed = f"In traditional Chinese medicine, health is seen as natural balance. {RULES.closer}"
    assert "E7.1" in rules_of(of_text("They restore balance.", RULES))
    assert found(framed) == ""


@pytest.mark.parametrize("word", ["safe", "Safely", "safer", "the safest", "safety"])
def test_that_safe_is_said_only_beside_how_often_harm_happens(word: str) -> None:
    assert "how often harm" in found(f"It is done {word} here.")
    assert found(f"It is done {word} here. {HARMS}") == ""


# E7.2: an effect has its evidence, its size and its time


@pytest.mark.parametrize(
    "text",
    [
        "Acupuncture reduces pain.",
        "Acupuncture helps.",
        "Cupping relieves a stiff back.",
        "Needles are effective.",
        "Moxa heals.",
        "Stretching improves your back.",
        "We use fine needles. They ease your back.",
        "We use fine needles. You get pain relief.",
        "With moxa you will have less pain.",
        "Needling:\n\n- eases pain\n- is quick",
    ],
)
def test_that_an_effect_in_running_text_is_sent_to_the_claims(text: str) -> None:
    assert "claims an effect" in found(text)
    assert "E7.2" in rules_of(of_text(text, RULES))


@pytest.mark.parametrize(
    "text", ["You may feel a small prick when the needle goes in.", "Rest eases it.", "It is easy to do."]
)
def test_that_what_tells_of_no_effect_of_treatment_is_let_be(text: str) -> None:
    assert found(text) == ""


WITHOUT: dict[str, tuple[dict[str, Any], str]] = {
    "source": ({"sources": ("app-default",), "year": 2026}, "needs a source"),
    "size": ({"size": ""}, "needs a size"),
    "size in words": ({"sentence": "Acupuncture lowers pain for weeks."}, "needs a size"),
    "time": ({"time": ""}, "needs a time"),
    "time in words": ({"sentence": "Acupuncture lowers pain by about 10 points in 100."}, "needs a time"),
    "mark": (
        {"effect": "no", "sentence": "Acupuncture lowers pain by about 10 points in 100 for weeks."},
        'mark it effect = "yes"',
    ),
}


@pytest.mark.parametrize("case", WITHOUT)
def test_that_an_effect_without_its_evidence_is_found(case: str) -> None:
    changed, said = WITHOUT[case]
    assert any(said in message for message in of_claim(claim(**changed), shipped(), RULES))
    assert list(of_claim(claim(), shipped(), RULES)) == []


def test_that_a_claim_keeps_to_the_words_too() -> None:
    made = claim(sentence="Acupuncture cures about 10 in 100 people for weeks.")
    assert "E7.1" in rules_of(of_claim(made, shipped(), RULES))


def test_that_an_article_claims_by_reference() -> None:
    assert wrong("A line. {claim:exercise}") == []
    assert any(
        "claims an effect" in line for line in wrong("Exercise lowers pain by about 15 points in 100 for months.")
    )


@pytest.mark.parametrize("mark", ["{claim:exercize}", "{only:fr} Oui.", "{country:flag}"])
def test_that_a_mark_that_leads_nowhere_is_found(mark: str) -> None:
    assert any("names what does not exist" in line for line in wrong(f"A line.\n\n{mark}"))


@pytest.mark.parametrize("mark", ["{clam:exercise}", "{claim exercise}", "{claim:exercise"])
def test_that_a_mark_that_is_none_is_found(mark: str) -> None:
    assert any("a brace that is no mark" in line for line in wrong(f"A line. {mark}"))


# E7.3: a traditional idea says first and last that it is one


def test_that_a_traditional_idea_is_framed() -> None:
    bare = "Your Qi is blocked."
    framed = f"In traditional Chinese medicine the Qi is said to be blocked. {RULES.closer}"
    assert "begins with" in found(bare)
    assert "E7.3" in rules_of(of_text(bare, RULES))
    assert found(framed) == ""
    assert list(of_traditional(framed.removesuffix(RULES.closer), RULES))


def test_that_a_frame_may_hold_several_paragraphs_but_not_what_stands_outside() -> None:
    framed = f"In traditional Chinese medicine, Qi flows.\n\nYin and Yang are parts. {RULES.closer}"
    assert found(f"A line before.\n\n{framed}\n\nA line after.") == ""
    assert "E7.3" in rules_of(of_text(f"{framed}\n\nYour Yin is weak.", RULES))


def test_that_each_part_of_an_article_is_framed_for_itself() -> None:
    framed = f"## One\n\nIn traditional Chinese medicine, Qi flows. {RULES.closer}"
    assert wrong(framed) == []
    assert any("E7.3" in line for line in wrong(f"{framed}\n\n## Two\n\nYour Qi is weak."))


# E7.4: what a country asks for; harms beside the claims


@pytest.mark.parametrize(
    ("country", "disclosure", "said"),
    [
        ("gb", "", "does not say 'NICE'"),
        ("gb", "NICE recommends acupuncture.", "does not say 'does not recommend acupuncture'"),
        ("us", "The FDA has not looked at this.", "'FDA' does not belong"),
        ("intl", "", "does not say 'Ask your'"),
    ],
)
def test_that_a_country_says_what_it_must_and_no_more(country: str, disclosure: str, said: str) -> None:
    made = shipped().jurisdictions[country]
    changed = replace(made, text=replace(made.text, disclosure=disclosure))
    lines = told(jurisdictions={country: changed})
    assert [line for line in lines if said in line and "E7.4" in line]


def test_that_an_effect_stands_beside_its_harms() -> None:
    lines = wrong("{claim:acupuncture_short}")
    assert any("E7.4" in line and "without the harms of needling" in line for line in lines)
    assert wrong("{claim:acupuncture_short} {claim:harms_needling}") == []


# E7.5: danger signs, when to stop, aftercare and the doctor reach everybody


@pytest.mark.parametrize("section", ["emergency", "stop", "after", "call"])
def test_that_a_library_without_them_is_found(section: str) -> None:
    narrowed = {
        id_: replace(leaflet, factors=("anticoagulant",))
        for id_, leaflet in shipped().leaflets.items()
        if leaflet.section == section
    }
    assert any(f"E7.5: no leaflet of the section '{section}'" in line for line in told(leaflets=narrowed))


def test_that_an_article_with_danger_signs_of_its_own_names_whom_to_call() -> None:
    lines = wrong("## Call {country:number}\n\n- numb skin", danger_signs="own")
    assert [line for line in lines if "E7.5" in line and "{country:doctor}" in line]
    assert not [line for line in lines if "{country:number}" in line]


# E7.6: plain words, short sentences, numbers that people can picture


def test_that_a_hard_text_is_told_its_grade() -> None:
    hard = (
        "Multidisciplinary rehabilitation necessitates comprehensive individualised physiotherapeutic consideration. "
        * 12
    )
    assert "E7.6: reads at grade" in found(hard)
    assert found("Sit tall. Put your feet flat. Turn to one side. Stay there. Come back. " * 6) == ""


def test_that_long_sentences_are_told() -> None:
    long = "You sit and you stand and you go out and you come in and you lie down and you get up. " * 3
    assert "words a sentence" in found(long)


def test_that_a_list_is_measured_entry_by_entry() -> None:
    entries = "\n".join("- you have pain in the back of the leg" for _ in range(12))
    assert wrong(f"Call us if\n\n{entries}") == []


@pytest.mark.parametrize("text", ["About 15% got well.", "15 percent got well.", "It was 15 per cent."])
def test_that_a_percentage_stands_beside_a_number_people_can_picture(text: str) -> None:
    assert "E7.6" in rules_of(of_text(text, RULES))
    assert found(text.removesuffix(".") + ", about 15 in 100.") == ""


def test_that_the_names_of_treatments_are_not_measured() -> None:
    assert "E7.6" not in rules_of(of_text("We do electroacupuncture and moxibustion here. " * 10, RULES))


# E7.7: evidence carries its year


def test_that_a_claim_with_another_year_than_its_sources_is_found() -> None:
    assert "E7.7" in rules_of(of_claim(claim(year=1999), shipped(), RULES))


def test_that_the_rules_themselves_were_reviewed() -> None:
    assert RULES.reviewed >= date(2026, 11, 22)

"""What a printed text may say."""

from datetime import date

import pytest

from treatplan.bundle import bundled
from treatplan.content.packs import load_claim_rules
from treatplan.domain.claims import of_text, of_traditional, reading_grade, sentences
from treatplan.domain.leaflet import ClaimRules

RULES: ClaimRules = load_claim_rules(bundled("resources") / "content" / "core")


def found(text: str) -> str:
    return "; ".join(of_text(text, RULES))


@pytest.mark.parametrize(
    "text",
    [
        "This cures your back.",
        "We guarantee a better back.",
        "It is PROVEN.",
        "Your body heals itself.",
        "It goes to the root cause.",
        "There are no side effects.",
        "Walking prevents it.",
    ],
)
def test_that_a_word_no_leaflet_may_use_is_found(text: str) -> None:
    assert "no printed text may use" in found(text)


@pytest.mark.parametrize(
    "text",
    ["It does not cure anything.", "Keep it secure.", "You need a curette.", "Take your anti-inflammatory medicine."],
)
def test_that_a_word_inside_another_or_denied_is_let_be(text: str) -> None:
    assert found(text) == ""


def test_that_safe_is_said_only_beside_how_often_harm_happens() -> None:
    assert "how often harm" in found("Needling is safe.")
    assert found("Needling is safe for most. Serious problems happen to about 1 in 10,000 people.") == ""


def test_that_an_effect_in_a_leaflet_is_sent_to_the_claims() -> None:
    assert "claims an effect" in found("Acupuncture reduces pain.")
    assert found("You may feel a small prick when the needle goes in.") == ""


def test_that_a_traditional_idea_says_first_and_last_that_it_is_one() -> None:
    bare = "Your Qi is blocked."
    framed = f"In traditional Chinese medicine the Qi is said to be blocked. {RULES.closer}"
    assert "begins with" in found(bare)
    assert found(framed) == ""
    assert list(of_traditional(framed.removesuffix(RULES.closer), RULES))


def test_that_a_hard_text_is_told_its_grade() -> None:
    hard = (
        "Multidisciplinary rehabilitation necessitates comprehensive individualised physiotherapeutic consideration. "
        * 12
    )
    assert "reads at grade" in found(hard)
    easy = "Sit tall. Put your feet flat. Turn to one side. Stay there. Come back. Then turn the other way. " * 6
    assert found(easy) == ""
    assert reading_grade(easy) < 2
    assert reading_grade(hard) > 12


def test_that_a_number_does_not_end_a_sentence() -> None:
    assert sentences("About 1.5 points in 10,000. Then rest!") == ["About 1.5 points in 10,000.", "Then rest!"]


def test_that_the_rules_themselves_were_reviewed() -> None:
    assert RULES.reviewed >= date(2026, 11, 22)

"""The first-response cards: every event that the safety notes name, short enough to be read in a hurry."""

import pytest

from treatplan.domain.library import Library

EVENTS = {
    "anaphylaxis",
    "autonomic_dysreflexia",
    "bleeding",
    "burn",
    "cup_blister",
    "electric_feeling",
    "fainting",
    "low_blood_sugar",
    "needlestick",
    "pneumothorax",
    "seizure",
    "spinal_haematoma",
    "stuck_needle",
}
LONGEST = 200


def test_that_every_event_has_its_card(shipped: Library) -> None:
    assert set(shipped.cards) == EVENTS


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_that_a_card_says_signs_deeds_and_what_follows_in_short_sentences(shipped: Library, event: str) -> None:
    card = shipped.cards[event]
    text = card.text
    assert text.look_for
    assert len(text.do) >= 2
    assert text.then
    sentences = (*text.look_for, *text.do, *text.never, *text.then)
    assert [sentence for sentence in sentences if len(sentence) > LONGEST] == []
    assert set(card.sources) <= shipped.sources.keys()


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_that_a_card_that_calls_first_says_so_among_its_deeds(shipped: Library, event: str) -> None:
    card = shipped.cards[event]
    if card.call_now:
        assert any("call the emergency services" in deed.casefold() for deed in card.text.do)


def test_that_bleeding_under_blood_thinners_is_pressed_for_ten_minutes(shipped: Library) -> None:
    assert any("10 minutes without looking" in deed for deed in shipped.cards["bleeding"].text.do)

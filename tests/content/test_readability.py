"""Every text that patients read, measured by a library that others made, and our own measure held against it."""

import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from treatplan.content.packs import load_claim_rules, load_library
from treatplan.domain.claims import as_read
from treatplan.domain.paper import Block
from treatplan.domain.reading import letters_grade, prose, reading_grade, sentences, set_aside, words, words_a_sentence

with warnings.catch_warnings():  # its word lists hold a stray backslash, of which Python warns at the first reading
    warnings.simplefilter("ignore")
    import readability

CORE = Path(__file__).resolve().parent.parent.parent / "resources" / "content" / "core"
RULES = load_claim_rules(CORE)
LIBRARY = load_library([CORE])


def lines(*parts: str | tuple[Block, ...]) -> str:
    """Texts and the running text of blocks, a line each."""
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else prose(part)) if line)


def read() -> Iterator[tuple[str, str]]:
    """Each text under its name, as a patient reads it."""
    for article in LIBRARY.articles.values():
        yield f"articles/{article.id}", as_read(article, LIBRARY)
    for leaflet in LIBRARY.leaflets.values():
        yield f"leaflets/{leaflet.id}", lines(leaflet.text.title, leaflet.text.blocks)
    for recipe in (*LIBRARY.causes.values(), *LIBRARY.patterns.values()):
        yield f"recipes/{recipe.id}", lines(recipe.text.blocks)
    for stretch in LIBRARY.stretches.values():
        text = stretch.text
        yield (
            f"stretches/{stretch.id}",
            lines(text.start, *text.steps, text.feel, text.easier, text.progress, text.stop),
        )


@cache
def texts() -> dict[str, str]:
    """What is measured of each text that is long enough: names and required sentences set aside, each line stopped."""
    measured = {name: set_aside(text, RULES.names, (*RULES.required, RULES.closer)) for name, text in read()}
    return {
        name: " ".join(f"{sentence.rstrip('.!?: ')}." for sentence in sentences(text))
        for name, text in measured.items()
        if len(words(text)) >= RULES.words_for_grade
    }


@cache
def measures(name: str) -> tuple[float, float, float]:
    """Flesch-Kincaid grade, automated readability index, words a sentence. The library reads a sentence a line."""
    split = "\n".join(" ".join((*words(sentence), ".")) for sentence in sentences(texts()[name]))
    found = readability.getmeasures(split, lang="en")
    grades = found["readability grades"]
    return grades["Kincaid"], grades["ARI"], found["sentence info"]["words_per_sentence"]


def test_that_every_kind_of_text_is_measured() -> None:
    kinds = [name.partition("/")[0] for name in texts()]
    assert kinds.count("articles") == len(LIBRARY.articles) >= 30
    assert set(kinds) == {"articles", "leaflets", "recipes", "stretches"}


@pytest.mark.parametrize("name", texts())
def test_that_an_eleven_year_old_can_read_it(name: str) -> None:
    kincaid, index, length = measures(name)
    assert kincaid <= RULES.max_grade
    assert index <= RULES.max_grade
    assert length < RULES.max_sentence_words


@pytest.mark.parametrize("name", [name for name in texts() if name.startswith("articles/")])
def test_that_our_own_measure_is_that_of_others(name: str) -> None:
    text, (kincaid, index, length) = texts()[name], measures(name)
    assert letters_grade(text) == pytest.approx(index, abs=0.1)
    assert words_a_sentence(text) == pytest.approx(length, abs=0.1)
    # It hears fewer syllables ("area" has two): ours is the sterner one, by about a grade.
    assert kincaid < reading_grade(text) < kincaid + 2

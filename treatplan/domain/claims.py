"""What a printed text may say. A sentence that names a treatment and an effect is a claim and needs its evidence.

The words themselves are content (`claim_rules.toml`); this is how they are looked for.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from treatplan.domain.errors import Problem
from treatplan.domain.leaflet import ClaimRules
from treatplan.domain.library import Library

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_WORD = re.compile(r"[A-Za-zÀ-ž']+")
_MARKS = re.compile(r"[*_#>`]|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)


def problems_of(library: Library, rules: ClaimRules) -> tuple[Problem, ...]:
    """Everything in the library's printed texts that claims more than it may, one Problem each."""
    problems: list[Problem] = []
    for file, text in _printed(library):
        problems += [Problem(file=file, field="", message=message) for message in of_text(text, rules)]
    for pattern in library.patterns.values():
        if pattern.text.body:
            file = f"patterns/{pattern.id}"
            problems += [Problem(file=file, field="", message=m) for m in of_traditional(pattern.text.body, rules)]
    for claim in library.claims.values():
        sentence = claim.text.sentence
        found = [*_blocked(sentence, rules), *_guarded(sentence, rules)]
        if claim.effect == "yes":
            found += _bare_effect(sentence, claim.sources, rules)
        problems += [Problem(file=f"claims/{claim.id}", field="sentence", message=message) for message in found]
    return tuple(problems)


def of_text(text: str, rules: ClaimRules) -> Iterator[str]:
    """What is wrong with one leaflet text: its words, its claims, its reading grade."""
    bare = _MARKS.sub("", text)
    yield from _blocked(bare, rules)
    yield from _guarded(bare, rules)
    for sentence in sentences(bare):
        if _has(sentence, rules.treatments) and (effect := _has(sentence, rules.effects)):
            yield f"'{sentence}' claims an effect ('{effect}'); say it in a claim, with its size, time and sources"
    for paragraph in text.split("\n\n"):
        if word := _has(paragraph, rules.traditional):
            yield from (f"{problem} (because of '{word}')" for problem in of_traditional(paragraph, rules))
    if len(_WORD.findall(bare)) >= rules.words_for_grade and (grade := reading_grade(bare)) > rules.max_grade:
        yield f"reads at grade {grade:.1f}; {rules.max_grade:g} is the most"


def of_traditional(text: str, rules: ClaimRules) -> Iterator[str]:
    """A traditional idea says first and last that it is one."""
    bare = " ".join(_MARKS.sub("", text).split())
    if not bare.startswith(rules.opener):
        yield f"a traditional text begins with '{rules.opener}'"
    if not bare.endswith(rules.closer):
        yield f"a traditional text ends with '{rules.closer}'"


def sentences(text: str) -> list[str]:
    """The sentences of a text, spaces tidied. A full stop inside a number (1.5, 10,000) does not end one."""
    held = re.sub(r"(?<=\d)\.(?=\d)", "\u2024", text)
    found = (" ".join(match.group().split()).replace("\u2024", ".") for match in _SENTENCE.finditer(held))
    return [sentence for sentence in found if sentence]


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of an English text; syllables are counted by groups of vowels."""
    words = _WORD.findall(text)
    lines = max(1, len(sentences(text)))
    if not words:
        return 0.0
    return 0.39 * len(words) / lines + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    lower = word.lower()
    groups = len(re.findall(r"[aeiouyà-ž]+", lower))
    silent = lower.endswith("e") and not lower.endswith(("le", "ee", "ye")) and groups > 1
    return max(1, groups - silent)


def _printed(library: Library) -> Iterator[tuple[str, str]]:
    """Every text that reaches the patient's paper as running words, with the file to blame."""
    for leaflet in library.leaflets.values():
        yield f"leaflets/{leaflet.id}", f"{leaflet.text.title}.\n\n{leaflet.text.body}"
    for cause in library.causes.values():
        yield f"causes/{cause.id}", cause.text.body
    for pattern in library.patterns.values():
        yield f"patterns/{pattern.id}", pattern.text.body
    for stretch in library.stretches.values():
        text = stretch.text
        yield f"stretches/{stretch.id}", " ".join((text.start, *text.steps, text.feel, text.easier))


def _blocked(text: str, rules: ClaimRules) -> Iterator[str]:
    left = text
    for phrase in rules.allowed:
        left = re.sub(re.escape(phrase), " ", left, flags=re.IGNORECASE)
    for word in rules.blocked:
        if _has(left, (word,)):
            yield f"'{word}' is a word no printed text may use"


def _guarded(text: str, rules: ClaimRules) -> Iterator[str]:
    word = _has(text, rules.guarded)
    if word and rules.guard not in text:
        yield f"'{word}' stands only where the text also says how often harm happens ('{rules.guard}')"


def _bare_effect(sentence: str, sources: Iterable[str], rules: ClaimRules) -> Iterator[str]:
    if not any(source != "app-default" for source in sources):
        yield "an effect needs a source"
    if not _has(sentence, rules.sizes):
        yield "an effect needs a size (small, modest, about 10 in 100 ...)"
    if not _has(sentence, rules.times):
        yield "an effect needs a time (for weeks, for months, right after the course ...)"


def _has(text: str, words: tuple[str, ...]) -> str | None:
    found = _any_of(words).search(text)
    return found.group() if found else None


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Words match whole, in any case; the longest of several wins."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)

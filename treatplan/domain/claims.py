"""What a printed text may say. A sentence that names a treatment and an effect is a claim and needs its evidence.

The words themselves are content (`claim_rules.toml`); this is how they are looked for. Each thing found begins with
the rule it goes against:

- E7.1  a word that no printed text may use, or "safe" without how often harm happens
- E7.2  an effect without its evidence, its size or its time
- E7.3  a traditional idea that does not say first and last that it is one
- E7.4  what a country asks to be said; harms beside the claims
- E7.5  danger signs, when to stop, what to do afterwards and when to see a doctor reach everybody
- E7.6  words and sentences that are too hard; a percentage without "in 100"
- E7.7  a claim without the year of its evidence
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from treatplan.domain.article import COUNTRY_WORDS, MARK, Article
from treatplan.domain.errors import Problem
from treatplan.domain.leaflet import Claim, ClaimRules, CountryRule, Jurisdiction
from treatplan.domain.library import Library
from treatplan.domain.paper import Block, Subheading
from treatplan.domain.phrases import find, find_all, plainly, without
from treatplan.domain.reading import (
    letters_grade,
    prose,
    reading_grade,
    sentences,
    set_aside,
    words,
    words_a_sentence,
)

__all__ = ["of_claim", "of_text", "of_traditional", "problems_of", "reading_grade", "sentences"]

_MARKS = re.compile(r"[*_#>`]|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)
_HARMS = "harms"
_OUR_OWN = "app-default"


def problems_of(library: Library, rules: ClaimRules) -> tuple[Problem, ...]:
    """Everything in the library's printed texts that claims more than it may, one Problem each."""
    return tuple(Problem(file=file, field="", message=message) for file, message in _found(library, rules))


def of_text(text: str, rules: ClaimRules) -> Iterator[str]:
    """What is wrong with one text in the Markdown subset: its words, its claims, its reading grade."""
    paragraphs = [" ".join(part.split()) for part in _MARKS.sub("", text).split("\n\n")]
    yield from _of_passages([paragraphs], rules)


def of_traditional(text: str, rules: ClaimRules) -> Iterator[str]:
    """A traditional idea says first and last that it is one."""
    bare = plainly(_MARKS.sub("", text))
    if not bare.startswith(rules.opener):
        yield f"E7.3: a traditional text begins with '{rules.opener}'"
    if not bare.endswith(rules.closer):
        yield f"E7.3: a traditional text ends with '{rules.closer}'"


def of_claim(claim: Claim, library: Library, rules: ClaimRules) -> Iterator[str]:
    """What is wrong with the sentence of a claim, or with what it rests on."""
    sentence = claim.text.sentence
    yield from _blocked(sentence, rules)
    yield from _guarded(sentence, rules)
    yield from _percentages(sentence, rules)
    if claim.effect == "yes":
        yield from _bare_effect(claim, rules)
    else:
        for said, effect in _effects([sentence], rules):
            yield f"E7.2: '{said}' tells of an effect ('{effect}'): mark it effect = \"yes\", with size and time"
    years = sorted({year for id_ in claim.sources if (s := library.sources.get(id_)) and (year := s.year)})
    if years and claim.year not in years:
        yield f"E7.7: the year is {claim.year}, but its sources are of {', '.join(map(str, years))}"


def _found(library: Library, rules: ClaimRules) -> Iterator[tuple[str, str]]:
    """File and what is wrong in it."""
    for file, passages in _printed(library):
        yield from ((file, message) for message in _of_passages(passages, rules))
    for article in library.articles.values():
        yield from ((f"articles/{article.id}", message) for message in _of_article(article, library, rules))
    for pattern in library.patterns.values():
        if pattern.text.body:
            found = of_traditional(pattern.text.body, rules)
            yield from ((f"patterns/{pattern.id}", message) for message in found)
    for claim in library.claims.values():
        yield from ((f"claims/{claim.id}", message) for message in of_claim(claim, library, rules))
    for country in library.jurisdictions.values():
        yield from ((f"jurisdictions/{country.id}", message) for message in _of_country(country, rules))
    for section in rules.always:
        there = [leaflet for leaflet in library.leaflets.values() if leaflet.section == section]
        if not any(leaflet.is_for_all for leaflet in there):
            for file in [f"leaflets/{leaflet.id}" for leaflet in there] or ["leaflets"]:
                yield file, f"E7.5: no leaflet of the section '{section}' prints for everybody"


def _printed(library: Library) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    """Every text that reaches the patient's paper as running words, passage by passage, with the file to blame."""
    for leaflet in library.leaflets.values():
        yield f"leaflets/{leaflet.id}", [[leaflet.text.title], *_passages(leaflet.text.blocks)]
    for cause in library.causes.values():
        yield f"causes/{cause.id}", _passages(cause.text.blocks)
    for pattern in library.patterns.values():
        yield f"patterns/{pattern.id}", _passages(pattern.text.blocks)
    for stretch in library.stretches.values():
        text = stretch.text
        yield f"stretches/{stretch.id}", [[text.start, *text.steps, text.feel, text.easier, text.progress, text.stop]]


def _passages(blocks: Iterable[Block]) -> list[list[str]]:
    """The lines below each subheading, which is the first of them."""
    passages: list[list[str]] = [[]]
    for block in blocks:
        if isinstance(block, Subheading):
            passages.append([])
        passages[-1] += prose((block,))
    return [lines for lines in passages if lines]


def _of_passages(passages: Sequence[Sequence[str]], rules: ClaimRules) -> Iterator[str]:
    lines = [line for passage in passages for line in passage if line]
    for line in lines:
        yield from _blocked(line, rules)
        yield from _percentages(line, rules)
    yield from _guarded("\n".join(lines), rules)
    for passage in passages:
        for sentence, effect in _effects(passage, rules):
            yield f"E7.2: '{sentence}' claims an effect ('{effect}'); say it in a claim, with size, time and sources"
        yield from _of_tradition(passage, rules)
    yield from _too_hard("\n".join(lines), rules)


def _of_article(article: Article, library: Library, rules: ClaimRules) -> Iterator[str]:
    """An article claims by reference only; what it refers to exists, and harms stand beside effects."""
    lines = [article.text.title, article.text.short]
    passages = [[MARK.sub("", line) for line in passage] for passage in [lines, *_passages(article.text.blocks)]]
    yield from (found for found in _of_passages(passages, rules) if not found.startswith("E7.6: reads"))
    for kind, name in dict.fromkeys(article.marks()):
        known = {"claim": library.claims, "only": library.jurisdictions, "country": COUNTRY_WORDS}[kind]
        if name not in known:
            yield f"E7.2: the mark {{{kind}:{name}}} names what does not exist"
    if article.danger_signs == "own":
        said = {name for kind, name in article.marks() if kind == "country"}
        for word in sorted({"number", "doctor", "place"} - said):
            yield f"E7.5: danger signs of its own need {{country:{word}}}"
    for line in (line for passage in passages for line in passage):
        if "{" in line or "}" in line:
            yield f"E7.2: '{line[:60]}' holds a brace that is no mark"
    cited = [library.claims[id_] for id_ in article.claims if id_ in library.claims]
    harms = {subject for claim in cited if _HARMS in claim.about for subject in claim.about}
    known_harms = {s for claim in library.claims.values() if _HARMS in claim.about for s in claim.about} - {_HARMS}
    for claim in cited:
        lacking = (known_harms & set(claim.about)) - harms if claim.effect == "yes" else set()
        for subject in sorted(lacking):
            yield f"E7.4: the claim '{claim.id}' stands here without the harms of {subject}"
    yield from _too_hard(as_read(article, library), rules)


def as_read(article: Article, library: Library) -> str:
    """The article as running text, a line each, with the sentences of its claims and the words of no one country."""

    def words_for(mark: re.Match[str]) -> str:
        if mark["kind"] != "claim":
            return "name" if mark["kind"] == "country" and mark["name"] != "disclosure" else ""
        claim = library.claims.get(mark["name"])
        return claim.text.sentence if claim else ""

    lines = (article.text.title, article.text.short, *prose(article.text.blocks))
    return "\n".join(MARK.sub(words_for, line) for line in lines)


def _of_country(country: Jurisdiction, rules: ClaimRules) -> Iterator[str]:
    text = country.text.disclosure
    rule = rules.countries.get(country.id) or rules.countries.get("other") or CountryRule()
    for phrase in rule.must:
        if not find(text, (phrase,)):
            yield f"E7.4: the disclosure does not say '{phrase}'"
    for phrase in rule.must_not:
        if find(text, (phrase,)):
            yield f"E7.4: '{phrase}' does not belong in the disclosure"
    yield from _blocked(text, rules)


def _blocked(text: str, rules: ClaimRules) -> Iterator[str]:
    left = without(text, rules.allowed)
    bare = plainly(text)
    framed = bare.startswith(rules.opener)
    for word in find_all(left, rules.blocked if framed else (*rules.blocked, *rules.as_fact)):
        yield f"E7.1: '{word}' is a word no printed text may use"


def _guarded(text: str, rules: ClaimRules) -> Iterator[str]:
    word = find(without(text, rules.allowed), rules.guarded)
    if word and not find(text, (rules.guard,)):
        yield f"E7.1: '{word}' stands only where the text also says how often harm happens ('{rules.guard}')"


def _effects(passage: Sequence[str], rules: ClaimRules) -> Iterator[tuple[str, str]]:
    """Sentences that tell of an effect, each with the word that does. `It eases pain` does, below `Needling:`."""
    spoken_of = any(find(line, rules.treatments) for line in passage)
    openers = (*rules.pronouns, *rules.effects)
    for line in passage:
        for sentence in sentences(plainly(line)):
            outcome = spoken_of and find(sentence, rules.outcomes)
            effect = find(sentence, rules.effects)
            opened = spoken_of and find(sentence, openers, at_start=True)
            if outcome or (effect and (opened or find(sentence, rules.treatments))):
                yield sentence, outcome or effect or ""


def _bare_effect(claim: Claim, rules: ClaimRules) -> Iterator[str]:
    sentence = claim.text.sentence
    if not any(source != _OUR_OWN for source in claim.sources):
        yield "E7.2: an effect needs a source"
    if not (claim.size and find(sentence, rules.sizes)):
        yield "E7.2: an effect needs a size (small, modest, about 10 in 100 ...)"
    if not (claim.time and find(sentence, rules.times)):
        yield "E7.2: an effect needs a time (for weeks, for months, right after the course ...)"


def _of_tradition(passage: Sequence[str], rules: ClaimRules) -> Iterator[str]:
    """From the first line that speaks of a traditional idea to the last, a passage is framed."""
    at = [index for index, line in enumerate(passage) if find(line, rules.traditional)]
    if at:
        framed = "\n".join(passage[at[0] : at[-1] + 1])
        word = find(framed, rules.traditional)
        yield from (f"{problem} (because of '{word}')" for problem in of_traditional(framed, rules))


def _percentages(text: str, rules: ClaimRules) -> Iterator[str]:
    for sentence in sentences(text):
        if find(sentence, rules.percents) and not find(sentence, rules.out_of):
            yield f"E7.6: '{sentence}' gives a percentage; say 'about N in 100' beside it"


def _too_hard(text: str, rules: ClaimRules) -> Iterator[str]:
    measured = set_aside(text, rules.names, (*rules.required, rules.closer))
    if len(words(measured)) < rules.words_for_grade:
        return
    grade = max(reading_grade(measured), letters_grade(measured))
    if grade > rules.max_grade:
        yield f"E7.6: reads at grade {grade:.1f}; {rules.max_grade:g} is the most"
    length = words_a_sentence(measured)
    if length >= rules.max_sentence_words:
        yield f"E7.6: reads at {length:.1f} words a sentence; fewer than {rules.max_sentence_words:g} are asked for"

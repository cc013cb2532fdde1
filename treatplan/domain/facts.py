"""The facts of a patient that safety rules rest on: answered, read from the medicines, derived, or implied.

Every fact names the intake field it stands in and the value seen there. Where a factor is true for several reasons the
first of answered, medicines, derived, implied is told; an answer of "not sure" that counts as yes comes after what is
known from medicines and other fields. A reason that names another place is told beside it: a screw that is answered for
the hand does not take away those of a fused spine. (A medicine has no place; the answer gives it one.)
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from treatplan.domain.fieldtest import Seen, seen_in
from treatplan.domain.findings import Fact
from treatplan.domain.intake import Answer, FactorAnswer, Intake
from treatplan.domain.library import Library, Medicine
from treatplan.domain.once import once_per
from treatplan.domain.places import Region
from treatplan.domain.rules import Factor
from treatplan.domain.value import value

ANY_PATIENT = "any_patient"
_WORD = re.compile(r"[^\W\d_]+|\d+")  # "warfarin5mg" holds the word warfarin
_NOT_ASKED = FactorAnswer()
Names: TypeAlias = dict[tuple[str, ...], tuple[str, ...]]


@value
class _Index:
    """What the factors of a library need beside them: medicines stand by the words of their names."""

    always: tuple[str, ...]
    derived: tuple[Factor, ...]
    unsure_is_yes: frozenset[str]
    medicines: Names
    most_words: int


def facts_of(intake: Intake, library: Library) -> tuple[Fact, ...]:
    """The patient's facts in the order of the library's factors; one fact a factor, and one for each further place."""
    index = _index(library)
    found: dict[str, Fact] = {}
    _add(found, (Fact(factor=factor, field="", seen="any patient") for factor in index.always))
    _add(found, _answered(intake, Answer.YES))
    _add(found, _taken(intake, index))
    elsewhere: list[Fact] = []
    _add_places(found, elsewhere, _derived(found, intake, index))
    unsure = (fact for fact in _answered(intake, Answer.NOT_SURE) if fact.factor in index.unsure_is_yes)
    _add_places(found, elsewhere, unsure)
    more = True
    while more:
        # what is implied may be tested as well
        more = _add_places(found, elsewhere, (*_derived(found, intake, index), *_implied(found, elsewhere, library)))
    order = {factor: place for place, factor in enumerate(library.factors)}
    facts = (*found.values(), *elsewhere)
    return tuple(sorted(facts, key=lambda fact: (order.get(fact.factor, len(order)), fact.factor)))


def named_in(medicine: str, library: Library) -> tuple[str, ...]:
    """Factors that one line of the medicines makes true by a name in it, each once."""
    return tuple(dict.fromkeys(_medicines_in(medicine, _index(library))))


def is_yes(answer: Answer, *, not_sure_counts: bool) -> bool:
    """Whether an answer counts as yes."""
    return answer is Answer.YES or (not_sure_counts and answer is Answer.NOT_SURE)


def unknown_factors(intake: Intake, library: Library, facts: tuple[Fact, ...]) -> Iterator[tuple[Factor, Fact]]:
    """Factors that must be known before release and are not, each with the field in which the answer is missing."""
    true = {fact.factor: fact for fact in facts}
    for factor in library.factors.values():
        if not factor.unknown_blocks:
            continue
        answer = intake.factors.get(factor.id, _NOT_ASKED).answer
        fact = true.get(factor.id)
        if answer is Answer.NO or (fact is not None and fact.seen != Answer.NOT_SURE):
            continue
        open_because = rooted(seen_in(factor.asked_when, intake, true), true)
        if factor.asked_when and not open_because:
            continue
        field, seen = open_because[0] if open_because else (f"factors.{factor.id}", answer.value)
        yield factor, Fact(factor=factor.id, field=field, seen=seen, also=in_words(open_because[1:]))


def _add(found: dict[str, Fact], facts: Iterable[Fact]) -> None:
    for fact in facts:
        found.setdefault(fact.factor, fact)


def _add_places(found: dict[str, Fact], elsewhere: list[Fact], facts: Iterable[Fact]) -> bool:
    """Add what is new, or true at a place where it was not; whether anything was. Without a place is everywhere."""
    added = False
    for fact in facts:
        first = found.get(fact.factor)
        if first is None:
            found[fact.factor] = fact
            added = True
            continue
        places = [_place(other) for other in (first, *elsewhere) if other.factor == fact.factor]
        if ((), ()) not in places and _place(fact) not in places:
            elsewhere.append(fact)
            added = True
    return added


def _place(fact: Fact) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    return tuple(sorted(fact.regions)), tuple(sorted(fact.levels))


def _answered(intake: Intake, wanted: Answer) -> Iterator[Fact]:
    for id_, answer in intake.factors.items():
        if answer.answer is wanted:
            yield Fact(
                factor=id_,
                field=f"factors.{id_}",
                seen=wanted.value,
                regions=answer.regions,
                levels=answer.levels,
            )


def _taken(intake: Intake, index: _Index) -> Iterator[Fact]:
    for line in intake.medicines:
        for factor in _medicines_in(line, index):
            yield Fact(factor=factor, field="medicines", seen=line)


def _derived(found: Mapping[str, Fact], intake: Intake, index: _Index) -> Iterator[Fact]:
    for factor in index.derived:
        if seen := rooted(seen_in(factor.derived, intake, found), found):
            field, text = seen[0]
            about_pregnancy = any(name.startswith("patient.pregnancy") for name, _ in seen)
            yield Fact(
                factor=factor.id,
                field=field,
                seen=text,
                regions=factor.derived_regions,
                also=in_words(seen[1:]),
                week=intake.patient.pregnancy.week if about_pregnancy else None,
            )


def rooted(seen: tuple[Seen, ...], true: Mapping[str, Fact]) -> tuple[Seen, ...]:
    """What was seen, with facts in it replaced by what they rest on: the medicine rather than the factor."""
    made = []
    for field, text in seen:
        factor = text if field == "facts" else field.removeprefix("factors.").removesuffix(".answer")
        fact = true.get(factor) if field.startswith("fact") else None
        made.append((fact.field, fact.seen) if fact and fact.field else (field, text))
    return tuple(dict.fromkeys(made))


def in_words(seen: Iterable[Seen]) -> tuple[str, ...]:
    """Fields with their values, for `Fact.also`."""
    return tuple(f"{field}: {text}" for field, text in seen)


def _implied(found: Mapping[str, Fact], elsewhere: Sequence[Fact], library: Library) -> Iterator[Fact]:
    # by name, so that the order of the intake's fields decides nothing
    for fact in (*(fact for _, fact in sorted(found.items())), *elsewhere):
        factor = library.factors.get(fact.factor)
        for id_ in factor.implies if factor else ():
            yield Fact(
                factor=id_,
                field=fact.field,
                seen=fact.seen,
                regions=fact.regions,
                levels=fact.levels,
                also=fact.also,
                week=fact.week,
            )


def _medicines_in(line: str, index: _Index) -> Iterator[str]:
    words = _words(line)
    for start in range(len(words)):
        for end in range(start + 1, min(start + index.most_words, len(words)) + 1):
            yield from index.medicines.get(words[start:end], ())


def _words(text: str) -> tuple[str, ...]:
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tuple(_WORD.findall(plain.casefold()))


@once_per
def _index(library: Library) -> _Index:
    medicines = _names(library.medicines)
    return _Index(
        always=(ANY_PATIENT, *(factor.id for factor in library.factors.values() if factor.ask == "always")),
        derived=tuple(factor for factor in library.factors.values() if factor.derived),
        unsure_is_yes=frozenset(factor.id for factor in library.factors.values() if factor.not_sure_counts_as_yes),
        medicines=medicines,
        most_words=max(map(len, medicines), default=0),
    )


def _names(medicines: tuple[Medicine, ...]) -> Names:
    made: Names = {}
    for medicine in medicines:
        for name in medicine.names:
            words = _words(name)
            if words:
                made[words] = (*made.get(words, ()), medicine.factor)
    return made

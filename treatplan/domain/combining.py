"""Puts a protocol together from its cause, its pattern and what is particular to the two.

Where the rows disagree the stricter binds: no beats yes, the gentler suction, the fewer minutes, only the places that
both allow, what either row says not to give. The course is that of the cause.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.library import Library
from treatplan.domain.modality import Strength
from treatplan.domain.once import once_per
from treatplan.domain.points import near
from treatplan.domain.protocol import Combination, Protocol, Published, Sign
from treatplan.domain.recipe import (
    AdviceChoice,
    Cause,
    CupChoice,
    ElectroChoice,
    MoxaChoice,
    NeedleManner,
    Pattern,
    PointChoice,
    Recipe,
    RecipeText,
    StretchChoice,
)

Decision: TypeAlias = Literal["yes", "optional", "by_pattern", "no"]
T = TypeVar("T")
_GENTLEST = tuple(Strength)
_STRICTEST: tuple[Decision, ...] = ("no", "yes", "optional")


@once_per
def protocols(library: Library) -> Mapping[str, Protocol]:
    """Our own protocols, whole, by id. A row that leads nowhere is left out; the check of the library names it."""
    made = {id_: whole(row, library) for id_, row in library.protocols.items() if _leads_somewhere(row, library)}
    return MappingProxyType(made)


def offered(library: Library) -> Mapping[str, Protocol | Published]:
    """Every protocol that a plan may start from: ours, then the published ones."""
    return {**protocols(library), **library.published}


def protocol(id_: str, library: Library) -> Protocol | Published:
    """A protocol by its id, in any case of letters. Raises `Refused` with what is near."""
    known = offered(library)
    found = next((one for name, one in known.items() if name.casefold() == id_.strip().casefold()), None)
    if found is None:
        close = ", ".join(near(id_, known)) or "nothing"
        raise Refused(Problem(file="", field="protocol", message=f"there is no '{id_[:60]}'; near it: {close}"))
    return found


def whole(row: Combination, library: Library) -> Protocol:
    """The whole protocol of a combination. Raises `KeyError` where it names what the library lacks."""
    cause, pattern = library.causes[row.cause], library.patterns[row.pattern]
    both: tuple[Recipe, Recipe] = (cause, pattern)
    signs = tuple(library.signs[id_] for id_ in row.signs)
    return Protocol(
        id=row.id,
        version=row.version,
        reviewed=row.reviewed,
        cause=row.cause,
        pattern=row.pattern,
        local=_points("local", row, both, signs),
        distal=_points("distal", row, both, signs),
        ashi=cause.ashi or pattern.ashi,
        manner=_manner(pattern.manner, cause.manner),
        moxa=row.moxa or _moxa(both),
        cupping=row.cupping or _cupping(both),
        electro=row.electro or _electro(both),
        stretches=_stretches(row.stretches, both),
        avoid_stretches=tuple(dict.fromkeys(choice for one in both for choice in one.avoid_stretches)),
        advice=_advice(both),
        course=row.course or cause.course or pattern.course,
        other_courses=() if row.course else cause.other_courses,
        icd10cm=_joined(one.icd10cm for one in both),
        icd11=_joined(one.icd11 for one in both),
        choice_sources=_joined((_of_choice(cause), _of_choice(pattern), row.sources)),
        sources=_joined((cause.sources, pattern.sources, row.sources)),
        text=_text(row, cause, pattern),
        signs=signs,
        why=row.text.why,
        settled=row.text.settled,
    )


def row_points(recipe: Recipe, where: Literal["local", "distal"]) -> tuple[PointChoice, ...]:
    """The points of a row near the pain, or away from it."""
    return recipe.local if where == "local" else recipe.distal


def _leads_somewhere(row: Combination, library: Library) -> bool:
    return row.cause in library.causes and row.pattern in library.patterns and set(row.signs) <= library.signs.keys()


def _points(
    where: Literal["local", "distal"], row: Combination, both: Sequence[Recipe], signs: Sequence[Sign]
) -> tuple[PointChoice, ...]:
    """Core points, points by sign, then what else the rows name: at each place of a row, the cause's first.

    To make a point core is the combination's own choice, so its sources come to those of the row.
    """
    core = row.core_local if where == "local" else row.core_distal
    named = [
        (place, replace(choice, core=False, sources=choice.sources or _of_choice(recipe)))
        for recipe in both
        for place, choice in enumerate(row_points(recipe, where))
    ]
    first = [
        replace(one, core=True, sources=_joined((one.sources, row.sources)))
        for code in core
        for _, one in named
        if one.code == code
    ]
    rest = [one for _, one in sorted(named, key=lambda pair: pair[0]) if one.code not in core]
    return _once([*first, *_of_signs(where, core, signs), *rest])


def _of_signs(where: Literal["local", "distal"], core: Sequence[str], signs: Sequence[Sign]) -> list[PointChoice]:
    return [
        PointChoice(
            code=code,
            when=sign.when,
            unless=sign.unless,
            affected_side=sign.affected_side,
            sources=sign.sources,
        )
        for sign in signs
        for code in (sign.local if where == "local" else sign.distal)
        if code not in core
    ]


def _once(choices: Iterable[PointChoice]) -> tuple[PointChoice, ...]:
    """Each point with its levels and tests once; two rows that name it lend it both their sources."""
    made: dict[tuple[object, ...], PointChoice] = {}
    for choice in choices:
        key = (choice.code, choice.levels, choice.when, choice.unless)
        before = made.get(key)
        made[key] = (
            choice
            if before is None
            else replace(
                before,
                affected_side=before.affected_side or choice.affected_side,
                sources=_joined((before.sources, choice.sources)),
            )
        )
    return tuple(made.values())


def _manner(*heard: NeedleManner | None) -> NeedleManner | None:
    """Each trait from the first that says it: the pattern, then the cause."""
    said = [manner for manner in heard if manner is not None]
    if not said:
        return None
    return NeedleManner(
        stimulation=_first(manner.stimulation for manner in said),
        response=_first(manner.response for manner in said) or (),
        retention_min=_first(manner.retention_min for manner in said),
        sources=_joined(manner.sources for manner in said),
    )


def _decided(decisions: Iterable[Decision]) -> Decision:
    """No, if either says no; then yes; then optional. Two rows that leave it to the pattern leave it open."""
    said = set(decisions)
    return next((one for one in _STRICTEST if one in said), "optional")


def _moxa(both: Sequence[Recipe]) -> MoxaChoice:
    heard = [one.moxa for one in both]
    decision = _decided(choice.decision for choice in heard)
    asking = [choice for choice in heard if choice.decision == "yes"] or heard
    return MoxaChoice(
        decision=decision,
        technique=_first(choice.technique for choice in reversed(heard)),
        points=() if decision == "no" else _joined(choice.points for choice in asking),
        minutes=_least(choice.minutes for choice in heard),
        distance_mm=_first(choice.distance_mm for choice in heard),
        not_when=_joined(choice.not_when for choice in heard),
        sources=_joined(one.moxa.sources or _of_choice(one) for one in both),
    )


def _cupping(both: Sequence[Recipe]) -> CupChoice:
    heard = [one.cupping for one in both]
    decision = _decided(choice.decision for choice in heard)
    named = [choice.regions for choice in heard if choice.regions]
    shared = tuple(region for region in (named[0] if named else ()) if all(region in regions for regions in named))
    return CupChoice(
        decision=decision,
        style=_first(choice.style for choice in heard),
        strength=min((choice.strength for choice in heard if choice.strength), key=_GENTLEST.index, default=None),
        regions=() if decision == "no" else shared,
        cups=min((choice.cups for choice in heard if choice.cups is not None), default=None),
        minutes=_least(choice.minutes for choice in heard),
        not_when=_joined(choice.not_when for choice in heard),
        sources=_joined(one.cupping.sources or _of_choice(one) for one in both),
    )


def _electro(both: Sequence[Recipe]) -> ElectroChoice:
    heard = [(one, one.electro) for one in both if one.electro is not None]
    return ElectroChoice(
        decision=_decided(choice.decision for _, choice in heard) if heard else "no",
        pairs=_joined(choice.pairs for _, choice in heard),
        minutes=_least(choice.minutes for _, choice in heard),
        not_when=_joined(choice.not_when for _, choice in heard),
        sources=_joined(choice.sources or _of_choice(one) for one, choice in heard),
    )


def _stretches(best: Sequence[str], both: Sequence[Recipe]) -> tuple[StretchChoice, ...]:
    """Those the combination puts first, those that both rows name, then the rest; none that a row always forbids."""
    named = [choice for one in both for choice in one.stretches]
    counts = {choice.id: sum(choice.id in {c.id for c in one.stretches} for one in both) for choice in named}
    never = {choice.id for one in both for choice in one.avoid_stretches if not choice.when and not choice.unless}
    order = {id_: place for place, id_ in enumerate(best)}
    ranked = sorted(named, key=lambda choice: (order.get(choice.id, len(order)), -counts[choice.id]))
    return tuple(dict.fromkeys(choice for choice in ranked if choice.id not in never))


def _advice(both: Sequence[Recipe]) -> tuple[AdviceChoice, ...]:
    return tuple(
        dict.fromkeys(
            replace(choice, sources=choice.sources or _of_choice(one)) for one in both for choice in one.advice
        )
    )


def _text(row: Combination, cause: Cause, pattern: Pattern) -> RecipeText:
    texts = (cause.text, pattern.text)
    return RecipeText(
        of=row.text.of,
        reviewed=row.text.reviewed,
        name=row.text.name,
        principle=" ".join(text.principle for text in texts if text.principle),
        review_rule=" ".join(dict.fromkeys(text.review_rule for text in texts if text.review_rule)),
        no_moxa=" ".join(dict.fromkeys(text.no_moxa for text in texts if text.no_moxa)),
        no_cupping=" ".join(dict.fromkeys(text.no_cupping for text in texts if text.no_cupping)),
    )


def _of_choice(recipe: Recipe) -> tuple[str, ...]:
    return recipe.choice_sources or recipe.sources


def _joined(parts: Iterable[Iterable[T]]) -> tuple[T, ...]:
    """Everything once, in order."""
    return tuple(dict.fromkeys(entry for part in parts for entry in part))


def _first(entries: Iterable[T | None]) -> T | None:
    return next((entry for entry in entries if entry), None)


def _least(entries: Iterable[float | None]) -> float | None:
    return min((entry for entry in entries if entry is not None), default=None)

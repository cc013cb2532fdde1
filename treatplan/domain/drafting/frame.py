"""What frames a draft: aim, reasoning, diagnosis, context and advice, in words of the content."""

from collections.abc import Sequence
from dataclasses import replace

from treatplan.domain.consent import rules_of
from treatplan.domain.dose import Absent
from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case, once
from treatplan.domain.intake import Modifier, Reach
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Component,
    Rationale,
    Reason,
    Stimulation,
    Variation,
    VariationMode,
)
from treatplan.domain.plan import Context, Diagnosis, LeftOut, items_of
from treatplan.domain.recipe import AdviceChoice, Recipe

_DOINGS = (
    Modifier.SITTING,
    Modifier.STANDING,
    Modifier.WALKING,
    Modifier.LYING,
    Modifier.LYING_ON_SIDE,
    Modifier.BENDING_FORWARD,
    Modifier.BENDING_BACK,
    Modifier.TWISTING,
    Modifier.LIFTING,
)
"""What a patient does, and may come to do with more ease; the night and the cold are not."""

_LONGEST = 1000  # letters of the reasoning, as the reporting standards' record fields propose
_LINE, _NOTE = 300, 4000  # what a line and a note of a plan file hold


def aim(case: Case, review_session: int | None) -> str:
    """What treatment is to change, and when that is looked at."""
    worse = [modifier for modifier in case.intake.complaint.worse_with if modifier in _DOINGS]
    key = "aim.with" if worse else "aim.plain"
    text = case.say(key, pain=_pain(case), worse=case.listed(worse) if worse else "", session=review_session)
    goals = [goal.strip() for goal in case.intake.goals if goal.strip()]
    return _cut(f"{text} {case.say('aim.goals', goals='; '.join(goals))}" if goals else text, _NOTE)


def rationale(basis: Basis, case: Case, *, distal_only: bool) -> Rationale:
    """The reasoning in plain clinical words, from principles and facts."""
    parts = [case.say("reasoning.general")] if basis.general else []
    parts.append(case.say("reasoning.complaint", pain=_pain(case), traits=_traits(case)))
    parts += [_principle(voice, case) for voice in basis.named if voice.recipe.text.principle]
    if distal_only:
        parts.append(case.say("reasoning.distal_only"))
    voices = [voice for voice in basis.voices if basis.general or voice.kind != "start"]
    sources = [source for voice in voices for source in voice.sources]
    return Rationale(
        style=case.say("style"),
        reasoning=_within(parts),
        sources=tuple(dict.fromkeys(sources)),
    )


def framed(component: Component, basis: Basis, case: Case) -> Component:
    """A component with its own reasoning and with how far it may vary."""
    if component.modality == "advice":
        return component
    names = dict.fromkeys(voice.recipe.text.name for voice in basis.named) or (case.say("general.name"),)
    found = [source for item in items_of(component) for source in item.sources]
    own = Rationale(
        style=case.say(f"style.{component.modality}"),
        reasoning=case.say(f"reasoning.{component.modality}", names=", ".join(names)),
        sources=tuple(dict.fromkeys(found)),
    )
    return replace(component, rationale=own, variation=variation(case, component.modality))


def variation(case: Case, part: str = "plan") -> Variation:
    """How far treatment may vary between visits."""
    return Variation(mode=VariationMode.SEMI_STANDARDISED, rules=case.say(f"variation.{part}"))


def diagnosis(basis: Basis, case: Case) -> Diagnosis:
    """Causes and patterns with the facts they rest on. Codes are for the practitioner to choose."""
    heard = basis.recipes
    because = [reason for voice in heard for reason in voice.reasons]
    if basis.general:
        because = [replace(reason, text=case.say("because.general")) for reason in because]
    return Diagnosis(
        causes=basis.ids("cause"),
        patterns=basis.ids("pattern"),
        condition=_cut(_pain(case), _LINE),
        because=once(because),
        sources=tuple(dict.fromkeys(source for voice in heard for source in voice.recipe.sources)),
    )


def context(basis: Basis, components: Sequence[Component], case: Case) -> Context:
    """Setting, instructions with the codes to choose from, and the leaflets for these modalities."""
    return Context(
        setting=case.say("context.setting"),
        practitioner_instructions=_instructions(basis, case),
        patient_information=(*basis.ids("cause"), *basis.ids("pattern"), *told_of(components, case)),
    )


def told_of(components: Sequence[Component], case: Case) -> tuple[str, ...]:
    """What patients are told about the treatment: ids of the leaflets for these modalities, and of the advice."""
    given = {component.modality for component in components}
    styles = {_style(component) for component in components}
    leaflets = [
        leaflet.id
        for leaflet in case.library.leaflets.values()
        if leaflet.section == "treatment"
        and given & set(leaflet.modalities)
        and (not leaflet.styles or styles & set(leaflet.styles))
        and (not leaflet.factors or case.known & set(leaflet.factors))
    ]
    advised = [item.leaflet for component in components if component.modality == "advice" for item in component.items]
    return (*leaflets, *advised)


def not_agreed(modalities: Sequence[str], case: Case) -> tuple[LeftOut, ...]:
    """What the patient did not agree to."""
    rules = rules_of(case.library)
    return tuple(
        LeftOut(
            what=case.plain(modality).capitalize(),
            rule=rules[0].id if rules else "",
            text=case.say("left.consent", what=case.plain(modality).capitalize()),
            sources=rules[0].sources if rules else (),
        )
        for modality in modalities
    )


def advice(basis: Basis, case: Case) -> Advice:
    """The advice that a voice asks for and no fact speaks against."""
    given: dict[str, AdviceItem] = {}
    asked = [voice for voice in (*basis.named, *basis.voices[-1:]) if voice.kind != "channel"]
    for voice in asked:
        for choice in voice.recipe.advice:
            why = _advised(choice, voice, case)
            if why is None:
                continue
            item = AdviceItem(
                item_id=f"advice.{choice.leaflet}",
                leaflet=choice.leaflet,
                because=once(why),
                sources=choice.sources or voice.sources,
            )
            before = given.get(choice.leaflet)
            given[choice.leaflet] = item if before is None else _both(before, item)
    return Advice(items=tuple(given.values()))


def unique(entries: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Each entry once, in order."""
    return tuple(dict.fromkeys(entries))


def _style(component: Component) -> str:
    """The style that leaflets tell apart: of cupping, the technique of moxibustion, current through needles."""
    match component.modality:
        case "cupping":
            return str(component.style)
        case "moxibustion":
            return str(component.technique)
        case "needling":
            return "" if isinstance(component.electrical, Absent) else Stimulation.ELECTRICAL.value
        case _:
            return ""


def _advised(choice: AdviceChoice, voice: Voice, case: Case) -> tuple[Reason, ...] | None:
    if case.all_met(choice.not_when) is not None:
        return None
    met = case.all_met(choice.when)
    if choice.when and met is None:
        return None
    return met or voice.reasons


def _both(one: AdviceItem, other: AdviceItem) -> AdviceItem:
    return replace(
        one,
        because=once((*one.because, *other.because)),
        sources=tuple(dict.fromkeys((*one.sources, *other.sources))),
    )


def _pain(case: Case) -> str:
    """Where it hurts, in words."""
    complaint = case.intake.complaint
    places = case.listed(place.region for place in complaint.places)
    radiation = complaint.radiation
    if radiation is None or radiation.reach is Reach.NONE:
        return case.say("pain.here", places=places)
    return case.say(
        "pain.leg", places=places, side=case.plain(radiation.side), reach=case.plain(f"reach.{radiation.reach}")
    )


def _traits(case: Case) -> str:
    """Quality and what changes it, in words; a plain sentence where nothing was said."""
    complaint = case.intake.complaint
    said = []
    for key, found in (
        ("quality", complaint.quality),
        ("worse", complaint.worse_with),
        ("better", complaint.better_with),
    ):
        if found:
            said.append(case.say(f"traits.{key}", words=case.listed(found)))
    return "; ".join(said) or case.say("traits.none")


def _principle(voice: Voice, case: Case) -> str:
    return case.say("reasoning.principle", name=voice.recipe.text.name, principle=voice.recipe.text.principle)


def _within(parts: Sequence[str]) -> str:
    """As many whole parts as fit; the first is cut if it does not."""
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if len(longer) > _LONGEST:
            break
        text = longer
    return text or _cut(parts[0], _LONGEST)


def _cut(text: str, most: int) -> str:
    """The text, cut where a file would refuse it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _instructions(basis: Basis, case: Case) -> str:
    said = [case.say("context.instructions")]
    recipes = [voice.recipe for voice in basis.recipes if isinstance(voice.recipe, Recipe)]
    for name, codes in (
        ("ICD-10-CM", [code for recipe in recipes for code in recipe.icd10cm]),
        ("ICD-11", [code for recipe in recipes for code in recipe.icd11]),
    ):
        if codes:
            said.append(case.say("context.codes", system=name, codes=", ".join(dict.fromkeys(codes))))
    return " ".join(said)

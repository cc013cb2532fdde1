"""Moxibustion and cupping in a draft: only where a pattern or cause asks for them, and no voice or rule says no."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, TypeAlias

from treatplan.domain.dose import Absent, Span
from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.points import leg_side, sore
from treatplan.domain.drafting.rules import (
    Change,
    Technique,
    Trial,
    excluding,
    left_out,
    precautions,
    settle,
    traced,
)
from treatplan.domain.equipment import Cup, MoxaMaterial
from treatplan.domain.intake import Reach
from treatplan.domain.modality import (
    Cupping,
    CupSite,
    HeatPoint,
    MoxaTechnique,
    Moxibustion,
    Position,
    Reason,
    Response,
    Strength,
)
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import LeftOut
from treatplan.domain.recipe import CupChoice, MoxaChoice
from treatplan.domain.value import value

_GENTLEST = tuple(Strength)
Heat: TypeAlias = Literal["moxibustion", "cupping"]


@value
class Verdict:
    """What the voices say together. `asking` are those that want it; otherwise `out` says why there is none."""

    asking: tuple[Voice, ...]
    out: LeftOut | None = None


def moxibustion(basis: Basis, position: Position, case: Case) -> tuple[Moxibustion | None, tuple[LeftOut, ...]]:
    """The moxibustion component, or why there is none."""
    verdict = _verdict("moxibustion", basis, case)
    if verdict.out is not None:
        return None, (verdict.out,)
    start = case.start.moxa
    asked = [(voice, choice) for voice in verdict.asking if (choice := voice.recipe.moxa) is not None]
    if start is None or not asked:
        return None, ()
    choices = [choice for _, choice in asked]
    technique = moxa_technique(choices, start, position)
    style = next((c.technique for c in (*choices, start) if c.technique), None)
    trial = settle(partial(moxa_of, asked, style, start, case), technique, case)
    kept, out = _sifted("moxibustion", [(point.item_id, point.code) for point in trial.component.points], trial, case)
    if not kept:
        return None, out
    points = tuple(point for point in trial.component.points if point.item_id in kept)
    made = replace(trial.component, points=tuple(traced(point, kept, trial.changes, case) for point in points))
    return warmed(made, trial.changes, case), out


def warmed(component: Moxibustion, changes: Sequence[Change], case: Case) -> Moxibustion:
    """The component with what is looked for, how the moxa is moved, and what to take care of."""
    box = component.technique is MoxaTechnique.BOX
    return replace(
        component,
        response_sought=(Response.WARMTH, Response.REDNESS),
        manoeuvre=case.say("moxa.box") if box else case.say("moxa.circling"),
        ventilation=case.say("moxa.ventilation"),
        precautions=(case.say("precautions.moxibustion"), *precautions(changes)),
    )


def moxa_technique(choices: Sequence[MoxaChoice], start: MoxaChoice, position: Position) -> Technique:
    """The fewest minutes of all; the distance of the first that names one."""
    return Technique(
        position=position,
        minutes=min((c.minutes for c in (*choices, start) if c.minutes is not None), default=None),
        distance_mm=next((c.distance_mm for c in (*choices, start) if c.distance_mm), None),
        smokeless=start.smoke == "smokeless",
    )


def moxa_of(
    asked: Sequence[tuple[Voice, MoxaChoice]],
    style: MoxaTechnique | None,
    start: MoxaChoice,
    case: Case,
    technique: Technique,
    limits: Mapping[str, float],
) -> Moxibustion:
    """Moxibustion at the points of these choices, done this way."""
    del limits  # there is no depth
    made: dict[str, HeatPoint] = {}
    for voice, choice in asked:
        for code in choice.points or start.points:
            point = case.library.points[code]
            side = Side.MIDLINE if point.laterality == "midline" else Side.BILATERAL
            new = HeatPoint(
                item_id=f"moxibustion.{code}",
                code=code,
                side=side,
                minutes=technique.minutes or Absent.NOT_REPORTED,
                because=voice.reasons,
                sources=tuple(dict.fromkeys((*(choice.sources or voice.sources), *start.sources))),
            )
            made[code] = _both(made[code], new) if code in made else new
    distance = technique.distance_mm
    return Moxibustion(
        position=technique.position,
        technique=style or Absent.NOT_REPORTED,
        material=MoxaMaterial(
            kind=start.kind or Absent.NOT_REPORTED, smoke="smokeless" if technique.smokeless else "smoke"
        ),
        distance_mm=Span(low=distance[0], high=distance[1]) if distance else Absent.NOT_REPORTED,
        points=tuple(made.values()),
    )


def cupping(basis: Basis, position: Position, case: Case) -> tuple[Cupping | None, tuple[LeftOut, ...]]:
    """The cupping component, or why there is none."""
    verdict = _verdict("cupping", basis, case)
    if verdict.out is not None:
        return None, (verdict.out,)
    start = case.start.cupping
    voices = [voice for voice in basis.voices if voice.kind in {"onset", "cause", "pattern", "protocol"}]
    heard = [choice for voice in voices if (choice := voice.recipe.cupping) is not None]
    regions = _regions(heard, case)
    if start is None or not verdict.asking:
        return None, ()
    if not regions:
        text = case.say("left.cup_place")
        return None, (LeftOut(what=case.plain("cupping"), text=text, sources=verdict.asking[0].sources),)
    technique = Technique(
        position=position,
        minutes=min((c.minutes for c in (*heard, start) if c.minutes is not None), default=None),
        strength=min((c.strength for c in heard if c.strength), key=_GENTLEST.index, default=start.strength),
        source=start.source,
    )
    dose = replace(
        start,
        style=next((c.style for c in (*heard, start) if c.style), None),
        cups=min((c.cups for c in (*heard, start) if c.cups is not None), default=None),
    )
    trial = settle(partial(cups_of, verdict.asking, regions, dose, case), technique, case)
    names = [(site.item_id, case.plain(site.region) if site.region else "") for site in trial.component.sites]
    kept, out = _sifted("cupping", names, trial, case)
    if not kept:
        return None, out
    sites = tuple(site for site in trial.component.sites if site.item_id in kept)
    made = replace(trial.component, sites=tuple(traced(site, kept, trial.changes, case) for site in sites))
    return cupped(made, trial.changes, case), out


def cupped(component: Cupping, changes: Sequence[Change], case: Case) -> Cupping:
    """The component with what is looked for, how the cups are used, and what to take care of."""
    return replace(
        component,
        technique=case.say("cups.technique"),
        response_sought=(Response.WARMTH, Response.REDNESS),
        precautions=(case.say("precautions.cupping"), *precautions(changes)),
    )


def cups_of(
    voices: Sequence[Voice],
    regions: Sequence[Region],
    dose: CupChoice,
    case: Case,
    technique: Technique,
    limits: Mapping[str, float],
) -> Cupping:
    """Cups in these regions, with this dose."""
    del limits  # there is no depth
    why = tuple(dict.fromkeys(reason for voice in voices for reason in voice.reasons))
    sources = tuple(dict.fromkeys(source for voice in voices for source in (*voice.sources, *dose.sources)))
    sites = []
    for region in regions:
        side = leg_side(case.intake) if region is Region.BUTTOCK else None
        sites.append(
            CupSite(
                item_id=f"cupping.{region}",
                region=region,
                side=side or Side.BILATERAL,
                location_text=case.say("cups.place", place=case.plain(region)),
                cups=cup_count(dose.cups, side),
                minutes=technique.minutes or Absent.NOT_REPORTED,
                because=(*why, *_where(region, case)),
                sources=sources,
            )
        )
    return Cupping(
        position=technique.position,
        style=dose.style or Absent.NOT_REPORTED,
        strength=technique.strength or Absent.NOT_REPORTED,
        cup=Cup(
            material=case.say("cups.material"),
            diameter_mm=dose.diameter_mm or Absent.NOT_REPORTED,
            contents=case.say("cups.contents"),
            source=technique.source or Absent.NOT_REPORTED,
        ),
        sites=tuple(sites),
    )


def cup_count(both_sides: int | None, side: Side | None) -> int | Absent:
    """Half of the cups where only one side is treated."""
    if both_sides is None:
        return Absent.NOT_REPORTED
    return both_sides if side is None else math.ceil(both_sides / 2)


def _regions(heard: Sequence[CupChoice], case: Case) -> tuple[Region, ...]:
    """Where every voice that names a place allows cups, and where it hurts; the first place if that is nowhere."""
    named = [choice.regions for choice in heard if choice.regions]
    shared = [region for region in (named[0] if named else ()) if all(region in regions for regions in named)]
    sore = [region for region in shared if _where(region, case)]
    return tuple(sore or shared[:1])


def _where(region: Region, case: Case) -> tuple[Reason, ...]:
    """Why this region: it is sore, or the leg pain passes through it."""
    if any(place.region is region for place in case.intake.complaint.places):
        return (sore(region, case),)
    radiation = case.intake.complaint.radiation
    if region is Region.BUTTOCK and radiation is not None and radiation.reach is not Reach.NONE:
        text = case.say("because.through", place=case.plain(region))
        return (Reason(field="complaint.radiation.reach", value=radiation.reach.value, text=text),)
    return ()


def _verdict(modality: Heat, basis: Basis, case: Case) -> Verdict:
    """No, if any voice says no. Otherwise yes, if a pattern or cause says yes."""
    asking = []
    for voice in basis.voices:
        choice = voice.recipe.moxa if modality == "moxibustion" else voice.recipe.cupping
        if choice is None or voice.kind == "channel":
            continue
        against = case.all_met(choice.not_when)
        if choice.decision == "no" or against is not None:
            return Verdict(asking=(), out=_refusal(modality, voice, choice, against or (), case))
        if choice.decision == "yes":
            asking.append(voice)
    if asking:
        return Verdict(asking=tuple(asking))
    text = case.say("left.not_asked", what=case.plain(modality))
    return Verdict(asking=(), out=LeftOut(what=case.plain(modality), text=text, sources=("app-default",)))


def _refusal(
    modality: Heat, voice: Voice, choice: MoxaChoice | CupChoice, against: Sequence[Reason], case: Case
) -> LeftOut:
    said = voice.recipe.text.no_moxa if modality == "moxibustion" else voice.recipe.text.no_cupping
    facts = tuple(dict.fromkeys(reason.text for reason in (*voice.reasons, *against)))
    what = case.plain(modality)
    text = case.say("left.voice", what=what, why=said, facts=" ".join(facts))
    return LeftOut(what=what, text=text, sources=choice.sources or voice.sources)


def _sifted(
    modality: Heat, named: Sequence[tuple[str, str]], trial: Trial[Moxibustion] | Trial[Cupping], case: Case
) -> tuple[frozenset[str], tuple[LeftOut, ...]]:
    """Ids that no rule keeps out, and an entry for each of the others; one for all where the whole is kept out."""
    title = case.plain(modality)
    whole = excluding(trial.hits[modality])
    if whole is not None:
        return frozenset(), (left_out(title, whole, case),)
    out = []
    for item_id, name in named:
        hit = excluding(trial.hits[item_id])
        if hit is not None:
            out.append((item_id, left_out(case.say("left.part", what=title, part=name), hit, case)))
    gone = {item_id for item_id, _ in out}
    kept = frozenset(item_id for item_id, _ in named if item_id not in gone)
    return kept, tuple(entry for _, entry in out)


def _both(one: HeatPoint, other: HeatPoint) -> HeatPoint:
    """A point that two voices ask for."""
    return replace(
        one,
        because=tuple(dict.fromkeys((*one.because, *other.because))),
        sources=tuple(dict.fromkeys((*one.sources, *other.sources))),
    )

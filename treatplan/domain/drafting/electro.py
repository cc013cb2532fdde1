"""Electrical stimulation in a draft: where a voice asks for it, none says no, and no rule speaks against the current.

It is added to needling that stands already. A caution is enough to leave it out: needling goes on without it.
"""

from collections.abc import Sequence
from dataclasses import replace

from treatplan.domain.dose import Absent, Span
from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case, once
from treatplan.domain.drafting.rules import excluding, hits_of, left_out
from treatplan.domain.findings import Fact
from treatplan.domain.modality import Electrical, NeedlePoint, Needling, Reason, Stimulation
from treatplan.domain.places import Side
from treatplan.domain.plan import LeftOut
from treatplan.domain.recipe import ElectroChoice, Pair
from treatplan.domain.rules import Level, Rule

_LEVELS = tuple(Level)


def electrified(component: Needling, basis: Basis, case: Case) -> tuple[Needling, tuple[LeftOut, ...]]:
    """The needling with current through pairs of its needles, or as it was and why there is none.

    Where no voice asks for current, nothing is said, unless a protocol leaves it to the practitioner.
    """
    asked = [(voice, choice) for voice in basis.voices if (choice := _choice(voice)) is not None]
    wanted = [(voice, choice) for voice, choice in asked if choice.decision == "yes"]
    if not wanted:
        return component, _offered(asked, case)
    for voice, choice in asked:
        against = case.all_met(choice.not_when)
        if choice.decision == "no" or against is not None:
            return component, (_refusal(voice, choice, against or (), case),)
    if component.stimulation is Stimulation.NONE:  # a rule took even the hand's away
        text = case.say("left.electro_gentle")
        return component, (LeftOut(what=case.say("electro.name"), text=text, sources=wanted[0][0].sources),)
    start = case.start.electro
    pairs = _wired([pair for _, choice in wanted for pair in choice.pairs], component, start)
    if start is None or not pairs:
        text = case.say("left.electro_pair")
        return component, (LeftOut(what=case.say("electro.name"), text=text, sources=wanted[0][0].sources),)
    made = _with_current(component, pairs, wanted, start, case)
    hit = spoken_against(component, made, case)
    return (made, ()) if hit is None else (component, (left_out(case.say("electro.name"), hit, case),))


def spoken_against(without: Needling, current: Needling, case: Case) -> tuple[Rule, Fact] | None:
    """The strongest rule that speaks against the current but not against the same needling without it."""
    before = {(item_id, rule.id) for item_id, hits in hits_of(without, case).items() for rule, _ in hits}
    new = [
        hit
        for item_id, hits in hits_of(current, case).items()
        for hit in hits
        if (item_id, hit[0].id) not in before and (hit[0].level is not Level.NOTE or excluding((hit,)))
    ]
    return min(new, key=lambda hit: (_LEVELS.index(hit[0].level), hit[0].id), default=None)


def _choice(voice: Voice) -> ElectroChoice | None:
    return None if voice.kind in {"channel", "start"} else voice.recipe.electro


def _offered(asked: Sequence[tuple[Voice, ElectroChoice]], case: Case) -> tuple[LeftOut, ...]:
    """That a protocol leaves it open."""
    return tuple(
        LeftOut(
            what=case.say("electro.name"),
            text=case.say("left.optional", what=case.say("electro.name")),
            sources=choice.sources or voice.sources,
        )
        for voice, choice in asked
        if voice.kind == "protocol" and choice.decision == "optional"
    )


def _refusal(voice: Voice, choice: ElectroChoice, against: Sequence[Reason], case: Case) -> LeftOut:
    facts = " ".join(dict.fromkeys(reason.text for reason in (*voice.reasons, *against)))
    what = case.say("electro.name")
    return LeftOut(
        what=what, text=case.say("left.avoid", what=what, facts=facts), sources=choice.sources or voice.sources
    )


def _wired(named: Sequence[Pair], component: Needling, start: ElectroChoice | None) -> tuple[str, ...]:
    """As many pairs as the start allows whose needles are there on one side of the body, no needle in two pairs."""
    points: dict[str, NeedlePoint] = {}
    for point in component.points:
        points.setdefault(point.code, point)  # of several levels the first
    taken: set[str] = set()
    made: list[str] = []
    for pair in (*named, *(start.pairs if start else ())):
        one, other = points.get(pair.one), points.get(pair.other)
        if one is None or other is None or not taken.isdisjoint({pair.one, pair.other}) or not _same_side(one, other):
            continue
        made.append("-".join(f"{point.code} {point.level}".strip() for point in (one, other)))
        taken |= {pair.one, pair.other}
    return tuple(made[: start.most_pairs if start else None])


def _same_side(one: NeedlePoint, other: NeedlePoint) -> bool:
    sides = {one.side, other.side}
    return sides <= {Side.BILATERAL, Side.LEFT} or sides <= {Side.BILATERAL, Side.RIGHT}


def _with_current(
    component: Needling,
    pairs: tuple[str, ...],
    wanted: Sequence[tuple[Voice, ElectroChoice]],
    start: ElectroChoice,
    case: Case,
) -> Needling:
    hertz = next((c.frequency_hz for _, c in wanted if c.frequency_hz), start.frequency_hz)
    minutes = [c.minutes for c in (*(choice for _, choice in wanted), start) if c.minutes is not None]
    kept = component.retention_min
    if isinstance(kept, int | float):
        minutes.append(kept)
    why = once(reason for voice, _ in wanted for reason in voice.reasons)
    sources = [source for voice, choice in wanted for source in (choice.sources or voice.sources)]
    current = Electrical(
        frequency_hz=_range(hertz),
        pulse_width_us=start.pulse_width_us or Absent.NOT_REPORTED,
        intensity_text=case.say("electro.intensity"),
        waveform=case.say("electro.waveform"),
        minutes=min(minutes, default=None) or Absent.NOT_REPORTED,
        pairs=pairs,
        because=why,
        sources=tuple(dict.fromkeys((*sources, *start.sources))),
    )
    care = (*component.precautions, case.say("precautions.electro"))
    return replace(component, electrical=current, precautions=care)


def _range(hertz: tuple[float, float] | None) -> float | Span[float] | Absent:
    if hertz is None:
        return Absent.NOT_REPORTED
    return hertz[0] if hertz[0] == hertz[1] else Span(low=hertz[0], high=hertz[1])

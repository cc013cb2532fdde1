"""The home exercises of a draft: what suits onset, cause and pattern, less what a voice, a fact or a rule forbids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from treatplan.domain.dose import Absent, Span
from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case, once
from treatplan.domain.drafting.rules import (
    Technique,
    Trial,
    cautions,
    excluding,
    left_out,
    precautions,
    settle,
    traced,
)
from treatplan.domain.library import Stretch
from treatplan.domain.modality import Exercise, Position, Reason, Stretching
from treatplan.domain.plan import LeftOut
from treatplan.domain.recipe import StretchChoice
from treatplan.domain.value import value

_STRETCHING = "stretching"


@value
class Suiting:
    """An exercise that suits, why, and by whose choice."""

    stretch: Stretch
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]

    @property
    def item_id(self) -> str:
        return f"stretching.{self.stretch.id}"


def stretching(basis: Basis, case: Case) -> tuple[Stretching | None, tuple[LeftOut, ...]]:
    """The component with two or three exercises, and those that suited but were kept out."""
    heard = [voice for voice in basis.voices if voice.kind in {"onset", "cause", "pattern", "protocol"}]
    reserve = [voice for voice in basis.voices if voice.kind == "start"]
    suiting, spare = suiting_of(heard, case), suiting_of(reserve, case)
    everything = {**spare, **suiting}
    trial = tried(everything, case)
    whole = excluding(trial.hits[_STRETCHING])
    if whole is not None:
        return None, (left_out(case.plain(_STRETCHING), whole, case),)
    out = {id_: why for id_, one in everything.items() if (why := _against(one, basis, trial, case)) is not None}
    kept = _kept([id_ for id_ in suiting if id_ not in out], [id_ for id_ in spare if id_ not in out], trial, case)
    said = tuple(out[id_] for id_ in suiting if id_ in out)
    wanted = case.library.defaults.stretches_default
    if len(kept) < wanted:
        text = case.say("left.few_stretches", count=len(kept), wanted=wanted)
        said = (*said, LeftOut(what=case.plain(_STRETCHING), text=text, sources=case.library.defaults.sources))
    if not kept:
        return None, said
    taken = {id_: everything[id_] for id_ in kept}
    # Tried again without the others: what rules say of all that suit may not hold for the few that are given.
    return given(tuple(taken.values()), tried(taken, case), said, case), said


def tried(suiting: Mapping[str, Suiting], case: Case) -> Trial[Stretching]:
    """All these exercises under the rules."""
    return settle(partial(_shell, suiting, case), Technique(position=Position.SUPINE), case)


def equipment_of(stretches: Iterable[Stretch], case: Case) -> tuple[str, ...]:
    """What the exercises need, in words."""
    tools = dict.fromkeys(tool for stretch in stretches for tool in stretch.equipment)
    return tuple(case.plain(tool) for tool in tools) or (case.say("stretch.no_equipment"),)


def suiting_of(voices: Sequence[Voice], case: Case) -> dict[str, Suiting]:
    """Exercises by id in the order of the voices, with the reasons of each voice that names them."""
    found: dict[str, Suiting] = {}
    for voice in voices:
        for choice in voice.recipe.stretches:
            met = case.met(choice.when)
            if (choice.when and not met) or case.met(choice.unless):
                continue
            stretch = case.library.stretches[choice.id]
            before = found.get(choice.id)
            own = ("app-default",) if stretch.dose_standing == "app_default" else ()
            found[choice.id] = Suiting(
                stretch=stretch,
                reasons=tuple(dict.fromkeys((*(before.reasons if before else ()), *voice.reasons, *met))),
                sources=tuple(
                    dict.fromkeys((*(before.sources if before else ()), *stretch.sources, *voice.sources, *own))
                ),
            )
    return found


def _shell(suiting: Mapping[str, Suiting], case: Case, technique: Technique, limits: Mapping[str, float]) -> Stretching:
    """Every exercise that suits: what the rules look at."""
    del technique, limits  # an exercise has its own position, and no needle
    return Stretching(exercises=tuple(exercise_of(one, case) for one in suiting.values()))


def exercise_of(one: Suiting, case: Case) -> Exercise:
    """The exercise with its usual dose."""
    stretch = one.stretch
    minutes = stretch.minutes
    return Exercise(
        item_id=one.item_id,
        exercise=stretch.id,
        name=stretch.text.name,
        position=stretch.text.start,
        hold_s=stretch.hold_s or Absent.NOT_APPLICABLE,
        minutes=Span(low=minutes[0], high=minutes[1]) if minutes else Absent.NOT_APPLICABLE,
        reps=stretch.reps,
        sets=stretch.sets,
        rest_s=Absent.NOT_APPLICABLE if stretch.sets == 1 else Absent.NOT_REPORTED,
        times_per_day=stretch.times_per_day,
        days_per_week=stretch.days_per_week,
        intensity=case.say("stretch.intensity"),
        because=one.reasons,
        sources=one.sources,
    )


def _against(one: Suiting, basis: Basis, trial: Trial[Stretching], case: Case) -> LeftOut | None:
    """Why an exercise that suits is kept out: by a voice, a fact of the patient, or a rule."""
    what = f"{one.stretch.id} {one.stretch.text.name}"
    hit = excluding(trial.hits[one.item_id])
    if hit is not None:
        return left_out(what, hit, case)
    for fact in case.facts:
        if fact.factor in one.stretch.avoid_factors:
            text = case.say("left.fact", what=what, fact=case.fact_words(fact))
            return LeftOut(what=what, text=text, sources=one.stretch.sources)
    for voice in basis.voices:
        for choice in voice.recipe.avoid_stretches:
            facts = _forbids(choice, one.stretch.id, voice, case)
            if facts is not None:
                text = case.say("left.avoid", what=what, facts=" ".join(dict.fromkeys(f.text for f in facts)))
                return LeftOut(what=what, text=text, sources=voice.sources)
    return None


def _forbids(choice: StretchChoice, id_: str, voice: Voice, case: Case) -> tuple[Reason, ...] | None:
    if choice.id != id_ or case.met(choice.unless):
        return None
    met = case.met(choice.when)
    return None if choice.when and not met else (*voice.reasons, *met)


def _kept(suiting: Sequence[str], spare: Sequence[str], trial: Trial[Stretching], case: Case) -> list[str]:
    """Two exercises, those without a caution first; a light third one where fewer than two are light.

    The reserve steps in only where fewer than two suit.
    """
    defaults, light = case.library.defaults, case.start.light_stretches
    ranked = sorted(suiting, key=lambda id_: bool(cautions(trial.hits[f"{_STRETCHING}.{id_}"])))
    missing = max(0, defaults.stretches_default - len(ranked))
    kept = [*ranked, *(id_ for id_ in spare if id_ not in ranked)][: len(ranked) + missing]
    first, rest = kept[: defaults.stretches_default], [*kept[defaults.stretches_default :], *spare]
    if len([id_ for id_ in first if id_ in light]) < defaults.stretches_default < defaults.stretches_max:
        third = [id_ for id_ in spare if id_ in light] + [id_ for id_ in rest if id_ in light]
        first += [id_ for id_ in dict.fromkeys(third) if id_ not in first][:1]
    return first


def given(taken: Sequence[Suiting], trial: Trial[Stretching], out: Sequence[LeftOut], case: Case) -> Stretching:
    """The component with the exercises taken, and how they are taught and followed up."""
    made = {exercise.item_id: exercise for exercise in trial.component.exercises}
    ids = frozenset(one.item_id for one in taken)
    why = once(reason for one in taken for reason in one.reasons)
    tailoring = case.say("stretch.tailoring", facts=" ".join(reason.text for reason in why))
    if out:
        tailoring += " " + case.say("stretch.without", what=", ".join(entry.what for entry in out))
    say = case.say
    return replace(
        trial.component,
        equipment=equipment_of((one.stretch for one in taken), case),
        grouping=say("stretch.grouping"),
        supervision="unsupervised",
        delivery=say("stretch.delivery"),
        adherence_method=say("stretch.adherence"),
        motivation=(say("stretch.motivation"),),
        progression_rule=say("stretch.progression"),
        exercises=tuple(traced(made[one.item_id], ids, trial.changes, case) for one in taken),
        home_programme=say("stretch.home"),
        start_level=say("stretch.start"),
        tailoring=tailoring,
        fidelity_method=say("stretch.fidelity"),
        setting=say("stretch.setting"),
        precautions=(say("precautions.stretching"), *precautions(trial.changes)),
    )

"""What a draft rests on: the voices (onset, causes, patterns) that propose something, each with the fact that lets it.

Where the practitioner chose no cause, the intake may suggest one; the draft then says so. A start from a pattern, a
cause or a protocol hears that one alone (with the onset, which is a fact of the complaint), and nothing is suggested.
"""

from dataclasses import replace
from typing import Literal

from treatplan.domain.drafting.case import PRACTITIONER, Case
from treatplan.domain.drafting.start import Found
from treatplan.domain.intake import Onset
from treatplan.domain.modality import Reason
from treatplan.domain.protocol import Protocol
from treatplan.domain.recipe import Cause, OnsetProfile, Pattern
from treatplan.domain.value import value


@value
class Voice:
    """One recipe that has a say in the draft, and the facts that gave it the floor.

    A channel is a pattern that was not chosen but lends its points, because leg pain runs along it.
    """

    kind: Literal["onset", "cause", "pattern", "protocol", "channel", "start"]
    recipe: Cause | Pattern | OnsetProfile | Protocol
    reasons: tuple[Reason, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the choice of points, exercises and manner."""
        return self.recipe.choice_sources or self.recipe.sources


@value
class Basis:
    """All voices, in the order in which they are heard. `general` is a start without cause, pattern or onset."""

    voices: tuple[Voice, ...]
    general: bool

    @property
    def onset(self) -> OnsetProfile | None:
        """The profile of the onset that the intake names."""
        return next((v.recipe for v in self.voices if v.kind == "onset" and isinstance(v.recipe, OnsetProfile)), None)

    @property
    def recipes(self) -> tuple[Voice, ...]:
        """The causes, then the patterns that were chosen; or the protocol."""
        return tuple(voice for voice in self.voices if voice.kind in {"cause", "pattern", "protocol"})

    @property
    def named(self) -> tuple[Voice, ...]:
        """The voices that the draft may call by name: a general start only borrows from its cause."""
        return tuple(v for v in self.voices if v.kind != "start" and not (self.general and v.kind == "cause"))

    def ids(self, kind: Literal["cause", "pattern"]) -> tuple[str, ...]:
        """Ids of the causes or the chosen patterns; none for the cause that a general start borrows from."""
        made = [voice.recipe.id for voice in self.named if voice.kind == kind]
        own = [voice.recipe for voice in self.named if isinstance(voice.recipe, Protocol)]
        return (*made, *(one.cause if kind == "cause" else one.pattern for one in own))


def basis_of(case: Case, started: Found | None = None) -> Basis:
    """The voices for this intake: onset first, then causes, patterns, channels of leg pain, and the general start.

    What the practitioner `started` from is heard instead of what the intake names.
    """
    intake, library = case.intake, case.library
    onset = None if intake.complaint.onset is Onset.UNKNOWN else library.onsets.get(intake.complaint.onset)
    if started is not None and started.added:
        return _started(onset, started, case)
    patterns = tuple(_chosen("pattern", "patterns", library.patterns[id_], case) for id_ in intake.patterns)
    causes = tuple(_chosen("cause", "causes", library.causes[id_], case) for id_ in intake.causes)
    suggested = None if causes else _suggested(onset, case)
    general = not causes and not patterns and suggested is None
    if suggested is not None:
        causes = (suggested,)
    elif general:
        causes = (Voice(kind="cause", recipe=library.causes[case.start.suggests_cause], reasons=_where(case)),)
    voices = (*_heard(onset, case), *causes, *patterns, *_channels(case), _general(case))
    return Basis(voices=voices, general=general)


def _started(onset: OnsetProfile | None, started: Found, case: Case) -> Basis:
    """What the practitioner started from. A protocol has its own points for leg pain, so no channel is asked."""
    if started.own is not None:
        own = started.own
        text = case.say("because.protocol", name=own.text.name, id=own.id)
        reason = Reason(field=PRACTITIONER, value=f"protocol {own.id}", text=text)
        chosen: tuple[Voice, ...] = (Voice(kind="protocol", recipe=own, reasons=(reason,)),)
    else:
        causes = [_chosen("cause", "causes", case.library.causes[id_], case) for id_ in started.causes]
        patterns = [_chosen("pattern", "patterns", case.library.patterns[id_], case) for id_ in started.patterns]
        chosen = (*causes, *patterns, *_channels(case))
    return Basis(voices=(*_heard(onset, case), *chosen, _general(case)), general=False)


def _heard(onset: OnsetProfile | None, case: Case) -> tuple[Voice, ...]:
    return (Voice(kind="onset", recipe=onset, reasons=(_onset_reason(onset, case),)),) if onset else ()


def _general(case: Case) -> Voice:
    return Voice(kind="start", recipe=case.start, reasons=_where(case))


def _chosen(kind: Literal["cause", "pattern"], field: str, recipe: Cause | Pattern, case: Case) -> Voice:
    """A cause or pattern with its reason: the intake names it, or the practitioner started from it."""
    if recipe.id in case.added:
        text = case.say("because.started", name=recipe.text.name, id=recipe.id)
        reason = Reason(field=PRACTITIONER, value=f"{kind} {recipe.id}", text=text)
        return Voice(kind=kind, recipe=recipe, reasons=(reason,))
    text = case.say(f"because.{kind}", name=recipe.text.name, id=recipe.id)
    return Voice(kind=kind, recipe=recipe, reasons=(Reason(field=field, value=recipe.id, text=text),))


def _suggested(onset: OnsetProfile | None, case: Case) -> Voice | None:
    """The cause that the complaint itself suggests, or else the usual one of the onset."""
    for _, cause in sorted(case.library.causes.items()):
        reasons = case.all_met(cause.suggested_when)
        if reasons is not None:
            return _suggestion(cause, reasons, case)
    if onset is None or not onset.suggests_cause:
        return None
    return _suggestion(case.library.causes[onset.suggests_cause], (_onset_reason(onset, case),), case)


def _suggestion(cause: Cause, facts: tuple[Reason, ...], case: Case) -> Voice:
    said = tuple(
        replace(fact, text=case.say("because.suggested", name=cause.text.name, id=cause.id, fact=fact.text))
        for fact in facts
    )
    return Voice(kind="cause", recipe=cause, reasons=said)


def _channels(case: Case) -> tuple[Voice, ...]:
    return tuple(
        Voice(kind="channel", recipe=pattern, reasons=reasons)
        for id_, pattern in sorted(case.library.patterns.items())
        if id_ not in case.intake.patterns and (reasons := case.all_met(pattern.points_when))
    )


def _onset_reason(onset: OnsetProfile, case: Case) -> Reason:
    text = case.say("because.onset", name=onset.text.name)
    return Reason(field="complaint.onset", value=case.intake.complaint.onset.value, text=text)


def _where(case: Case) -> tuple[Reason, ...]:
    region = case.intake.complaint.places[0].region.value
    text = case.say("because.start", place=case.plain(region))
    return (Reason(field="complaint.places", value=region, text=text),)

"""What the patient does at home: exercise cards with drawings and dose, a log, when to stop and when to call."""

from collections.abc import Iterator, Sequence

from treatplan.domain.composing.calendar import weeks_of
from treatplan.domain.composing.case import Case
from treatplan.domain.composing.places import exercise_name
from treatplan.domain.composing.plan import week_days
from treatplan.domain.composing.words import Dose, counted, sentences, spaced
from treatplan.domain.dose import Absent, highest
from treatplan.domain.figure.picture import pictures
from treatplan.domain.library import Stretch
from treatplan.domain.modality import Exercise, Stretching
from treatplan.domain.paper import (
    Block,
    Box,
    ExerciseCard,
    Illustration,
    ItemList,
    Paragraph,
    Rich,
    Run,
    Section,
    Subheading,
    TickLog,
    Tone,
    WriteIn,
    plain,
)
from treatplan.domain.texts import Texts

_MOST_TICKS = 3
_LONGEST_LOG = 12
_WEEKS_WITHOUT_COURSE = 4
_MINUTE = 60


def home_section(case: Case) -> Section | None:
    """The exercises of this plan and their log; None where there are none."""
    texts = case.texts
    exercises = [e for c in case.plan.components if isinstance(c, Stretching) for e in c.exercises]
    if not exercises:
        return None
    blocks: list[Block] = [block for leaflet in case.leaflets("home") for block in leaflet.text.blocks]
    shared = len({exercise.intensity for exercise in exercises}) == 1
    if shared and exercises[0].intensity:
        blocks.append(Paragraph(text=_effort(exercises[0].intensity, texts)))
    for number, exercise in enumerate(exercises, 1):
        blocks.append(_card(number, exercise, case, says_effort=not shared))
    blocks += _log(exercises, case)
    return Section(id="home", heading=texts.say("home.heading"), blocks=tuple(blocks))


def stop_rules_section(case: Case) -> Section:
    """When to stop, when to call us, and when to see a doctor."""
    texts = case.texts
    blocks: list[Block] = []
    for leaflet in case.leaflets("stop"):
        if leaflet.text.title:
            blocks.append(Subheading(text=leaflet.text.title))
        blocks += leaflet.text.blocks
    found = [block for leaflet in case.leaflets("call") for block in leaflet.text.blocks]
    items = tuple(item for block in found if isinstance(block, ItemList) for item in block.items)
    if items:
        said = tuple(block.text for block in found if isinstance(block, Paragraph))
        title = texts.say("call.title", doctor=case.country.text.doctor)
        blocks.append(Box(tone=Tone.CAUTION, title=title, paragraphs=said, items=items))
        blocks.append(Paragraph(text=(Run(text=texts.say("call.emergency"), bold=True),)))
    return Section(id="stop_rules", heading=texts.say("stop_rules.heading"), blocks=tuple(blocks))


def _card(number: int, exercise: Exercise, case: Case, *, says_effort: bool) -> ExerciseCard:
    entry = case.library.stretches.get(exercise.exercise)
    if entry is not None:
        case.cites.rests_on((*entry.sources, *entry.progress_sources, *entry.stop_sources))
    return ExerciseCard(
        number=number,
        name=exercise_name(exercise, case.library),
        start=entry.text.start if entry else exercise.position,
        steps=entry.text.steps if entry else (),
        chips=tuple(chip for chip in _chips(exercise, entry, case.texts) if chip),
        note=spaced([*_notes(entry, case.texts), _effort(exercise.intensity, case.texts) if says_effort else ()]),
        pictures=_drawn(entry, case) if entry else (),
    )


def _drawn(entry: Stretch, case: Case) -> tuple[Illustration, ...]:
    """How it begins and how far it goes; nothing where nobody has drawn the exercise."""
    figure = case.library.figures.get(entry.id)
    if figure is None:
        return ()
    text = entry.text
    start, end = pictures(figure, text.alt_start or text.start, text.alt_end or text.name)
    return (
        Illustration(drawing=start, caption=text.caption_start or case.texts.say("exercise.picture_start")),
        Illustration(drawing=end, caption=text.caption_end or case.texts.say("exercise.picture_end")),
    )


def _notes(entry: Stretch | None, texts: Texts) -> Iterator[Rich]:
    """What it should feel like, the easier way, how to go on, and when to stop."""
    if entry is None:
        return
    text = entry.text
    if text.feel:
        yield plain(text.feel)
    for key, said in (("exercise.easier", text.easier), ("exercise.progress", text.progress)):
        if said:
            yield (Run(text=texts.say(key), bold=True), Run(text=f" {said}"))
    if text.stop:
        yield (Run(text=text.stop, bold=True),)


def _effort(intensity: str, texts: Texts) -> Rich:
    """How hard it should be, as the plan says."""
    return plain(sentences(texts, [texts.say("exercise.effort", effort=intensity)])) if intensity else ()


def _chips(exercise: Exercise, entry: Stretch | None, texts: Texts) -> Iterator[str]:
    """The dose, a chip for each of its parts; what is once only is not said."""
    yield _hold(exercise.hold_s, texts)
    yield counted(texts, "dose.minutes", exercise.minutes)
    if highest(exercise.reps) != 1:
        yield counted(texts, "chip.times", exercise.reps)
    if entry is not None and entry.each_side:
        yield texts.say("chip.each_side")
    if highest(exercise.sets) != 1:
        yield counted(texts, "chip.sets", exercise.sets)
    if not isinstance(exercise.rest_s, Absent):
        yield counted(texts, "chip.rest_seconds", exercise.rest_s)
    yield counted(texts, "chip.times_a_day", exercise.times_per_day)
    if highest(exercise.days_per_week) != 7:
        yield counted(texts, "often.days_a_week", exercise.days_per_week)


def _hold(hold: Dose, texts: Texts) -> str:
    """`hold 2 seconds`, or in minutes where that is a round number of them."""
    if isinstance(hold, int | float) and hold >= _MINUTE and hold % _MINUTE == 0:
        return counted(texts, "chip.hold_minutes", hold / _MINUTE)
    return counted(texts, "chip.hold_seconds", hold)


def _log(exercises: Sequence[Exercise], case: Case) -> Iterator[Block]:
    """A grid to tick for the weeks of the course, and the pain of each week."""
    texts = case.texts
    most = max((highest(exercise.times_per_day) or 1 for exercise in exercises), default=1)
    weeks = [texts.say("week", number=number) for number in range(1, _weeks(case) + 1)]
    yield Subheading(text=texts.say("log.heading"))
    yield TickLog(
        corner="",
        days=tuple(texts.say(f"weekday.letter.{day}") for day in week_days(case.country)),
        weeks=tuple(weeks),
        ticks=min(_MOST_TICKS, int(most)),
        caption=texts.say("log.caption"),
    )
    yield WriteIn(label=texts.say("log.pain"), spaces=tuple(weeks))


def _weeks(case: Case) -> int:
    weeks = weeks_of(case.plan.regimen) or _WEEKS_WITHOUT_COURSE
    return max(1, min(weeks, _LONGEST_LOG))

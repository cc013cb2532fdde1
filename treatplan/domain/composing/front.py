"""The first page: the message with the next actions, when to go to hospital, what we think, how treatment works."""

from collections.abc import Iterable, Sequence

from treatplan.domain.composing.case import Case
from treatplan.domain.composing.doses import exercise_days, lead, means
from treatplan.domain.composing.words import paragraphs, sentences, spaced, weekday_date, with_bold
from treatplan.domain.leaflet import Leaflet
from treatplan.domain.modality import Advice, Component, Stretching
from treatplan.domain.paper import Block, Box, ItemList, Modality, Paragraph, Rich, Section, Tone, plain

_TONES = {
    "needling": Tone.NEEDLING,
    "moxibustion": Tone.MOXIBUSTION,
    "cupping": Tone.CUPPING,
    "stretching": Tone.STRETCHING,
}


def tone_of(component: Component) -> Tone:
    """The hue and shape of a modality."""
    return _TONES.get(component.modality, Tone.PLAIN)


def key_section(case: Case) -> Section:
    """One message and the next three actions."""
    messages = case.leaflets("message")
    title = next((leaflet.text.title for leaflet in messages if leaflet.text.title), "")
    said = tuple(block.text for leaflet in messages for block in leaflet.text.blocks if isinstance(block, Paragraph))
    box = Box(tone=Tone.KEY, title=title, paragraphs=said, items=tuple(_actions(case)), numbered=True)
    return Section(id="key", heading="", blocks=(box,), keep_together=True)


def stop_section(case: Case) -> Section:
    """When to go to hospital, fitted to this patient."""
    texts, country = case.texts, case.country
    found = case.leaflets("emergency")
    title = texts.say("stop.title", number=country.emergency_number, place=country.text.emergency_place)
    boxes = [_stop_box(title, [leaflet for leaflet in found if not leaflet.text.title])]
    boxes += [_stop_box(leaflet.text.title, [leaflet]) for leaflet in found if leaflet.text.title]
    return Section(id="stop", heading="", blocks=tuple(boxes))


def cause_section(case: Case) -> Section:
    """What we think is going on: causes in plain words, then traditional patterns, which say that they are."""
    blocks: list[Block] = [block for leaflet in case.leaflets("cause") for block in leaflet.text.blocks]
    diagnosis, library = case.plan.diagnosis, case.library
    recipes = [library.causes[id_] for id_ in diagnosis.causes if id_ in library.causes]
    patterns = [library.patterns[id_] for id_ in diagnosis.patterns if id_ in library.patterns]
    for recipe in (*recipes, *patterns):
        blocks += recipe.text.blocks
    return Section(id="cause", heading=case.texts.say("cause.heading"), blocks=tuple(blocks))


def treatment_section(case: Case) -> Section:
    """One block for each modality of this plan: its dose in words, what it is like, what is known of it."""
    by_modality: dict[str, list[Leaflet]] = {}
    for leaflet in case.leaflets("treatment"):
        for modality in leaflet.modalities:
            by_modality.setdefault(modality, []).append(leaflet)
    blocks = [
        _modality(component, by_modality.get(component.modality, []), case)
        for component in case.plan.components
        if not isinstance(component, Advice)
    ]
    return Section(id="treatment", heading=case.texts.say("treatment.heading"), blocks=tuple(blocks))


def _actions(case: Case) -> Iterable[Rich]:
    texts, plan = case.texts, case.plan
    exercises = [e for c in plan.components if isinstance(c, Stretching) for e in c.exercises]
    if exercises:
        often = exercise_days(texts, exercises)
        yield plain(texts.count("action.exercises", len(exercises), often=often))
    actions = [paragraphs(leaflet.text.blocks) for leaflet in case.leaflets("action")]
    yield from (action for action in actions[:1] if action)
    if plan.regimen.starts_on is not None:
        yield with_bold(texts, "action.visit_on", "day", weekday_date(texts, plan.regimen.starts_on, case.country))
    elif plan.clinic.phone:
        yield with_bold(texts, "action.visit_call", "phone", plan.clinic.phone)
    else:
        yield plain(texts.say("action.visit"))


def _stop_box(title: str, leaflets: Iterable[Leaflet]) -> Box:
    blocks = [block for leaflet in leaflets for block in leaflet.text.blocks]
    return Box(
        tone=Tone.STOP,
        title=title,
        paragraphs=tuple(block.text for block in blocks if isinstance(block, Paragraph)),
        items=tuple(item for block in blocks if isinstance(block, ItemList) for item in block.items),
    )


def _modality(component: Component, leaflets: Sequence[Leaflet], case: Case) -> Modality:
    texts = case.texts
    used = sentences(texts, means(component, texts, case.library))
    pieces = [plain(used)] if used else []
    pieces += [paragraphs(leaflet.text.blocks) for leaflet in leaflets]
    pieces += [sentence for leaflet in leaflets for sentence in case.evidence(leaflet)]
    return Modality(
        tone=tone_of(component),
        lead=sentences(texts, [lead(component, texts)]),
        text=spaced(pieces),
    )

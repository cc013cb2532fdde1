"""The note that goes with a patient who is sent on: where to go, and what a doctor asks first."""

from collections.abc import Iterator

from treatplan.domain.composing.leaflets import Audience, leaflets
from treatplan.domain.composing.words import (
    dotted,
    joined,
    listed,
    long_date,
    name_of,
    opened,
    practitioner_name,
    sentences,
    with_bold,
)
from treatplan.domain.facts import facts_of
from treatplan.domain.intake import Answer, Intake, PregnancyStatus, Reach, Sex, Sign, age_years
from treatplan.domain.leaflet import Jurisdiction
from treatplan.domain.library import Library
from treatplan.domain.paper import (
    Block,
    Box,
    Handout,
    ItemList,
    Letterhead,
    Paragraph,
    Rich,
    Run,
    Section,
    Table,
    Tone,
    Wish,
    WriteIn,
    plain,
)
from treatplan.domain.places import Place, Side
from treatplan.domain.referral import Referral
from treatplan.domain.screening import screen
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

_SIGNS = ("power", "reflexes", "sensation", "straight_leg_raise")


@value
class _Note:
    """What every part of the note is made from."""

    referral: Referral
    intake: Intake
    library: Library
    texts: Texts
    country: Jurisdiction


def compose_referral(referral: Referral, intake: Intake, library: Library, texts: Texts, wish: Wish) -> Handout:
    """The referral note: a box for the patient, then what was answered, found and not done, for the doctor.

    Raises `KeyError` for a country the library does not have, or a wording the catalogue does not have.
    """
    note = _Note(
        referral=referral,
        intake=intake,
        library=library,
        texts=texts,
        country=library.jurisdictions[wish.jurisdiction],
    )
    name = name_of(texts, referral.patient)
    day = long_date(texts, referral.on, note.country)
    clinic = referral.clinic
    contact = dotted(texts, (clinic.address, clinic.phone))
    made = (_for_the_patient(note), _to_the_doctor(note), _signs(note), _known(note), _not_done(note), _signed(note))
    return Handout(
        title=texts.say(f"referral.title.{referral.urgency}"),
        language=wish.language,
        paper=wish.paper,
        size=wish.size,
        dated=referral.on,
        letterhead=Letterhead(
            clinic=clinic.name,
            lines=(contact,) if contact else (),
            right=(with_bold(texts, "referral.about", "name", name), plain(day)),
        ),
        sections=tuple(section for section in made if section.blocks),
        footer=dotted(
            texts, (name, texts.say("referral.of", date=day), practitioner_name(texts, referral.practitioner))
        ),
        page_word=texts.say("page", page="{page}", pages="{pages}"),
        subject=texts.say("referral.subject", name=name),
    )


def _for_the_patient(note: _Note) -> Section:
    """Where to go now, in a few words."""
    country = note.country
    audience = Audience(
        intake=note.intake,
        library=note.library,
        facts=frozenset(fact.factor for fact in facts_of(note.intake, note.library)),
        styles=frozenset({note.referral.urgency}),
    )
    blocks = [block for leaflet in leaflets("referral", audience) for block in leaflet.text.blocks]
    title = note.texts.say(
        f"referral.patient.{note.referral.urgency}",
        place=country.text.emergency_place,
        number=country.emergency_number,
        doctor=country.text.doctor,
    )
    box = Box(
        tone=Tone.STOP,
        title=title,
        paragraphs=tuple(block.text for block in blocks if isinstance(block, Paragraph)),
        items=tuple(item for block in blocks if isinstance(block, ItemList) for item in block.items),
    )
    return Section(id="patient", heading="", blocks=(box,), keep_together=True)


def _to_the_doctor(note: _Note) -> Section:
    """Why this patient comes."""
    texts = note.texts
    day = long_date(texts, note.referral.on, note.country)
    blocks = (
        Paragraph(text=plain(texts.say("referral.why"))),
        ItemList(items=tuple((Run(text=flag.name, bold=True),) for flag in note.referral.flags)),
        Paragraph(text=plain(texts.say("referral.history", date=day))),
    )
    return Section(id="doctor", heading=texts.say(f"referral.to.{note.referral.urgency}"), blocks=blocks)


def _signs(note: _Note) -> Section:
    """What was asked and answered: the signs that led here first, then the rest, then what was denied or not asked."""
    texts, flags = note.texts, note.library.red_flags
    first = [flag.flag for flag in note.referral.flags]
    order = [*first, *(id_ for id_ in flags if id_ not in first)]
    rows: list[tuple[Rich, ...]] = []
    denied: list[str] = []
    for id_ in order:
        if id_ not in flags:
            continue
        rows += _answered(id_, note)
        if all(trigger.urgency != "emergency" for trigger in flags[id_].triggers):
            continue  # nobody reads on for what was denied of a sign that is no emergency
        asked = [part.id for part in flags[id_].parts if not part.derived]
        if {note.intake.red_flags.get(f"{id_}.{part}", Answer.NOT_ASKED) for part in asked} == {Answer.NO}:
            denied.append(flags[id_].text.name)
    screened = screen(note.intake, note.library)
    unasked = [flags[finding.rule].text.name for finding in screened if finding.kind == "not_asked"]
    header = (texts.say("referral.column.asked"), texts.say("referral.column.answer"))
    blocks: list[Block] = [Table(header=header, rows=tuple(rows), widths=(0.6, 0.4))] if rows else []
    for key, names in (
        ("referral.answered_no", denied),
        ("referral.not_asked", unasked),
    ):
        if names:
            blocks.append(Paragraph(text=plain(texts.say(key, names=listed(texts, names)))))
    return Section(id="signs", heading=texts.say("referral.signs"), blocks=tuple(blocks))


def _answered(id_: str, note: _Note) -> Iterator[tuple[Rich, ...]]:
    """A row for each part that was answered with yes or not sure, with what was noted beside it."""
    for part in note.library.red_flags[id_].parts:
        answer = note.intake.red_flags.get(f"{id_}.{part.id}", Answer.NOT_ASKED)
        if answer not in {Answer.YES, Answer.NOT_SURE}:
            continue
        said = note.intake.red_flag_notes
        noted = (said.get(f"{id_}.{part.id}", ""), said.get(id_, ""))
        question = note.library.red_flags[id_].text.questions.get(part.id, note.library.red_flags[id_].text.name)
        answered: list[Run] = [Run(text=opened(note.texts.say(f"answer.{answer}")), bold=True)]
        answered += [Run(text=f": {text}") for text in dict.fromkeys(noted) if text]
        yield (plain(question), tuple(answered))


def _known(note: _Note) -> Section:
    """Who it is, where it hurts and since when, what was found, what is taken."""
    texts = note.texts
    rows = [
        ((Run(text=texts.say(f"referral.row.{key}"), bold=True),), plain(said))
        for key, said in (*_person(note), *_complaint(note), *_findings(note))
        if said
    ]
    header = (texts.say("referral.column.what"), texts.say("referral.column.known"))
    table = Table(header=header, rows=tuple(rows), widths=(0.3, 0.7))
    return Section(id="known", heading=texts.say("referral.known"), blocks=(table,))


def _person(note: _Note) -> Iterator[tuple[str, str]]:
    patient, texts = note.referral.patient, note.texts
    born = long_date(texts, patient.birth_date, note.country)
    age = texts.count("referral.age", age_years(patient.birth_date, note.referral.on), date=born)
    sex = "" if patient.sex is Sex.NOT_RECORDED else texts.say(f"sex.{patient.sex}")
    yield "name", name_of(texts, patient)
    yield "born", listed(texts, (age, sex))
    pregnancy = patient.pregnancy
    if pregnancy.status in {PregnancyStatus.YES, PregnancyStatus.NOT_SURE}:
        week = texts.say("referral.week", week=pregnancy.week) if pregnancy.week else ""
        yield "pregnant", listed(texts, (opened(texts.say(f"answer.{pregnancy.status}")), week))


def _complaint(note: _Note) -> Iterator[tuple[str, str]]:
    complaint, texts = note.intake.complaint, note.texts
    yield "where", opened(joined(texts, "list.and", (_place(place, texts) for place in complaint.places)))
    radiation = complaint.radiation
    if radiation is not None and radiation.reach is not Reach.NONE:
        yield "leg", opened(listed(texts, (texts.say(f"reach.{radiation.reach}"), texts.say(f"side.{radiation.side}"))))
    began = note.referral.started_on
    yield "began", long_date(texts, began, note.country) if began else texts.say("referral.began_unknown")
    scores = (("now", complaint.pain_now), ("average", complaint.pain_average), ("worst", complaint.pain_worst))
    given = (texts.say(f"referral.pain.{when}", score=score) for when, score in scores if score is not None)
    yield "pain", listed(texts, given)
    yield "note", note.referral.complaint_note


def _findings(note: _Note) -> Iterator[tuple[str, str]]:
    found, texts = note.referral.examination, note.texts
    signs = ((sign, getattr(found, sign)) for sign in _SIGNS)
    parts = [texts.say(f"sign.{sign}.{state}") for sign, state in signs if state is not Sign.NOT_DONE]
    if found.systolic_mmhg is not None and found.diastolic_mmhg is not None:
        pressure = f"{found.systolic_mmhg}/{found.diastolic_mmhg}"
        parts.append(texts.say("referral.blood_pressure", pressure=pressure))
    if found.temperature_c is not None:
        parts.append(texts.say("referral.temperature", degrees=f"{found.temperature_c:g}"))
    yield "examination", " ".join(part for part in (sentences(texts, [listed(texts, parts)]), found.note) if part)
    yield "medicines", listed(texts, note.referral.medicines) or texts.say("referral.no_medicines")
    names = note.library.factors
    health = [
        listed(texts, (names[id_].text.name if id_ in names else id_, answer.note))
        for id_, answer in note.intake.factors.items()
        if answer.answer is Answer.YES
    ]
    yield "health", sentences(texts, health)


def _not_done(note: _Note) -> Section:
    """What was left undone, so that nobody takes it as done."""
    texts = note.texts
    left = [texts.say(f"sign.{sign}") for sign in _SIGNS if getattr(note.referral.examination, sign) is Sign.NOT_DONE]
    blocks = [Paragraph(text=plain(texts.say("referral.not_treated")))]
    if left:
        signs = joined(texts, "list.and", [listed(texts, left[:-1]), left[-1]])
        blocks.append(Paragraph(text=plain(texts.say("referral.not_examined", signs=signs))))
    return Section(id="not_done", heading=texts.say("referral.not_done"), blocks=tuple(blocks))


def _signed(note: _Note) -> Section:
    """Who sends, with room for what the program can't know."""
    texts, clinic = note.texts, note.referral.clinic
    who = practitioner_name(texts, note.referral.practitioner)
    lines = [line for line in (who, clinic.name, clinic.address, clinic.phone) if line]
    blocks: list[Block] = [Paragraph(text=plain(line)) for line in lines]
    asked = [key for key, there in (("name", who), ("clinic", clinic.name), ("phone", clinic.phone)) if not there]
    spaces = tuple(texts.say(f"referral.write.{key}") for key in (*asked, "time", "signature"))
    blocks.append(WriteIn(label=texts.say("referral.write"), spaces=spaces, long=True))
    return Section(id="signed", heading=texts.say("referral.from"), blocks=tuple(blocks), keep_together=True)


def _place(place: Place, texts: Texts) -> str:
    side = "" if place.side is Side.MIDLINE else texts.say(f"side.{place.side}")
    return listed(texts, (texts.say(f"region.{place.region}"), side))

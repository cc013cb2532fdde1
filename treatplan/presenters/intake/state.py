"""What is still open, which problems there are, what matters at a glance: the form seen as a whole."""

from collections.abc import Iterable, Iterator

from treatplan.domain.facts import facts_of
from treatplan.domain.findings import Fact, Finding
from treatplan.domain.firing import OF_PLANS, firing
from treatplan.domain.gaps import Gap
from treatplan.domain.intake import Answer, Intake, PregnancyStatus, Sign
from treatplan.domain.library import Library
from treatplan.domain.rules import Level
from treatplan.presenters.intake.others import LEG_SIGNS
from treatplan.presenters.intake.view import SECTIONS, AlertView, FormView, OpenItem, Question, SectionView
from treatplan.presenters.intake.words import Wording

_ALERT_FIELDS = ("factors.", "medicines", "patient.pregnancy", "examination.")
_SECTION_OF = {
    "red_flags": "flags",
    "red_flag_notes": "flags",
    "complaint": "pain",
    "patient": "health",
    "medicines": "health",
    "factors": "health",
    "examination": "examination",
    "causes": "tradition",
    "patterns": "tradition",
    "tongue": "tradition",
    "pulse": "tradition",
    "consent": "consent",
    "goals": "consent",
}


def section_of(field: str) -> str:
    """The section in which a field is filled in; "" for what stands in none."""
    return _SECTION_OF.get(field.partition(".")[0], "")


def sections(form: FormView, intake: Intake, gaps: Iterable[Gap], words: Wording) -> tuple[SectionView, ...]:
    """The section list. Of red flags those count whose turn it is; what waits for them is not counted yet."""
    must = dict.fromkeys(SECTIONS, 0)
    useful = dict.fromkeys(SECTIONS, 0)
    for gap in gaps:
        section = section_of(gap.field)
        if section and section != "flags":
            (must if gap.need == "must" else useful)[section] += 1
    questions = _questions(form)
    must["flags"] = sum(questions[name].must for name in form.flags.to_ask)
    useful["flags"] = len(form.flags.to_ask) - must["flags"]
    useful["consent"] = sum(answer is Answer.NOT_ASKED for _, answer in form.consent.consent)
    if form.examination.leg:
        useful["examination"] = sum(getattr(intake.examination, name) is Sign.NOT_DONE for name in LEG_SIGNS)
    useful["pain"] += sum(not item.must for item in _sides_to_say(form, words))
    useful["health"] += sum(len(group.open) for group in form.health.groups)
    return tuple(
        SectionView(
            key=key,
            title=words.texts.say(f"section.{key}"),
            must=must[key],
            useful=useful[key],
            done=not must[key] and not useful[key] and (key != "examination" or form.examination.leg),
        )
        for key in SECTIONS
    )


def open_items(form: FormView, gaps: Iterable[Gap], words: Wording) -> tuple[OpenItem, ...]:
    """What is still open as a short list: red flags as one entry, each other field as its own."""
    texts = words.texts
    questions = _questions(form)
    waiting = [name for name in form.flags.to_ask if questions[name].must]
    made = []
    if waiting:
        named = texts.count("open.flags", len(waiting))
        made.append(OpenItem(field=f"red_flags.{waiting[0]}", words=named, must=True))
    sides = _sides_to_say(form, words)
    for gap in gaps:
        if gap.field.startswith("red_flags.") or (gap.field == "complaint.places" and sides):
            continue
        id_ = gap.field.removeprefix("factors.")
        named = words.factor(id_) if id_ != gap.field else _named(gap.field, words)
        made.append(OpenItem(field=gap.field, words=named, must=gap.need == "must"))
    return tuple(sorted((*made, *sides), key=lambda item: not item.must))


def side_problems(form: FormView, words: Wording) -> Iterator[tuple[str, str]]:
    """What was chosen without its side can't be recorded, and must not vanish in silence."""
    places = [words.choice("region", row.region) for row in form.pain.places if row.side is None]
    if places:
        yield "complaint.places", words.texts.say("problem.side", place=words.listed(places))
    if form.pain.leg and form.pain.leg_side is None:
        yield "complaint.side", words.texts.say("problem.complaint.side")


def _sides_to_say(form: FormView, words: Wording) -> tuple[OpenItem, ...]:
    """Sides that nobody has said. Without any place in the intake the first of them is the place that must be named."""
    waiting = [row.region for row in form.pain.places if row.side is None]
    nowhere = not form.pain.complaint.places
    made = [
        OpenItem(
            field=f"complaint.places.{region.value}",
            words=words.texts.say("open.side", place=words.choice("region", region)),
            must=nowhere and region is waiting[0],
        )
        for region in waiting
    ]
    if form.pain.leg and form.pain.leg_side is None:
        made.append(OpenItem(field="complaint.side", words=words.texts.say("open.complaint.side"), must=False))
    return tuple(made)


def _named(field: str, words: Wording) -> str:
    """A field in words; one that content asks for in a way of its own, by its section."""
    try:
        return words.texts.say(f"open.{field}")
    except KeyError:
        section = section_of(field)
        return words.texts.say(f"section.{section}") if section else field


def problem_words(field: str, message: str, words: Wording) -> str:
    """The sentence for a problem, in the words of the form where it has any."""
    try:
        return words.texts.say(f"problem.{field}")
    except KeyError:
        return words.texts.say("problem", field=field, message=message)


def alerts(intake: Intake, library: Library, flags: Iterable[Finding], words: Wording) -> tuple[AlertView, ...]:
    """Facts that fire, at a glance: signs first, then pregnancy, medicines and answers that some rule speaks of."""
    found: dict[str, AlertView] = {}
    for flag in flags:
        if flag.kind != "not_asked":
            emergency = flag.level is Level.EMERGENCY
            found.setdefault(flag.title, AlertView(words=flag.title, tone="stop" if emergency else "caution"))
    facts = facts_of(intake, library)
    firing_facts = {(fact.field, fact.seen) for _, fact in firing(facts, library, OF_PLANS)}
    for fact in _told_once(facts):
        unasked = fact.field.startswith("patient.pregnancy") and _unasked(intake)  # true of many, and told as open
        if not unasked and fact.field.startswith(_ALERT_FIELDS) and (fact.field, fact.seen) in firing_facts:
            said = _said(fact, intake, words)
            found.setdefault(said, AlertView(words=said))
    return tuple(found.values())


def _told_once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts that rest on the same answer count once."""
    seen: set[tuple[str, str]] = set()
    for fact in facts:
        if (fact.field, fact.seen) not in seen:
            seen.add((fact.field, fact.seen))
            yield fact


def _unasked(intake: Intake) -> bool:
    return intake.patient.pregnancy.status is PregnancyStatus.NOT_ASKED


def _said(fact: Fact, intake: Intake, words: Wording) -> str:
    pregnancy = intake.patient.pregnancy
    if fact.field.startswith("patient.pregnancy"):
        if pregnancy.status is PregnancyStatus.YES:
            week = pregnancy.week
            return words.texts.say("alert.weeks", week=week) if week else words.texts.say("alert.pregnant")
        return words.texts.say("alert.perhaps_pregnant")
    if fact.field == "medicines":
        return words.texts.say("alert.medicine", medicine=fact.seen)
    return (
        words.factor(fact.field.removeprefix("factors."))
        if fact.field.startswith("factors.")
        else words.factor(fact.factor)
    )


def _questions(form: FormView) -> dict[str, Question]:
    cards = (*form.flags.first, *form.flags.others)
    return {one.id: one for card in cards for block in card.blocks for one in block.questions}

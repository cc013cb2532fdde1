"""A recorded intake as it is read again: what was found, in few words; what was answered "no" is counted."""

from collections.abc import Iterator
from enum import Enum

from treatplan.domain.consent import MODALITIES
from treatplan.domain.intake import Answer, Intake, Onset, Path, PregnancyStatus, Reach, Sign
from treatplan.presenters.intake.others import LEG_SIGNS
from treatplan.presenters.intake.since import ago
from treatplan.presenters.intake.view import SummaryPart
from treatplan.presenters.intake.words import Wording

Line = tuple[str, str]


def summary(intake: Intake, words: Wording) -> tuple[SummaryPart, ...]:
    """The parts of the summary, empty ones left out."""
    made = (
        ("flags", _flags),
        ("pain", _pain),
        ("health", _health),
        ("examination", _examination),
        ("tradition", _tradition),
        ("consent", _consent),
    )
    parts = (
        SummaryPart(
            title=words.texts.say(f"section.{key}"), lines=tuple(line for line in lines(intake, words) if line[1])
        )
        for key, lines in made
    )
    return tuple(part for part in parts if part.lines)


def _flags(intake: Intake, words: Wording) -> Iterator[Line]:
    said = words.texts.say
    for name, answer in intake.red_flags.items():
        if answer is not Answer.NO:
            flag = words.library.red_flags.get(name.partition(".")[0])
            question = flag.text.questions.get(name.partition(".")[2], name) if flag else name
            note = intake.red_flag_notes.get(name, "")
            yield words.choice("answer", answer), f"{question} {note}".strip()
    noes = sum(answer is Answer.NO for answer in intake.red_flags.values())
    yield said("answer.no"), words.texts.count("summary.noes", noes) if noes else ""
    if not intake.red_flags:
        yield said("answer.not_asked"), said("summary.none_asked")


def _pain(intake: Intake, words: Wording) -> Iterator[Line]:
    complaint, said = intake.complaint, words.texts.say
    yield said("pain.places"), "; ".join(words.place(place) for place in complaint.places)
    if (leg := complaint.radiation) is not None:
        path = "" if leg.path is Path.NOT_SURE else words.choice("path", leg.path).lower()
        runs = () if leg.reach is Reach.NONE else (path, words.choice("side", leg.side).lower())
        yield said("pain.reach"), words.listed((words.choice("reach", leg.reach), *runs))
    if complaint.started_on is not None:
        long = ago(complaint.started_on, intake.taken_on, words.texts)
        yield said("pain.since"), words.listed((words.day(complaint.started_on), long))
    if complaint.first_episode is not Answer.NOT_ASKED:
        yield said("pain.first"), words.choice("answer", complaint.first_episode)
    yield said("pain.onset"), "" if complaint.onset is Onset.UNKNOWN else words.choice("onset", complaint.onset)
    yield said("pain.quality"), words.choices("quality", complaint.quality)
    yield said("pain.worse"), words.choices("modifier", complaint.worse_with)
    yield said("pain.better"), words.choices("modifier", complaint.better_with)
    for name in ("pain_now", "pain_average", "pain_worst"):
        score = getattr(complaint, name)
        yield said(f"pain.{name}"), "" if score is None else said("summary.score", score=score)
    yield said("note"), complaint.note


def _health(intake: Intake, words: Wording) -> Iterator[Line]:
    said, pregnancy = words.texts.say, intake.patient.pregnancy
    if pregnancy.status is not PregnancyStatus.NOT_ASKED:
        yield said("health.pregnancy"), words.pregnancy(pregnancy.status, pregnancy.week)
    yield said("health.medicines"), "; ".join(intake.medicines)
    for id_, given in intake.factors.items():
        if given.answer in (Answer.YES, Answer.NOT_SURE):
            where = words.listed((words.choices("region", given.regions), *given.levels))
            told = " · ".join(part for part in (words.factor(id_), where, given.note) if part)
            yield words.choice("answer", given.answer), told
    noes = sum(given.answer is Answer.NO for given in intake.factors.values())
    yield said("answer.no"), words.texts.count("summary.noes", noes) if noes else ""


def _examination(intake: Intake, words: Wording) -> Iterator[Line]:
    found, said = intake.examination, words.texts.say
    for name in LEG_SIGNS:
        sign: Enum = getattr(found, name)
        if sign is not Sign.NOT_DONE:
            yield said(f"examination.{name}"), words.choice("sign", sign)
    if found.systolic_mmhg or found.diastolic_mmhg:
        high, low = found.systolic_mmhg or "–", found.diastolic_mmhg or "–"
        yield said("examination.pressure"), said("summary.pressure", high=high, low=low)
    if found.temperature_c is not None:
        yield said("examination.temperature_c"), said("summary.temperature", degrees=f"{found.temperature_c:g}")
    yield said("note"), found.note


def _tradition(intake: Intake, words: Wording) -> Iterator[Line]:
    said, library = words.texts.say, words.library
    causes = (library.causes[id_].text.name for id_ in intake.causes if id_ in library.causes)
    patterns = (library.patterns[id_].text.name for id_ in intake.patterns if id_ in library.patterns)
    yield said("tradition.causes"), "; ".join(causes)
    yield said("tradition.patterns"), "; ".join(patterns)
    yield said("tradition.tongue"), intake.tongue
    yield said("tradition.pulse"), intake.pulse


def _consent(intake: Intake, words: Wording) -> Iterator[Line]:
    said = words.texts.say
    for modality in MODALITIES:
        if modality in intake.consent:
            yield said(f"modality.{modality}"), words.choice("answer", intake.consent[modality])
    yield said("consent.goals"), "; ".join(intake.goals)

"""The whole view, made from what the presenter holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from treatplan.domain.record import IntakeRecord
from treatplan.domain.rules import Level
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.intake.flags import Flags
from treatplan.presenters.intake.health import Health
from treatplan.presenters.intake.keeping import Keeper
from treatplan.presenters.intake.others import Consenting, Examining, Tradition
from treatplan.presenters.intake.pain import Pain
from treatplan.presenters.intake.state import alerts, open_items, problem_words, sections, side_problems
from treatplan.presenters.intake.summary import summary
from treatplan.presenters.intake.view import FindingView, FormView, IntakeView, Mode, NoticeView
from treatplan.presenters.intake.words import Wording, clock, day
from treatplan.services.clinic.intakes import IntakeLook


class Parts(Protocol):
    """The sections of the form."""

    flags: Flags
    pain: Pain
    health: Health
    examination: Examining
    tradition: Tradition
    consent: Consenting


@value
class Seen:
    """What the presenter holds at one moment."""

    mode: Mode
    serial: int
    keeper: Keeper | None
    recorded: IntakeRecord | None
    look: IntakeLook
    problem: str
    refusals: tuple[tuple[str, str], ...]
    tried: bool
    resumed: bool
    may_write: bool
    today: date


def intake_view(seen: Seen, words: Wording | None, texts: Texts, parts: Parts) -> IntakeView:
    """The view of this moment."""
    saved = saved_words(seen, texts)
    if words is not None and seen.mode == "form" and seen.keeper is not None:
        view = _form(seen, seen.keeper, words, parts)
    elif words is not None and seen.mode == "recorded" and seen.recorded is not None:
        view = _recorded(seen, seen.recorded, words)
    elif seen.mode == "failed":
        title = texts.say("failed.title")
        view = IntakeView(mode="failed", notice=_notice(texts, title, seen.problem, "reload"))
    else:
        view = IntakeView(mode="loading" if seen.mode == "loading" else "closed")
    return replace(view, saved=saved, serial=seen.serial)


def saved_words(seen: Seen, texts: Texts) -> str:
    """What has become of the work."""
    if seen.mode == "recorded" and seen.recorded is not None and seen.recorded.changed_at is not None:
        return texts.say("saved.recorded", time=_when(seen.recorded, seen.today, texts))
    keeper = seen.keeper
    if keeper is None or seen.mode != "form" or keeper.state == "fresh":
        return ""
    if keeper.state in ("failed", "stale"):
        return texts.say("saved.not")
    if keeper.state == "saved" and keeper.stored.changed_at is not None:
        return texts.say("saved.at", time=clock(keeper.stored.changed_at))
    return texts.say("saved.saving")


def _form(seen: Seen, keeper: Keeper, words: Wording, parts: Parts) -> IntakeView:
    intake, look, texts = keeper.intake, seen.look, words.texts
    form = FormView(
        flags=parts.flags.view(intake, words, look.flags),
        pain=parts.pain.view(intake, words),
        health=parts.health.view(intake, words),
        examination=parts.examination.view(intake, words, look.flags, leg=parts.pain.leg_involved(intake)),
        tradition=parts.tradition.view(intake, words),
        consent=parts.consent.view(intake),
    )
    listed = sections(form, intake, look.gaps, words)
    must = sum(section.must for section in listed)
    return IntakeView(
        mode="form",
        title=texts.say("title", day=words.day(intake.taken_on)),
        meta=_meta(seen, keeper, texts),
        notice=_form_notice(seen, keeper, texts),
        emergency=_emergency(look, words),
        alerts=alerts(intake, words.library, look.flags, words),
        sections=listed,
        open=open_items(form, look.gaps, words),
        open_words=texts.count("open.must", must) if must else texts.say("open.nothing"),
        problems=tuple(dict(_problems(seen, form, words)).items()),
        form=form,
        can_record=not keeper.recording,
        can_discard=keeper.state != "fresh" and not keeper.recording,
        busy=keeper.recording,
        saved_badly=keeper.state in ("failed", "stale"),
    )


def _recorded(seen: Seen, record: IntakeRecord, words: Wording) -> IntakeView:
    texts, intake = words.texts, record.intake
    when = _when(record, seen.today, texts) if record.changed_at else ""
    must = sum(gap.need == "must" for gap in seen.look.gaps)
    still = texts.count("open.must", must) if must else ""
    return IntakeView(
        mode="recorded",
        title=texts.say("title", day=words.day(intake.taken_on)),
        meta=" · ".join(part for part in (texts.say("recorded", time=when) if when else "", still) if part),
        emergency=_emergency(seen.look, words),
        alerts=alerts(intake, words.library, seen.look.flags, words),
        summary=summary(intake, words),
        can_revise=seen.may_write,
    )


def _emergency(look: IntakeLook, words: Wording) -> tuple[FindingView, ...]:
    return tuple(words.finding(flag) for flag in look.flags if flag.level is Level.EMERGENCY)


def _meta(seen: Seen, keeper: Keeper, texts: Texts) -> str:
    if seen.resumed and keeper.stored.changed_at is not None:
        return texts.say("resumed", time=_when(keeper.stored, seen.today, texts))
    return texts.say("new" if keeper.stored.id is None and not keeper.unsaved else "draft")


def _form_notice(seen: Seen, keeper: Keeper, texts: Texts) -> NoticeView | None:
    if keeper.state == "stale":
        return _notice(texts, texts.say("stale.title"), texts.say("stale.text"), "reload")
    if keeper.state == "failed":
        told = keeper.problem or seen.problem or texts.say("failed.unknown")
        return _notice(texts, texts.say("unsaved.title"), texts.say("unsaved.text", problem=told), "retry")
    if seen.problem:
        return NoticeView(title=texts.say("failed.recording"), text=seen.problem)
    if keeper.intake.taken_on != seen.today:
        text = texts.say("older.text", day=day(texts, keeper.intake.taken_on))
        return _notice(texts, texts.say("older.title"), text, "today")
    return None


def _notice(texts: Texts, title: str, text: str, action: str) -> NoticeView:
    return NoticeView(title=title, text=text, action=action, action_words=texts.say(f"action.{action}"))


def _problems(seen: Seen, form: FormView, words: Wording) -> Iterator[tuple[str, str]]:
    """An empty place is no problem before somebody wants to record: nobody has failed who has just begun."""
    for field, message in seen.look.problems:
        if field != "complaint.places" or seen.tried:
            yield field, problem_words(field, message, words)
    if seen.tried:
        yield from side_problems(form, words)
    for field, message in seen.refusals:
        yield field, problem_words(field, message, words)


def _when(record: IntakeRecord, today: date, texts: Texts) -> str:
    """`10:32`, with the day where it is not today's."""
    if record.changed_at is None:
        return ""
    local = record.changed_at.astimezone()
    time = clock(record.changed_at)
    return time if local.date() == today else texts.say("moment", day=day(texts, local.date()), time=time)

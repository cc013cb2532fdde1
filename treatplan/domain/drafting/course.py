"""The course of a draft: how often, for how long, and the visit at which progress is looked at."""

from collections.abc import Iterator, Sequence

from treatplan.domain.dose import Absent
from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case, once
from treatplan.domain.modality import Reason
from treatplan.domain.plan import Phase, Regimen
from treatplan.domain.recipe import Course, Recipe


def regimen(basis: Basis, case: Case) -> Regimen:
    """The course in phases of whole sessions, with its review."""
    voice, course, met = _course(basis, case)
    sessions, weeks = totals(course.phases)
    rules = [case.say("review.rule", session=course.review_session)]
    rules += [one.recipe.text.review_rule for one in basis.voices if one.recipe.text.review_rule]
    return Regimen(
        phases=course.phases,
        sessions=sessions,
        weeks=weeks,
        session_min=course.session_min,
        review_session=course.review_session,
        review_rule=" ".join(dict.fromkeys(rules)),
        because=once((*voice.reasons, *met)),
        sources=course.sources,
    )


def totals(phases: Sequence[Phase]) -> tuple[int | Absent, float | Absent]:
    """Visits and weeks of a course; not reported where a phase does not say a plain number."""
    sessions = [phase.sessions for phase in phases if isinstance(phase.sessions, int)]
    weeks = [phase.weeks for phase in phases if isinstance(phase.weeks, int | float)]
    return (
        sum(sessions) if len(sessions) == len(phases) else Absent.NOT_REPORTED,
        float(sum(weeks)) if len(weeks) == len(phases) else Absent.NOT_REPORTED,
    )


def _course(basis: Basis, case: Case) -> tuple[Voice, Course, tuple[Reason, ...]]:
    """The onset's course if it goes first; that of a named cause; one that has a source; the onset's; then any other.

    Causes come before patterns, patterns before the general start.
    """
    offered = list(_offered(basis, case))
    onset = [offer for offer in offered if offer[0].kind == "onset"]
    if onset and basis.onset is not None and basis.onset.course_first:
        return onset[0]
    others = [offer for offer in offered if offer[0].kind != "onset"]
    first = others[0]
    named = first[0].kind == "cause" and not basis.general
    if onset and first[1].standing == "app_default" and not named:
        return onset[0]
    return first


def _offered(basis: Basis, case: Case) -> Iterator[tuple[Voice, Course, tuple[Reason, ...]]]:
    """Each voice's course for this intake; a voice without one offers none."""
    for voice in basis.voices:
        if voice.kind == "channel":
            continue
        others = voice.recipe.other_courses if isinstance(voice.recipe, Recipe) else ()
        for course in others:
            met = case.all_met(course.when)
            if met is not None:
                yield voice, course, met
                break
        else:
            if voice.recipe.course is not None:
                yield voice, voice.recipe.course, ()

"""What a patient's handout says: sections in their order, from the plan, the intake and the library. Not how it looks.

Everything printed comes from the plan, from the library's leaflets and claims, or from the catalogue of wording.
"""

from treatplan.domain.composing.after import (
    advice_section,
    after_section,
    contact_section,
    evidence_section,
    sources_section,
)
from treatplan.domain.composing.case import Case, case_of
from treatplan.domain.composing.front import cause_section, key_section, stop_section, treatment_section
from treatplan.domain.composing.home import home_section, stop_rules_section
from treatplan.domain.composing.plan import plan_section
from treatplan.domain.composing.referral_note import compose_referral
from treatplan.domain.composing.words import dotted, listed, long_date, name_of, practitioner_name, with_bold
from treatplan.domain.intake import Intake, PrintSize
from treatplan.domain.library import Library
from treatplan.domain.paper import Handout, Letterhead, Rich, Section, Wish, plain
from treatplan.domain.plan import Plan, Status
from treatplan.domain.texts import Texts

__all__ = ["compose", "compose_referral"]


def compose(plan: Plan, intake: Intake, library: Library, texts: Texts, wish: Wish) -> Handout:
    """The handout of a plan for this patient. The same input makes the same handout.

    Raises `KeyError` for a country the library does not have, or a wording the catalogue does not have.
    """
    case = case_of(plan, intake, library, texts, wish)
    day = plan.drafted_on or intake.taken_on
    version = texts.say("handout.version", version=plan.version)
    made = texts.say("handout.plan_of", date=long_date(texts, day, case.country))
    name = name_of(texts, intake.patient)
    who = practitioner_name(texts, plan.practitioner)
    return Handout(
        title=texts.say("handout.title"),
        language=wish.language,
        paper=wish.paper,
        size=wish.size,
        dated=day,
        letterhead=_letterhead(case, name, dotted(texts, (long_date(texts, day, case.country), version))),
        sections=_sections(case, wish.size),
        footer=dotted(texts, (name, listed(texts, (made, version)), who)),
        page_word=texts.say("page", page="{page}", pages="{pages}"),
        status=_status(plan, texts),
        subject=texts.say("handout.subject", name=name),
        meta={"plan_version": str(plan.version), "library": plan.library},
    )


def _sections(case: Case, size: PrintSize) -> tuple[Section, ...]:
    """In the order of the page. Sources come last of those that cite, since citing gives them their numbers."""
    first = (key_section(case), stop_section(case))
    if size is PrintSize.LARGE:  # the box of danger signs stays on page one, however large the print
        first = (first[1], first[0])
    made = (
        *first,
        cause_section(case),
        treatment_section(case),
        plan_section(case),
        home_section(case),
        stop_rules_section(case),
        after_section(case),
        advice_section(case),
        evidence_section(case),
        sources_section(case),
        contact_section(case),
    )
    return tuple(section for section in made if section is not None and section.blocks)


def _letterhead(case: Case, name: str, dated: str) -> Letterhead:
    clinic = case.plan.clinic
    contact = dotted(case.texts, (clinic.address, clinic.phone))
    right: tuple[Rich, ...] = (with_bold(case.texts, "handout.plan_for", "name", name), plain(dated))
    return Letterhead(clinic=clinic.name, lines=(contact,) if contact else (), right=right)


def _status(plan: Plan, texts: Texts) -> str:
    match plan.status:
        case Status.RELEASED:
            return ""
        case Status.AMENDED:
            return texts.say("status.amended")
        case Status.CLOSED:
            return texts.say("status.closed")
        case _:
            return texts.say("status.draft")

"""Plans and patients whose handouts are read in tests, on the shipped library and wording."""

from dataclasses import replace
from datetime import date
from functools import cache

from tests.builders import (
    TODAY,
    a_patient,
    a_plan,
    a_woman,
    an_intake,
    cup,
    cupping,
    heat,
    moxa,
    needle,
    needling,
    stretch,
    stretching,
)
from tests.domain.composing.reading import section_lines
from treatplan.bundle import bundled
from treatplan.content.packs import load_library
from treatplan.content.texts import load_texts
from treatplan.domain.dose import Span
from treatplan.domain.equipment import Cup, CupSource, MoxaMaterial, Needle
from treatplan.domain.handout import compose
from treatplan.domain.intake import Complaint, Intake, Onset, PregnancyStatus, Radiation, Reach
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Electrical,
    Exercise,
    Needling,
    PointRule,
    Position,
    Strength,
)
from treatplan.domain.paper import Handout, Section, Wish
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.plan import Clinic, Diagnosis, Phase, Plan, Practitioner, Regimen, Status
from treatplan.domain.texts import Texts

CLINIC = Clinic(name="Willow Bridge Acupuncture", address="24 Mill Lane", phone="01233 555 014")
PRACTITIONER = Practitioner(name="M. Okafor", qualification="LicAc")
STERILE = Needle(sterile_single_use=True)
TWO_PHASES = Regimen(
    phases=(
        Phase(sessions=6, times=2, per="week", weeks=3),
        Phase(sessions=4, times=1, per="week", weeks=4),
    ),
    session_min=45,
    review_session=5,
)


@cache
def the_library() -> Library:
    """The shipped content."""
    return load_library([bundled("resources") / "content" / "core"])


@cache
def the_texts() -> Texts:
    """The shipped wording."""
    return load_texts(bundled("resources") / "texts")


def made(plan: Plan, intake: Intake | None = None, country: str = "intl") -> Handout:
    """The handout of a plan."""
    return compose(plan, intake or an_intake(), the_library(), the_texts(), Wish(jurisdiction=country))


def section(handout: Handout, id_: str) -> Section:
    """The section by its id. Raises `StopIteration` where it is not on the paper."""
    return next(section for section in handout.sections if section.id == id_)


def words(handout: Handout, id_: str) -> str:
    """What a section says, as text."""
    return "\n".join(section_lines(section(handout, id_)))


def ids(handout: Handout) -> tuple[str, ...]:
    return tuple(section.id for section in handout.sections)


def needles(*codes: str, minutes: float = 25) -> Needling:
    """Sterile needles in both sides of some points."""
    return needling(*map(needle, codes), retention_min=minutes, needle=STERILE, position=Position.PRONE)


def exercise(id_: str, **fields: object) -> Exercise:
    """An exercise with its whole dose."""
    dose = {"hold_s": 2, "reps": 5, "sets": 1, "times_per_day": 3, "days_per_week": 7}
    return stretch(id_, **(dose | fields))


def advice(*leaflets: str) -> Advice:
    return Advice(items=tuple(AdviceItem(item_id=f"advice.{id_}", leaflet=id_) for id_ in leaflets))


def starting(day: date, regimen: Regimen = TWO_PHASES) -> Regimen:
    """The course from a day on."""
    return replace(regimen, starts_on=day)


def disc_on_warfarin() -> tuple[Plan, Intake]:
    """Leg pain from a disc, cold and damp, on warfarin; begins on a Tuesday."""
    sore = Complaint(
        places=(Place(region=Region.LOW_BACK),),
        started_on=date(2026, 5, 1),
        onset=Onset.UNKNOWN,
        radiation=Radiation(reach=Reach.BELOW_KNEE, side=Side.LEFT),
    )
    intake = an_intake(
        patient=a_patient(age=67, given_name="Ana", family_name="Álvarez"),
        complaint=sore,
        causes=("W05",),
        patterns=("T01",),
        yes=("anticoagulant",),
        medicines=("warfarin 3 mg",),
        goals=("lift my grandson",),
    )
    ashi = PointRule(item_id="ashi", kind="ashi", how_many=Span(low=0, high=2), regions=(Region.LOW_BACK,))
    left = (needle("BL40", side=Side.LEFT), needle("BL57", side=Side.LEFT))
    plan = a_plan(
        needling(
            *map(needle, ("BL23", "BL25")),
            *left,
            rules=(replace(ashi, side=Side.BILATERAL),),
            retention_min=20,
            needle=STERILE,
            position=Position.SIDE_LYING,
        ),
        moxa(
            heat("BL23", side=Side.BILATERAL, minutes=10),
            heat("GV3", side=Side.MIDLINE, minutes=10),
            distance_mm=30,
            material=MoxaMaterial(kind="pure", smoke="smokeless"),
        ),
        stretching(exercise("EX02"), exercise("EX05", reps=10, times_per_day=2)),
        advice("stay_active", "morning_bending"),
        drafted_on=TODAY,
        diagnosis=Diagnosis(causes=("W05",), patterns=("T01",)),
        regimen=starting(date(2026, 12, 1)),
        clinic=CLINIC,
        practitioner=PRACTITIONER,
    )
    return plan, intake


def pregnant_worker() -> tuple[Plan, Intake]:
    """Week 30, sore from work, no day agreed yet."""
    sore = Complaint(
        places=(Place(region=Region.LOW_BACK), Place(region=Region.BUTTOCK, side=Side.RIGHT)),
        started_on=date(2026, 11, 1),
        onset=Onset.REPETITIVE_STRESS,
    )
    intake = an_intake(
        patient=a_woman(PregnancyStatus.YES, week=30),
        complaint=sore,
        causes=("W01",),
    )
    plan = a_plan(
        replace(needles("BL40", "GB34", minutes=15), position=Position.SIDE_LYING),
        stretching(exercise("EX20", hold_s=Span(low=1, high=2), days_per_week=5), exercise("EX05")),
        advice("pace_load", "stay_active"),
        drafted_on=TODAY,
        diagnosis=Diagnosis(causes=("W01",)),
        regimen=TWO_PHASES,
    )
    return plan, intake


def everything_released() -> tuple[Plan, Intake]:
    """All four modalities on an upper back, electrical needles near the lung, flame cups; released, version 3."""
    sore = Complaint(places=(Place(region=Region.UPPER_BACK),), onset=Onset.CHRONIC_TENSION)
    intake = an_intake(
        patient=a_patient(age=34, given_name="伟", family_name="李"), complaint=sore, patterns=("T10",), causes=("W03",)
    )
    electric = needling(
        needle("BL13"),
        needle("EX-B2", level="T5"),
        needle("EX-B2", level="T6"),
        needle("SI3", side=Side.RIGHT),
        retention_min=Span(low=20, high=30),
        needle=STERILE,
        electrical=Electrical(frequency_hz=4, minutes=15),
    )
    plan = a_plan(
        electric,
        moxa(heat("GV14", side=Side.MIDLINE, minutes=Span(low=5, high=10))),
        replace(
            cupping(cup(Region.UPPER_BACK, side=Side.BILATERAL, cups=4, minutes=8), source=CupSource.FIRE),
            strength=Strength.MEDIUM,
            cup=Cup(source=CupSource.FIRE),
        ),
        stretching(exercise("EX17", hold_s=60, reps=1, times_per_day=1, days_per_week=4)),
        advice("movement_breaks", "sleep_and_stress"),
        drafted_on=TODAY,
        status=Status.RELEASED,
        version=3,
        diagnosis=Diagnosis(causes=("W03",), patterns=("T10",)),
        regimen=Regimen(sessions=Span(low=8, high=12), weeks=8),
        clinic=CLINIC,
        practitioner=PRACTITIONER,
    )
    return plan, intake

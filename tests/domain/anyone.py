"""Any patient and any plan: what Hypothesis draws from the shipped library, eight to ninety-five years old."""

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.builders import a_patient, a_plan, cup, cupping, electro, heat, moxa, needle, needling, stretch, stretching
from tests.domain.drafting.reading import CAUSES, PATTERNS, complaint, leg, library, sound_intake
from treatplan.domain.dose import Absent
from treatplan.domain.equipment import CupSource, MoxaMaterial
from treatplan.domain.intake import (
    Answer,
    Examination,
    FactorAnswer,
    Intake,
    Modifier,
    Onset,
    Path,
    Pregnancy,
    PregnancyStatus,
    Quality,
    Reach,
    Sex,
    Sign,
)
from treatplan.domain.modality import Angle, Component, CuppingStyle, MoxaTechnique, Position, Strength
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Factor

SORE = (
    Region.LOW_BACK,
    Region.UPPER_BACK,
    Region.SACRUM,
    Region.BUTTOCK,
    Region.HIP,
    Region.THIGH,
    Region.NECK,
    Region.SCAPULA,
)
ELSEWHERE = tuple(region for region in Region if region is not Region.ANY)
LEVELS = ("T3", "T12", "L2", "L4", "L5")
PLAIN = ("paracetamol", "prednisolone 5 mg", "李伟 {patient}")


@cache
def asked() -> tuple[Factor, ...]:
    """Every health fact that is asked, at the intake or at a visit."""
    return tuple(factor for factor in library().factors.values() if factor.ask in {"intake", "visit"})


@cache
def medicines() -> tuple[str, ...]:
    """A name of each class of medicines that rules know, and some that they do not."""
    return (*dict.fromkeys(medicine.names[0] for medicine in library().medicines), *PLAIN)


@st.composite
def answers(draw: st.DrawFn, factor: Factor) -> FactorAnswer:
    """A yes (or a "not sure" that counts as one), with a place where the fact has one and somebody asked for it."""
    unsure = factor.not_sure_counts_as_yes and draw(st.integers(0, 4)) == 0
    regions = draw(st.lists(st.sampled_from(ELSEWHERE), max_size=2, unique=True)) if factor.sited else []
    levels = draw(st.lists(st.sampled_from(LEVELS), max_size=2, unique=True)) if factor.sited else []
    given = Answer.NOT_SURE if unsure else Answer.YES
    return FactorAnswer(answer=given, regions=tuple(regions), levels=tuple(levels))


@st.composite
def patients(draw: st.DrawFn) -> Any:
    """A patient of 8 to 95 years; women between 12 and 55 may be pregnant, or nobody knows."""
    sex, age = draw(st.sampled_from(Sex)), draw(st.integers(8, 95))
    status, week = PregnancyStatus.NOT_POSSIBLE, None
    if sex is not Sex.MALE and 12 <= age <= 55:
        status = draw(st.sampled_from(PregnancyStatus))
        week = draw(st.none() | st.integers(1, 42)) if status is PregnancyStatus.YES else None
    return a_patient(age=age, sex=sex, pregnancy=Pregnancy(status=status, week=week))


def sublists(values: Any, most: int, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of the values, each once."""
    return st.lists(st.sampled_from(tuple(values)), min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def intakes(draw: st.DrawFn, most_factors: int = 4) -> Intake:
    """Any patient whose red flags were all answered no."""
    sides = st.sampled_from((Side.LEFT, Side.RIGHT, Side.BILATERAL))
    told = complaint(
        *draw(sublists(SORE, 3, 1)),
        days=draw(st.none() | st.integers(0, 400)),
        onset=draw(st.sampled_from(Onset)).value,
        radiation=draw(st.none() | st.builds(leg, st.sampled_from(Reach), st.sampled_from(Path), sides)),
        quality=draw(sublists(Quality, 2)),
        worse_with=draw(sublists(Modifier, 3)),
        better_with=draw(sublists(Modifier, 2)),
        pain_now=draw(st.none() | st.integers(0, 10)),
    )
    known = {factor.id: draw(answers(factor)) for factor in draw(sublists(asked(), most_factors))}
    examination = Examination(
        sensation=draw(st.sampled_from(Sign)),
        power=draw(st.sampled_from(Sign)),
        systolic_mmhg=draw(st.none() | st.integers(90, 200)),
        diastolic_mmhg=draw(st.none() | st.integers(50, 125)),
        temperature_c=draw(st.none() | st.sampled_from((36.5, 37.9, 38.0, 39.0))),
    )
    refused = draw(sublists(("needling", "moxibustion", "cupping", "stretching"), 1))
    return sound_intake(
        patient=draw(patients()),
        causes=draw(sublists(CAUSES, 2)),
        patterns=draw(sublists(PATTERNS, 2)),
        complaint=told,
        medicines=draw(sublists(medicines(), 2)),
        factors=known,
        examination=examination,
        consent=dict.fromkeys(refused, Answer.NO),
    )


@st.composite
def alarming(draw: st.DrawFn) -> Intake:
    """Any patient, of whom one or two signs of a red flag may be true."""
    intake = draw(intakes(most_factors=2))
    signs = draw(sublists(sorted(intake.red_flags), 2))
    said = {sign: draw(st.sampled_from((Answer.YES, Answer.NOT_SURE, Answer.NOT_ASKED))) for sign in signs}
    return replace(intake, red_flags={**intake.red_flags, **said})


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that a practitioner might type, wise or not."""
    parts = draw(st.lists(st.sampled_from(("needles", "electro", "moxa", "cups", "stretches")), min_size=1, max_size=4))
    return a_plan(*(draw(_component(part)) for part in parts))


@st.composite
def _component(draw: st.DrawFn, part: str) -> Component:
    places = draw(sublists(library().points, 5, 1))
    match part:
        case "needles" | "electro":
            made = [_needle(code, draw) for code in places]
            position = draw(st.sampled_from((*Position, Absent.NOT_REPORTED)))
            return needling(*made, position=position) if part == "needles" else electro(*made)
        case "moxa":
            material = draw(st.sampled_from((MoxaMaterial(kind="pure", smoke="smoke"), MoxaMaterial(kind="electric"))))
            spots = [heat(code, minutes=draw(st.integers(1, 40))) for code in places]
            return moxa(*spots, technique=draw(st.sampled_from(MoxaTechnique)), material=material)
        case "cups":
            regions = draw(sublists(ELSEWHERE, 3, 1))
            return cupping(
                *(cup(region, minutes=draw(st.integers(1, 30))) for region in regions),
                style=draw(st.sampled_from(CuppingStyle)),
                source=draw(st.sampled_from(CupSource)),
                strength=draw(st.sampled_from(Strength)),
            )
        case _:
            return stretching(*(stretch(id_) for id_ in draw(sublists(library().stretches, 4, 1))))


def _needle(code: str, draw: st.DrawFn) -> Any:
    point = library().points[code]
    level = draw(st.sampled_from(("", *point.levels)))
    depth = draw(st.none() | st.integers(2, 60))
    angle = draw(st.sampled_from((*Angle, Absent.NOT_REPORTED)))
    return needle(code, Absent.NOT_REPORTED if depth is None else float(depth), angle, level=level)


def with_fact(intake: Intake, factor: str, answer: FactorAnswer) -> Intake:
    """The same patient, of whom one thing more is known."""
    return replace(intake, factors={**intake.factors, factor: answer})

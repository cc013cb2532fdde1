"""Whole values with few words: patients, intakes, plans, libraries. What a test does not name is sound and harmless."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from treatplan.domain.dose import Absent
from treatplan.domain.equipment import Cup, CupSource, MoxaMaterial
from treatplan.domain.intake import (
    Answer,
    Complaint,
    FactorAnswer,
    Intake,
    Patient,
    Pregnancy,
    PregnancyStatus,
    Sex,
)
from treatplan.domain.library import (
    Defaults,
    DepthLine,
    Library,
    Medicine,
    Point,
    PointText,
    Source,
    Stretch,
    StretchText,
)
from treatplan.domain.modality import (
    Angle,
    Component,
    Cupping,
    CuppingStyle,
    CupSite,
    Electrical,
    Exercise,
    HeatPoint,
    MoxaTechnique,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stretching,
)
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.plan import FindingAnswer, Plan
from treatplan.domain.rules import (
    Factor,
    FactorText,
    FieldTest,
    Kind,
    Level,
    Part,
    RedFlag,
    RedFlagText,
    Rule,
    RuleText,
    Scope,
    Target,
    Trigger,
)

TODAY = date(2026, 11, 24)
RULE_SET = "test-1"
EVERY_KIND = tuple(Kind)


# --- the patient -------------------------------------------------------------------------------------------------


def a_patient(*, age: int = 45, sex: Sex = Sex.MALE, **fields: Any) -> Patient:
    """A patient of an age on `TODAY`; a man, so that pregnancy is no question unless a test asks it."""
    named = {"given_name": "Ana", "family_name": "O'Neil"} | fields
    return Patient(birth_date=date(TODAY.year - age, 1, 15), sex=sex, **named)


def a_woman(status: PregnancyStatus = PregnancyStatus.NO, *, week: int | None = None, age: int = 30) -> Patient:
    """A woman, pregnant or not."""
    return a_patient(age=age, sex=Sex.FEMALE, pregnancy=Pregnancy(status=status, week=week))


def an_intake(
    *,
    yes: Iterable[str] = (),
    no: Iterable[str] = (),
    not_sure: Iterable[str] = (),
    red_flags: Mapping[str, str] | None = None,
    regions: Iterable[Region] = (Region.LOW_BACK,),
    **fields: Any,
) -> Intake:
    """An intake of a sore low back. `yes`, `no` and `not_sure` name patient factors."""
    factors = {
        factor: FactorAnswer(answer=answer, asked_on=TODAY)
        for answer, named in ((Answer.YES, yes), (Answer.NO, no), (Answer.NOT_SURE, not_sure))
        for factor in named
    }
    given: dict[str, Any] = {
        "format": "treatplan.intake/1",
        "taken_on": TODAY,
        "patient": a_patient(),
        "complaint": Complaint(places=tuple(Place(region=region) for region in regions)),
        "red_flags": {part: Answer(answer) for part, answer in (red_flags or {}).items()},
    }
    given |= fields
    given["factors"] = factors | dict(given.get("factors", {}))
    return Intake(**given)


def sited(*regions: Region, levels: Iterable[str] = (), answer: Answer = Answer.YES) -> FactorAnswer:
    """An answer to a factor that has a place."""
    return FactorAnswer(answer=answer, asked_on=TODAY, regions=regions, levels=tuple(levels))


# --- the plan ----------------------------------------------------------------------------------------------------


def a_plan(*components: Component, answers: Iterable[FindingAnswer] = (), **fields: Any) -> Plan:
    """A draft of these components; without any, one needle in BL23."""
    made = components or (needling(needle("BL23")),)
    return Plan(format="treatplan.plan/1", components=made, answers=tuple(answers), **fields)


def needle(code: str, depth: Any = Absent.NOT_REPORTED, angle: Any = Absent.NOT_REPORTED, **fields: Any) -> NeedlePoint:
    """One point to be needled; its id is made of code and level."""
    item_id = "needle-" + "-".join(filter(None, (code, str(fields.get("level", "")))))
    given = {"item_id": item_id, "side": Side.BILATERAL} | fields
    return NeedlePoint(code=code, depth_mm=depth, angle=angle, **given)


def needling(*points: NeedlePoint, rules: Iterable[PointRule] = (), **fields: Any) -> Needling:
    """A needling component."""
    return Needling(points=points, point_rules=tuple(rules), **fields)


def electro(*points: NeedlePoint, pairs: Iterable[str] = (), across_midline: bool = False, **fields: Any) -> Needling:
    """A needling component with electrical stimulation."""
    return needling(*points, electrical=Electrical(pairs=tuple(pairs), across_midline=across_midline), **fields)


def choice(*codes: str, regions: Iterable[Region] = (), item_id: str = "choice", **fields: Any) -> PointRule:
    """A rule for points: a choice between codes, or tender points where there are none."""
    kind = "choose" if codes else "ashi"
    return PointRule(item_id=item_id, choose_from=codes, regions=tuple(regions), **({"kind": kind} | fields))


def heat(code: str = "", region: Region | None = None, **fields: Any) -> HeatPoint:
    """One place to be warmed."""
    return HeatPoint(**({"item_id": f"heat-{code or region}", "code": code, "region": region} | fields))


def moxa(
    *points: HeatPoint, technique: Any = MoxaTechnique.SUSPENDED, material: MoxaMaterial | None = None, **fields: Any
) -> Moxibustion:
    """A moxibustion component: a smoking stick held above the skin, unless told otherwise."""
    burnt = material or MoxaMaterial(kind="pure", smoke="smoke")
    return Moxibustion(points=points, technique=technique, material=burnt, **fields)


def cup(region: Region | None = Region.UPPER_BACK, code: str = "", **fields: Any) -> CupSite:
    """One place for cups."""
    place = {"code": code, "region": None} if code else {"code": "", "region": region}
    return CupSite(**({"item_id": f"cup-{code or region}"} | place | fields))


def cupping(
    *sites: CupSite,
    style: Any = CuppingStyle.DRY,
    source: CupSource | Absent = CupSource.PUMP,
    **fields: Any,
) -> Cupping:
    """A cupping component: dry pump cups, unless told otherwise."""
    return Cupping(sites=sites or (cup(),), style=style, cup=Cup(source=source), **fields)


def stretch(exercise: str, **fields: Any) -> Exercise:
    """One exercise of the plan."""
    return Exercise(**({"item_id": f"stretch-{exercise}", "exercise": exercise} | fields))


def stretching(*exercises: Exercise, **fields: Any) -> Stretching:
    """A stretching component."""
    return Stretching(exercises=exercises, **fields)


def an_answer(finding: Any, decision: str = "overridden", reason: str = "Agreed with the doctor by phone") -> Any:
    """A practitioner's answer that fits a finding."""
    return FindingAnswer(
        rule=finding.rule,
        rule_set=RULE_SET,
        fact_hash=finding.key,
        decision=decision,  # type: ignore[arg-type]
        reason=reason,
        by="A. Practitioner",
        on=TODAY,
    )


# --- the library -------------------------------------------------------------------------------------------------


def a_point(code: str, *regions: Region, **fields: Any) -> Point:
    """A point of the library."""
    channel = code.rstrip("0123456789") if "-" not in code else "EX"
    given: dict[str, Any] = {
        "channel": channel,
        "kind": "extra" if channel == "EX" else "channel",
        "pinyin": code,
        "pinyin_plain": code.lower(),
        "hanzi": "穴",
        "hanzi_traditional": "穴",
        "regions": regions or (Region.LOW_BACK,),
        "laterality": "paired",
        "sources": ("a-source",),
        "text": PointText(location="where it is"),
    }
    return Point(code=code, **(given | fields))


def points() -> dict[str, Point]:
    """A few points with their real regions and hazards."""
    levels = (*(f"T{number}" for number in range(1, 13)), *(f"L{number}" for number in range(1, 6)))
    made = (
        a_point("BL13", Region.UPPER_BACK, hazards=("pneumothorax",), angle=Angle.OBLIQUE, categories=("back_shu",)),
        a_point("BL23", hazards=("kidney",), angle=Angle.PERPENDICULAR, categories=("back_shu",), depth_cun=(0.5, 0.8)),
        a_point("BL25", angle=Angle.PERPENDICULAR),
        a_point("BL32", Region.SACRUM, pregnancy_caution=True),
        a_point("BL40", Region.KNEE, hazards=("major_vessel",)),
        a_point("BL60", Region.ANKLE, pregnancy_caution=True),
        a_point("GB21", Region.SHOULDER, Region.NECK, hazards=("pneumothorax",), pregnancy_caution=True),
        a_point("GV4", hazards=("spinal_canal",), laterality="midline"),
        a_point("LI4", Region.HAND, pregnancy_caution=True),
        a_point("SP6", Region.LEG, pregnancy_caution=True),
        a_point("CV4", Region.LOWER_ABDOMEN, laterality="midline"),
        a_point(
            "EX-B2",
            Region.UPPER_BACK,
            Region.LOW_BACK,
            laterality="group",
            levels=levels,
            hazards=("pneumothorax", "spinal_canal"),
        ),
        a_point("EX-Ashi", Region.ANY),
    )
    return {point.code: point for point in made}


def a_line(id_: str, *codes: str, mm: float, **fields: Any) -> DepthLine:
    """A warning line."""
    given: dict[str, Any] = {"structure": "something deep", "rule": "", "sources": ("a-source",)}
    return DepthLine(id=id_, points=codes, line_mm=mm, standing="app_default", **(given | fields))


def a_stretch(id_: str, *tags: str, regions: Iterable[Region] = (), **fields: Any) -> Stretch:
    """An exercise of the library."""
    text = StretchText(of=1, reviewed=TODAY, name=f"exercise {id_}", start="Lie down.", steps=("Move.",))
    given: dict[str, Any] = {
        "reviewed": TODAY,
        "reps": 5,
        "sets": 1,
        "times_per_day": 1,
        "days_per_week": 7,
        "dose_standing": "app_default",
        "sources": ("a-source",),
        "text": text,
    }
    return Stretch(id=id_, tags=tags, regions=tuple(regions), **(given | fields))


def a_factor(id_: str, *, ask: str = "intake", **fields: Any) -> Factor:
    """A patient factor with its question."""
    text = FactorText(name=id_.replace("_", " "), question=f"{id_.replace('_', ' ')}?")
    return Factor(id=id_, ask=ask, text=text, **fields)  # type: ignore[arg-type]


def where(field: str, *equals: str, **bounds: Any) -> FieldTest:
    """A test on an intake field."""
    return FieldTest(field=field, equals=equals, **bounds)


def a_rule(
    id_: str,
    *factors: str,
    level: Level = Level.CONTRAINDICATED,
    kinds: Iterable[Kind] = (Kind.NEEDLING,),
    targets: Iterable[Target] = (),
    **fields: Any,
) -> Rule:
    """A rule; without targets it speaks of everything of its kinds."""
    given: dict[str, Any] = {
        "reviewed": TODAY,
        "scope": Scope.FINDING,
        "overridable": True,
        "sources": ("a-source",),
        "text": RuleText(of=1, reviewed=TODAY, title=f"title {id_}", why=f"why {id_}", what_to_do=f"do {id_}"),
    }
    return Rule(id=id_, factors=factors, level=level, kinds=tuple(kinds), targets=tuple(targets), **(given | fields))


def a_part(id_: str, **fields: Any) -> Part:
    """One question of a red flag."""
    return Part(id=id_, **fields)


def a_trigger(urgency: str, *all_of: str, **fields: Any) -> Trigger:
    """When a red flag fires."""
    return Trigger(urgency=urgency, all_of=all_of, **fields)  # type: ignore[arg-type]


def a_flag(id_: str, parts: Iterable[Part | str], triggers: Iterable[Trigger], **fields: Any) -> RedFlag:
    """A red flag; a part given as a word is a plain question."""
    made = tuple(Part(id=part) if isinstance(part, str) else part for part in parts)
    text = RedFlagText(
        of=1,
        reviewed=TODAY,
        name=f"name {id_}",
        questions={part.id: f"ask {part.id}?" for part in made},
        why=f"why {id_}",
        action=f"action {id_}",
        actions={"emergency": f"emergency action {id_}"},
    )
    given: dict[str, Any] = {
        "reviewed": TODAY,
        "blocks_if_unasked": False,
        "overridable": True,
        "sources": ("a-source",),
        "text": text,
    }
    return RedFlag(id=id_, parts=made, triggers=tuple(triggers), **(given | fields))


def a_library(
    *,
    rules: Iterable[Rule] = (),
    red_flags: Iterable[RedFlag] = (),
    factors: Iterable[Factor] = (),
    stretches: Iterable[Stretch] = (),
    **fields: Any,
) -> Library:
    """A small library. Factors that rules name are made where they are not given."""
    ruled = tuple(rules)
    named = dict.fromkeys(factor for rule in ruled for factor in rule.factors)
    made = {id_: a_factor(id_, ask="always" if id_ == "any_patient" else "intake") for id_ in named}
    given: dict[str, Any] = {
        "name": "test",
        "version": "1",
        "rule_set": RULE_SET,
        "language": "en",
        "defaults": Defaults(
            cun_mm=22,
            needle_lengths_mm=(25, 40, 50, 75),
            needle_margin_mm=10,
            local_pairs_max=4,
            distal_pairs_max=3,
            stretches_max=5,
            stretches_default=3,
            standing="app_default",
            sources=("a-source",),
        ),
        "sources": {"a-source": Source(id="a-source", short="A 2020", citation="A. 2020.", standing="memory")},
        "points": points(),
    }
    return Library(
        rules={rule.id: rule for rule in ruled},
        red_flags={flag.id: flag for flag in red_flags},
        factors=made | {factor.id: factor for factor in factors},
        stretches={made_stretch.id: made_stretch for made_stretch in stretches},
        **(given | fields),
    )


def blood_thinners() -> tuple[Medicine, ...]:
    """Two classes of medicines by name."""
    return (
        Medicine(
            factor="anticoagulant",
            names=("warfarin", "apixaban", "low molecular weight heparin"),
            sources=("a-source",),
        ),
        Medicine(factor="antiplatelet", names=("clopidogrel", "acide acétylsalicylique"), sources=("a-source",)),
    )


def with_answers(plan: Plan, *answers: FindingAnswer) -> Plan:
    """The plan with these answers in it."""
    return replace(plan, answers=(*plan.answers, *answers))

"""Components as cards: a computed line about each, and its items as rows. Nothing here is typed by anybody."""

from collections.abc import Callable, Iterable, Sequence

from treatplan.domain.composing.doses import cup_total, needles, retention
from treatplan.domain.dose import Absent, highest
from treatplan.domain.editing.fields import Field, fields_of
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Component,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stimulation,
    Stretching,
)
from treatplan.domain.plan import Plan, PlanItem, items_of
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import ComponentView, FieldView, FindingView, RowView

MODALITIES = ("needling", "moxibustion", "cupping", "stretching", "advice")


def component_views(plan: Plan, findings: Sequence[FindingView], telling: Telling) -> tuple[ComponentView, ...]:
    """A card for each modality, in their order; one that is not in the plan says why."""
    held = {component.modality: component for component in plan.components}
    return tuple(
        _on(held[modality], findings, telling) if modality in held else _off(modality, plan, telling)
        for modality in MODALITIES
    )


def _on(component: Component, findings: Sequence[FindingView], telling: Telling) -> ComponentView:
    modality = component.modality
    items = items_of(component)
    return ComponentView(
        modality=modality,
        title=telling.texts.say(f"modality.{modality}"),
        meta=_meta(component, telling),
        on=True,
        add_hint=telling.texts.say(f"add.{modality}"),
        fields=field_views(fields_of(component), telling),
        rows=tuple(_row(item, component, telling) for item in items),
        findings=tuple(finding for finding in findings if finding.modality == modality),
    )


def _off(modality: str, plan: Plan, telling: Telling) -> ComponentView:
    name = telling.texts.say(f"modality.{modality}")
    starts = (modality, name.casefold())
    reasons = [left.text for left in plan.left_out if left.what.casefold().startswith(starts)]
    return ComponentView(
        modality=modality,
        title=name,
        meta=telling.texts.say("component.off"),
        on=False,
        left_out=tuple(dict.fromkeys(reasons)) or (telling.texts.say("component.not_drafted"),),
        add_word=telling.texts.say("component.add", name=name.lower()),
    )


def names_of_items(plan: Plan, telling: Telling) -> dict[str, str]:
    """What cards and rows are called, by the id of their item or component: their code, else their name."""
    made: dict[str, str] = {}
    for component in plan.components:
        made[component.modality] = telling.texts.say(f"modality.{component.modality}")
        for item in items_of(component):
            code, name, _, _ = _told(item, component, telling)
            made[item.item_id] = code or name
    return made


def field_views(fields: Iterable[Field], telling: Telling) -> tuple[FieldView, ...]:
    """Fields that can be edited, with their words."""
    return tuple(telling.field(one.name, one.kind, one.unit, one.text, one.choices) for one in fields)


def _meta(component: Component, telling: Telling) -> str:
    """`0.18 × 30 mm · prone · 25 min · 8 needles`: computed from the items, never typed."""
    return telling.joined(_said(component, telling))


def _said(component: Component, telling: Telling) -> list[str]:
    match component:
        case Needling():
            return _needling(component, telling)
        case Moxibustion():
            return [
                telling.choice(component.technique),
                _away(component, telling),
                _times([point.minutes for point in component.points], telling),
                telling.choice(component.material.smoke),
            ]
        case Cupping():
            return [
                telling.choice(component.style),
                telling.choice(component.strength),
                _times([site.minutes for site in component.sites], telling),
                _count("cups", cup_total(component), telling),
            ]
        case Stretching():
            minutes = telling.dose(component.home_minutes)
            return [
                telling.texts.count("exercises", len(component.exercises)),
                telling.texts.say("home_minutes", amount=minutes) if minutes else "",
            ]
        case Advice():
            return [telling.texts.count("leaflets", len(component.items))]


def _needling(component: Needling, telling: Telling) -> list[str]:
    thick, long = telling.dose(component.needle.diameter_mm), telling.dose(component.needle.length_mm, "mm")
    size = telling.texts.say("needle.size", thick=thick, long=long) if thick and long else thick or long
    electric = "" if isinstance(component.electrical, Absent) else telling.texts.say("needle.electrical")
    return [
        size,
        telling.choice(component.position),
        telling.dose(retention(component), "min"),
        _count("needles", needles(component, telling.library), telling),
        electric,
    ]


def _away(component: Moxibustion, telling: Telling) -> str:
    distance = telling.dose(component.distance_mm, "mm")
    return telling.texts.say("moxa.away", distance=distance) if distance else ""


def _times(times: Sequence[object], telling: Telling) -> str:
    """The time of each item where all have the same; with different ones the rows say it."""
    said = {telling.dose(time, "min") for time in times}
    return said.pop() if len(said) == 1 else ""


def _count(key: str, number: object, telling: Telling) -> str:
    shown = telling.dose(number)
    most = highest(number) if shown else None  # type: ignore[arg-type]
    return telling.texts.count(key, int(most), amount=shown) if most is not None else ""


def _row(item: PlanItem, component: Component, telling: Telling) -> RowView:
    code, name, note, cells = _told(item, component, telling)
    return RowView(
        id=item.item_id,
        code=code,
        name=name,
        note=note,
        cells=cells,
        spoken=", ".join(part for part in (code, name, note, *cells) if part),
        fields=field_views(fields_of(item), telling),
        why=telling.why(item.because, item.sources),
    )


_Told = tuple[str, str, str, tuple[str, str, str]]


def _told(item: PlanItem, component: Component, telling: Telling) -> _Told:
    match item:
        case NeedlePoint():
            worked = (
                item.stimulation
                if item.stimulation is not Absent.NOT_REPORTED
                else getattr(component, "stimulation", "")
            )
            manner = telling.texts.say("needle.still") if worked is Stimulation.NONE else telling.choice(worked)
            depth = telling.dose(item.depth_mm, "mm")
            return _at_point(item, telling, (telling.choice(item.side), depth, manner))
        case HeatPoint():
            manner = telling.dose(item.units)
            return _at_point(item, telling, (telling.choice(item.side), telling.dose(item.minutes, "min"), manner))
        case CupSite():
            cups = _count("cups", item.cups, telling)
            return _at_point(item, telling, (telling.choice(item.side), telling.dose(item.minutes, "min"), cups))
        case Exercise():
            return "", item.name or _stretch_name(item.exercise, telling), "", _home_dose(item, telling)
        case AdviceItem():
            leaflet = telling.library.leaflets.get(item.leaflet)
            return "", leaflet.text.title if leaflet is not None else item.text or item.leaflet, "", ("", "", "")
        case PointRule():
            return _of_rule(item, telling)


def _at_point(item: NeedlePoint | HeatPoint | CupSite, telling: Telling, cells: tuple[str, str, str]) -> _Told:
    code = f"{item.code} {item.level}".strip()
    point = telling.library.points.get(item.code)
    if point is not None:
        return code, point.pinyin, item.location_text or point.text.english or point.text.location, cells
    region = getattr(item, "region", None)
    return code, telling.word(f"region.{region}", str(region)) if region else "", item.location_text, cells


def _stretch_name(id_: str, telling: Telling) -> str:
    stretch = telling.library.stretches.get(id_)
    return stretch.text.name if stretch is not None else id_


def _home_dose(item: Exercise, telling: Telling) -> tuple[str, str, str]:
    say: Callable[..., str] = telling.texts.say
    hold = telling.dose(item.hold_s, "s") or telling.dose(item.minutes, "min")
    reps, sets = telling.dose(item.reps), telling.dose(item.sets)
    much = say("exercise.sets", sets=sets, reps=reps) if sets not in {"", "1"} and reps else ""
    much = much or (telling.texts.say("exercise.reps", reps=reps) if reps not in {"", "1"} else "")
    often = telling.dose(item.times_per_day)
    return hold, much, say("exercise.often", times=often) if often else ""


def _of_rule(item: PointRule, telling: Telling) -> _Told:
    where = ", ".join(telling.word(f"region.{region}", str(region)) for region in item.regions)
    name = telling.word(f"rule.{item.kind}", item.kind)
    points = ", ".join(item.choose_from) or where
    many = telling.dose(item.how_many)
    shown = telling.texts.say("rule.points", amount=many) if many else ""
    return "", name, points or item.text, (telling.choice(item.side), shown, "")

"""Which leaflets and claims a document prints: those that this plan and this patient call for."""

from collections.abc import Iterable, Iterator

from treatplan.domain.dose import Absent
from treatplan.domain.fieldtest import holds
from treatplan.domain.intake import Intake
from treatplan.domain.items import LUNG, Item, items_of_component
from treatplan.domain.leaflet import Claim, Leaflet, LeafletSection
from treatplan.domain.library import Library
from treatplan.domain.modality import Cupping, Moxibustion, Needling, Stimulation
from treatplan.domain.places import GROUPS, Region
from treatplan.domain.plan import Plan
from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value

_HARMS = "harms"
_ALWAYS = frozenset({_HARMS, "back_pain"})


@value
class Audience:
    """What the choice of texts rests on: the patient's facts, and what the plan holds.

    `styles` are the finer words of how treatment is given (`thoracic`, `suspended`, `dry`, `fire` ...).
    """

    intake: Intake
    library: Library
    facts: frozenset[str]
    modalities: tuple[str, ...] = ()
    styles: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    advice: frozenset[str] = frozenset()


def leaflets(section: LeafletSection, audience: Audience) -> tuple[Leaflet, ...]:
    """The leaflets of a section for this audience, in their order."""
    called_for = [
        leaflet
        for leaflet in audience.library.leaflets.values()
        if leaflet.section == section and _calls(leaflet, audience)
    ]
    replaced = {id_ for leaflet in called_for for id_ in leaflet.replaces}
    kept = [leaflet for leaflet in called_for if leaflet.id not in replaced]
    return tuple(sorted(kept, key=lambda leaflet: (leaflet.order, leaflet.id)))


def claims(audience: Audience) -> tuple[Claim, ...]:
    """The claims about what is in this plan that hold for this patient; how often harm happens comes last."""
    found = [claim for claim in audience.library.claims.values() if _is_met(claim, audience)]
    return tuple(sorted(found, key=lambda claim: (_HARMS in claim.about, claim.order, claim.id)))


def styles_of(plan: Plan, intake: Intake, library: Library) -> frozenset[str]:
    """How treatment is given, in the words that leaflets are chosen by."""
    found: set[str] = set()
    for component in plan.components:
        match component:
            case Needling():
                found.update(_needling_styles(component, intake, library))
            case Moxibustion():
                found.update(str(word) for word in (component.technique, component.material.smoke))
            case Cupping():
                found.update(str(word) for word in (component.style, component.cup.source))
            case _:
                pass
    return frozenset(found - set(Absent))


def _calls(leaflet: Leaflet, audience: Audience) -> bool:
    return (
        _meets(leaflet.modalities, audience.modalities)
        and _meets(leaflet.styles, audience.styles)
        and _meets(leaflet.factors, audience.facts)
        and audience.facts.isdisjoint(leaflet.unless_factors)
        and _applies(leaflet.applies, audience)
    )


def _is_met(claim: Claim, audience: Audience) -> bool:
    """Each kind of thing that the claim is about must be in the plan."""
    library = audience.library
    about = set(claim.about) - _ALWAYS
    recipes = about & (library.causes.keys() | library.patterns.keys())
    leaflet_ids = about & library.leaflets.keys()
    modalities = about & {"needling", "moxibustion", "cupping", "stretching", "advice"}
    styles = about - recipes - leaflet_ids - modalities
    return (
        _meets(recipes, audience.causes)
        and _meets(leaflet_ids, audience.advice)
        and _meets(modalities, audience.modalities)
        and _meets(styles, audience.styles)
        and _applies(claim.applies, audience)
    )


def _meets(asked: Iterable[str], there: Iterable[str]) -> bool:
    asked = set(asked)
    return not asked or not asked.isdisjoint(there)


def _applies(alternatives: tuple[tuple[FieldTest, ...], ...], audience: Audience) -> bool:
    return not alternatives or any(
        all(holds(test, audience.intake, audience.facts) for test in tests) for tests in alternatives
    )


def _needling_styles(component: Needling, intake: Intake, library: Library) -> Iterator[str]:
    stimulation = {component.stimulation, *(point.stimulation for point in component.points)}
    electrical = not isinstance(component.electrical, Absent) or Stimulation.ELECTRICAL in stimulation
    yield "electrical" if electrical else "manual"
    if component.needle.indwelling:
        yield "indwelling"
    sore = frozenset(place.region for place in intake.complaint.places)
    if any(_is_near_lung(item, sore) for item in items_of_component(component, library)):
        yield "thoracic"


def _is_near_lung(item: Item, sore: frozenset[Region]) -> bool:
    """Whether a needle here could reach the lung. A free place without a region lies where the pain is."""
    if item.whole or item.point is not None:
        return LUNG in item.hazards
    regions = sore if item.regions == {Region.ANY} else item.regions
    return not regions.isdisjoint(GROUPS["thoracic"])

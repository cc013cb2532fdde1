"""What every section of a handout is made from, and the numbering of the sources as they are cited."""

from collections.abc import Iterable

from treatplan.domain.composing.leaflets import Audience, leaflets, styles_of
from treatplan.domain.facts import facts_of
from treatplan.domain.intake import Intake
from treatplan.domain.leaflet import Claim, Jurisdiction, Leaflet, LeafletSection
from treatplan.domain.library import Library, Source
from treatplan.domain.modality import Advice
from treatplan.domain.paper import Rich, Wish, plain
from treatplan.domain.plan import Plan
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

_OUR_OWN = frozenset({"app_default", "second_reading"})
_FROM_MEMORY = "memory"


@value
class Named:
    """A work as it is listed; `read` says whether each record of it that was used was read, not remembered."""

    text: str
    read: bool


class Citations:
    """Sources in the order in which they are cited, and those that texts rest on without a number.

    Records of the same work (the same short name) share a number.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._numbers: dict[str, int] = {}
        self._cited: list[Source] = []
        self._behind: dict[str, None] = {}
        self._printed: dict[str, Claim] = {}

    def cited(self, claim: Claim) -> str:
        """The claim's sentence, with the numbers of its sources."""
        self._printed[claim.id] = claim
        numbers = sorted({self._number(source) for source in self._published(claim.sources)})
        marks = f" [{', '.join(map(str, numbers))}]" if numbers else ""
        return claim.text.sentence + marks

    def rests_on(self, sources: Iterable[str]) -> None:
        """Note sources that a printed text rests on as a whole."""
        self._behind.update(dict.fromkeys(sources))

    def is_printed(self, claim: Claim) -> bool:
        """Whether the claim stands on the paper already."""
        return claim.id in self._printed

    @property
    def printed(self) -> tuple[Claim, ...]:
        """Every claim on the paper so far."""
        return tuple(self._printed.values())

    @property
    def numbered(self) -> tuple[Named, ...]:
        """Works by their numbers, from 1, each with the citation of the record that was named first."""
        firsts = {source.short: source.citation for source in reversed(self._cited)}
        return tuple(Named(text=firsts[short], read=self._is_read(short, self._cited)) for short in self._numbers)

    @property
    def behind(self) -> tuple[Named, ...]:
        """Published works behind the texts that have no number, by their short names."""
        sources = [source for source in self._published(self._behind) if source.short not in self._numbers]
        shorts = sorted({source.short for source in sources}, key=str.casefold)
        return tuple(Named(text=short, read=self._is_read(short, sources)) for short in shorts)

    def _number(self, source: Source) -> int:
        self._cited.append(source)
        return self._numbers.setdefault(source.short, len(self._numbers) + 1)

    def _published(self, ids: Iterable[str]) -> list[Source]:
        found = (self._library.sources[id_] for id_ in ids if id_ in self._library.sources)
        return [source for source in found if source.standing not in _OUR_OWN]

    @staticmethod
    def _is_read(short: str, sources: Iterable[Source]) -> bool:
        return all(source.standing != _FROM_MEMORY for source in sources if source.short == short)


@value
class Case:
    """One plan for one patient, with the words, the country and the numbering of its handout."""

    plan: Plan
    intake: Intake
    library: Library
    texts: Texts
    country: Jurisdiction
    audience: Audience
    cites: Citations

    def leaflets(self, section: LeafletSection) -> tuple[Leaflet, ...]:
        """The leaflets of a section for this patient; their sources are noted."""
        found = leaflets(section, self.audience)
        for leaflet in found:
            self.cites.rests_on(leaflet.sources)
        return found

    def evidence(self, leaflet: Leaflet) -> list[Rich]:
        """What a leaflet claims, sentence by sentence with source numbers."""
        return [plain(self.cites.cited(self.library.claims[id_])) for id_ in leaflet.claims]


def case_of(plan: Plan, intake: Intake, library: Library, texts: Texts, wish: Wish) -> Case:
    """The case of a plan. Raises `KeyError` for a country that the library does not have."""
    given = [item for component in plan.components if isinstance(component, Advice) for item in component.items]
    audience = Audience(
        intake=intake,
        library=library,
        facts=frozenset(fact.factor for fact in facts_of(intake, library)),
        modalities=tuple(component.modality for component in plan.components),
        styles=styles_of(plan, intake, library),
        causes=frozenset((*plan.diagnosis.causes, *plan.diagnosis.patterns)),
        advice=frozenset(item.leaflet for item in given),
    )
    return Case(
        plan=plan,
        intake=intake,
        library=library,
        texts=texts,
        country=library.jurisdictions[wish.jurisdiction],
        audience=audience,
        cites=Citations(library),
    )

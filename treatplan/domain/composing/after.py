"""After a visit, advice for daily life, what the evidence says, sources, and whom to call."""

from collections.abc import Iterator

from treatplan.domain.composing.case import Case, Citations, Named
from treatplan.domain.composing.leaflets import claims
from treatplan.domain.composing.words import dotted, listed, month_year, spaced
from treatplan.domain.leaflet import Leaflet
from treatplan.domain.modality import Advice
from treatplan.domain.paper import Block, ItemList, Paragraph, Run, Section, Subheading, plain
from treatplan.domain.texts import Texts


def after_section(case: Case) -> Section:
    """Aftercare that fits this patient and what is in this plan."""
    blocks = [block for leaflet in case.leaflets("after") for block in _led(leaflet)]
    return Section(id="after", heading=case.texts.say("after.heading"), blocks=tuple(blocks))


def advice_section(case: Case) -> Section:
    """The advice that this plan gives, each piece under its own heading."""
    blocks: list[Block] = []
    for component in case.plan.components:
        for item in component.items if isinstance(component, Advice) else ():
            leaflet = case.library.leaflets.get(item.leaflet)
            if leaflet is None:
                blocks += [Paragraph(text=plain(item.text))] if item.text else []
                continue
            case.cites.rests_on(leaflet.sources)
            blocks += [Subheading(text=leaflet.text.title), *leaflet.text.blocks]
            blocks += [Paragraph(text=sentence) for sentence in case.evidence(leaflet)]
            blocks += [Paragraph(text=plain(item.text))] if item.text else []
    return Section(id="advice", heading=case.texts.say("advice.heading"), blocks=tuple(blocks))


def evidence_section(case: Case) -> Section:
    """What research found, with sizes; how often harm happens; what the country asks to be said."""
    texts = case.texts
    found = [claim for claim in claims(case.audience) if not case.cites.is_printed(claim)]
    items = tuple(plain(case.cites.cited(claim)) for claim in found)
    blocks: list[Block] = [ItemList(items=items)] if items else []
    if case.country.text.disclosure:
        case.cites.rests_on(case.country.sources)
        blocks.append(Paragraph(text=(Run(text=case.country.text.disclosure, bold=True),)))
    if case.cites.printed:
        oldest = min(claim.reviewed for claim in case.cites.printed)
        blocks.append(
            Paragraph(text=plain(texts.say("evidence.reviewed", month=month_year(texts, oldest))), small=True)
        )
    return Section(id="evidence", heading=texts.say("evidence.heading"), blocks=tuple(blocks))


def sources_section(case: Case) -> Section:
    """Sources by their numbers, then those behind the other texts. Made last: all else must have cited."""
    return listed_sources(case.texts, case.cites)


def listed_sources(texts: Texts, cites: Citations) -> Section:
    """What has been cited so far: by number, then what stands behind the other texts."""
    listing = spaced(
        [
            (Run(text=f"[{number}] ", bold=True), Run(text=texts.say("sentence", text=_marked(work))))
            for number, work in enumerate(cites.numbered, 1)
        ]
    )
    blocks: list[Block] = [Paragraph(text=listing, small=True)] if listing else []
    behind = listed(texts, map(_marked, cites.behind))
    notes = [texts.say("sources.behind", sources=behind)] if behind else []
    if not all(work.read for work in (*cites.numbered, *cites.behind)):
        notes.append(texts.say("sources.memory"))
    if blocks or notes:
        notes.append(texts.say("sources.own_numbers"))
    blocks += [Paragraph(text=plain(note), small=True) for note in notes]
    return Section(id="sources", heading=texts.say("sources.heading"), blocks=tuple(blocks))


def contact_section(case: Case) -> Section:
    """The clinic, as its letterhead has it."""
    clinic = case.plan.clinic
    line = dotted(case.texts, (clinic.name, clinic.address, clinic.phone))
    blocks = (Paragraph(text=plain(line)),) if line else ()
    return Section(id="contact", heading=case.texts.say("contact.heading"), blocks=blocks, keep_together=True)


def _led(leaflet: Leaflet) -> Iterator[Block]:
    """A leaflet whose title leads its first paragraph in bold."""
    blocks = leaflet.text.blocks
    if not leaflet.text.title:
        yield from blocks
        return
    bold = (Run(text=leaflet.text.title, bold=True),)
    first = blocks[0] if blocks else None
    if isinstance(first, Paragraph):
        yield Paragraph(text=spaced([bold, first.text]))
        yield from blocks[1:]
    else:
        yield Paragraph(text=bold)
        yield from blocks


def _marked(work: Named) -> str:
    """With a star where a record of it was not read again for this version."""
    return work.text if work.read else f"{work.text} *"

"""One article of the library as a document: its body with its evidence, then what every leaflet says.

Danger signs, when to stop, what to do after a visit and when to call a doctor come from the leaflets that print for
everybody (evidence rule E7.5). What a country asks to be said is added where an article speaks of an effect.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from treatplan.domain.article import MARK, Article
from treatplan.domain.composing.after import listed_sources
from treatplan.domain.composing.case import Citations
from treatplan.domain.composing.words import dotted, joined, month_year, spaced
from treatplan.domain.leaflet import Jurisdiction, Leaflet, LeafletSection
from treatplan.domain.library import Library
from treatplan.domain.paper import (
    Block,
    Box,
    Handout,
    ItemList,
    Letterhead,
    Paragraph,
    Rich,
    Run,
    Section,
    Subheading,
    Tone,
    Wish,
    plain,
)
from treatplan.domain.plan import Clinic
from treatplan.domain.reading import spoken
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

_HARMS = "harms"
_TREATMENTS = frozenset({"needling", "moxibustion", "cupping"})
_SIGNS = {"{country:number}": Tone.STOP, "{country:doctor}": Tone.CAUTION}
_ONLY = re.compile(r"\{only:(?P<name>[A-Za-z0-9_]+)\}\s*")


@value
class _Desk:
    """What an article is put together with."""

    article: Article
    library: Library
    texts: Texts
    country: Jurisdiction
    cites: Citations

    def leaflets(self, section: LeafletSection) -> tuple[Leaflet, ...]:
        """The leaflets of a section that everybody reads who has what the article is about; their sources noted.

        Where none is about that, all of them: no leaflet goes out without.
        """
        told = set(self.article.modalities)
        every = [one for one in self.library.leaflets.values() if one.section == section and one.is_for_all]
        apt = [one for one in every if not one.modalities or not told or told & set(one.modalities)]
        found = apt or every
        for leaflet in found:
            self.cites.rests_on(leaflet.sources)
        return tuple(sorted(found, key=lambda leaflet: (leaflet.order, leaflet.id)))


def compose_article(
    article: Article, library: Library, texts: Texts, wish: Wish, clinic: Clinic | None = None
) -> Handout:
    """The article as a document. The same input makes the same document.

    Raises `KeyError` for a country that the library does not have.
    """
    desk = _Desk(
        article=article,
        library=library,
        texts=texts,
        country=library.jurisdictions[wish.jurisdiction],
        cites=Citations(library),
    )
    checked = texts.say("article.checked", month=month_year(texts, article.text.reviewed))
    version = texts.say("handout.version", version=article.version)
    clinic = clinic or Clinic()
    contact = dotted(texts, (clinic.address, clinic.phone))
    return Handout(
        title=article.text.title,
        language=wish.language,
        paper=wish.paper,
        size=wish.size,
        dated=article.text.reviewed,
        letterhead=Letterhead(
            clinic=clinic.name,
            lines=(contact,) if contact else (),
            right=(plain(texts.say("article.kind")), plain(dotted(texts, (checked, version)))),
        ),
        sections=tuple(section for section in _sections(desk) if section.blocks),
        footer=dotted(texts, (article.text.title, version, clinic.name)),
        page_word=texts.say("page", page="{page}", pages="{pages}"),
        subject=article.text.title,
        meta={"article": article.id, "article_version": str(article.version), "library": library.version},
    )


def _sections(desk: _Desk) -> Iterator[Section]:
    """Sources come last, since citing gives them their numbers."""
    texts, article = desk.texts, desk.article
    short = _filled(plain(article.text.short), desk)
    box = Box(tone=Tone.KEY, title=texts.say("article.short"), paragraphs=(short,))
    yield Section(id="key", heading="", blocks=(box,), keep_together=True)
    yield from _body(desk)
    yield _country(desk)
    if article.danger_signs == "box":
        yield _danger(desk)
    yield _care(desk)
    desk.cites.rests_on(article.sources)
    listed = listed_sources(texts, desk.cites)
    if desk.cites.printed:
        oldest = min(claim.reviewed for claim in desk.cites.printed)
        said = texts.say("evidence.reviewed", month=month_year(texts, oldest))
        listed = Section(
            id=listed.id,
            heading=listed.heading,
            blocks=(Paragraph(text=plain(said), small=True), *listed.blocks),
        )
    yield listed


def _body(desk: _Desk) -> Iterator[Section]:
    """A section for each heading of the body; without a heading, what stands above the first."""
    heading, blocks, number = "", list[Block](), 0
    for block in (*desk.article.text.blocks, None):
        if block is None or (isinstance(block, Subheading) and (blocks or heading)):
            yield _part(number, heading, blocks, desk)
            blocks, number = [], number + 1
        if isinstance(block, Subheading):
            heading = block.text
        elif block is not None:
            blocks += _block(block, desk)


def _part(number: int, heading: str, blocks: Sequence[Block], desk: _Desk) -> Section:
    """One part of the body. A list of signs to call for help at stands in a box that nobody overlooks."""
    said = _text(heading, desk)
    tone = next((tone for mark, tone in _SIGNS.items() if mark in heading), None)
    if tone is None or not blocks:
        return Section(id=f"part{number}", heading=said, blocks=tuple(blocks))
    rest = tuple(block.text for block in blocks if isinstance(block, Paragraph))
    box = Box(tone=tone, title=said, paragraphs=rest, items=tuple(_entries(blocks)))
    return Section(id=f"part{number}", heading="", blocks=(box,), keep_together=True)


def _country(desk: _Desk) -> Section:
    """What the country asks to be said where it is told what treatment does, unless the body has said it."""
    said = desk.country.text.disclosure
    treats = any(_TREATMENTS & set(claim.about) and _HARMS not in claim.about for claim in desk.cites.printed)
    placed = ("country", "disclosure") in desk.article.marks()
    if not said or not treats or placed:
        return Section(id="country", heading="", blocks=())
    desk.cites.rests_on(desk.country.sources)
    return Section(id="country", heading="", blocks=(Paragraph(text=(Run(text=said, bold=True),)),))


def _danger(desk: _Desk) -> Section:
    """The box of danger signs."""
    country = desk.country
    title = desk.texts.say("stop.title", number=country.emergency_number, place=country.text.emergency_place)
    blocks = [block for leaflet in desk.leaflets("emergency") for block in leaflet.text.blocks]
    box = Box(tone=Tone.STOP, title=title, items=tuple(_entries(blocks)))
    return Section(id="stop", heading="", blocks=(box,), keep_together=True)


def _care(desk: _Desk) -> Section:
    """When to stop, what to do after a visit, when to call a doctor: a paragraph each, for there is a box above."""
    texts = desk.texts
    blocks = [_line(leaflet.text.title, leaflet.text.blocks, texts) for leaflet in desk.leaflets("stop")]
    blocks += [_line(texts.say("article.after"), leaflet.text.blocks, texts) for leaflet in desk.leaflets("after")[:1]]
    if desk.article.danger_signs == "box":
        title = texts.say("call.title", doctor=desk.country.text.doctor)
        called = [block for leaflet in desk.leaflets("call") for block in leaflet.text.blocks]
        blocks.append(_line(title, called, texts))
    return Section(id="care", heading=texts.say("stop_rules.heading"), blocks=tuple(blocks))


def _line(lead: str, blocks: Iterable[Block], texts: Texts) -> Paragraph:
    """A bold lead, then the running text, with the entries of lists one after the other."""
    pieces: list[Rich] = [(Run(text=lead, bold=True),)] if lead else []
    listed: list[str] = []
    for block in blocks:
        if isinstance(block, ItemList):
            listed += map(spoken, block.items)
        elif isinstance(block, Paragraph):
            pieces.append(block.text)
    if listed:
        said = texts.say("sentence", text=joined(texts, "article.entries", listed))
        pieces.append(plain(said))
    return Paragraph(text=spaced(pieces))


def _entries(blocks: Iterable[Block]) -> Iterator[Rich]:
    """The entries of every list among blocks."""
    for block in blocks:
        if isinstance(block, ItemList):
            yield from block.items


def _block(block: Block, desk: _Desk) -> Iterator[Block]:
    """A block as this country reads it; nothing where nothing of it is left."""
    match block:
        case Paragraph():
            if text := _filled(block.text, desk):
                yield Paragraph(text=text, small=block.small)
        case ItemList():
            items = tuple(item for item in (_filled(item, desk) for item in block.items) if item)
            if items:
                yield ItemList(items=items, numbered=block.numbered, small=block.small)
        case _:
            yield block


def _filled(text: Rich, desk: _Desk) -> Rich:
    """Rich text with its marks filled; nothing if it is meant for another country."""
    only = _ONLY.match(text[0].text) if text else None
    if only and only["name"] != desk.country.id:
        return ()
    runs = [Run(text=_text(run.text, desk), bold=run.bold, italic=run.italic) for run in text]
    kept = tuple(run for run in runs if run.text)
    if "".join(run.text for run in text).strip() == "{country:disclosure}":
        return spaced([tuple(Run(text=run.text, bold=True) for run in kept)])
    return kept if any(run.text.strip() for run in kept) else ()


def _text(text: str, desk: _Desk) -> str:
    """Text with its marks filled. A mark that leads nowhere stands for nothing: the check has told of it."""

    def word(mark: re.Match[str]) -> str:
        kind, name = mark["kind"], mark["name"]
        if kind == "claim":
            claim = desk.library.claims.get(name)
            return desk.cites.cited(claim) if claim else ""
        return _of_country(name, desk) if kind == "country" else ""

    return MARK.sub(word, _ONLY.sub("", text))


def _of_country(name: str, desk: _Desk) -> str:
    country = desk.country
    if name == "disclosure":
        desk.cites.rests_on(country.sources)
    return {
        "number": country.emergency_number,
        "doctor": country.text.doctor,
        "place": country.text.emergency_place,
        "disclosure": country.text.disclosure,
    }.get(name, "")

"""Builds every part, late: a command that needs no library does not read one, and no clinic loads no database."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from treatplan.bundle import bundled
from treatplan.cli.desk import Desk
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.domain.visit.visit import Visit
from treatplan.services.articles import Articles
from treatplan.services.clinic.entry import Door, OpenClinic, Opened
from treatplan.services.clinic.ports import Bodies
from treatplan.services.library import Shelves
from treatplan.services.outcomes import Outcomes
from treatplan.services.packs import OwnPacks
from treatplan.services.plans import Plans
from treatplan.services.ports import ContentSource, PackShelf

if TYPE_CHECKING:
    from treatplan.content.source import Packs
    from treatplan.domain.atlas.book import Charts
    from treatplan.domain.library import Library
    from treatplan.domain.texts import Texts
    from treatplan.services.clinic.rescue import Rescue


class SystemClock:
    """Moment and day by the machine's clock."""

    def today(self) -> date:
        """The day it is where the program runs."""
        return date.today()  # noqa: DTZ011  (a clinic's day is the local one)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class LateBodies:
    """Intakes, plans and visits as text. What reads them is loaded with the first one: no list of patients needs it."""

    def write(self, value: Intake | Plan | Visit | tuple[Finding, ...]) -> str:
        """The canonical text."""
        return self._bodies().write(value)

    def intake(self, text: str) -> Intake:
        """The intake of a text."""
        return self._bodies().intake(text)

    def plan(self, text: str) -> Plan:
        """The plan of a text."""
        return self._bodies().plan(text)

    def visit(self, text: str) -> Visit:
        """The visit of a text."""
        return self._bodies().visit(text)

    @staticmethod
    def _bodies() -> Bodies:
        from treatplan.exchange.bodies import CanonicalBodies

        return CanonicalBodies()


class _LatePacks:
    """The content. What reads it is loaded with the first use: unlocking a clinic needs none of it."""

    def __init__(self, resources: Path) -> None:
        self._packs = cache(lambda: packs(resources))

    def notices(self) -> tuple[str, ...]:
        """What is wrong in the clinic's own packs; where there are none, nothing is loaded to say so."""
        from treatplan.app.paths import own_packs

        try:
            return self._packs().notices() if any(own_packs().iterdir()) else ()
        except FileNotFoundError:
            return ()
        except OSError:
            return self._packs().notices()  # which says why they are not used

    def __getattr__(self, name: str) -> object:
        return getattr(self._packs(), name)


def packs(resources: Path) -> "Packs":
    """The shipped content with the clinic's own packs over it."""
    from treatplan.app.paths import own_packs
    from treatplan.content.source import Packs

    return Packs(resources / "content", resources / "texts", own_packs())


def desk() -> Desk:
    """The services on the shipped content, the PDF writer, and the door to clinics."""
    from treatplan.app.paths import default_place
    from treatplan.content.texts import load_texts
    from treatplan.handout.writer import PdfWriter
    from treatplan.services.atlas import Atlas

    resources = bundled("resources")
    content, core, clock = _core(resources)
    words = partial(load_texts, resources / "screen" / "atlas")
    return Desk(
        plans=core,
        shelves=Shelves(content, clock),
        atlas=Atlas(content, words, partial(_charts, resources, words), PdfWriter(resources / "fonts"), clock),
        articles=Articles(content, PdfWriter(resources / "fonts"), clock),
        outcomes=Outcomes(content),
        packs=OwnPacks(cast("PackShelf", content), clock),
        door=_door(content, core, clock),
        rescue=partial(_rescue, clock),
        place=default_place(),
        samples=resources / "demo",
        content=resources / "content",
        countries=lambda: tuple(content.library("en").jurisdictions),
    )


def _charts(resources: Path, words: Callable[[], "Texts"], library: "Library") -> "Charts":
    from treatplan.content.chart import load_chart
    from treatplan.domain.atlas.charting import charts_of

    chart = load_chart(resources / "chart")
    return charts_of(library, chart.figure(chart.builds[0].id), words())


def door() -> Door:
    """The door alone, for the window."""
    return _door(*_core(bundled("resources")))


def _core(resources: Path) -> tuple[ContentSource, Plans, SystemClock]:
    from treatplan.handout.writer import PdfWriter

    content = cast("ContentSource", _LatePacks(resources))
    clock = SystemClock()
    return content, Plans(content, PdfWriter(resources / "fonts"), clock), clock


def _door(content: ContentSource, core: Plans, clock: SystemClock) -> Door:
    from treatplan.app.paths import default_place
    from treatplan.storage.doorway import Storage

    storage = Storage(LateBodies(), clock, home=default_place().parent, common=_common)
    return Door(storage, partial(_services, content, core, clock))


def _common() -> frozenset[str]:
    """What many people take for a passphrase; read when a new one is looked at."""
    from treatplan.content.common import load_common

    return load_common(bundled("resources") / "passphrases")


def _rescue(clock: SystemClock) -> "Rescue":
    from treatplan.app.paths import default_place
    from treatplan.storage.means import Means
    from treatplan.storage.rescue import FileRescue

    return FileRescue(Means(bodies=LateBodies(), clock=clock, common=_common), home=default_place().parent)


def _services(content: ContentSource, core: Plans, clock: SystemClock, opened: Opened) -> OpenClinic:
    return OpenClinic(opened, content, core, clock)

"""Builds every part, late: a command that needs no library does not read one, and no clinic loads no database."""

from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import cast

from treatplan.bundle import bundled
from treatplan.cli.desk import Desk
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.services.clinic.entry import Door, OpenClinic, Opened
from treatplan.services.clinic.ports import Bodies
from treatplan.services.library import Shelves
from treatplan.services.plans import Plans
from treatplan.services.ports import ContentSource


class SystemClock:
    """Moment and day by the machine's clock."""

    def today(self) -> date:
        """The day it is where the program runs."""
        return date.today()  # noqa: DTZ011  (a clinic's day is the local one)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class LateBodies:
    """Intakes and plans as text. What reads them is loaded with the first one: no list of patients needs it."""

    def write(self, value: Intake | Plan | tuple[Finding, ...]) -> str:
        """The canonical text."""
        return self._bodies().write(value)

    def intake(self, text: str) -> Intake:
        """The intake of a text."""
        return self._bodies().intake(text)

    def plan(self, text: str) -> Plan:
        """The plan of a text."""
        return self._bodies().plan(text)

    @staticmethod
    def _bodies() -> Bodies:
        from treatplan.exchange.bodies import CanonicalBodies

        return CanonicalBodies()


class _LatePacks:
    """The shipped content. What reads it is loaded with the first use: unlocking a clinic needs none of it."""

    def __init__(self, resources: Path) -> None:
        self._packs = cache(lambda: self._read(resources))

    def __getattr__(self, name: str) -> object:
        return getattr(self._packs(), name)

    @staticmethod
    def _read(resources: Path) -> ContentSource:
        from treatplan.content.source import Packs

        return Packs(resources / "content", resources / "texts")


def desk() -> Desk:
    """The services on the shipped content, the PDF writer, and the door to clinics."""
    from treatplan.app.paths import default_place

    resources = bundled("resources")
    content, core, clock = _core(resources)
    return Desk(
        plans=core,
        shelves=Shelves(content, clock),
        door=_door(content, core, clock),
        place=default_place(),
        samples=resources / "demo",
        content=resources / "content",
        countries=lambda: tuple(content.library("en").jurisdictions),
    )


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

    return Door(Storage(LateBodies(), clock, home=default_place().parent), partial(_services, content, core, clock))


def _services(content: ContentSource, core: Plans, clock: SystemClock, opened: Opened) -> OpenClinic:
    return OpenClinic(opened, content, core, clock)

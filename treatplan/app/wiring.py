"""Builds every part, late: a command that needs no library does not read one."""

from datetime import date

from treatplan.bundle import bundled
from treatplan.cli.desk import Desk
from treatplan.content.source import Packs
from treatplan.services.library import Shelves
from treatplan.services.plans import Plans


class SystemClock:
    """Today by the machine's clock."""

    def today(self) -> date:
        """The day it is where the program runs."""
        return date.today()  # noqa: DTZ011  (a clinic's day is the local one)


def desk() -> Desk:
    """The services on the shipped content, and the PDF writer."""
    from treatplan.handout.writer import PdfWriter

    resources = bundled("resources")
    content = Packs(resources / "content", resources / "texts")
    clock = SystemClock()
    return Desk(
        plans=Plans(content, PdfWriter(resources / "fonts"), clock),
        shelves=Shelves(content, clock),
        samples=resources / "demo",
        content=resources / "content",
    )

"""Intakes, plans and visits as the record keeps them: their one canonical text, read back as strictly as a file is.

What could not be read back is not written, so nothing that was stored ever stands in the way of its own reader.
"""

import json
from dataclasses import replace
from typing import Any

from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.domain.visit.visit import Visit
from treatplan.exchange.canonical import canonical
from treatplan.exchange.files import intake_of, plan_of, visit_of

_SOME_PLACE = {"region": "low_back"}


class CanonicalBodies:
    """Fills `services.clinic.ports.Bodies`."""

    def write(self, value: Intake | Plan | Visit | tuple[Finding, ...]) -> str:
        """The canonical text. Raises `Refused` naming every field that could not be read again."""
        text = canonical(value)
        match value:
            case Intake():
                self.intake(text)
            case Plan():
                self.plan(text)
            case Visit():
                self.visit(text)
            case _:
                text.encode()  # half a character is no text
        return text

    def intake(self, text: str) -> Intake:
        """The intake of a text; a draft may lack its places. Raises `Refused`, `TooNew`."""
        data = json.loads(text)
        if not _lacks_places(data):
            return intake_of(text)
        data["complaint"]["places"] = [_SOME_PLACE]  # a file must name one; this stands in while the rest is read
        read = intake_of(json.dumps(data))
        return replace(read, complaint=replace(read.complaint, places=()))

    def plan(self, text: str) -> Plan:
        """The plan of a text. Raises `Refused`, `TooNew`."""
        return plan_of(text)

    def visit(self, text: str) -> Visit:
        """The visit of a text; a draft may lack anything but its day. Raises `Refused`, `TooNew`."""
        return visit_of(text)


def _lacks_places(data: Any) -> bool:
    complaint = data.get("complaint") if isinstance(data, dict) else None
    return isinstance(complaint, dict) and complaint.get("places") == []

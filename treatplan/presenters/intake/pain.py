"""Where and how it hurts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from treatplan.domain.filling import (
    add_place,
    change_complaint,
    reach_of_leg_pain,
    remove_place,
    side_of_place,
)
from treatplan.domain.intake import Intake, Path, Radiation, Reach
from treatplan.domain.places import GROUPS, Place, Region, Side
from treatplan.presenters.intake.since import ago
from treatplan.presenters.intake.view import PainView, PlaceRow
from treatplan.presenters.intake.words import Wording

USUAL = (
    Region.LOW_BACK,
    Region.SACRUM,
    Region.BUTTOCK,
    Region.HIP,
    Region.UPPER_BACK,
    Region.SCAPULA,
    Region.NECK,
    Region.THIGH,
    Region.LEG,
)
"""The places that a back-pain history names most often; the others are found by typing."""

SIDES = (Side.LEFT, Side.RIGHT, Side.BILATERAL, Side.MIDLINE)


class Pain:
    """What is done in the section of the complaint."""

    def __init__(self, change: Callable[[Callable[[Intake], Intake]], None]) -> None:
        self._change = change

    def add(self, region: Region) -> None:
        """It hurts here too."""
        self._change(lambda intake: add_place(intake, region))

    def remove(self, region: Region) -> None:
        """It does not hurt here."""
        self._change(lambda intake: remove_place(intake, region))

    def side(self, region: Region, side: Side) -> None:
        """On which side it hurts."""
        self._change(lambda intake: side_of_place(intake, region, side))

    def reach(self, reach: Reach | None) -> None:
        """How far down the leg it goes."""
        self._change(lambda intake: reach_of_leg_pain(intake, reach))

    def leg(self, *, path: Path | None = None, side: Side | None = None) -> None:
        """Where on the leg it runs, and on which side."""

        def changed(intake: Intake) -> Intake:
            before = intake.complaint.radiation or Radiation()
            made = Radiation(reach=before.reach, path=path or before.path, side=side or before.side)
            return change_complaint(intake, radiation=made)

        self._change(changed)

    def since(self, day: date | None) -> None:
        """Since when."""
        self.set("started_on", day)

    def set(self, field: str, value: Any) -> None:
        """Any other field of the complaint."""
        self._change(lambda intake: change_complaint(intake, **{field: value}))

    def view(self, intake: Intake, words: Wording) -> PainView:
        """The section as it is now."""
        complaint = intake.complaint
        rows = {place.region: place for place in complaint.places}
        started = complaint.started_on
        return PainView(
            complaint=complaint,
            places=tuple(_row(place) for place in rows.values()),
            leg=complaint.radiation is not None and complaint.radiation.reach is not Reach.NONE,
            since=ago(started, intake.taken_on, words.texts) if started else "",
        )


def leg_involved(intake: Intake) -> bool:
    """Whether the signs of the leg are worth a look: pain that runs into it, or a place on it."""
    radiation = intake.complaint.radiation
    runs = radiation is not None and radiation.reach is not Reach.NONE
    return runs or any(place.region in GROUPS["lower_limb"] for place in intake.complaint.places)


def _row(place: Place) -> PlaceRow:
    return PlaceRow(region=place.region, side=place.side)

"""Where and how it hurts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from treatplan.domain.filling import (
    add_place,
    change_complaint,
    remove_place,
    side_of_place,
)
from treatplan.domain.intake import Intake, Path, Radiation, Reach
from treatplan.domain.places import GROUPS, Region, Side
from treatplan.domain.value import value
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


@value
class Leg:
    """Pain in the leg that waits for its side."""

    reach: Reach
    path: Path = Path.NOT_SURE


@value
class Waiting:
    """What was chosen, but not its side. An intake can't say "side not known", so it is not in the intake yet."""

    places: tuple[Region, ...] = ()
    leg: Leg | None = None
    suggested: bool = False  # the stored side of the leg is that of the sore place; nobody has said it

    def __bool__(self) -> bool:
        """Whether a side must still be said."""
        return bool(self.places) or self.leg is not None


class Pain:
    """What is done in the section of the complaint."""

    def __init__(self, change: Callable[[Callable[[Intake], Intake]], None]) -> None:
        self._change = change
        self.waiting = Waiting()

    def forget(self, waiting: Waiting | None = None) -> None:
        """Another intake begins, perhaps one that was left with sides to say."""
        self.waiting = waiting or Waiting()

    def add(self, region: Region, side: Side | None = None) -> None:
        """It hurts here too. Without a side the place waits for one; a place that is named already stays as it is."""

        def changed(intake: Intake) -> Intake:
            if side is not None:
                return self._placed(intake, region, side)
            if region not in (*self.waiting.places, *(place.region for place in intake.complaint.places)):
                self.waiting = replace(self.waiting, places=(*self.waiting.places, region))
            return intake

        self._change(changed)

    def remove(self, region: Region) -> None:
        """It does not hurt here."""

        def changed(intake: Intake) -> Intake:
            self._waits_no_more(region)
            return remove_place(intake, region)

        self._change(changed)

    def side(self, region: Region, side: Side | None) -> None:
        """On which side it hurts; `None` takes that back."""

        def changed(intake: Intake) -> Intake:
            if side is not None:
                return self._placed(intake, region, side)
            self._waits_no_more(region)
            self.waiting = replace(self.waiting, places=(*self.waiting.places, region))
            return remove_place(intake, region)

        self._change(changed)

    def reach(self, reach: Reach | None) -> None:
        """How far down the leg it goes; `None` where that was not asked."""

        def changed(intake: Intake) -> Intake:
            if reach is None or reach is Reach.NONE:
                self.waiting = replace(self.waiting, leg=None, suggested=False)
                return change_complaint(intake, radiation=None if reach is None else Radiation())
            before, waits = _leg(intake), self.waiting.leg
            if before is not None:
                return change_complaint(intake, radiation=replace(before, reach=reach))
            path, side = (waits.path if waits else Path.NOT_SURE), _one_sore_side(intake)
            if waits is not None or side is None:
                self.waiting = replace(self.waiting, leg=Leg(reach=reach, path=path))
                return change_complaint(intake, radiation=None)
            self.waiting = replace(self.waiting, suggested=True)
            return change_complaint(intake, radiation=Radiation(reach=reach, path=path, side=side))

        self._change(changed)

    def path(self, path: Path) -> None:
        """Where on the leg it runs."""

        def changed(intake: Intake) -> Intake:
            before, waits = _leg(intake), self.waiting.leg
            if waits is not None:
                self.waiting = replace(self.waiting, leg=replace(waits, path=path))
            return intake if before is None else change_complaint(intake, radiation=replace(before, path=path))

        self._change(changed)

    def leg_side(self, side: Side | None) -> None:
        """Which leg it is; `None` takes that back."""

        def changed(intake: Intake) -> Intake:
            before = _leg(intake)
            leg = Leg(reach=before.reach, path=before.path) if before else self.waiting.leg
            self.waiting = replace(self.waiting, leg=leg if side is None else None, suggested=False)
            if leg is None or side is None:
                return intake if leg is None else change_complaint(intake, radiation=None)
            return change_complaint(intake, radiation=Radiation(reach=leg.reach, path=leg.path, side=side))

        self._change(changed)

    def since(self, day: date | None) -> None:
        """Since when."""
        self.set("started_on", day)

    def set(self, field: str, given: Any) -> None:
        """Any other field of the complaint."""
        self._change(lambda intake: change_complaint(intake, **{field: given}))

    def view(self, intake: Intake, words: Wording) -> PainView:
        """The section as it is now."""
        complaint, waits = intake.complaint, self.waiting
        rows = {place.region: PlaceRow(region=place.region, side=place.side) for place in complaint.places}
        rows |= {region: PlaceRow(region=region) for region in waits.places if region not in rows}
        started, leg = complaint.started_on, _leg(intake)
        shown = waits.leg or complaint.radiation
        return PainView(
            complaint=complaint,
            places=tuple(rows.values()),
            leg=waits.leg is not None or leg is not None,
            reach=shown.reach if shown else None,
            path=shown.path if shown else Path.NOT_SURE,
            leg_side=leg.side if leg else None,
            suggested=leg is not None and waits.suggested,
            since=ago(started, intake.taken_on, words.texts) if started else "",
        )

    def leg_involved(self, intake: Intake) -> bool:
        """Whether the signs of the leg are worth a look: pain that runs into it, or a place on it."""
        regions = (*self.waiting.places, *(place.region for place in intake.complaint.places))
        runs = self.waiting.leg is not None or _leg(intake) is not None
        return runs or any(region in GROUPS["lower_limb"] for region in regions)

    def _placed(self, intake: Intake, region: Region, side: Side) -> Intake:
        self._waits_no_more(region)
        return side_of_place(add_place(intake, region, side), region, side)

    def _waits_no_more(self, region: Region) -> None:
        kept = tuple(one for one in self.waiting.places if one is not region)
        self.waiting = replace(self.waiting, places=kept)


def _leg(intake: Intake) -> Radiation | None:
    """Pain that runs into the leg, where there is some."""
    radiation = intake.complaint.radiation
    return None if radiation is None or radiation.reach is Reach.NONE else radiation


def _one_sore_side(intake: Intake) -> Side | None:
    """The side of the places that hurt, where it is one: the leg is usually on the same."""
    sides = {place.side for place in intake.complaint.places} - {Side.MIDLINE}
    return next(iter(sides)) if len(sides) == 1 and sides <= {Side.LEFT, Side.RIGHT} else None

"""Filling in an intake, one answer at a time. Each function gives a new intake; the old one stays as it was.

What is taken back leaves no trace: an answer of "not asked" is not kept as an entry of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from treatplan.domain.intake import (
    Answer,
    FactorAnswer,
    Intake,
    Pregnancy,
    PregnancyStatus,
    Radiation,
    Reach,
)
from treatplan.domain.places import Place, Region, Side

_BLANK = FactorAnswer()
V = TypeVar("V")


def answer_flag(intake: Intake, part: str, answer: Answer) -> Intake:
    """Answer one question of a red flag, by its full name (`RF13.weight_loss`)."""
    kept = None if answer is Answer.NOT_ASKED else answer
    return replace(intake, red_flags=_with(intake.red_flags, part, kept))


def note_flag(intake: Intake, part: str, text: str) -> Intake:
    """Write beside an answer to a red flag what was told."""
    return replace(intake, red_flag_notes=_with(intake.red_flag_notes, part, text or None))


def answer_factor(intake: Intake, factor: str, answer: Answer, on: date) -> Intake:
    """Answer one question about health. Where on the body it is goes with a "yes" or "not sure" only."""
    before = intake.factors.get(factor, _BLANK)
    place = answer in (Answer.YES, Answer.NOT_SURE)
    return _put_factor(
        intake,
        factor,
        replace(
            before,
            answer=answer,
            asked_on=None if answer is Answer.NOT_ASKED else on,
            regions=before.regions if place else (),
            levels=before.levels if place else (),
        ),
    )


def site_factor(intake: Intake, factor: str, regions: tuple[Region, ...]) -> Intake:
    """Say where on the body a fact is."""
    return _put_factor(intake, factor, replace(intake.factors.get(factor, _BLANK), regions=regions))


def level_factor(intake: Intake, factor: str, levels: tuple[str, ...]) -> Intake:
    """Say at which levels of the spine a fact is."""
    return _put_factor(intake, factor, replace(intake.factors.get(factor, _BLANK), levels=levels))


def note_factor(intake: Intake, factor: str, text: str) -> Intake:
    """Write beside an answer about health what was told."""
    return _put_factor(intake, factor, replace(intake.factors.get(factor, _BLANK), note=text))


def answer_no(intake: Intake, factors: Iterable[str], on: date) -> Intake:
    """Answer "no" to all of these that have no answer yet. What was answered stays as it is."""
    for factor in factors:
        if intake.factors.get(factor, _BLANK).answer is Answer.NOT_ASKED:
            intake = answer_factor(intake, factor, Answer.NO, on)
    return intake


def answer_pregnancy(intake: Intake, status: PregnancyStatus) -> Intake:
    """Say whether the patient is pregnant; a week is kept with a "yes" only."""
    week = intake.patient.pregnancy.week if status is PregnancyStatus.YES else None
    return replace(intake, patient=replace(intake.patient, pregnancy=Pregnancy(status=status, week=week)))


def week_of_pregnancy(intake: Intake, week: int | None) -> Intake:
    """Say in which week the patient is."""
    return replace(intake, patient=replace(intake.patient, pregnancy=replace(intake.patient.pregnancy, week=week)))


def add_place(intake: Intake, region: Region, side: Side = Side.BILATERAL) -> Intake:
    """Say that it hurts here too. A region that is named already keeps its place and side."""
    if any(place.region is region for place in intake.complaint.places):
        return intake
    return change_complaint(intake, places=(*intake.complaint.places, Place(region=region, side=side)))


def remove_place(intake: Intake, region: Region) -> Intake:
    """Say that it does not hurt here."""
    kept = tuple(place for place in intake.complaint.places if place.region is not region)
    return change_complaint(intake, places=kept)


def side_of_place(intake: Intake, region: Region, side: Side) -> Intake:
    """Say on which side it hurts; a region that was named for each side apart becomes one place."""
    made = Place(region=region, side=side)
    places = dict.fromkeys(made if place.region is region else place for place in intake.complaint.places)
    return change_complaint(intake, places=tuple(places))


def reach_of_leg_pain(intake: Intake, reach: Reach | None) -> Intake:
    """Say how far down the leg the pain goes; `None` where that was not asked."""
    if reach is None:
        return change_complaint(intake, radiation=None)
    before = intake.complaint.radiation or Radiation(side=_sore_side(intake))
    return change_complaint(intake, radiation=replace(before, reach=reach))


def change_complaint(intake: Intake, **fields: Any) -> Intake:
    """Change fields of the complaint."""
    return replace(intake, complaint=replace(intake.complaint, **fields))


def change_examination(intake: Intake, **fields: Any) -> Intake:
    """Change fields of the examination."""
    return replace(intake, examination=replace(intake.examination, **fields))


def answer_consent(intake: Intake, modality: str, answer: Answer) -> Intake:
    """Say whether the patient agrees to a kind of treatment."""
    kept = None if answer is Answer.NOT_ASKED else answer
    return replace(intake, consent=_with(intake.consent, modality, kept))


def _sore_side(intake: Intake) -> Side:
    """The side of the places that hurt, where they have one: the leg is usually on the same."""
    sides = [place.side for place in intake.complaint.places if place.side in (Side.LEFT, Side.RIGHT)]
    return sides[-1] if sides else Radiation().side


def _put_factor(intake: Intake, factor: str, answer: FactorAnswer) -> Intake:
    return replace(intake, factors=_with(intake.factors, factor, None if answer == _BLANK else answer))


def _with(entries: Mapping[str, V], key: str, entry: V | None) -> dict[str, V]:
    """The entries with this one in its place; without it where it is `None`."""
    made = {name: kept for name, kept in entries.items() if name != key or entry is not None}
    if entry is not None:
        made[key] = entry
    return made

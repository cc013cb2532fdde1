"""What treatment is given with: needles, moxa, cups (STRICTA 2g, STRICTOM 2a, STRICTOC 2b)."""

from enum import StrEnum
from typing import Annotated, Literal

from annotated_types import Interval

from treatplan.domain.dose import Absent, Diameter, Measure, Suction
from treatplan.domain.intake import Line
from treatplan.domain.value import value


class CupSource(StrEnum):
    """How suction is made; fire brings a flame into the room."""

    FIRE = "fire"
    PUMP = "pump"
    SILICONE = "silicone"


@value
class Needle:
    """The needle (STRICTA 2g)."""

    diameter_mm: Diameter = Absent.NOT_REPORTED
    length_mm: Measure = Absent.NOT_REPORTED
    gauge: Line = ""
    manufacturer: Line | Absent = Absent.NOT_REPORTED
    material: Line | Absent = Absent.NOT_REPORTED
    coating: Line | Absent = Absent.NOT_REPORTED
    sterile_single_use: bool | Absent = Absent.NOT_REPORTED
    indwelling: bool = False
    lot: Line = ""


@value
class MoxaMaterial:
    """What is burned or heated (STRICTOM 2a)."""

    kind: Literal["pure", "medicated", "charcoal", "electric"] | Absent = Absent.NOT_REPORTED
    size: Line = ""
    weight_g: Annotated[float, Interval(gt=0, le=500)] | Absent = Absent.NOT_REPORTED
    manufacturer: Line | Absent = Absent.NOT_REPORTED
    additives: Line = ""
    smoke: Literal["smoke", "smokeless"] | Absent = Absent.NOT_REPORTED


@value
class Cup:
    """The cups (STRICTOC 2b). `pressure_kpa` is below zero where it was measured."""

    material: Line | Absent = Absent.NOT_REPORTED
    diameter_mm: Measure = Absent.NOT_REPORTED
    manufacturer: Line | Absent = Absent.NOT_REPORTED
    contents: Line | Absent = Absent.NOT_REPORTED
    source: CupSource | Absent = Absent.NOT_REPORTED
    pressure_kpa: Suction = Absent.NOT_REPORTED

"""Where on the body: one closed vocabulary for points, cups, stretches and the pain map."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from treatplan.domain.value import value


class Region(StrEnum):
    """Parts of the body. `ANY` is for a free location such as a tender (ashi) point whose place is not yet known."""

    HEAD = "head"
    FACE = "face"
    MOUTH = "mouth"
    NECK = "neck"
    SHOULDER = "shoulder"
    SCAPULA = "scapula"
    AXILLA = "axilla"
    ANTERIOR_CHEST = "anterior_chest"
    LATERAL_CHEST = "lateral_chest"
    UPPER_BACK = "upper_back"
    LOW_BACK = "low_back"
    SACRUM = "sacrum"
    BUTTOCK = "buttock"
    HIP = "hip"
    UPPER_ABDOMEN = "upper_abdomen"
    LOWER_ABDOMEN = "lower_abdomen"
    LATERAL_ABDOMEN = "lateral_abdomen"
    GROIN = "groin"
    PERINEUM = "perineum"
    UPPER_ARM = "upper_arm"
    ELBOW = "elbow"
    FOREARM = "forearm"
    WRIST = "wrist"
    HAND = "hand"
    THIGH = "thigh"
    KNEE = "knee"
    LEG = "leg"
    ANKLE = "ankle"
    FOOT = "foot"
    ANY = "any"


class Side(StrEnum):
    """Side of the body. `AFFECTED` and `OPPOSITE` follow the pain and are common in published protocols."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"
    MIDLINE = "midline"
    AFFECTED = "affected"
    OPPOSITE = "opposite"


@value
class Place:
    """One sore place of the pain map."""

    region: Region
    side: Side = Side.BILATERAL


_R = Region
GROUPS: Mapping[str, frozenset[Region]] = MappingProxyType(
    {
        "abdomen": frozenset({_R.UPPER_ABDOMEN, _R.LOWER_ABDOMEN, _R.LATERAL_ABDOMEN}),
        "lumbosacral": frozenset({_R.LOW_BACK, _R.SACRUM}),
        "chest": frozenset({_R.ANTERIOR_CHEST, _R.LATERAL_CHEST, _R.AXILLA}),
        "thoracic": frozenset({_R.UPPER_BACK, _R.SCAPULA, _R.ANTERIOR_CHEST, _R.LATERAL_CHEST, _R.AXILLA, _R.SHOULDER}),
        "back": frozenset({_R.UPPER_BACK, _R.SCAPULA, _R.LOW_BACK, _R.SACRUM}),
        "spine": frozenset({_R.NECK, _R.UPPER_BACK, _R.LOW_BACK, _R.SACRUM}),
        "trunk": frozenset(
            {
                _R.UPPER_BACK,
                _R.SCAPULA,
                _R.LOW_BACK,
                _R.SACRUM,
                _R.ANTERIOR_CHEST,
                _R.LATERAL_CHEST,
                _R.UPPER_ABDOMEN,
                _R.LOWER_ABDOMEN,
                _R.LATERAL_ABDOMEN,
                _R.BUTTOCK,
            }
        ),
        "head_and_neck": frozenset({_R.HEAD, _R.FACE, _R.MOUTH, _R.NECK}),
        "arm": frozenset({_R.UPPER_ARM, _R.ELBOW, _R.FOREARM, _R.WRIST, _R.HAND}),
        "lower_limb": frozenset({_R.HIP, _R.THIGH, _R.KNEE, _R.LEG, _R.ANKLE, _R.FOOT}),
        "lower_leg_and_foot": frozenset({_R.LEG, _R.ANKLE, _R.FOOT}),
    }
)
"""Names that rules use for several regions at once."""

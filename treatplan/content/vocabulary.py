"""Closed lists of words that content files use for each other: a word outside of them is a mistake."""

from treatplan.domain.equipment import CupSource
from treatplan.domain.modality import CuppingStyle, MoxaTechnique

HAZARDS = frozenset(
    {
        "pneumothorax",
        "spinal_canal",
        "kidney",
        "liver_heart_peritoneum",
        "bladder_uterus",
        "major_vessel",
        "trachea_great_vessels",
        "medulla_vertebral_artery",
        "sacral_nerves_pelvic_organs",
        "sciatic_nerve",
        "median_nerve",
        "ulnar_nerve",
        "tibial_nerve",
        "fibular_nerve",
        "eyeball",
        "fontanelle",
        "reference_mark_only",
        "moxibustion_only",
    }
)
"""Structures at risk under a point; the last two say why it is not needled."""

NEED_A_LINE = frozenset(
    {
        "pneumothorax",
        "spinal_canal",
        "kidney",
        "major_vessel",
        "medulla_vertebral_artery",
        "sacral_nerves_pelvic_organs",
    }
)
"""Hazards that rules tie to a depth: each point that has one needs a warning line."""

_ORGANS = (
    "lung pericardium heart liver gallbladder spleen stomach triple_energizer kidney large_intestine small_intestine "
    "bladder"
)
_CATEGORIES = {
    "five_shu": "",
    "jing_well": "",
    "ying_spring": "",
    "shu_stream": "",
    "jing_river": "",
    "he_sea": "",
    "yuan_source": "",
    "luo_connecting": "great",
    "xi_cleft": "yang_qiao yin_qiao yang_wei yin_wei",
    "back_shu": _ORGANS,
    "front_mu": _ORGANS,
    "hui_meeting": "zang fu qi blood sinews vessels bone marrow",
    "lower_he_sea": "stomach large_intestine small_intestine triple_energizer bladder gallbladder",
    "confluent": "ren du chong dai yang_qiao yin_qiao yang_wei yin_wei",
}
CATEGORIES = frozenset(_CATEGORIES) | {f"{name}_{of}" for name, kinds in _CATEGORIES.items() for of in kinds.split()}
"""Groups of points; one that has a kind stands beside its group (`back_shu`, `back_shu_kidney`)."""

TAGS = frozenset(
    {
        "prone",
        "supine",
        "side_lying",
        "sitting",
        "standing",
        "hands_and_knees",
        "kneeling",
        "flexion",
        "extension",
        "rotation",
        "side_bend",
        "end_range",
        "loaded",
        "deep_flexion",
        "overhead",
        "neck_extension",
        "neck_rotation",
        "balance",
        "hip_crossing",
        "nerve_tension",
        "aerobic",
        "hip_flexion_deep",
        "breath_hold",
        "wrist_load",
        "shoulder_load",
    }
)
"""What an exercise does to the body, and how one lies or stands."""

MODALITIES = frozenset({"needling", "moxibustion", "cupping", "stretching", "advice"})
STYLES = frozenset(
    {"manual", "electrical", "thoracic", "indwelling", "smoke", "smokeless", *MoxaTechnique, *CuppingStyle, *CupSource}
    | {"emergency", "urgent", "gp_review"}
)
"""Manners of treatment that leaflets and claims may be about; for a referral note, how urgent it is."""

ALWAYS_ABOUT = frozenset({"back_pain", "harms"})
"""What a claim may be about beside treatments, causes, patterns and advice."""

SAFETY_SECTIONS = frozenset({"emergency", "stop", "after", "call", "referral"})
"""Sections of patient text that a clinic may put into its own words, but not keep from anybody."""

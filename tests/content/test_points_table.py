"""Thirty points written out by hand beside the shipped ones, and the rules that hold for all."""

from collections import Counter

import pytest

from treatplan.content.vocabulary import HAZARDS
from treatplan.domain.library import Library

NONE = None
# code, pinyin, simplified, traditional, English, a part of the location, categories, cun, angle, hazards, pregnancy
SAMPLE = (
    ("LU7", "Lièquē", "列缺", "列缺", "Broken Sequence", "1.5 cun above the palmar wrist crease",
     "luo_connecting confluent confluent_ren", (0.5, 0.7), "transverse", "", False),
    ("LU11", "Shàoshāng", "少商", "少商", "Lesser Shang", "radial nail corner", "five_shu jing_well", (0.1, 0.2),
     "transverse", "", False),
    ("LI4", "Hégǔ", "合谷", "合谷", "Joining Valley", "midpoint of 2nd metacarpal", "yuan_source", (0.5, 1.0),
     "perpendicular", "", True),
    ("LI18", "Fútū", "扶突", "扶突", "Support the Prominence", "sternocleidomastoid", "", (0.5, 0.8), "perpendicular",
     "major_vessel", False),
    ("ST9", "Rényíng", "人迎", "人迎", "Man's Welcome", "common carotid artery", "", NONE, "perpendicular",
     "major_vessel", False),
    ("ST25", "Tiānshū", "天枢", "天樞", "Heaven's Pivot", "2 cun lateral to centre of umbilicus",
     "front_mu front_mu_large_intestine", (0.8, 1.0), "perpendicular", "", True),
    ("ST36", "Zúsānlǐ", "足三里", "足三里", "Leg Three Miles", "3 cun below ST35",
     "five_shu he_sea lower_he_sea lower_he_sea_stomach", (1.0, 1.5), "perpendicular", "", False),
    ("SP6", "Sānyīnjiāo", "三阴交", "三陰交", "Three Yin Intersection", "3 cun above the medial malleolus", "",
     (0.5, 1.0), "perpendicular", "", True),
    ("SP15", "Dàhéng", "大横", "大横", "Great Horizontal", "4 cun lateral to centre of umbilicus", "", (0.7, 1.0),
     "perpendicular", "", False),
    ("HT7", "Shénmén", "神门", "神門", "Spirit Gate", "Palmar wrist crease", "five_shu shu_stream yuan_source",
     (0.3, 0.5), "perpendicular", "", False),
    ("SI3", "Hòuxī", "后溪", "後谿", "Back Ravine", "5th metacarpophalangeal joint",
     "five_shu shu_stream confluent confluent_du", (0.5, 0.8), "perpendicular", "", False),
    ("SI11", "Tiānzōng", "天宗", "天宗", "Celestial Ancestor", "Infraspinous fossa", "", (0.3, 0.6), "oblique",
     "pneumothorax", False),
    ("BL1", "Jīngmíng", "睛明", "睛明", "Bright Eyes", "inner canthus", "", NONE, "perpendicular", "eyeball", False),
    ("BL10", "Tiānzhù", "天柱", "天柱", "Celestial Pillar", "C2 spinous process", "", (0.5, 0.7), "perpendicular",
     "medulla_vertebral_artery", False),
    ("BL13", "Fèishū", "肺俞", "肺俞", "Lung Shu", "T3 spinous process, 1.5 cun", "back_shu back_shu_lung", (0.5, 0.8),
     "oblique_medial", "pneumothorax", False),
    ("BL23", "Shènshū", "肾俞", "腎俞", "Kidney Shu", "L2 spinous process, 1.5 cun", "back_shu back_shu_kidney",
     (0.5, 0.8), "perpendicular", "kidney", False),
    ("BL32", "Cìliáo", "次髎", "次髎", "Second Bone Hole", "2nd posterior sacral foramen", "", (0.8, 1.0),
     "perpendicular", "sacral_nerves_pelvic_organs", True),
    ("BL40", "Wěizhōng", "委中", "委中", "Bend Middle", "Midpoint of popliteal crease",
     "five_shu he_sea lower_he_sea lower_he_sea_bladder", (0.5, 1.0), "perpendicular", "major_vessel tibial_nerve",
     False),
    ("BL60", "Kūnlún", "昆仑", "崑崙", "Kunlun Mountains", "lateral malleolus prominence and calcaneal tendon",
     "five_shu jing_river", (0.5, 1.0), "perpendicular", "", True),
    ("KI1", "Yǒngquán", "涌泉", "湧泉", "Gushing Spring", "Sole", "five_shu jing_well", NONE,
     "perpendicular", "", False),
    ("KI3", "Tàixī", "太溪", "太谿", "Great Stream", "medial malleolus prominence and calcaneal tendon",
     "five_shu shu_stream yuan_source", (0.5, 0.8), "perpendicular", "", False),
    ("PC6", "Nèiguān", "内关", "內關", "Inner Pass", "2 cun above the palmar wrist crease",
     "luo_connecting confluent confluent_yin_wei", (0.5, 1.0), "perpendicular", "median_nerve", False),
    ("TE5", "Wàiguān", "外关", "外關", "Outer Pass", "2 cun above the dorsal wrist crease",
     "luo_connecting confluent confluent_yang_wei", (0.5, 1.0), "perpendicular", "", False),
    ("TE17", "Yìfēng", "翳风", "翳風", "Wind Screen", "Behind ear lobe", "", (0.8, 1.0), "perpendicular", "", False),
    ("GB21", "Jiānjǐng", "肩井", "肩井", "Shoulder Well", "lateral end of acromion", "", (0.5, 0.8), "oblique",
     "pneumothorax", True),
    ("GB30", "Huántiào", "环跳", "環跳", "Jumping Circle", "lateral 1/3 and medial 2/3", "", (1.5, 2.0),
     "perpendicular", "sciatic_nerve", False),
    ("GB34", "Yánglíngquán", "阳陵泉", "陽陵泉", "Yang Mound Spring", "fibular head",
     "five_shu he_sea hui_meeting hui_meeting_sinews lower_he_sea lower_he_sea_gallbladder", (1.0, 1.5),
     "perpendicular", "fibular_nerve", False),
    ("LR3", "Tàichōng", "太冲", "太衝", "Great Rushing", "Between 1st and 2nd metatarsals",
     "five_shu shu_stream yuan_source", (0.5, 0.8), "perpendicular", "major_vessel", False),
    ("GV14", "Dàzhuī", "大椎", "大椎", "Great Vertebra", "C7 spinous process", "", (0.5, 1.0), "oblique",
     "spinal_canal", False),
    ("CV4", "Guānyuán", "关元", "關元", "Gate of Origin", "3 cun below the umbilicus",
     "front_mu front_mu_small_intestine", NONE, "perpendicular", "bladder_uterus", True),
)  # fmt: skip
COUNTS = {
    "LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67, "KI": 27, "PC": 9, "TE": 23, "GB": 44,
    "LR": 14, "GV": 28, "CV": 24, "EX": 34,
}  # fmt: skip
FORBIDDEN = {"ST17", "CV8", "EX-UE1"}
NO_ANGLE = {"BL67", "EX-Ashi"}  # the table names none
WITHOUT_OVERLAP = 45  # of channel points that are needled; with ST17 and CV8 the 47 blank rows of the table


@pytest.mark.parametrize("row", SAMPLE, ids=lambda row: row[0])
def test_that_a_point_is_as_it_was_written_down_by_hand(row: tuple[object, ...], shipped: Library) -> None:
    code, pinyin, simplified, traditional, english, location, categories, cun, angle, hazards, pregnancy = row
    point = shipped.points[str(code)]
    assert (point.pinyin, point.hanzi, point.hanzi_traditional) == (pinyin, simplified, traditional)
    assert point.text.english.startswith(str(english))
    assert str(location) in point.text.location
    assert set(point.categories) == set(str(categories).split())
    assert point.depth_cun == cun
    assert point.angle == angle
    assert set(point.hazards) == set(str(hazards).split())
    assert point.pregnancy_caution is pregnancy


def test_that_thirty_points_of_all_channels_were_compared() -> None:
    assert len(SAMPLE) == len({row[0] for row in SAMPLE}) == 30
    assert {str(row[0]).rstrip("0123456789") for row in SAMPLE} == set(COUNTS) - {"EX"}


def test_that_each_channel_has_its_number_of_points(shipped: Library) -> None:
    assert Counter(point.channel for point in shipped.points.values()) == COUNTS
    for channel, count in COUNTS.items():
        if channel != "EX":
            assert {f"{channel}{number}" for number in range(1, count + 1)} <= shipped.points.keys()


def test_that_every_point_holds_all_its_fields(shipped: Library) -> None:
    for code, point in shipped.points.items():
        assert point.pinyin, code
        assert point.hanzi, code
        assert point.hanzi_traditional, code
        assert point.text.english, code
        assert point.text.location[0].isupper() or point.text.location[0].isdigit(), code
        assert point.regions, code
        assert point.sources, code
        assert set(point.hazards) <= HAZARDS, code
        assert point.angle is not None or code in FORBIDDEN | NO_ANGLE, code


def test_that_where_textbooks_do_not_overlap_no_depth_is_given(shipped: Library) -> None:
    blank = {code for code, point in shipped.points.items() if point.kind == "channel" and point.depth_cun is None}
    assert len(blank - FORBIDDEN) == WITHOUT_OVERLAP
    for code in blank - FORBIDDEN:
        assert len(shipped.points[code].depth_sources) >= 2, code


def test_that_what_is_not_needled_has_neither_depth_nor_angle(shipped: Library) -> None:
    assert {code for code, point in shipped.points.items() if point.needling == "forbidden"} == FORBIDDEN
    for code in FORBIDDEN:
        assert (shipped.points[code].depth_cun, shipped.points[code].angle) == (None, None)


def test_that_a_depth_is_a_range_and_no_deeper_than_four_cun(shipped: Library) -> None:
    for code, point in shipped.points.items():
        if point.depth_cun is not None:
            low, high = point.depth_cun
            assert 0 < low <= high <= 4, code


def test_that_every_caution_tells_both_sides_and_leads_to_rules(shipped: Library) -> None:
    assert len(shipped.cautions) == 7
    for caution in shipped.cautions.values():
        assert caution.text.cautious != caution.text.contrary
        assert caution.sources
        assert caution.contrary_sources
        assert set(caution.rules) <= shipped.rules.keys()


def test_that_each_point_marked_for_pregnancy_is_told_of(shipped: Library) -> None:
    for code, point in shipped.points.items():
        told = [caution for caution in shipped.cautions.values() if caution.about(code, point.regions)]
        assert told or not point.pregnancy_caution, code

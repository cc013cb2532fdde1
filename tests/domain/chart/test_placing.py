"""Every shipped point lies where the proportions of the body put it, in every build."""

from dataclasses import replace

import pytest

from treatplan.domain.chart import Build, Chart, Figure, Placed, outlines, place
from treatplan.domain.chart.figure import Plate
from treatplan.domain.chart.geometry import distance, inside
from treatplan.domain.library import Point
from treatplan.domain.places import Side

BUILDS = ("medium", "narrow", "broad")
ONE_SIDED = {"left": Side.LEFT, "right": Side.RIGHT, "head-left": Side.LEFT, "head-right": Side.RIGHT}
# On which half of the picture the patient's left is: where one faces the patient, on the right.
LEFT_IS_RIGHT = ("front", "head-front", "hand-palm", "leg-medial", "foot-top", "foot-medial", "foot-sole")
LEFT_IS_LEFT = ("back", "head-back", "head-top", "hand-back", "foot-lateral")
LUMBAR = ("L1", "L2", "L3", "L4", "L5")
BL_INNER = dict(
    zip(
        (f"BL{number}" for number in range(11, 31)),
        ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T9", "T10", "T11", "T12", *LUMBAR, "S1", "S2", "S3", "S4"),
        strict=True,
    )
)
BL_OUTER = dict(
    zip(
        (f"BL{number}" for number in range(41, 55)),
        ("T2", "T3", "T4", "T5", "T6", "T7", "T9", "T10", "T11", "T12", "L1", "L2", "S2", "S4"),
        strict=True,
    )
)
GV_LEVELS = {
    "GV14": "C7", "GV13": "T1", "GV12": "T3", "GV11": "T5", "GV10": "T6", "GV9": "T7", "GV8": "T9", "GV7": "T10",
    "GV6": "T11", "GV5": "L1", "GV4": "L2", "GV3": "L4", "GV2": "S4", "EX-B5": "L3", "EX-B8": "L5",
}  # fmt: skip


@pytest.fixture(params=BUILDS)
def build(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class At:
    """The places of one build, and its landmarks, for reading checks aloud."""

    def __init__(self, places: tuple[Placed, ...], figure: Figure) -> None:
        self.places = places
        self.figure = figure

    def one(self, code: str, view: str, *, level: str = "", side: Side = Side.LEFT) -> Placed:
        found = [
            place
            for place in self.places
            if (place.code, place.view) == (code, view)
            and place.side in {side, Side.MIDLINE}
            and (not level or place.level == level)
        ]
        assert len(found) == 1, (code, view, found)
        return found[0]

    def y(self, code: str, view: str, **more: str) -> float:
        return self.one(code, view, **more).y  # type: ignore[arg-type]

    def cun_out(self, code: str, view: str) -> float:
        """How many of a view's horizontal cun a point is from the middle."""
        name, cun = {"front": ("nipple", 4), "back": ("scapular_border", 3)}[view]
        unit = self.figure.plates[view].landmarks[name][0] / cun
        return abs(self.one(code, view).x - self.figure.view(view).width / 2) / unit

    def part(self, code: str, view: str, first: str, last: str) -> float:
        """How far down a point is, as a share of the way between two points."""
        start, end = self.y(first, view), self.y(last, view)
        return (self.y(code, view) - start) / (end - start)


@pytest.fixture
def at(places: dict[str, tuple[Placed, ...]], figures: dict[str, Figure], build: str) -> At:
    return At(places[build], figures[build])


# Every point, everywhere


def test_that_every_placed_point_is_in_at_least_one_view(at: At, points: tuple[Point, ...]) -> None:
    wanted = {(point.code, spot.level) for point in points for spot in point.spots}
    assert len(wanted) > 400
    assert wanted - {(one.code, one.level) for one in at.places} == set()


def test_that_every_spot_of_a_point_is_shown(at: At, points: tuple[Point, ...]) -> None:
    for point in points:
        if point.laterality == "group" and point.spots and not point.levels:
            views = {one.view for one in at.places if one.code == point.code}
            most = max(sum(one.code == point.code and one.view == view for one in at.places) for view in views)
            # both sides of each spot; those on the middle line stand once
            middle = sum(spot.across == 0 and spot.frame == "head_top" for spot in point.spots)
            assert most == 2 * len(point.spots) - middle, point.code


def test_that_no_point_lies_beside_the_body(at: At) -> None:
    astray = []
    for view in at.figure.views():
        edges = outlines(at.figure, view)
        tall = max(view.width, view.height)
        for one in at.places:
            if one.view == view.name and not any(inside(edge, one.x, one.y) for edge in edges):
                off = min(distance(edge, one.x, one.y) for edge in edges)
                if off > tall * 0.001:
                    astray.append((view.name, one.code, round(off, 1)))
    assert astray == []


def test_that_no_point_lies_outside_its_picture(at: At) -> None:
    for one in at.places:
        view = at.figure.view(one.view)
        assert 0 <= one.x <= view.width, one
        assert 0 <= one.y <= view.height, one


def test_that_no_point_is_on_the_wrong_side(at: At) -> None:
    for one in at.places:
        if one.view in ONE_SIDED:
            assert one.side in {ONE_SIDED[one.view], Side.MIDLINE}
            continue
        off = one.x - at.figure.view(one.view).width / 2
        if one.side is Side.MIDLINE:
            assert off == pytest.approx(0), one
        else:
            assert (off > 0) is ((one.view in LEFT_IS_RIGHT) is (one.side is Side.LEFT)), one
    assert {one.view for one in at.places} == {*ONE_SIDED, *LEFT_IS_RIGHT, *LEFT_IS_LEFT}


def test_that_left_is_the_mirror_image_of_right(at: At) -> None:
    other = {"left": "right", "head-left": "head-right"}
    rights = {(one.code, one.level, one.view, round(one.x, 4), round(one.y, 4)) for one in at.places}
    lefts = [one for one in at.places if one.side is Side.LEFT]
    assert len(lefts) > 600
    for one in lefts:
        mirrored = round(at.figure.view(one.view).width - one.x, 4)
        assert (one.code, one.level, other.get(one.view, one.view), mirrored, round(one.y, 4)) in rights, one


def test_that_points_of_the_governor_and_conception_vessels_have_no_side(at: At) -> None:
    assert {one.side for one in at.places if one.code[:2] in {"GV", "CV"}} == {Side.MIDLINE}
    assert Side.MIDLINE not in {one.side for one in at.places if one.code[:2] in {"BL", "LU", "ST"}}


# The back


@pytest.mark.parametrize(
    ("line", "cun"), [pytest.param(BL_INNER, 1.5, id="inner"), pytest.param(BL_OUTER, 3, id="outer")]
)
def test_that_the_bladder_lines_stand_beside_their_vertebrae(at: At, line: dict[str, str], cun: float) -> None:
    spine = at.figure.plates["back"].landmarks
    for code, level in line.items():
        assert at.y(code, "back") - 20 == pytest.approx(spine[level][1]), code
        assert at.cun_out(code, "back") == pytest.approx(cun), code


def test_that_the_governor_vessel_and_huatuo_points_stand_at_their_vertebrae(at: At) -> None:
    spine = at.figure.plates["back"].landmarks
    for code, level in GV_LEVELS.items():
        assert at.y(code, "back") - 20 == pytest.approx(spine[level][1]), code
    for level in ("T1", "T8", "T12", "L1", "L5"):
        assert at.y("EX-B2", "back", level=level) - 20 == pytest.approx(spine[level][1])


def test_that_the_inner_line_leaves_t8_to_ex_b3(at: At) -> None:
    assert at.y("BL17", "back") < at.y("EX-B3", "back") < at.y("BL18", "back")
    assert at.y("EX-B3", "back") == pytest.approx(at.y("EX-B2", "back", level="T8"))


@pytest.mark.parametrize(
    "codes",
    [
        ("BL23", "BL52", "GV4"),
        ("BL25", "GV3", "EX-B6", "EX-B7"),
        ("BL32", "BL28", "BL53"),
        ("BL34", "BL30", "BL54", "GV2"),
    ],
)
def test_that_points_of_one_level_share_one_height(at: At, codes: tuple[str, ...]) -> None:
    first, *rest = (at.y(code, "back") for code in codes)
    assert rest == pytest.approx([first] * len(rest))


def test_that_gb21_is_midway_between_gv14_and_the_acromion(at: At) -> None:
    acromion = at.figure.plates["back"].landmarks["acromion"]
    gb21, gv14 = at.one("GB21", "back"), at.one("GV14", "back")
    middle = at.figure.view("back").width / 2
    assert abs(gb21.x - middle) == pytest.approx(acromion[0] / 2, abs=3)
    assert gv14.y - 12 < gb21.y < acromion[1] + 20


def test_that_si11_is_at_about_the_level_of_t4(at: At) -> None:
    assert at.y("SI11", "back") == pytest.approx(at.y("BL43", "back"), abs=4)


# Chest and belly


def test_that_lr14_is_below_the_nipple_and_two_cun_beside_st19(at: At) -> None:
    assert at.cun_out("LR14", "front") == pytest.approx(at.cun_out("ST17", "front")) == pytest.approx(4)
    assert at.cun_out("LR14", "front") - at.cun_out("ST19", "front") == pytest.approx(2)
    assert at.y("LR14", "front") > at.y("ST17", "front")


def test_that_the_lines_of_chest_and_belly_keep_their_distances(at: At) -> None:
    for codes, cun in (
        (("KI11", "KI16", "KI21"), 0.5),
        (("KI22", "KI25", "KI27", "ST19", "ST25", "ST30"), 2),
        (("ST13", "ST17", "ST18", "SP15"), 4),
        (("LU1", "LU2", "SP17", "SP20"), 6),
    ):
        for code in codes:
            if cun <= 4:
                assert at.cun_out(code, "front") == pytest.approx(cun), code
            else:
                assert at.cun_out(code, "front") > 4.5, code


def test_that_each_stretch_of_the_trunk_has_its_own_cun(at: At) -> None:
    assert at.part("CV17", "front", "CV22", "CV16") == pytest.approx(7.4 / 9)
    assert at.part("CV12", "front", "CV16", "CV8") == pytest.approx(4 / 8)
    assert at.part("CV4", "front", "CV8", "CV2") == pytest.approx(3 / 5)


# Arms and legs


def test_that_the_stomach_line_divides_the_leg_as_the_who_does(at: At) -> None:
    for code, cun in {"ST36": 3, "ST37": 6, "ST38": 8, "ST39": 9}.items():
        assert at.part(code, "front", "ST35", "ST41") == pytest.approx(cun / 16, abs=0.01), code
    assert at.y("ST40", "front") == pytest.approx(at.y("ST38", "front"), abs=2)


def test_that_sp6_gb39_and_bl59_are_three_cun_above_the_malleoli(at: At) -> None:
    side, medial = at.figure.plates["side"].landmarks, at.figure.plates["leg-medial"].landmarks
    lateral = (side["lateral_malleolus"][1] - side["popliteal_crease"][1]) * 3 / 16
    assert side["lateral_malleolus"][1] + 20 - at.y("GB39", "left") == pytest.approx(lateral, abs=1)
    assert at.y("BL59", "left") == pytest.approx(at.y("GB39", "left"), abs=1)
    inner = (medial["medial_malleolus"][1] - medial["patella_apex"][1]) * 3 / 15
    assert medial["medial_malleolus"][1] + 15 - at.y("SP6", "leg-medial") == pytest.approx(inner, abs=1)


@pytest.mark.parametrize(
    ("view", "one", "other"),
    [
        ("left", "GB35", "GB36"),
        ("leg-medial", "LR5", "KI9"),
        ("leg-medial", "KI7", "KI8"),
        ("back", "BL40", "BL39"),
    ],
)
def test_that_two_points_of_a_leg_share_one_height(at: At, view: str, one: str, other: str) -> None:
    assert at.y(one, view) == pytest.approx(at.y(other, view), abs=1.5)


def test_that_bl40_ends_the_thigh_and_begins_the_leg(at: At) -> None:
    crease = at.figure.plates["back"].landmarks["popliteal_crease"]
    assert at.y("BL40", "back") - 20 == pytest.approx(crease[1])
    ankle = at.figure.plates["back"].landmarks["lateral_malleolus"]
    assert at.y("BL57", "back") - 20 == pytest.approx(crease[1] + (ankle[1] - crease[1]) * 8 / 16, abs=1)


def test_that_pc6_faces_te5_and_pc5_faces_te6_and_te7(at: At) -> None:
    assert at.y("PC6", "front") == pytest.approx(at.y("TE5", "back"), abs=0.5)
    assert at.y("PC5", "front") == pytest.approx(at.y("TE6", "back"), abs=0.5)
    assert at.y("TE7", "back") == pytest.approx(at.y("TE6", "back"), abs=3)


def test_that_the_tips_of_the_fingers_have_a_point_each(at: At) -> None:
    tips = [one for one in at.places if (one.code, one.view, one.side) == ("EX-UE11", "hand-palm", Side.LEFT)]
    edges = outlines(at.figure, at.figure.view("hand-palm"))
    assert len(tips) == 5
    assert all(min(distance(edge, tip.x, tip.y) for edge in edges) < 12 for tip in tips)
    assert len({round(tip.x) for tip in tips}) == 5


# Landmarks


def moved(figure: Figure, artwork: str, name: str, to: tuple[float, float], build: Build) -> Figure:
    """The figure with one landmark elsewhere."""
    art = figure.plates[artwork].artwork
    plate = Plate(replace(art, landmarks={**art.landmarks, name: to}), build)
    return replace(figure, plates={**figure.plates, artwork: plate})


def test_that_moving_a_landmark_moves_its_points_and_no_others(
    chart: Chart, figures: dict[str, Figure], points: tuple[Point, ...]
) -> None:
    medium = chart.builds[0]
    x, y = figures[medium.id].plates["back"].artwork.landmarks["L4"]
    lower = moved(figures[medium.id], "back", "L4", (x, y + 6), medium)
    before, after = place(points, figures[medium.id]), place(points, lower)
    changed = {
        (one.code, one.level) for one, other in zip(before, after, strict=True) if (one.x, one.y) != (other.x, other.y)
    }
    by_height = {"BL25", "GV3", "EX-B6", "EX-B7", "EX-B2", "GB25"}  # GB25 is placed between T9 and L4
    assert {code for code, _ in changed} == by_height
    assert {level for _, level in changed} == {"", "L4"}
    assert {one.view for one, other in zip(before, after, strict=True) if one != other} == {"back"}


def test_that_a_wider_chest_takes_its_lines_with_it(
    chart: Chart, figures: dict[str, Figure], points: tuple[Point, ...]
) -> None:
    medium = chart.builds[0]
    figure = figures[medium.id]
    x, y = figure.plates["front"].artwork.landmarks["nipple"]
    wide = At(place(points, moved(figure, "front", "nipple", (x + 8, y), medium)), figure)
    middle = figure.view("front").width / 2
    assert wide.one("ST17", "front").x - middle == pytest.approx(x + 8)
    assert wide.one("KI27", "front").x - middle == pytest.approx((x + 8) / 2)
    assert wide.one("CV17", "front").x == middle


def test_that_a_point_without_a_spot_is_nowhere(figures: dict[str, Figure], points: tuple[Point, ...]) -> None:
    bare = replace(points[0], spots=())
    assert place((bare,), figures["medium"]) == ()

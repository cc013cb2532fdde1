"""What a figure touches, and names that nothing has."""

import pytest

from treatplan.domain.figure.body import body_of
from treatplan.domain.figure.pose import Pose, Prop, beyond
from treatplan.domain.figure.scene import SEAT, blocks_of
from treatplan.domain.figure.touching import gap, gaps, lost

CHAIR = Prop(kind="chair")


def test_that_one_who_stands_touches_the_floor_with_the_feet_only() -> None:
    body = body_of(Pose())
    assert gap("foot_l", "floor", body, ()) == pytest.approx(0, abs=0.5)
    assert gap("hand_l", "floor", body, ()) > 50


def test_that_a_raised_hand_is_nearer_to_the_head_than_a_hanging_one() -> None:
    hanging = gap("hand_r", "head", body_of(Pose()), ())
    raised = gap("hand_r", "head", body_of(Pose(shoulder_r=(170, 0, 0), elbow_r=120)), ())
    assert raised < hanging - 40


def test_that_the_seat_is_touched_from_above_only() -> None:
    below = body_of(Pose(lean=90))  # lies on the floor, under the seat
    assert gap("hips", "chair", below, (CHAIR,)) < -10
    over = body_of(Pose(at=(0, 0)))
    assert gap("hips", "chair", over, (CHAIR,)) > 0


def test_that_a_chair_stands_on_the_floor_and_a_mat_lies_below_it() -> None:
    chair = [corner[1] for block in blocks_of(CHAIR) for corner in block.corners]
    assert min(chair) == pytest.approx(0)
    assert max(corner[1] for block in blocks_of(CHAIR) if block.name == "chair" for corner in block.corners) == SEAT
    assert max(corner[1] for block in blocks_of(Prop(kind="mat")) for corner in block.corners) == pytest.approx(0)


def test_that_every_touch_of_a_pose_is_measured() -> None:
    pose = Pose(touches=("foot_l:floor", "hand_r:thigh_r"))
    assert [touch for touch, _ in gaps(pose, body_of(pose), ())] == ["foot_l:floor", "hand_r:thigh_r"]


LOST = {
    "hold": Pose(hold="tail"),
    "part": Pose(touches=("paw_l:floor",)),
    "thing": Pose(touches=("hips:sofa",)),
    "no chair": Pose(touches=("hips:chair",)),
}


@pytest.mark.parametrize("case", LOST)
def test_that_a_name_that_nothing_has_is_told(case: str) -> None:
    (field, message), *more = lost(LOST[case], ())
    assert field in {"hold", "touches"}
    assert "there are" in message
    assert not more


def test_that_known_names_are_not_told() -> None:
    assert list(lost(Pose(hold="ankle_r", touches=("hips:chair", "palm_l:floor", "shin_r:thigh_l")), (CHAIR,))) == []


BEYOND = {
    "knee_l": Pose(knee_l=-5),
    "elbow_r": Pose(elbow_r=170),
    "hip_r": Pose(hip_r=(150, 0, 0)),
    "neck": Pose(neck=(0, 0, 120)),
}


@pytest.mark.parametrize("joint", BEYOND)
def test_that_an_angle_that_nobody_reaches_is_told(joint: str) -> None:
    ((name, message),) = beyond(BEYOND[joint])
    assert name == joint
    assert "degrees" in message

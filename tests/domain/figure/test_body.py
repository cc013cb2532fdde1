"""The figure: its bones keep their length whatever the pose, and it stands on the floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.figure.body import Body, body_of
from treatplan.domain.figure.pose import LIMITS, Pose
from treatplan.domain.figure.space import Vector, length, minus

BONES = (
    *((f"hip_{side}", f"knee_{side}") for side in "lr"),
    *((f"knee_{side}", f"ankle_{side}") for side in "lr"),
    *((f"shoulder_{side}", f"elbow_{side}") for side in "lr"),
    *((f"elbow_{side}", f"wrist_{side}") for side in "lr"),
    *((f"heel_{side}", f"toes_{side}") for side in "lr"),
    ("hip_l", "hip_r"),
    ("shoulder_l", "shoulder_r"),
)


def far(body: Body, bone: tuple[str, str]) -> float:
    return length(minus(body.joints[bone[0]].at, body.joints[bone[1]].at))


def at(body: Body, joint: str) -> Vector:
    return body.joints[joint].at


@st.composite
def poses(draw: st.DrawFn) -> Pose:
    """Any pose within what the joints can do, the body lying as it may."""
    angles: dict[str, object] = {}
    for joint, limits in LIMITS.items():
        for name in (joint,) if hasattr(Pose(), joint) else (f"{joint}_l", f"{joint}_r"):
            found = tuple(draw(st.floats(low, high)) for low, high in limits)
            angles[name] = found if len(found) > 1 else found[0]
    whole = {name: draw(st.floats(-180, 180)) for name in ("facing", "lean", "roll", "turn")}
    return Pose(**(angles | whole))  # type: ignore[arg-type]  # the names are its own


@given(pose=poses())
def test_that_no_pose_stretches_a_bone(pose: Pose) -> None:
    standing, posed = body_of(Pose()), body_of(pose)
    assert [far(posed, bone) for bone in BONES] == pytest.approx([far(standing, bone) for bone in BONES])


@given(pose=poses())
def test_that_the_lowest_part_lies_on_the_floor(pose: Pose) -> None:
    drawn = [part for parts in body_of(pose).groups.values() for part in parts]
    lowest = min(ball.at[1] - ball.radius for part in drawn for ball in part.balls)
    assert lowest == pytest.approx(0, abs=1e-6)


def test_that_the_standing_figure_is_as_tall_as_an_adult() -> None:
    top = max(ball.at[1] + ball.radius for part in body_of(Pose()).parts.values() for ball in part.balls)
    assert 160 < top < 176


def test_that_both_sides_are_the_same() -> None:
    body = body_of(Pose())
    for name in ("knee", "ankle", "elbow", "wrist", "palm"):
        left, right = at(body, f"{name}_l"), at(body, f"{name}_r")
        assert (left[0], left[1], -left[2]) == pytest.approx(right)
    assert at(body, "knee_r")[2] > 0  # z runs to the right


BENT = {
    "hip": (Pose(hip_r=(90, 0, 0)), "knee_r"),
    "shoulder": (Pose(shoulder_r=(90, 0, 0)), "elbow_r"),
    "back": (Pose(lower_back=(40, 0, 0)), "nape"),
}


@pytest.mark.parametrize("joint", BENT)
def test_that_bending_a_joint_brings_the_part_forward(joint: str) -> None:
    pose, moved = BENT[joint]
    assert at(body_of(pose), moved)[0] > at(body_of(Pose()), moved)[0] + 10


def test_that_knee_and_elbow_bend_in_their_own_ways() -> None:
    bent = body_of(Pose(knee_r=90, elbow_r=90))
    assert at(bent, "ankle_r")[0] < at(bent, "knee_r")[0] - 20  # the heel goes back
    assert at(bent, "wrist_r")[0] > at(bent, "elbow_r")[0] + 20  # the hand goes forward


def test_that_a_held_joint_stays_where_it_was() -> None:
    start = body_of(Pose(at=(30, -4)))
    end = body_of(Pose(hip_r=(40, 0, 0), hip_l=(-10, 0, 0), hold="ankle_l"), start)
    assert at(end, "ankle_l")[0] == pytest.approx(at(start, "ankle_l")[0])
    assert at(end, "ankle_l")[2] == pytest.approx(at(start, "ankle_l")[2])

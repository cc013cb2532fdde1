"""How the figure stands: the angles of its joints, within what a healthy adult can do, and what is around it."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from treatplan.domain.value import value

Angles: TypeAlias = tuple[float, float, float]
"""Degrees: bend forward, lean or lead to the side, turn. See `LIMITS` for the sense of each."""

Arrow: TypeAlias = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""Where it begins, the point that bends it, and its tip: where they are in the picture, in centimetres, y up."""

NONE: Angles = (0.0, 0.0, 0.0)

LIMITS: Mapping[str, tuple[tuple[float, float], ...]] = {
    # bend forward (+) or back, lean to the right (+), turn to the left (+)
    "lower_back": ((-35, 60), (-25, 25), (-15, 15)),
    "upper_back": ((-30, 45), (-30, 30), (-45, 45)),
    "neck": ((-60, 60), (-45, 45), (-80, 80)),
    # forward (+), away from the other leg (+), toes outward (+)
    "hip": ((-30, 135), (-35, 60), (-50, 70)),
    "knee": ((0, 160),),
    # toes down (+), the midfoot with it
    "ankle": ((-35, 75),),
    # forward and up (+), away from the body (+), palm toward the body (+)
    "shoulder": ((-70, 190), (-60, 180), (-100, 100)),
    "elbow": ((0, 155),),
    # palm toward the forearm (+)
    "wrist": ((-90, 90),),
}
"""What each joint can do, in degrees. Ranges of healthy adults, rounded outward: a drawing may not go beyond."""


@value
class Pose:
    """The angles of every joint, in degrees, and how the pelvis lies in the room.

    `facing` turns the whole figure to its left, `lean` forward (90: on the front, -90: on the back), `roll` to its
    right side, `turn` to the left about its own length; in this order from the floor up. `at` is where the pelvis is
    along x and z, in centimetres; with `hold` the figure is moved so that this joint stays where it was in the start
    pose instead. The lowest part of the figure is put on the floor. `belly` is how far the tummy is let out, in
    centimetres. `touches` says what must meet: `toes_l:floor`, `hand_r:thigh_r`, `hips:chair`.
    """

    facing: float = 0.0
    lean: float = 0.0
    roll: float = 0.0
    turn: float = 0.0
    at: tuple[float, float] = (0.0, 0.0)
    hold: str = ""
    belly: float = 0.0
    lower_back: Angles = NONE
    upper_back: Angles = NONE
    neck: Angles = NONE
    hip_l: Angles = NONE
    hip_r: Angles = NONE
    knee_l: float = 0.0
    knee_r: float = 0.0
    ankle_l: float = 0.0
    ankle_r: float = 0.0
    shoulder_l: Angles = NONE
    shoulder_r: Angles = NONE
    elbow_l: float = 0.0
    elbow_r: float = 0.0
    wrist_l: float = 0.0
    wrist_r: float = 0.0
    touches: tuple[str, ...] = ()
    arrows: tuple[Arrow, ...] = ()


@value
class Prop:
    """Something around the figure. `at` is the middle of its foot along x and z; a chair and a door face along x.

    `size` is along x, y and z, in centimetres; for a towel `between` names the joints that it runs along.
    """

    kind: Literal["mat", "chair", "cushion", "door", "towel"]
    at: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float, float] | None = None
    between: tuple[str, ...] = ()


@value
class View:
    """Where it is looked at from, in degrees: 0 from its right side, 90 from the front; `above` looks down on it."""

    round: float = 0.0
    above: float = 0.0


@value
class Figure:
    """The two pictures of one exercise: how it begins and how far it goes."""

    id: str
    view: View = View()
    props: tuple[Prop, ...] = ()
    start: Pose
    end: Pose


def beyond(pose: Pose) -> Iterator[tuple[str, str]]:
    """Joint and message for each angle that no healthy adult reaches."""
    for joint, limits in LIMITS.items():
        for name in (joint,) if hasattr(pose, joint) else (f"{joint}_l", f"{joint}_r"):
            found = getattr(pose, name)
            for angle, (low, high) in zip(found if isinstance(found, tuple) else (found,), limits, strict=True):
                if not low <= angle <= high:
                    yield name, f"is {angle:g}; this joint goes from {low:g} to {high:g} degrees"

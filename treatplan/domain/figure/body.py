"""Where the parts of the figure are in a pose. All lengths in centimetres; the figure is 168 tall, a plain adult."""

from collections.abc import Mapping
from dataclasses import replace
from math import cos, pi, sin
from typing import NamedTuple

from treatplan.domain.figure.pose import Angles, Pose
from treatplan.domain.figure.space import (
    Turn,
    Vector,
    about_x,
    about_y,
    about_z,
    between,
    chained,
    minus,
    plus,
    turned,
)
from treatplan.domain.value import value


class Ball(NamedTuple):
    """A round end of a part."""

    at: Vector
    radius: float


@value
class Part:
    """A smooth part of the body: all that lies between its balls."""

    name: str
    balls: tuple[Ball, ...]
    dressed: bool = False


@value
class Body:
    """The figure in a pose. `groups` are drawn as one each; `joints` also name what is no part of its own (a knee).

    `looks` is the way the face looks, `crown` the way from the neck to the top of the head.
    """

    groups: Mapping[str, tuple[Part, ...]]
    joints: Mapping[str, Ball]
    looks: Vector
    crown: Vector

    @property
    def parts(self) -> dict[str, Part]:
        """Every part by its name, and every joint as a part."""
        named = {part.name: part for group in self.groups.values() for part in group}
        return named | {name: Part(name=name, balls=(ball,)) for name, ball in self.joints.items()}


class _Joint(NamedTuple):
    at: Vector
    turn: Turn

    def out(self, way: Vector) -> Vector:
        """The point that lies so in the joint's own directions."""
        return plus(self.at, turned(self.turn, way))

    def ball(self, way: Vector, radius: float) -> Ball:
        return Ball(self.out(way), radius)


_SIDES = {"l": -1.0, "r": 1.0}
# The trunk from the hips to the neck: the length to the next joint, half the distance of its two balls, their radius.
_SPINE = ((8.0, 7.0, 9.8), (8.0, 6.0, 9.4), (8.0, 5.2, 9.0), (13.0, 5.6, 9.6), (13.0, 6.0, 10.2))
_TRUNK = ("pelvis", "loin", "waist", "ribs")
_HIP, _SHOULDER, _CAP, _COLLAR = 8.6, (0.0, -4.5, 15.8), 5.4, 5.0
_NECK, _CRANIUM, _JAW, _NOSE = (1.0, 6.5, 0.0), (0.8, 15.5, 0.0), (4.0, 10.8, 0.0), (10.0, 13.6, 0.0)
_THIGH, _SHIN, _ANKLE, _TOES = 42.0, 40.0, (-3.6, -4.0, 0.0), (12.6, -4.6, 0.0)
_UPPER_ARM, _FOREARM, _HAND, _FINGERS = 28.0, 25.0, 4.0, 10.0
_SLEEVE, _SHORTS, _HEM = 0.5, 0.66, 10


def body_of(pose: Pose, start: Body | None = None) -> Body:
    """The figure in a pose, its lowest part on the floor. A part that `pose.hold` names stays where `start` has it."""
    made = _at_origin(pose)
    floor = min(ball.at[1] - ball.radius for parts in made.groups.values() for part in parts for ball in part.balls)
    across, deep = pose.at
    if start is not None and pose.hold:
        way = minus(start.joints[pose.hold].at, made.joints[pose.hold].at)
        across, deep = way[0], way[2]
    return _moved(made, (across, -floor, deep))


def _moved(body: Body, way: Vector) -> Body:
    def moved(ball: Ball) -> Ball:
        return Ball(plus(ball.at, way), ball.radius)

    return replace(
        body,
        groups={
            name: tuple(replace(part, balls=tuple(map(moved, part.balls))) for part in parts)
            for name, parts in body.groups.items()
        },
        joints={name: moved(ball) for name, ball in body.joints.items()},
    )


def _at_origin(pose: Pose) -> Body:
    root = _Joint((0.0, 0.0, 0.0), _root(pose))
    spine = _spine(pose, root)
    top = spine[-1]
    nape = _Joint(top.at, chained((top.turn, _bent(pose.neck))))
    joints = {"hips": Ball(root.at, _SPINE[0][2]), "nape": Ball(nape.at, _COLLAR)}
    groups = {"trunk": _trunk(spine, pose.belly), "head": _head(nape)}
    for side in _SIDES:
        groups[f"leg_{side}"] = _leg(pose, side, root, joints)
        groups[f"arm_{side}"] = _arm(pose, side, top, joints)
    return Body(
        groups=groups,
        joints=joints,
        looks=turned(nape.turn, (1.0, 0.0, 0.0)),
        crown=turned(nape.turn, (0.0, 1.0, 0.0)),
    )


def _root(pose: Pose) -> Turn:
    return chained((about_y(pose.facing), about_z(-pose.lean), about_x(pose.roll), about_y(pose.turn)))


def _bent(angles: Angles, share: float = 1.0) -> Turn:
    bend, lean, turn = (angle * share for angle in angles)
    return chained((about_z(-bend), about_x(lean), about_y(turn)))


def _spine(pose: Pose, root: _Joint) -> list[_Joint]:
    """The joints from the hips to the nape: each angle of the back is shared by two of them, so that it rounds."""
    lower, upper = _bent(pose.lower_back, 0.5), _bent(pose.upper_back, 0.5)
    found = [root]
    for (long, _, _), bend in zip(_SPINE, (None, lower, lower, upper, upper), strict=True):
        turn = found[-1].turn if bend is None else chained((found[-1].turn, bend))
        found.append(_Joint(plus(found[-1].at, turned(turn, (0.0, long, 0.0))), turn))
    return found


def _trunk(spine: list[_Joint], belly: float) -> tuple[Part, ...]:
    rings = [
        tuple(joint.ball((0.0, 0.0, side * half), radius) for side in _SIDES.values())
        for joint, (_, half, radius) in zip(spine, _SPINE, strict=False)
    ]
    top = spine[-1]
    across, up, out = _SHOULDER
    inner = out - 1.5
    caps = tuple(top.ball((across, up, side * inner), _CAP) for side in _SIDES.values())
    collar = Ball(top.at, _COLLAR)
    made = [
        Part(name=name, balls=(*rings[index], *rings[index + 1]), dressed=True) for index, name in enumerate(_TRUNK)
    ]
    tummy = spine[2].ball((2.0 + belly, -1.0, 0.0), 8.0)
    return (
        *made,
        Part(name="belly", balls=(*rings[1], tummy, *rings[3]), dressed=True),
        Part(name="chest", balls=(*rings[-1], *caps), dressed=True),
        Part(name="shoulders", balls=(collar, *caps), dressed=True),
    )


def _head(nape: _Joint) -> tuple[Part, ...]:
    cranium, jaw = nape.ball(_CRANIUM, 9.4), nape.ball(_JAW, 6.0)
    return (
        Part(name="neck", balls=(Ball(nape.at, _COLLAR - 0.4), nape.ball(_NECK, 4.6))),
        Part(name="head", balls=(cranium, jaw, nape.ball(_NOSE, 1.4))),
    )


def _leg(pose: Pose, side: str, root: _Joint, joints: dict[str, Ball]) -> tuple[Part, ...]:
    sign = _SIDES[side]
    bend, out, toes = getattr(pose, f"hip_{side}")
    turn = chained((root.turn, about_z(bend), about_x(-sign * out), about_y(-sign * toes)))
    hip = _Joint(root.out((0.0, 0.0, sign * _HIP)), turn)
    knee = _next(hip, _THIGH, -getattr(pose, f"knee_{side}"))
    ankle = _next(knee, _SHIN, -getattr(pose, f"ankle_{side}"))
    ends = Ball(hip.at, 9.0), Ball(knee.at, 6.2), Ball(ankle.at, 3.9)
    hem = _ring(hip, _THIGH * _SHORTS, 7.4)
    joints |= {f"hip_{side}": ends[0], f"knee_{side}": ends[1], f"ankle_{side}": ends[2]}
    joints |= {f"heel_{side}": ankle.ball(_ANKLE, 3.0), f"toes_{side}": ankle.ball(_TOES, 2.4)}
    joints[f"ball_{side}"] = Ball(between(joints[f"heel_{side}"].at, joints[f"toes_{side}"].at, 0.75), 2.6)
    calf = Ball(plus(between(knee.at, ankle.at, 0.3), turned(knee.turn, (-0.8, 0.0, 0.0))), 5.9)
    return (
        Part(name=f"foot_{side}", balls=(joints[f"heel_{side}"], joints[f"toes_{side}"], Ball(ankle.at, 3.4))),
        Part(name=f"shin_{side}", balls=(calf, ends[2])),
        Part(name=f"calf_{side}", balls=(ends[1], calf)),
        Part(name=f"thigh_{side}", balls=(ends[0], ends[1])),
        Part(name=f"shorts_{side}", balls=(ends[0], *hem), dressed=True),
    )


def _arm(pose: Pose, side: str, top: _Joint, joints: dict[str, Ball]) -> tuple[Part, ...]:
    sign = _SIDES[side]
    bend, out, inward = getattr(pose, f"shoulder_{side}")
    turn = chained((top.turn, about_z(bend), about_x(-sign * out), about_y(sign * inward)))
    across, up, half = _SHOULDER
    shoulder = _Joint(top.out((across, up, sign * half)), turn)
    elbow = _next(shoulder, _UPPER_ARM, getattr(pose, f"elbow_{side}"))
    wrist = _next(elbow, _FOREARM, getattr(pose, f"wrist_{side}"))
    palm, tips = wrist.ball((0.0, -_HAND, 0.0), 3.3), wrist.ball((0.0, -_FINGERS, 0.0), 2.5)
    ends = Ball(shoulder.at, _CAP - 0.2), Ball(elbow.at, 4.0), Ball(wrist.at, 3.0)
    hem = _ring(shoulder, _UPPER_ARM * _SLEEVE, 5.0)
    joints |= {f"shoulder_{side}": ends[0], f"elbow_{side}": ends[1], f"wrist_{side}": ends[2]}
    joints |= {f"palm_{side}": palm, f"tips_{side}": tips}
    return (
        Part(name=f"hand_{side}", balls=(palm, tips, ends[2])),
        Part(name=f"forearm_{side}", balls=(ends[1], ends[2])),
        Part(name=f"upper_arm_{side}", balls=(ends[0], ends[1])),
        Part(name=f"sleeve_{side}", balls=(ends[0], *hem), dressed=True),
    )


def _ring(joint: _Joint, along: float, radius: float) -> tuple[Ball, ...]:
    """The hem of a leg or sleeve: small balls in a ring around the bone."""
    edge = 0.8
    turns = [2 * pi * step / _HEM for step in range(_HEM)]
    return tuple(joint.ball(((radius - edge) * cos(turn), -along, (radius - edge) * sin(turn)), edge) for turn in turns)


def _next(joint: _Joint, long: float, bend: float) -> _Joint:
    """The joint at the end of a bone, bent by so much."""
    return _Joint(joint.out((0.0, -long, 0.0)), chained((joint.turn, about_z(bend))))

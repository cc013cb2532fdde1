"""The drawings of an exercise: one frame for both, everything inside it, far limbs darker, words for what they show."""

from treatplan.domain.drawing import Drawing, Ink, Shape
from treatplan.domain.figure.picture import pictures
from treatplan.domain.figure.pose import Figure, Pose, Prop, View

STEP = Figure(id="step", start=Pose(), end=Pose(hip_r=(60, 0, 0), knee_r=60, arrows=(((30, 60), (40, 70), (44, 90)),)))


def shapes(drawing: Drawing) -> list[Shape]:
    return [part for part in drawing.parts if isinstance(part, Shape)]


def fills(drawing: Drawing) -> set[Ink]:
    return {shape.fill for shape in shapes(drawing) if shape.fill}


def test_that_start_and_end_share_one_frame() -> None:
    start, end = pictures(STEP, "stands", "lifts a leg")
    assert (start.width, start.height) == (end.width, end.height)
    assert (start.alt, end.alt) == ("stands", "lifts a leg")
    assert start.parts != end.parts


def test_that_nothing_is_drawn_outside_the_frame() -> None:
    for drawing in pictures(STEP, "", ""):
        for shape in shapes(drawing):
            half = shape.width / 2 if shape.stroke else 0
            for _, numbers in shape.segments:
                for x, y in zip(numbers[-2::2], numbers[-1::2], strict=True):
                    assert x - half >= -0.1
                    assert x + half <= drawing.width + 0.1
                    assert y - half >= -0.1
                    assert y + half <= drawing.height + 0.1


def test_that_only_the_side_view_has_far_limbs() -> None:
    aside, _ = pictures(STEP, "", "")
    ahead, _ = pictures(Figure(id="step", view=View(round=90), start=STEP.start, end=STEP.end), "", "")
    assert Ink.SKIN_FAR in fills(aside)
    assert Ink.SKIN_FAR not in fills(ahead)


def test_that_only_the_picture_with_an_arrow_shows_one() -> None:
    start, end = pictures(STEP, "", "")
    assert Ink.MOTION not in fills(start)
    assert Ink.MOTION in fills(end)


def test_that_a_face_is_seen_from_the_front_and_hair_from_behind() -> None:
    def last_of_head(view: float) -> Ink | None:
        """The last area that is drawn of skin or hair, the arms and legs hanging out of the way."""
        figure = Figure(id="x", view=View(round=view), start=Pose(lean=-1), end=Pose(lean=-1))
        heads = [shape for shape in shapes(pictures(figure, "", "")[0]) if shape.fill in (Ink.SKIN, Ink.DETAIL)]
        hair = next(place for place, shape in enumerate(heads) if shape.fill is Ink.DETAIL)
        tops = {place: min(n[-1] for _, n in shape.segments if n) for place, shape in enumerate(heads)}
        return Ink.SKIN if any(place > hair and tops[place] < tops[hair] + 8 for place in tops) else Ink.DETAIL

    assert last_of_head(90) is Ink.SKIN
    assert last_of_head(-90) is Ink.DETAIL


def test_that_the_scene_is_behind_the_figure() -> None:
    figure = Figure(id="x", props=(Prop(kind="chair"),), start=Pose(), end=Pose())
    inks = [shape.fill for shape in shapes(pictures(figure, "", "")[0]) if shape.fill]
    assert inks.index(Ink.CLOTH) > max(place for place, ink in enumerate(inks) if ink is Ink.PAPER)


def test_that_the_same_figure_is_drawn_the_same() -> None:
    assert pictures(STEP, "a", "b") == pictures(STEP, "a", "b")

"""Outcome measures: exact scores, missing answers, the change that matters."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.reading import library
from treatplan.domain.errors import Refused
from treatplan.domain.outcomes import (
    Answer,
    Answers,
    Direction,
    Doubt,
    OutcomeMeasure,
    Score,
    answer_to_change,
    change,
    recovered,
    same_labels,
    score,
)

LICENSED = {"odi", "startback", "promis_interference", "promis_function", "mymop"}


@pytest.fixture(scope="module")
def measures() -> dict[str, OutcomeMeasure]:
    return dict(library().measures)


def answered(*values: Answer, labels: tuple[str, ...] = ()) -> Answers:
    return Answers(values=values, labels=labels)


def ticked(yes: int, left_open: int = 0) -> Answers:
    return Answers(values=(1.0,) * yes + (0.0,) * (24 - yes - left_open) + (None,) * left_open)


def at(measure: OutcomeMeasure, points: float, asked: int = 3) -> Score:
    return Score(measure=measure.id, version=measure.version, value=points, answered=asked, asked=asked)


def went(measure: OutcomeMeasure, before: float, now: float, asked: int = 3) -> Direction:
    return change(measure, at(measure, before, asked), at(measure, now, asked)).direction


# Scores


def test_that_a_pain_score_is_the_number(measures: dict[str, OutcomeMeasure]) -> None:
    assert score(measures["pain_now"], answered(7)).value == 7


def test_that_peg_is_the_mean_of_three(measures: dict[str, OutcomeMeasure]) -> None:
    found = score(measures["peg"], answered(5, 6, 8))
    assert found.value == pytest.approx(19 / 3)
    assert found.doubt is None


def test_that_peg_with_two_answers_is_their_mean_and_says_so(measures: dict[str, OutcomeMeasure]) -> None:
    found = score(measures["peg"], answered(5, None, 8))
    assert (found.value, found.answered, found.asked, found.doubt) == (6.5, 2, 3, Doubt.SOME_MISSING)


def test_that_peg_with_one_answer_has_no_score(measures: dict[str, OutcomeMeasure]) -> None:
    found = score(measures["peg"], answered(None, None, 8))
    assert (found.value, found.doubt) == (None, Doubt.TOO_FEW)


def test_that_roland_morris_counts_what_is_true(measures: dict[str, OutcomeMeasure]) -> None:
    assert [score(measures["rmdq24"], ticked(yes)).value for yes in (0, 11, 24)] == [0, 11, 24]


@pytest.mark.parametrize(("left_open", "value"), [(1, 9), (2, 9), (3, None), (15, None)])
def test_that_roland_morris_bears_two_open_statements_and_no_third(
    measures: dict[str, OutcomeMeasure], left_open: int, value: float | None
) -> None:
    found = score(measures["rmdq24"], ticked(9, left_open))
    assert found.value == value
    assert found.doubt is (Doubt.TOO_FEW if value is None else Doubt.SOME_MISSING)


def test_that_roland_morris_has_its_24_statements_in_their_order(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["rmdq24"]
    said = [measure.text.items[item] for item in measure.items]
    assert len(said) == len(set(said)) == 24
    assert said[0] == "I stay at home most of the time because of my back."
    assert said[8] == "I get dressed more slowly than usual because of my back."
    assert said[14] == "My appetite is not very good because of my back pain."
    assert said[23] == "I stay in bed most of the time because of my back."
    assert "today" in measure.text.heading


def test_that_activities_are_the_mean_of_what_the_patient_named(measures: dict[str, OutcomeMeasure]) -> None:
    named = answered(3, 6, 6, labels=("lifting <Smith>", "sleep", "李伟's shop"))
    assert score(measures["activities"], named).value == 5


@pytest.mark.parametrize(
    ("id_", "sheet", "told"),
    [
        ("pain_now", answered(11), "from 0 to 10"),
        ("pain_now", answered(-1), "from 0 to 10"),
        ("pain_now", answered(6.5), "a whole number"),
        ("pain_now", answered(math.nan), "from 0 to 10"),
        ("pain_now", answered(math.inf), "from 0 to 10"),
        ("pain_now", answered(1, 2), "takes 1 answers, not 2"),
        ("peg", answered(1, 2), "takes 3 answers, not 2"),
        ("rmdq24", answered(*(2.0,) * 24), "from 0 to 1"),
        ("global_change", answered(0), "from 1 to 7"),
        ("odi", answered(100.5), "from 0 to 100"),
        ("pain_now", answered(3, labels=("sleep",)), "no activities to name"),
        ("activities", answered(), "takes 1 to 5 activities"),
        ("activities", answered(1, 2), "a name for each"),
        ("activities", answered(1, 2, labels=("sleep", " ")), "a name for each"),
        ("activities", answered(1, 2, labels=("sleep", "Sleep ")), "same activity twice"),
    ],
)
def test_that_an_answer_that_cannot_be_one_is_refused(
    measures: dict[str, OutcomeMeasure], id_: str, sheet: Answers, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        score(measures[id_], sheet)


@given(st.data())
def test_that_a_score_lies_in_the_range_of_its_measure(data: st.DataObject) -> None:
    measure = data.draw(st.sampled_from([*library().measures.values()]))
    count = 3 if measure.scoring == "named" else max(1, len(measure.items))
    high = 1 if measure.scoring == "count" else int(measure.high)
    low = 0 if measure.scoring == "count" else int(measure.low)
    values = data.draw(st.lists(st.none() | st.integers(low, high).map(float), min_size=count, max_size=count))
    labels = ("a", "b", "c") if measure.scoring == "named" else ()
    found = score(measure, Answers(values=tuple(values), labels=labels))
    assert (found.value is None) == (found.answered < measure.answers_least)
    if found.value is not None:
        assert measure.low <= found.value <= measure.high


# Change


@pytest.mark.parametrize(
    ("id_", "before", "now", "direction"),
    [
        ("pain_average", 7, 5, Direction.BETTER),  # 2 points, 29 %
        ("pain_average", 3, 2, Direction.BETTER),  # 33 %
        ("pain_average", 7, 6, Direction.SAME),
        ("pain_average", 5, 7, Direction.WORSE),
        ("pain_average", 10, 7, Direction.BETTER),
        ("rmdq24", 10, 7, Direction.BETTER),  # exactly 30 %
        ("rmdq24", 20, 15, Direction.BETTER),  # 5 points, 25 %
        ("rmdq24", 20, 16, Direction.SAME),
        ("rmdq24", 0, 4, Direction.SAME),
        ("rmdq24", 0, 5, Direction.WORSE),
        ("peg", 5, 3.5, Direction.BETTER),
        ("peg", 9, 7.5, Direction.SAME),
        ("activities", 3, 5, Direction.BETTER),
        ("activities", 5, 3.2, Direction.SAME),
        ("activities", 5, 3, Direction.WORSE),
        ("odi", 40, 28, Direction.BETTER),
        ("odi", 40, 30, Direction.BETTER),
        ("odi", 40, 31, Direction.SAME),
        ("promis_interference", 60, 30, Direction.SAME),  # no change that matters is verified
    ],
)
def test_that_a_change_matters_from_its_line_on(
    measures: dict[str, OutcomeMeasure], id_: str, before: float, now: float, direction: Direction
) -> None:
    assert went(measures[id_], before, now) is direction


def test_that_one_activity_alone_needs_a_larger_change(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["activities"]
    assert went(measure, 3, 5, asked=1) is Direction.SAME
    assert went(measure, 3, 6, asked=1) is Direction.BETTER


def test_that_a_change_from_nothing_has_no_percent(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["pain_now"]
    found = change(measure, at(measure, 0), at(measure, 1))
    assert (found.gain, found.percent, found.direction) == (-1, None, Direction.SAME)


def test_that_a_gain_from_nothing_takes_its_share_of_one_point(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["activities"]
    assert change(measure, at(measure, 0), at(measure, 2)).percent == 200


@given(st.integers(0, 24), st.integers(0, 24))
def test_that_going_back_undoes_the_gain(one: int, other: int) -> None:
    measure = library().measures["rmdq24"]
    there, back = (change(measure, at(measure, a), at(measure, b)) for a, b in ((one, other), (other, one)))
    assert there.gain == -back.gain
    assert not (there.direction is back.direction is not Direction.SAME)


def test_that_scores_of_other_wordings_or_measures_are_not_compared(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["pain_now"]
    older = Score(measure="pain_now", version=99, value=5, answered=1, asked=1)
    for before in (older, at(measures["peg"], 5)):
        with pytest.raises(Refused, match="same wording"):
            change(measure, before, at(measure, 5))


def test_that_a_sheet_without_a_score_is_not_compared(measures: dict[str, OutcomeMeasure]) -> None:
    measure = measures["peg"]
    with pytest.raises(Refused, match="too few answers"):
        change(measure, score(measure, answered(1, None, None)), at(measure, 5))


@pytest.mark.parametrize(("said", "direction"), [*enumerate(["better"] * 2 + ["same"] * 3 + ["worse"] * 2, start=1)])
def test_that_much_better_is_better_and_a_little_better_is_not(
    measures: dict[str, OutcomeMeasure], said: int, direction: str
) -> None:
    assert answer_to_change(measures["global_change"], said) == direction


def test_that_a_measure_of_change_has_no_change_and_the_others_no_own_word(
    measures: dict[str, OutcomeMeasure],
) -> None:
    asked, other = measures["global_change"], measures["pain_now"]
    with pytest.raises(Refused, match="asks for the change itself"):
        change(asked, at(asked, 3), at(asked, 2))
    with pytest.raises(Refused, match="does not ask for the change"):
        answer_to_change(other, 2)


def test_that_recovery_is_known_only_where_a_line_is(measures: dict[str, OutcomeMeasure]) -> None:
    assert [recovered(measures["rmdq24"], points) for points in (2, 3)] == [True, False]
    assert recovered(measures["peg"], 0) is None


def test_that_activities_are_the_same_whatever_their_spacing_and_case() -> None:
    one = answered(1, 2, labels=("Lifting  a box", "sleep"))
    assert same_labels(one, answered(3, 4, labels=("lifting a box", "Sleep")))
    assert not same_labels(one, answered(3, 4, labels=("sleep", "lifting a box")))


# What is shipped


def test_that_of_licensed_forms_only_a_typed_total_is_taken(measures: dict[str, OutcomeMeasure]) -> None:
    typed_only = {id_ for id_, measure in measures.items() if measure.licence == "typed_only"}
    assert typed_only == LICENSED
    assert all(not measures[id_].items and measures[id_].scoring == "typed" for id_ in LICENSED)


def test_that_every_measure_names_its_sources_and_licence(measures: dict[str, OutcomeMeasure]) -> None:
    assert [id_ for id_, measure in measures.items() if not measure.sources or not measure.licence_note] == []

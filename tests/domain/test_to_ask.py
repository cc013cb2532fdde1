"""Which red-flag questions are put: none that is idle, and none is lost on the way to a clean screen."""

import pytest

from tests.builders import a_flag, a_library, a_part, a_trigger, an_intake
from tests.clinic_fakes import CONTENT, a_person, an_intake_of
from treatplan.domain.filling import answer_flag
from treatplan.domain.gaps import gaps
from treatplan.domain.intake import Answer, Intake, Sex
from treatplan.domain.screening import to_ask

INJURY = a_flag(
    "RF90",
    ["blow", "lately", "weak", "seen"],
    [a_trigger("emergency", "blow", any_of=("lately", "weak"), none_of=("seen",))],
    blocks_if_unasked=True,
)
WORSE = a_flag(
    "RF91",
    ["hands", "gait", "worse"],
    [a_trigger("emergency", "worse", any_of=("hands", "gait")), a_trigger("urgent", any_of=("hands", "gait"))],
    blocks_if_unasked=True,
)
LIBRARY = a_library(red_flags=[INJURY, WORSE])


def asked(flag: str, **answers: str) -> set[str]:
    intake = an_intake(red_flags={f"{flag}.{part}": answer for part, answer in answers.items()})
    return {name.partition(".")[2] for name in to_ask(intake, LIBRARY) if name.startswith(flag)}


def test_that_what_follows_an_injury_is_asked_after_the_injury() -> None:
    assert asked("RF90") == {"blow"}
    assert asked("RF90", blow="no") == set()
    assert asked("RF90", blow="yes") == {"lately", "weak"}


def test_that_what_would_silence_a_flag_is_asked_once_it_fires() -> None:
    assert asked("RF90", blow="yes", lately="yes") == {"seen"}


def test_that_growing_worse_is_asked_of_what_is_there() -> None:
    assert asked("RF91") == {"hands", "gait"}
    assert asked("RF91", hands="no", gait="no") == set()
    assert "worse" in asked("RF91", hands="yes")


def test_that_a_derived_part_is_never_asked() -> None:
    flag = a_flag("RF92", [a_part("old", derived=((),)), "pain"], [a_trigger("urgent", "old", "pain")])
    assert "RF92.old" not in to_ask(an_intake(), a_library(red_flags=[flag]))


@pytest.mark.parametrize("sex", [Sex.FEMALE, Sex.MALE])
@pytest.mark.parametrize("answer", [Answer.NO, Answer.YES, Answer.NOT_SURE])
def test_that_answering_what_is_put_leaves_no_flag_unasked(sex: Sex, answer: Answer) -> None:
    library = CONTENT.library("en")
    intake: Intake = an_intake_of(a_person(sex=sex), an_intake())
    while waiting := to_ask(intake, library):
        intake = answer_flag(intake, min(waiting), answer)
    assert not [gap.field for gap in gaps(intake, library) if gap.field.startswith("red_flags.")]

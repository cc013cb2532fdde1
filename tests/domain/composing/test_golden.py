"""Every word of three handouts and a referral note, to be read as a diff when it changes."""

from collections.abc import Callable

import pytest

from tests.builders import an_intake
from tests.domain.composing.reading import document_text
from tests.domain.composing.samples import (
    disc_on_warfarin,
    everything_released,
    made,
    pregnant_worker,
    the_library,
    the_texts,
)
from treatplan.domain.handout import compose_referral
from treatplan.domain.intake import Complaint, Examination, Intake, Radiation, Reach, Sign
from treatplan.domain.paper import Wish
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.plan import Plan
from treatplan.domain.referral import refer
from treatplan.domain.screening import screen

SAMPLES = {
    "disc_on_warfarin": (disc_on_warfarin, "gb"),
    "pregnant_worker": (pregnant_worker, "us"),
    "everything_released": (everything_released, "intl"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_that_the_handout_reads_as_it_was_approved(name: str, golden: Callable[[str, str], None]) -> None:
    sample, country = SAMPLES[name]
    plan, intake = sample()
    golden(f"handout_{name}.txt", document_text(made(plan, intake, country)))


def test_that_the_referral_note_reads_as_it_was_approved(golden: Callable[[str, str], None]) -> None:
    library = the_library()
    intake = an_emergency()
    note = compose_referral(
        refer(intake, screen(intake, library)), intake, library, the_texts(), Wish(jurisdiction="gb")
    )
    golden("referral_note.txt", document_text(note))


@pytest.mark.parametrize("name", SAMPLES)
def test_that_the_same_input_makes_the_same_handout(name: str) -> None:
    sample: Callable[[], tuple[Plan, Intake]] = SAMPLES[name][0]
    assert made(*sample()) == made(*sample())


def an_emergency() -> Intake:
    """New bladder trouble with leg pain."""
    return an_intake(
        yes=("anticoagulant",),
        medicines=("warfarin 3 mg",),
        red_flags={"RF01.bladder": "yes", "RF02.saddle_numbness": "not_sure", "RF03.bowel": "no"},
        red_flag_notes={"RF01.bladder": "since Sunday morning"},
        complaint=Complaint(
            places=(Place(region=Region.LOW_BACK),),
            pain_now=8,
            note="fell on the stairs",
            radiation=Radiation(reach=Reach.FOOT, side=Side.BILATERAL),
        ),
        examination=Examination(power=Sign.CHANGED, systolic_mmhg=150, diastolic_mmhg=90, temperature_c=36.9),
    )

"""Intakes: one draft a patient, changed in place until it is recorded and never after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import an_intake
from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from treatplan.domain.errors import Missing, Refused, Stale
from treatplan.domain.ids import IntakeId, PatientId
from treatplan.domain.intake import Complaint, Intake
from treatplan.domain.record import IntakeRecord, IntakeState, stored_id

ANA = PatientId(1)
LATER = NOON + timedelta(hours=1)
UNFINISHED = an_intake(complaint=Complaint(places=(), note="began on 李伟's stairs <b>"))


@pytest.fixture(autouse=True)
def _patients(kept: Kept) -> None:
    kept.write(lambda record: [record.patients.add(a_person(), NOON) for _ in range(2)])


def keep(kept: Kept, intake: Intake, lock: int = 0, patient: PatientId = ANA) -> IntakeRecord:
    return kept.write(lambda record: record.intakes.keep(patient, lock, intake, NOON))


def record_(kept: Kept, intake: Intake, lock: int = 0) -> IntakeRecord:
    return kept.write(lambda record: record.intakes.record(ANA, lock, intake, LATER))


def test_that_a_draft_is_kept_however_incomplete_it_is(kept: Kept) -> None:
    made = keep(kept, UNFINISHED)
    assert (made.lock, made.patient, made.state, made.changed_at) == (1, ANA, IntakeState.DRAFT, NOON)
    assert made.intake == UNFINISHED
    assert kept.read(lambda record: record.intakes.draft(ANA)) == made
    assert kept.read(lambda record: record.intakes.get(stored_id(made))) == made
    assert kept.read(lambda record: record.intakes.latest(ANA)) is None
    assert kept.read(lambda record: record.intakes.draft(PatientId(2))) is None


def test_that_a_patient_has_one_draft_which_who_writes_must_have_read(kept: Kept) -> None:
    first = keep(kept, UNFINISHED)
    second = keep(kept, an_intake(), lock=1)
    assert (second.id, second.lock) == (first.id, 2)
    for lock in (0, 1, 3):
        with pytest.raises(Stale):
            keep(kept, UNFINISHED, lock)
        with pytest.raises(Stale):
            record_(kept, UNFINISHED, lock)
    assert kept.read(lambda record: record.intakes.draft(ANA)) == second
    with pytest.raises(Stale):
        keep(kept, UNFINISHED, lock=1, patient=PatientId(2))


def test_that_a_draft_becomes_the_recorded_intake(kept: Kept) -> None:
    draft = keep(kept, UNFINISHED)
    made = record_(kept, an_intake(), lock=draft.lock)
    assert (made.id, made.state, made.changed_at) == (draft.id, IntakeState.RECORDED, LATER)
    assert kept.read(lambda record: record.intakes.draft(ANA)) is None
    assert kept.read(lambda record: record.intakes.latest(ANA)) == made


def test_that_a_newer_intake_follows_and_leaves_the_older_as_it_was(kept: Kept) -> None:
    first = record_(kept, an_intake())
    second = record_(kept, an_intake(medicines=("warfarin 5 mg",)))
    assert kept.read(lambda record: record.intakes.latest(ANA)) == second
    assert kept.read(lambda record: record.intakes.get(stored_id(first))) == first


def test_that_a_draft_can_be_thrown_away_and_what_is_recorded_cannot(kept: Kept) -> None:
    made = record_(kept, an_intake())
    keep(kept, UNFINISHED)
    for _ in range(2):
        kept.write(lambda record: record.intakes.drop_draft(ANA))
    assert kept.read(lambda record: record.intakes.draft(ANA)) is None
    assert kept.read(lambda record: record.intakes.latest(ANA)) == made
    assert keep(kept, UNFINISHED).lock == 1


def test_that_what_is_of_nobody_is_missing(kept: Kept) -> None:
    with pytest.raises(Missing):
        keep(kept, UNFINISHED, patient=PatientId(99))
    with pytest.raises(Missing):
        kept.read(lambda record: record.intakes.get(IntakeId(99)))


@pytest.mark.parametrize("kept", ["database"], indirect=True)  # memory keeps any value
def test_that_what_could_not_be_read_again_is_refused_and_the_draft_stays(kept: Kept) -> None:
    made = keep(kept, UNFINISHED)
    for bad in (replace(UNFINISHED, tongue="x" * 301), replace(UNFINISHED, pulse="\ud800")):
        with pytest.raises(Refused, match=r"^(tongue|pulse): "):
            keep(kept, bad, lock=made.lock)
    assert kept.read(lambda record: record.intakes.draft(ANA)) == made

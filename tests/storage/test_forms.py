"""Forms that are not stored yet: one row a form and user, whatever is typed into it, and nobody else's."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import PatientId, UserId
from treatplan.services.clinic.ports import Transaction
from treatplan.storage import tables
from treatplan.storage.records import SqlRecords

ME, OTHER = UserId(1), UserId(2)
HOSTILE = (
    "",
    "<Smith>",
    "O'Neil & Sons",
    "李伟",
    "\u202eعلي",
    "a\0b",
    "\ud800",
    "😀" * 300,
    '{"fields": {}}',
    "x\r\ny",
)


@pytest.fixture
def two(kept: Kept) -> Kept:
    """The record of a clinic in which two people work."""
    if isinstance(kept.records, SqlRecords):
        with kept.records._engine.begin() as made:
            made.execute(
                insert(tables.User), [{"login": "li", "folded": "li", "name": "Li", "roles": "front_desk", "lock": 1}]
            )
    return kept


def a_draft(form: str = "patient.new:1", minutes: int = 0, **fields: str) -> FormDraft:
    return FormDraft(form=form, fields=fields, changed_at=NOON + timedelta(minutes=minutes))


def keep(two: Kept, user: UserId, *drafts: FormDraft) -> None:
    for draft in drafts:
        two.write(partial(_keep, user=user, draft=draft))


def _keep(record: Transaction, *, user: UserId, draft: FormDraft) -> None:
    record.forms.keep(user, draft)


def of(two: Kept, user: UserId) -> tuple[FormDraft, ...]:
    return two.read(lambda record: record.forms.of(user))


@pytest.mark.parametrize("text", HOSTILE)
def test_that_what_was_typed_comes_back_to_the_letter(two: Kept, text: str) -> None:
    draft = FormDraft(form="visit.7", fields={"note": text, text: "x"}, patient=PatientId(7), changed_at=NOON)
    keep(two, ME, draft)
    assert of(two, ME) == (draft,)


def test_that_the_newest_text_of_a_form_takes_the_place_of_the_last(two: Kept) -> None:
    keep(two, ME, a_draft(note="a"), a_draft(minutes=1, note="ab"))
    assert of(two, ME) == (a_draft(minutes=1, note="ab"),)


def test_that_forms_wait_beside_one_another_newest_first(two: Kept) -> None:
    keep(two, ME, a_draft("b", 1), a_draft("a", 2), a_draft("c", 0))
    assert [draft.form for draft in of(two, ME)] == ["a", "b", "c"]


def test_that_nobody_meets_or_drops_what_another_typed(two: Kept) -> None:
    keep(two, ME, a_draft(note="mine"))
    keep(two, OTHER, a_draft(note="theirs"))
    two.write(lambda record: record.forms.drop(OTHER, "patient.new:1"))
    assert [draft.fields["note"] for draft in of(two, ME)] == ["mine"]
    assert of(two, OTHER) == ()


def test_that_dropping_what_is_not_there_does_nothing(two: Kept) -> None:
    keep(two, ME, a_draft())
    two.write(lambda record: record.forms.drop(ME, "another"))
    assert len(of(two, ME)) == 1

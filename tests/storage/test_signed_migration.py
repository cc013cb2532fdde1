"""Signatures outlive a migration; a migration that changes what was signed is found. Through the real door and keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clinic_fakes import CONTENT, RESOURCES
from tests.services.clinic.conftest import ANA, demo, person_of
from tests.storage import rooms, traps
from tests.visit_builders import filled
from treatplan.domain.errors import WrongSecret
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.record import NoteKind
from treatplan.domain.visit.kept import NewNote
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.plans import Asked, Plans
from treatplan.storage.schema import Schema

FIRST = VisitId(1)
REBUILDS = """
revision = "t1"
changes_rows = ("visit",)
def upgrade():
    with op.batch_alter_table("visit", table_kwargs=NO_REUSE) as batch:
        batch.add_column(sa.Column("room", sa.Text(), nullable=True))
"""
CHANGES = """
revision = "t1"
changes_rows = ("visit",)
def upgrade():
    op.execute("UPDATE visit SET body = replace(body, 'slept', 'woke')")
"""


@contextmanager
def services(path: Path, schema: Schema | None = None) -> Iterator[OpenClinic]:
    """The services of a clinic, through the door."""
    with rooms.entered(path, schema=schema or Schema()) as opened:
        core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), rooms.CLOCK)
        yield OpenClinic(opened, CONTENT, core, rooms.CLOCK)


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed clinic with a signed visit and a note on it."""
    path = tmp_path_factory.mktemp("visited") / rooms.NAME
    rooms.storage().create(str(path), rooms.NEW, rooms.PASSPHRASE, "window")[0].close()
    with services(path) as clinic:
        session = clinic.session
        assert clinic.patients.add(session, person_of(demo("1"))).id == ANA
        clinic.intakes.record(session, ANA, 0, demo("1"))
        plan = clinic.plans.propose(session, ANA).plan
        assert plan is not None
        clinic.plans.release(session, plan.version, plan.lock, Asked())
        begun = clinic.visits.begin(session, ANA)
        draft = clinic.visits.keep(session, ANA, 0, filled(begun.visit, note="slept through"))
        assert draft.id == FIRST
        with pytest.raises(WrongSecret):
            clinic.visits.sign(session, FIRST, draft.lock, rooms.OTHER_PASSPHRASE)
        clinic.visits.sign(session, FIRST, draft.lock, rooms.PASSPHRASE)
        note = NewNote(kind=NoteKind.CORRECTION, reason="wrong side written", text="left, not right")
        clinic.visits.add_note(session, FIRST, note, rooms.PASSPHRASE)
        assert clinic.visits.verify_all(session) == ()
    return path


@pytest.mark.parametrize(("script", "changed"), [(REBUILDS, False), (traps.PLAIN, False), (CHANGES, True)])
def test_that_a_migration_keeps_every_signature_or_is_found(
    visited: Path, tmp_path: Path, script: str, *, changed: bool
) -> None:
    path = rooms.copied(visited, tmp_path / "clinic")
    schema = traps.schema(tmp_path, script)
    assert rooms.storage(schema=schema).migrate(str(path), rooms.LOGIN, rooms.PASSPHRASE, "window")
    with services(path, schema) as clinic:
        faults = [str(fault) for fault in clinic.visits.verify_all(clinic.session)]
        shown = clinic.visits.open(clinic.session, FIRST)
        assert (shown.visit.visit.note == "woke through") == changed
        assert bool(shown.faults) == changed
        assert faults == (["visit 1: its text is not the one that was signed"] if changed else [])


def test_that_the_key_of_the_key_file_is_the_one_that_the_audit_tells(visited: Path, tmp_path: Path) -> None:
    path = rooms.copied(visited, tmp_path)
    [(public,)] = rooms.rows(path, "SELECT ed25519_public FROM user")
    details = [detail for (detail,) in rooms.rows(path, "SELECT detail FROM audit WHERE action IN ('signed', 'noted')")]
    assert len(details) == 2
    assert all(f"key {public} digest " in detail for detail in details)


def test_that_another_passphrase_keeps_the_signatures_and_a_recovery_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / rooms.NAME
    opened, code = rooms.storage().create(str(path), rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    with services(path) as clinic:
        clinic.patients.add(clinic.session, person_of(demo("1")))
        clinic.intakes.record(clinic.session, PatientId(1), 0, demo("1"))
        begun = clinic.visits.begin(clinic.session, ANA)
        draft = clinic.visits.keep(clinic.session, ANA, 0, filled(begun.visit))
        clinic.visits.sign(clinic.session, FIRST, draft.lock, rooms.PASSPHRASE)
    rooms.storage().recover(str(path), code, rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window").close()
    opened = rooms.storage().enter(str(path), rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window")
    clinic = OpenClinic(opened, CONTENT, Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), rooms.CLOCK), rooms.CLOCK)
    assert clinic.visits.verify_all(clinic.session) == ()
    begun = clinic.visits.begin(clinic.session, ANA)
    draft = clinic.visits.keep(clinic.session, ANA, 0, filled(begun.visit))
    assert draft.id is not None
    clinic.visits.sign(clinic.session, draft.id, draft.lock, rooms.OTHER_PASSPHRASE)
    assert clinic.visits.verify_all(clinic.session) == ()
    opened.close()

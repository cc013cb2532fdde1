"""One clinic with shipped content and one patient, over the record in memory and over the real one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.clinic_fakes import CONTENT, RESOURCES, FakeDirectory, FakeOpened, FixedClock, a_session
from tests.record_fakes import FakeRecords
from tests.storage.sql_clinic import a_sql_clinic
from treatplan.domain.access import Role, Session
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.record import AuditRow, Person, PlanRecord
from treatplan.exchange.files import read_intake
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import OpenClinic, Opened
from treatplan.services.clinic.plans import Released
from treatplan.services.clinic.ports import Records
from treatplan.services.plans import Asked, Plans

ANA = PatientId(1)
FEVER = "RF12"
REASON = "Seen by her doctor today; an ear infection"


@cache
def demo(name: str) -> Intake:
    """A shipped sample intake, by the number of its file."""
    (file,) = (RESOURCES / "demo").glob(f"{name}-*.intake.json")
    return read_intake(file)


def person_of(intake: Intake) -> Person:
    """Who an intake is of."""
    of = intake.patient
    return Person(given_name=of.given_name, family_name=of.family_name, birth_date=of.birth_date, sex=of.sex)


@dataclass
class World:
    """An open clinic, who is at its keyboard, and its record to look into."""

    clinic: OpenClinic
    records: Records
    session: Session
    clock: FixedClock
    core: Plans
    opened: Opened

    def over(self, records: Records) -> OpenClinic:
        """The same clinic with another way to its record."""
        return OpenClinic(Rewired(self.opened, records), CONTENT, self.core, self.clock)

    def as_(self, *roles: Role) -> Session:
        """Somebody with these roles, at the same keyboard."""
        return a_session(*roles)

    def audit(self) -> tuple[AuditRow, ...]:
        """Everything that was written down."""
        with self.records.reading() as record:
            return record.trail.rows(1, 10_000)

    def record(self, intake: Intake, lock: int = 0) -> None:
        """Record an intake of patient 1."""
        self.clinic.intakes.record(self.session, ANA, lock, intake)

    def propose(self) -> PlanRecord:
        """A draft plan for patient 1."""
        made = self.clinic.plans.propose(self.session, ANA).plan
        assert made is not None
        return made

    def release(self, made: PlanRecord, **asked: Any) -> Released:
        """Release a draft."""
        return self.clinic.plans.release(self.session, made.version, made.lock, Asked(**asked))


class Rewired:
    """Fills `Opened` with another record."""

    def __init__(self, opened: Opened, records: Records) -> None:
        self.session = opened.session
        self.records = records
        self.directory = opened.directory
        self.signatures = opened.signatures
        self.slots = opened.slots
        self.vault = opened.vault
        self.warnings = opened.warnings
        self.alarms = opened.alarms

    def warm_up(self) -> None:
        """Everything is loaded."""

    def close(self) -> None:
        """Whoever made the clinic closes it."""


def with_fever(intake: Intake, answer: Answer = Answer.YES) -> Intake:
    """The same patient with a sign that is to be seen by a doctor."""
    return replace(intake, red_flags={**intake.red_flags, f"{FEVER}.fever_or_chills": answer})


def fever_assessed(world: World, made: PlanRecord, reason: str = REASON) -> PlanRecord:
    """The draft with the sign answered."""
    report = world.clinic.plans.look(world.session, made.plan, made.intake.intake)
    (key,) = (finding.key for finding in report.findings if finding.rule == FEVER)
    decision = Decision(rule=FEVER, key=key, decision="assessed", reason=reason)
    return world.clinic.plans.answer(world.session, made.version, made.lock, decision)


@pytest.fixture(params=["memory", "database"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Patient 1 is the one of the first sample intake."""
    clock = FixedClock()
    core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), clock)
    if request.param == "memory":
        records = FakeRecords()
        yield _world(FakeOpened(a_session(), records, FakeDirectory(records)), clock, core)
        return
    stored = a_sql_clinic(tmp_path)
    stored.clock = clock
    yield _world(stored, clock, core)
    stored.close()


def _world(opened: Opened, clock: FixedClock, core: Plans) -> World:
    clinic = OpenClinic(opened, CONTENT, core, clock)
    clinic.patients.add(opened.session, person_of(demo("1")))
    return World(clinic, opened.records, opened.session, clock, core, opened)

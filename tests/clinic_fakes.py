"""A clinic in memory on the shipped content: what service, presenter and page tests work with."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tests.backup_fakes import FakeVault
from tests.people_fakes import FakeSlots, seen_by, standing_of
from tests.record_fakes import NOON, FakeRecords, fold, row_of
from tests.visit_fakes import FakeSignatures
from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.access import Role, Session, Standing
from treatplan.domain.ids import UserId
from treatplan.domain.intake import Intake
from treatplan.domain.people import as_patient
from treatplan.domain.record import Deed, PatientRow, Person
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.plans import Plans

RESOURCES = bundled("resources")
CONTENT = Packs(RESOURCES / "content", RESOURCES / "texts")


class FixedClock:
    """A moment that a test chooses."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


def a_session(*roles: Role, name: str = "M. Okafor") -> Session:
    """Somebody at the keyboard; without a role named, owner and practitioner."""
    return Session(
        id="sitting-1",
        user=UserId(1),
        login="okafor",
        name=name,
        qualification="LicAc",
        roles=frozenset(roles or (Role.OWNER, Role.PRACTITIONER)),
        since=NOON,
    )


def a_person(**fields: Any) -> Person:
    """A woman of 35 with everything a clinic asks for."""
    given: dict[str, Any] = {"given_name": "Ana", "family_name": "Álvarez", "birth_date": date(1991, 3, 12)}
    return Person(**(given | fields))


def an_intake_of(person: Person, intake: Intake) -> Intake:
    """The intake as if this person had answered it."""
    return replace(intake, patient=as_patient(person, intake.patient.pregnancy))


class FakeDirectory:
    """Fills `Directory` over the same memory: folded words at the start of a word."""

    def __init__(self, records: FakeRecords) -> None:
        self._records = records
        self.interrupted = 0

    def recent(self, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        state = self._records.state
        seen = set(state.patients) if only is None else seen_by(state.crew, state, only)
        stored = sorted(state.patients.values(), key=lambda one: one.id, reverse=True)
        return tuple(row_of(one) for one in stored if one.id in seen)[:limit]

    def find(self, text: str, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        wanted = fold(text).split()
        found = (row for row in self.recent(10_000, only) if all(_holds(row, word) for word in wanted))
        return tuple(found)[:limit]

    def standing(self, id_: UserId) -> Standing:
        return standing_of(self._records.state.crew, id_)

    def interrupt(self) -> None:
        self.interrupted += 1


@dataclass
class FakeOpened:
    """Fills `Opened`."""

    session: Session
    records: FakeRecords
    directory: FakeDirectory
    warnings: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    warmed: int = 0
    closed: bool = False
    signatures: FakeSignatures = field(default_factory=FakeSignatures)
    slots: FakeSlots = field(default_factory=FakeSlots)
    vault: FakeVault = field(default_factory=lambda: FakeVault(FixedClock()))

    def warm_up(self) -> None:
        self.warmed += 1

    def close(self) -> None:
        self.closed = True


def a_clinic(
    *people: Person,
    session: Session | None = None,
    records: FakeRecords | None = None,
    clock: FixedClock | None = None,
    content: Any = CONTENT,
    warnings: tuple[str, ...] = (),
) -> OpenClinic:
    """An open clinic in memory on the shipped content, with these patients in it (numbers 1, 2 ...)."""
    records = records or FakeRecords()
    clock = clock or FixedClock()
    opened = FakeOpened(session or a_session(), records, FakeDirectory(records), warnings)
    made = OpenClinic(opened, content, Plans(content, PdfWriter(RESOURCES / "fonts"), clock), clock)
    for person in people:
        with records.writing() as record:
            added = record.patients.add(person, clock.now())
            record.note(opened.session, Deed(action="added", of="patient", id=added.id))
    return made


def _holds(row: PatientRow, word: str) -> bool:
    texts = (row.given_name, row.family_name, row.other_names, row.phone.replace(" ", ""), row.birth_date.isoformat())
    names = f"{row.family_name}{row.given_name}"
    return any(part.startswith(word) for text in (*texts, names, str(row.id)) for part in fold(text).split())

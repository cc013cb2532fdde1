"""Clinics to measure on: encrypted as any other, made in a temporary folder, opened at a cost that can be left out."""

from datetime import date, timedelta
from pathlib import Path

from treatplan.app.wiring import LateBodies, SystemClock
from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.record import Deed, Person, PlanRecord, Practice
from treatplan.exchange.files import read_intake
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import Door, NewClinic, OpenClinic, Opened
from treatplan.services.plans import Plans
from treatplan.storage.doorway import Storage
from treatplan.storage.keys.cost import Cost, Limits
from treatplan.storage.keys.keyfile import KeyFile, Unlocked

LOGIN, PASSPHRASE = "bench", "measured beside a floor"
_NEXT_TO_NOTHING = Cost(memory_kib=64, passes=1, lanes=1)  # Argon2 is slow on purpose: no part of what is measured
_LIMITS = Limits(least=_NEXT_TO_NOTHING, most=_NEXT_TO_NOTHING)
_RESOURCES = bundled("resources")
_GIVEN = ("Ana", "Björn", "Chloé", "Dmitri", "伟", "Eleanor", "Fatima", "Gareth")
_FAMILY = ("Álvarez", "Brown", "李", "O'Neil", "Okafor", "Smith", "Żak")


def content() -> Packs:
    """The shipped content."""
    return Packs(_RESOURCES / "content", _RESOURCES / "texts")


def cheap_door() -> Door:
    """The door as the program makes it, but for the cost of a passphrase."""
    clock, packs = SystemClock(), content()
    core = Plans(packs, PdfWriter(_RESOURCES / "fonts"), clock)
    return Door(_storage(), lambda opened: OpenClinic(opened, packs, core, clock))


def make(place: Path, patients: int) -> None:
    """A clinic with so many patients."""
    clock = SystemClock()
    opened = _new(place)
    first = date(1940, 1, 1)
    with opened.records.writing() as record:
        for number in range(patients):
            person = Person(
                given_name=f"{_GIVEN[number % len(_GIVEN)]} {number}",
                family_name=_FAMILY[number % len(_FAMILY)],
                birth_date=first + timedelta(days=number % 20_000),
                phone=f"07700 {900_000 + number}",
            )
            record.patients.add(person, clock.now())
        record.note(opened.session, Deed(action="added", of="patient", detail=str(patients)))
    opened.close()


def keys(place: Path) -> Unlocked:
    """The keys of a clinic that was made here."""
    return KeyFile(place, limits=_LIMITS).unlock(LOGIN, PASSPHRASE)


def drafted(clinic: OpenClinic, sample: Path) -> PlanRecord:
    """A sample patient, with an intake that is recorded and a plan that is drafted."""
    intake = read_intake(sample)
    who = intake.patient
    person = Person(given_name=who.given_name, family_name=who.family_name, birth_date=who.birth_date, sex=who.sex)
    patient = clinic.patients.add(clinic.session, person)
    clinic.intakes.record(clinic.session, patient.id, 0, intake, sample.name)
    proposal = clinic.plans.propose(clinic.session, patient.id)
    if proposal.plan is None:
        raise ValueError(f"{sample.name} gives no plan")
    return proposal.plan


def _storage() -> Storage:
    return Storage(LateBodies(), SystemClock(), cost=_NEXT_TO_NOTHING, limits=_LIMITS)


def _new(place: Path) -> Opened:
    new = NewClinic(practice=Practice(name="Bench", jurisdiction="gb"), login=LOGIN, name="B. Ench")
    return _storage().create(str(place), new, PASSPHRASE, "command line")[0]

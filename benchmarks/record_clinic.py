"""A clinic with as many visits as are asked for: one course by the services, the rest copied through SQL.

Every copy is what the program would have written: its text has its own digest and signature, its audit rows are chained
and the head is sealed, so that `audit verify` and every opened visit find nothing. Handouts are left out.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import clinics
from treatplan.app.wiring import SystemClock
from treatplan.bundle import bundled
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.intake import Answer
from treatplan.domain.library import Library
from treatplan.domain.modality import Position
from treatplan.domain.outcomes import Direction
from treatplan.domain.record import Person, Practice
from treatplan.domain.value import value
from treatplan.domain.visit.kept import Seal, SealedVisit, VisitRecord
from treatplan.domain.visit.sealing import digest_of
from treatplan.domain.visit.verifying import of_visit
from treatplan.domain.visit.visit import Afresh, LastResponse, NeedleCount, Visit, modalities
from treatplan.exchange.files import read_intake
from treatplan.services.clinic.entry import NewClinic, OpenClinic
from treatplan.services.plans import Asked
from treatplan.storage.chain import mark, seal
from treatplan.storage.database import Connection, Database
from treatplan.storage.folding import search_text, sort_key
from treatplan.storage.keys.keyfile import Unlocked
from treatplan.storage.signing import OwnKey
from treatplan.storage.sitting import audit_key_of

A_COURSE = 20
"""Visits of one patient."""

_BETWEEN = timedelta(days=3)
_AT_ONCE = 20_000  # visits in one transaction
_FAMILY = tuple(
    f"{start}{end}"
    for start in ("Ada", "Bro", "Cal", "Dun", "Ell", "Fer", "Gar", "Hol", "Ing", "Jam", "Kel", "Lin", "Mor", "Nor")
    for end in ("bury", "croft", "don", "field", "ham", "kins", "ley", "man", "ridge", "son", "ton", "wood")
)
_GIVEN = ("Ana", "Björn", "Chloé", "Dmitri", "Eleanor", "Fatima", "Gareth", "Huong", "Ivan", "José", "Katharina", "伟")


@value
class Course:
    """What is copied: the rows of one patient by table, in the order in which they depend on each other."""

    patient: dict[str, Any]
    followers: tuple[tuple[str, dict[str, Any]], ...]
    visit: dict[str, Any]


def make(place: Path, visits: int) -> None:
    """A clinic with at least so many signed visits, twenty of each patient. Its passphrase costs next to nothing."""
    door = clinics.cheap_door()
    new = NewClinic(practice=Practice(name="Bench", jurisdiction="gb"), login=clinics.LOGIN, name="B. Ench")
    clinic, _ = door.create(str(place), new, clinics.PASSPHRASE, "command line")
    _by_hand(clinic)
    clinic.close()
    unlocked = clinics.keys(place)
    with closing(Database(place, unlocked.data_key).connect()) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # for the filling only
        _copy(connection, unlocked, max(1, -(-visits // A_COURSE)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def filled(visit: Visit, library: Library) -> Visit:
    """A begun visit, filled in so that nothing stands in the way of signing."""
    used = {item.position for item in visit.needles}
    after: dict[str, Any] = {"response": LastResponse(direction=Direction.BETTER), "adverse_asked": Answer.NO}
    return replace(
        visit,
        carried=tuple(replace(mark, confirmed=True) for mark in visit.carried),
        afresh={question: Afresh(answer=Answer.NO) for question in library.visit_questions},
        consent=dict.fromkeys(modalities(visit), Answer.YES),
        counts=tuple(
            NeedleCount(position=position or Position.PRONE, needles_in=12, needles_out=12)
            for position in sorted(used, key=str)
        ),
        face_to_face_min=25,
        **(after if visit.follows is not None else {}),
    )


def sign_one(clinic: OpenClinic, patient: PatientId, library: Library) -> VisitRecord:
    """One more signed visit of a patient, by the services."""
    begun = clinic.visits.begin(clinic.session, patient)
    kept = clinic.visits.keep(clinic.session, patient, begun.lock, filled(begun.visit, library))
    if kept.id is None:
        raise ValueError("a kept draft has no id")
    return clinic.visits.sign(clinic.session, kept.id, kept.lock, clinics.PASSPHRASE)


def _by_hand(clinic: OpenClinic) -> None:
    """One patient with a released plan and two visits: the second, which follows another, is the one to copy."""
    sample = min((bundled("resources") / "demo").glob("*.intake.json"))
    intake = read_intake(sample)
    intake = replace(intake, taken_on=SystemClock().today() - (A_COURSE + 2) * _BETWEEN)
    who = intake.patient
    person = Person(given_name=who.given_name, family_name=who.family_name, birth_date=who.birth_date, sex=who.sex)
    patient = clinic.patients.add(clinic.session, person).id
    clinic.intakes.record(clinic.session, patient, 0, intake, sample.name)
    plan = clinic.plans.propose(clinic.session, patient).plan
    if plan is None:
        raise ValueError(f"{sample.name} gives no plan")
    clinic.plans.release(clinic.session, plan.version, plan.lock, Asked())
    library = clinics.content().library("en")
    sign_one(clinic, patient, library)
    sign_one(clinic, patient, library)


def _copy(connection: Connection, unlocked: Unlocked, patients: int) -> None:
    course = Course(
        patient=_row(connection, "patient"),
        followers=tuple((name, _row(connection, name)) for name in ("intake", "plan", "plan_version")),
        visit=_row(connection, "visit"),
    )
    connection.execute("BEGIN IMMEDIATE")
    drawn = random.Random(5)
    for id_ in range(2, patients + 1):
        person = _person(id_, drawn)
        _insert(connection, "patient", _patient(course.patient, id_, person))
        for name, row in course.followers:
            _insert(connection, name, row | {"id": id_} | {own: id_ for own in row if own in _OF_THE_PATIENT})
    writing = Writing(connection, unlocked, course.visit)
    for at, (number, patient) in enumerate(_turns(patients)):
        writing.visit(number, patient)
        if at % _AT_ONCE == _AT_ONCE - 1:
            writing.head()
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")
    writing.head()
    connection.execute("COMMIT")


_OF_THE_PATIENT = {
    "patient_id",
    "intake_id",
    "plan_id",
}  # ids are the same in all these tables: each has one row a patient


def _turns(patients: int) -> Iterator[tuple[int, int]]:
    """Number in the course, and patient: everybody's third visit comes before anybody's fourth, as in life."""
    every = ((number, patient) for number in range(1, A_COURSE + 1) for patient in range(1, patients + 1))
    return (turn for turn in every if turn not in {(1, 1), (2, 1)})  # these two were signed by the services


class Writing:
    """Visits and the audit rows that each leaves: opened, kept, signed."""

    def __init__(self, connection: Connection, unlocked: Unlocked, template: dict[str, Any]) -> None:
        self._connection = connection
        self._template = template
        self._key = OwnKey(unlocked.signing_key)
        self._audit_key = audit_key_of(unlocked.data_key)
        self._count, self._mac = connection.execute("SELECT audit_count, audit_mac FROM clinic").fetchone()
        [(self._id,)] = connection.execute("SELECT max(id) FROM visit").fetchall()
        self._who = connection.execute("SELECT at, user_id, login, session FROM audit WHERE number = 1").fetchone()

    def visit(self, number: int, patient: int) -> None:
        """One more."""
        self._id += 1
        row = self._template
        on = date.fromisoformat(row["on"]) - (A_COURSE + 1 - number) * _BETWEEN
        body = row["body"].replace(f'"on":"{row["on"]}"', f'"on":"{on}"')
        body = body.replace(f'"number":{row["number"]},', f'"number":{number},')
        bare = Seal(
            by=row["signed_by_id"],
            at=datetime.fromisoformat(f"{row['signed_at']}+00:00"),
            digest=digest_of(body),
            signature="",
            public=self._key.public,
        )
        sealed = SealedVisit(
            id=VisitId(self._id),
            patient=PatientId(patient),
            version=patient,
            number=number,
            on=on,
            text=body,
            seal=bare,
        )
        own = {"id": self._id, "patient_id": patient, "version_id": patient, "number": number, "on": str(on)}
        signed = {"body": body, "digest": bare.digest, "signature": self._key.sign(of_visit(sealed))}
        _insert(self._connection, "visit", row | own | signed)
        self._note("opened draft", None, patient)
        self._note("kept draft", self._id, patient)
        self._note("signed", self._id, patient, f"key {bare.public} digest {bare.digest}")

    def head(self) -> None:
        """Seal what was written down so far."""
        sealed = seal(self._audit_key, self._count, self._mac, anchored=True)
        self._connection.execute(
            "UPDATE clinic SET audit_count = ?, audit_mac = ?, audit_seal = ?", (self._count, self._mac, sealed)
        )

    def _note(self, action: str, visit: int | None, patient: int, detail: str = "") -> None:
        self._count += 1
        row = (self._count, *self._who, action, "visit", visit, patient, detail)
        self._mac = mark(self._audit_key, self._mac, row)
        self._connection.execute(_AUDIT, (*row, self._mac))


_AUDIT = "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _person(id_: int, drawn: random.Random) -> Person:
    return Person(
        given_name=drawn.choice(_GIVEN),
        family_name=drawn.choice(_FAMILY),
        birth_date=date(1940, 1, 1) + timedelta(days=drawn.randrange(25_000)),
        phone=f"07700 {900_000 + id_}",
    )


def _patient(template: dict[str, Any], id_: int, person: Person) -> dict[str, Any]:
    return template | {
        "id": id_,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birth_date": person.birth_date.isoformat(),
        "phone": person.phone,
        "search_text": search_text(person),
        "sort_key": sort_key(person),
    }


def _row(connection: Connection, table: str) -> dict[str, Any]:
    """The newest row of a table."""
    found = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid DESC LIMIT 1')  # noqa: S608  (names of our own)
    return dict(zip((column[0] for column in found.description), found.fetchone(), strict=True))


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join("?" * len(row))
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(row.values()))  # noqa: S608  (the same)

"""The front desk can't infer what it may not read: two clinics that differ in clinical matters only answer it alike.

What differs: what intakes, drafts, plans and their findings say, and how many there are; answers, assessments and
referral notes; visits that others have open. What is alike: people, the clinic, and released handouts, byte by byte.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_plan
from tests.clinic_fakes import a_person, a_session
from tests.people_fakes import OWN
from tests.record_fakes import NOON
from tests.services.clinic.conftest import demo
from tests.services.clinic.test_rights import RIGHTS
from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from treatplan.domain.access import GRANTS, Role, Session
from treatplan.domain.errors import TreatplanError
from treatplan.domain.ids import HandoutId, PatientId, UserId
from treatplan.domain.intake import Intake, PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.people import as_patient
from treatplan.domain.record import Deed, HandoutKind, NewHandout, NewUser, UserKeys, stored_id
from treatplan.services.clinic.entry import OpenClinic

FAMILIES = ("Adams", "Álvarez", "Brown", "<Smith>", "O'Neil & Sons")
PATIENTS = tuple(PatientId(number) for number in range(1, len(FAMILIES) + 1))
SECRETS = ("cauda equina", "warfarin", "pregnant", "tumour", "HIV", "sciatica", "abuse")
TREATS = a_session(Role.OWNER, Role.PRACTITIONER)
DESK = UserId(2)
MORE = 8  # handout ids that are asked for; there are three or four


class Side:
    """One of the two clinics: the desk at its keyboard, and somebody who treats beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.sql: SqlClinic = a_sql_clinic(folder)
        self.folder = str(folder)
        self.secret = random.Random(0)
        keys = UserKeys(slot="", x25519_public="", ed25519_public="")
        desk = NewUser(login="desk", name="Desk", roles=frozenset({Role.FRONT_DESK}))
        with self.sql.records.writing() as record:
            record.people.add(desk, keys)
            record.note(TREATS, Deed(action="added", of="user", id=2))
        self.sql.add(*(a_person(family_name=name) for name in FAMILIES))
        self.desk: Session = replace(a_session(Role.FRONT_DESK), user=DESK, login="desk", id="at the desk")
        self.clinic: OpenClinic = self.sql.services(self.desk)

    def intake(self, patient: PatientId) -> Intake:
        with self.sql.records.reading() as record:
            person = record.patients.get(patient).person
        said = demo(str(self.secret.randint(1, 5)))
        of = as_patient(person, said.patient.pregnancy)
        return replace(said, patient=of, goals=(self.secret.choice(SECRETS),))

    def release(self, patient: PatientId) -> None:
        """A released plan of whatever it treats, and its handout: the same bytes in both clinics."""
        with self.sql.records.writing() as record:
            intake = record.intakes.record(patient, self.draft_lock(patient), self.intake(patient), NOON)
            made = record.plans.add(patient, stored_id(intake), a_plan(aim=self.secret.choice(SECRETS)), NOON)
            record.plans.release(made.version, made.lock, made.plan, (), TREATS, NOON)
            record.handouts.add(self.paper(HandoutKind.HANDOUT, patient, intake.id, made.version), TREATS, NOON)
            record.note(TREATS, Deed(action="released", of="plan", id=made.id, patient=patient))

    def draft_lock(self, patient: PatientId) -> int:
        with self.sql.records.reading() as record:
            draft = record.intakes.draft(patient)
        return draft.lock if draft else 0

    def paper(self, kind: HandoutKind, patient: PatientId, intake: Any, version: Any) -> NewHandout:
        pdf = b"%PDF the same" if kind is HandoutKind.HANDOUT else self.secret.choice(SECRETS).encode()
        return NewHandout(
            kind=kind, patient=patient, intake=intake, version=version, language="en", size=PrintSize.STANDARD,
            paper=Paper.A4, jurisdiction="gb", pages=2, pdf=pdf,
        )  # fmt: skip

    def treat(self) -> None:
        """Something clinical that the desk knows nothing of."""
        patient = self.secret.choice(PATIENTS)
        what = self.secret.randrange(4)
        with self.sql.records.writing() as record:
            if what == 0:
                record.intakes.keep(patient, self.draft_lock(patient), self.intake(patient), NOON)
            elif what == 1:
                record.intakes.record(patient, self.draft_lock(patient), self.intake(patient), NOON)
            elif (intake := record.intakes.latest(patient)) is not None:
                plan = a_plan(aim=self.secret.choice(SECRETS))
                made = record.plans.add(patient, stored_id(intake), plan, NOON)
                if what == 3:
                    record.plans.keep(made.version, made.lock, plan, stored_id(intake), NOON + timedelta(minutes=5))
            record.note(TREATS, Deed(action="treated", of="plan", patient=patient))

    def refer(self) -> None:
        """A referral note, which speaks of signs. Its number is used up: nothing else follows it in these clinics."""
        with self.sql.records.writing() as record:
            intake = record.intakes.latest(PATIENTS[0])
            assert intake is not None
            record.handouts.add(self.paper(HandoutKind.REFERRAL, PATIENTS[0], intake.id, None), TREATS, NOON)
            record.note(TREATS, Deed(action="referred", of="handout", patient=PATIENTS[0]))


Call = Callable[[OpenClinic, Session, random.Random], Any]


def who(chance: random.Random) -> PatientId:
    return chance.choice((*PATIENTS, PatientId(0), PatientId(77)))


def a_handout(chance: random.Random) -> HandoutId:
    return HandoutId(chance.randint(-1, MORE))


def typed(chance: random.Random) -> str:
    return chance.choice((*FAMILIES, *SECRETS, "a", "smiht", "1991", "1", "9", "", "%", '"', "brown ana"))


def correct(clinic: OpenClinic, session: Session, chance: random.Random) -> Any:
    found = clinic.patients.open(session, patient := who(chance))
    other = replace(found.person, phone=f"0{chance.randrange(10**6)}", access_needs=chance.choice(SECRETS))
    return clinic.patients.change(session, patient, found.lock - chance.choice((0, 0, 1)), other)


CALLS: dict[str, Call] = {
    "Patients.recent": lambda c, s, r: c.patients.recent(s, r.randint(1, 9)),
    "Patients.find": lambda c, s, r: c.patients.find(s, typed(r), r.randint(1, 9)),
    "Patients.stop_finding": lambda c, s, _: c.patients.stop_finding(s),
    "Patients.similar": lambda c, s, r: c.patients.similar(s, a_person(family_name=r.choice(FAMILIES))),
    "Patients.open": lambda c, s, r: c.patients.open(s, who(r)),
    "Patients.add": lambda c, s, r: c.patients.add(s, a_person(family_name=r.choice(FAMILIES))),
    "Patients.change": correct,
    "Handouts.of_patient": lambda c, s, r: c.handouts.of_patient(s, who(r)),
    "Handouts.today": lambda c, s, _: c.handouts.today(s),
    "Handouts.open": lambda c, s, r: c.handouts.open(s, a_handout(r)),
    "Handouts.given": lambda c, s, r: c.handouts.given(s, a_handout(r), "printed"),
    "OwnClinic.library": lambda c, s, _: c.clinic.library(s) is not None,
    "OwnClinic.languages": lambda c, s, _: c.clinic.languages(s),
    "OwnClinic.practice": lambda c, s, _: c.clinic.practice(s),
    "OwnClinic.info": lambda c, s, _: c.clinic.info(s),
    "Forms.waiting": lambda c, s, _: c.forms.waiting(s),
    "Forms.keep": lambda c, s, r: c.forms.keep(s, f"form {r.randint(1, 3)}", {"phone": typed(r)}),
    "Forms.drop": lambda c, s, r: c.forms.drop(s, f"form {r.randint(1, 3)}"),
    "Backups.make": lambda c, s, _: c.backups.make(s),
    "Backups.known": lambda c, s, _: c.backups.known(s),
    "Backups.status": lambda c, s, _: c.backups.status(s),
    "Backups.restored": lambda c, s, _: c.backups.restored(s),
    "Backups.asks_anew": lambda c, s, _: c.backups.asks_anew(s, None),
    "Audit.own": lambda c, s, _: c.audit.own(s),
    "People.change_passphrase": lambda c, s, _: c.people.change_passphrase(s, OWN, "a ferry in the fog"),
}


def test_that_everything_is_tried_that_the_desk_may_do() -> None:
    may = GRANTS[Role.FRONT_DESK]
    named = {
        f"{one.__name__}.{name}" for one, rights in RIGHTS.items() for name, right in rights.items() if right in may
    }
    assert set(CALLS) == named


def answer(side: Side, name: str, seed: int) -> str:
    """What the desk is told, as text: the answer, or the error. What is a clinic's own place and pace is taken out.

    The numbers of one's own audit rows go on while others work, as does the size of a backup: they tell that somebody
    did something, not what.
    """
    try:
        told = repr(CALLS[name](side.clinic, side.desk, random.Random(seed)))
    except TreatplanError as error:
        told = f"{type(error).__name__}: {error}"
    told = told.replace(side.folder, "")
    return re.sub(r"(AuditRow\(number|size)=\d+", r"\1", told)


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    """Two clinics with the same people and handouts, in which other things were done for other reasons."""
    made = Side(tmp_path / "a"), Side(tmp_path / "b")
    for number, side in enumerate(made):
        side.secret = random.Random(number + 1)
        for patient in (PATIENTS[0], PATIENTS[2], PATIENTS[0]):
            side.release(patient)
    made[1].refer()
    yield made
    for side in made:
        side.sql.close()


def sessions(sides: tuple[Side, Side], count: int) -> list[str]:
    """Random sessions at both desks, while others treat; every answer that differed."""
    chance = random.Random(11)
    differing = []
    for session in range(count):
        for side in sides:
            for _ in range(side.secret.randrange(3)):
                side.treat()
        for _ in range(6):
            name, seed = chance.choice(sorted(CALLS)), chance.randrange(2**32)
            one, other = (answer(side, name, seed) for side in sides)
            if one != other:
                differing.append(f"session {session}, {name}, seed {seed}:\n{one}\n{other}")
    return differing


def test_that_both_desks_are_told_the_same(sides: tuple[Side, Side], request: pytest.FixtureRequest) -> None:
    differing = sessions(sides, 2_000 if request.config.getoption("--long") else 200)
    assert not differing, differing[0]
    for side in sides:
        with side.sql.records.reading() as record:
            assert len(record.plans.versions(PATIENTS[1])) + len(record.plans.versions(PATIENTS[3])) > 0
            assert record.trail.broken() == ()


def test_that_a_count_of_everything_would_be_found(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        CALLS,
        "OwnClinic.info",
        lambda c, s, _: c.clinic.info(replace(s, user=UserId(1), roles=frozenset({Role.OWNER}))),
    )
    for side in sides:
        for _ in range(5):
            side.treat()
    assert len({answer(side, "OwnClinic.info", 0) for side in sides}) > 1


def test_that_another_word_for_a_referral_note_would_be_found(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(clinic: OpenClinic, session: Session, chance: random.Random) -> Any:
        with clinic.handouts._records.reading() as record:
            return record.handouts.get(a_handout(chance)).row.kind

    monkeypatch.setitem(CALLS, "Handouts.open", tell)
    assert [seed for seed in range(60) if len({answer(side, "Handouts.open", seed) for side in sides}) > 1]

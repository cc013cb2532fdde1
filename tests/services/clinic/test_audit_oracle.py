"""Random calls of random people, against an oracle that says which rows each must leave: no more, no less, in order.

The oracle knows nothing of the services: it is a table of what each call is, for whom it is allowed, what it leaves.
`TREATPLAN_EXAMPLES=10000` in the environment makes so many calls, of which the suite makes 2,000 in memory.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.clinic_fakes import a_session
from tests.record_fakes import FakeRecords
from tests.services.clinic.conftest import ANA, World, demo, person_of
from treatplan.domain.access import Role, Session
from treatplan.domain.audit import Wanted
from treatplan.domain.errors import NotAllowed, Refused
from treatplan.domain.ids import HandoutId, PatientId, PlanId, VersionId
from treatplan.domain.record import AuditRow

MANY = int(os.environ.get("TREATPLAN_EXAMPLES", "2000"))
FEW = MANY // 10  # on the database
EVERYBODY = frozenset(Role)
TREATS = frozenset({Role.PRACTITIONER})
READS = TREATS
GIVES = frozenset({Role.OWNER, Role.PRACTITIONER, Role.FRONT_DESK})
OWNS = frozenset({Role.OWNER})
FOR_A_TIME = frozenset({Role.LOCUM})  # nobody is assigned to them here: of lists they get what is theirs, so nothing
BY_GRANT = frozenset({Role.READ_ONLY})
SECRET = "Zzyzx-Quill"
Row = tuple[str, str, int | None, int | None]  # action, what it was done with, its number, the patient


@dataclass
class Told:
    """What the oracle knows so far: what there is, by its number."""

    patients: list[PatientId]
    versions: list[tuple[PlanId, VersionId, PatientId]]
    handouts: list[tuple[HandoutId, PatientId]]
    recorded: set[PatientId]
    drafts: set[PatientId]


@dataclass
class Act:
    """A call: who may make it, and what it leaves where it is allowed and where it is not."""

    may: frozenset[Role]
    method: str
    run: Callable[[World, Session], Any]
    rows: tuple[Row, ...]
    refused: tuple[str, int | None, int | None] = ("clinic", None, None)
    after: Callable[[Any], None] = lambda _came: None


def patient_act(world: World, told: Told, chance: random.Random) -> Act:
    clinic, patient = world.clinic, chance.choice(told.patients)
    of = ("patient", patient, patient)
    match chance.choice(["open", "find", "add", "change", "of_patient", "versions", "who", "look"]):
        case "open":
            row: Row = ("opened", "patient", patient, patient)
            return Act(GIVES, "Patients.open", lambda _w, s: clinic.patients.open(s, patient), (row,), of)
        case "find":
            return Act(EVERYBODY, "Patients.find", lambda _w, s: clinic.patients.find(s, SECRET), ())
        case "add":
            new = replace(person_of(demo("2")), family_name=SECRET, phone=f"555 {SECRET}")
            number = PatientId(0)  # not known before: the database counts for each table
            row = ("added", "patient", number, number)
            run: Callable[[World, Session], Any] = lambda _w, s: clinic.patients.add(s, new)  # noqa: E731
            return Act(GIVES, "Patients.add", run, (row,), after=lambda came: told.patients.append(came.id))
        case "change":
            with world.records.reading() as record:
                now = record.patients.get(patient)
            changed = replace(now.person, phone=f"{SECRET} {chance.random()}")
            row = ("changed", "patient", patient, patient)
            run = lambda _w, s: clinic.patients.change(s, patient, now.lock, changed)  # noqa: E731
            return Act(GIVES, "Patients.change", run, (row,), of)
        case "of_patient":
            row = ("listed", "handout", None, patient)
            return Act(GIVES, "Handouts.of_patient", lambda _w, s: clinic.handouts.of_patient(s, patient), (row,), of)
        case "versions":
            row = ("listed", "plan", None, patient)
            return Act(READS, "TreatmentPlans.versions", lambda _w, s: clinic.plans.versions(s, patient), (row,), of)
        case "who":
            row = ("read", "audit", None, patient)
            run = lambda _w, s: clinic.audit.of_patient(s, patient)  # noqa: E731
            return Act(OWNS | TREATS, "Audit.of_patient", run, (row,), of)
        case _:
            return Act(
                READS | FOR_A_TIME | BY_GRANT, "Intakes.look", lambda _w, s: clinic.intakes.look(s, demo("1")), ()
            )


def intake_act(world: World, told: Told, chance: random.Random) -> Act:
    clinic, patient = world.clinic, chance.choice(told.patients)
    of = ("patient", patient, patient)
    with world.records.reading() as record:
        draft, latest = record.intakes.draft(patient), record.intakes.latest(patient)
    drafted, newest = (draft.id if draft else None), (latest.id if latest else None)
    match chance.choice(["latest", "begin", "keep", "drop"]):
        case "latest":
            row: Row = ("opened", "intake", newest, patient)
            return Act(READS, "Intakes.latest", lambda _w, s: clinic.intakes.latest(s, patient), (row,), of)
        case "begin":
            row = ("opened draft", "intake", drafted, patient)
            return Act(TREATS, "Intakes.begin", lambda _w, s: clinic.intakes.begin(s, patient), (row,), of)
        case "keep":
            lock = draft.lock if draft else 0
            text = replace(demo("1"), medicines=(f"{SECRET} 5 mg",))
            row = ("kept draft", "intake", drafted or 0, patient)
            run: Callable[[World, Session], Any] = lambda _w, s: clinic.intakes.keep(s, patient, lock, text)  # noqa: E731
            return Act(TREATS, "Intakes.keep", run, (row,), of)
        case _:
            row = ("dropped draft", "intake", None, patient)
            return Act(TREATS, "Intakes.drop", lambda _w, s: clinic.intakes.drop(s, patient), (row,), of)


def plan_act(world: World, told: Told, chance: random.Random) -> Act:
    clinic = world.clinic
    plan, version, patient = chance.choice(told.versions)
    of = ("plan", plan, patient)
    match chance.choice(["open", "version", "visits"]):
        case "open":
            row: Row = ("opened", "plan", plan, patient)
            return Act(READS, "TreatmentPlans.open", lambda _w, s: clinic.plans.open(s, plan), (row,), of)
        case "version":
            row, of_version = ("opened", "plan", plan, patient), ("plan", version, patient)
            run: Callable[[World, Session], Any] = lambda _w, s: clinic.plans.open_version(s, version)  # noqa: E731
            return Act(READS, "TreatmentPlans.open_version", run, (row,), of_version)
        case _:
            row, of_version = ("listed visits", "plan", plan, patient), ("plan", version, patient)
            run = lambda _w, s: clinic.plans.visits(s, version)  # noqa: E731
            return Act(READS, "TreatmentPlans.visits", run, (row,), of_version)


def paper_act(world: World, told: Told, chance: random.Random) -> Act:
    clinic = world.clinic
    handout, patient = chance.choice(told.handouts)
    of = ("handout", handout, patient)
    match chance.choice(["open", "printed", "saved", "today"]):
        case "open":
            row: Row = ("opened", "handout", handout, patient)
            return Act(GIVES, "Handouts.open", lambda _w, s: clinic.handouts.open(s, handout), (row,), of)
        case "today":
            row = ("listed", "handout", None, None)
            return Act(GIVES | FOR_A_TIME, "Handouts.today", lambda _w, s: clinic.handouts.today(s), (row,))
        case how:
            row = (how, "handout", handout, patient)
            return Act(GIVES, "Handouts.given", lambda _w, s: clinic.handouts.given(s, handout, how), (row,), of)


def clinic_act(world: World, _told: Told, chance: random.Random) -> Act:
    clinic = world.clinic
    match chance.choice(["practice", "info", "change", "audit", "own", "verify", "nobody"]):
        case "practice":
            return Act(EVERYBODY, "OwnClinic.practice", lambda _w, s: clinic.clinic.practice(s), ())
        case "info":
            return Act(EVERYBODY, "OwnClinic.info", lambda _w, s: clinic.clinic.info(s), ())
        case "change":
            with world.records.reading() as record:
                now = record.practice.get()
            new = replace(now, name=f"{SECRET} {chance.random()}")
            row: Row = ("changed", "clinic", None, None)
            return Act(OWNS, "OwnClinic.change", lambda _w, s: clinic.clinic.change(s, new), (row,))
        case "audit":
            row = ("read", "audit", None, None)
            return Act(OWNS, "Audit.find", lambda _w, s: clinic.audit.find(s, Wanted(most=3)), (row,))
        case "own":
            row = ("read own", "audit", None, None)
            return Act(EVERYBODY, "Audit.own", lambda _w, s: clinic.audit.own(s, 3), (row,))
        case "verify":
            row = ("verified", "audit", None, None)
            return Act(OWNS, "Audit.verify", lambda _w, s: clinic.audit.verify(s), (row,))
        case _:
            nobody, of = PatientId(987_654), ("patient", None, None)
            return Act(GIVES, "Patients.open", lambda _w, s: clinic.patients.open(s, nobody), (), of)


ACTS = (patient_act, intake_act, plan_act, paper_act, clinic_act)
WHO = (
    (Role.OWNER,),
    (Role.PRACTITIONER,),
    (Role.FRONT_DESK,),
    (Role.READ_ONLY,),
    (Role.LOCUM,),
    (Role.OWNER, Role.PRACTITIONER),
)


def shown(row: AuditRow) -> tuple[str, str, int | None, int | None, str]:
    return (row.deed.action, row.deed.of, row.deed.id, row.deed.patient, row.session)


def expected(act: Act, session: Session, came: Any, *, refused: bool) -> list[tuple[Any, ...]]:
    if refused:
        return [("refused", *act.refused, session.id)]
    if isinstance(came, Refused):  # it was wrong, and nothing happened
        return []
    made = getattr(came, "id", None)
    new = act.method in {"Patients.add", "Intakes.keep"}  # 0 stands for a number that was not known before
    return [
        (action, of, *(made if new and number == 0 else number for number in numbers), session.id)
        for action, of, *numbers in act.rows
    ]


def begun(world: World) -> Told:
    """One patient with a released plan and its papers."""
    world.record(demo("1"))
    made = world.release(world.propose())
    return Told(
        patients=[ANA],
        versions=[(made.plan.id, made.plan.version, ANA)],
        handouts=[(row.id, ANA) for row in made.handouts],
        recorded={ANA},
        drafts=set(),
    )


def rows_after(world: World, number: int) -> list[AuditRow]:
    with world.records.reading() as record:
        return list(record.trail.rows(number + 1, 50))


def test_that_every_call_leaves_the_rows_that_the_oracle_expects(world: World) -> None:
    many = MANY if isinstance(world.records, FakeRecords) else FEW
    chance, told = random.Random(19), begun(world)
    last = len(world.audit())
    seen: Counter[str] = Counter()
    for number in range(many):
        world.clock.moment += timedelta(seconds=1)
        roles = chance.choice(WHO)
        session = replace(a_session(*roles), id=f"sitting-{number}", since=world.clock.moment)
        act = chance.choice(ACTS)(world, told, chance)
        refused, came = False, None
        try:
            came = act.run(world, session)
        except NotAllowed:
            refused = True
        except Refused as wrong:
            came = wrong
        assert refused == act.may.isdisjoint(roles), (act.method, roles)
        rows = rows_after(world, last)
        assert [shown(row) for row in rows] == expected(act, session, came, refused=refused), act.method
        for row in rows:
            assert SECRET not in repr(row)
            assert row.deed.detail in ("", act.method, f"{act.method}, of one that is not there")
            assert (row.deed.action == "refused") == refused
        if not refused and not isinstance(came, Refused):
            act.after(came)
        last += len(rows)
        seen[f"{act.method} {'refused' if refused else 'done'}"] += 1
    assert len(seen) > 30
    if not isinstance(world.records, FakeRecords):
        with world.records.reading() as record:
            assert record.trail.verify().breaks == ()


def test_that_an_oracle_that_is_wrong_would_be_found(world: World) -> None:
    """The harness can fail: a call that leaves no row is not what the oracle expects."""
    told = begun(world)
    last = len(world.audit())
    act = plan_act(world, told, random.Random(1))
    silent = Act(act.may, act.method, lambda _w, _s: None, act.rows, act.refused)
    silent.run(world, world.session)
    assert [shown(row) for row in rows_after(world, last)] != expected(silent, world.session, None, refused=False)

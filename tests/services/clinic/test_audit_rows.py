"""Every method leaves exactly the audit rows it should, in the same transaction: all of it is true, or nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.record_fakes import FakeRecords
from tests.services.clinic import visit_world
from tests.services.clinic.conftest import ANA, World, demo, fever_assessed, person_of, with_fever
from tests.services.clinic.people_world import PEOPLE
from tests.services.clinic.test_rights import RIGHTS
from tests.services.clinic.visit_world import id_of
from tests.storage.sql_clinic import SqlClinic
from tests.visit_builders import no_to_all
from tests.visit_fakes import PASSPHRASE
from treatplan.domain.audit import Answer, Break, BreakKind, Wanted
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import HandoutId, PlanId, VersionId, VisitId
from treatplan.domain.intake import Answer as IntakeAnswer
from treatplan.domain.record import NoteKind, PatientRecord, PlanRecord, VisitState
from treatplan.domain.visit.kept import NewNote, VisitRecord
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.ports import Records, Transaction
from treatplan.services.plans import Asked

Call = Callable[[OpenClinic, World], Any]


@dataclass
class Step:
    """A call, what must be there before it, and the rows it leaves: action, kind, whether of a certain thing."""

    call: Call
    before: tuple[Callable[[World], Any], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    detail: str = ""


def record_1(world: World) -> None:
    world.record(demo("1"))


def fever(world: World) -> None:
    world.record(with_fever(demo("1")))


def emergency(world: World) -> None:
    flags = demo("6").red_flags
    world.record(replace(demo("1"), red_flags=flags))


def keep_intake(world: World) -> None:
    world.clinic.intakes.keep(world.session, ANA, 0, demo("1"))


def keep_form(world: World) -> None:
    world.clinic.forms.keep(world.session, "patient.1", {"phone": "07700 900123"}, ANA)


def propose(world: World) -> PlanRecord:
    return world.propose()


def release(world: World) -> None:
    world.release(newest(world))


def newest(world: World) -> PlanRecord:
    with world.records.reading() as record:
        (*_, last) = sorted(line.version for line in record.plans.versions(ANA))
        return record.plans.version(last)


def handout(world: World) -> HandoutId:
    with world.records.reading() as record:
        return record.handouts.of_patient(ANA)[0].id


def patient(world: World) -> PatientRecord:
    with world.records.reading() as record:
        return record.patients.get(ANA)


def break_audit(world: World) -> None:
    """Somebody changes the first row, past the program."""
    if isinstance(world.records, FakeRecords):
        world.records.state.breaks = (Break(kind=BreakKind.CHANGED, first=1, last=1),)
        return
    assert isinstance(world.opened, SqlClinic)
    world.opened.execute("DROP TRIGGER audit_no_update", "UPDATE audit SET login = 'x' WHERE number = 1")


def draft_visit(world: World) -> VisitRecord:
    with world.records.reading() as record:
        found = [line.id for line in record.visits.lines(ANA) if line.state is VisitState.DRAFT]
        return record.visits.get(found[0])


def last_visit(world: World) -> VisitId:
    with world.records.reading() as record:
        return record.visits.lines(ANA)[0].id


def answer_visit(clinic: OpenClinic, world: World) -> Any:
    draft = draft_visit(world)
    found = world.clinic.visits.look(world.session, ANA, draft).today.findings
    key = next(one.key for one in found if one.rule == "RF12")
    decision = Decision(rule="RF12", key=key, decision="assessed", reason="seen by her doctor this morning")
    return clinic.visits.answer(world.session, ANA, draft.lock, decision)


def refer(clinic: OpenClinic, world: World) -> Any:
    with world.records.reading() as record:
        intake = record.intakes.latest(ANA)
    assert intake is not None
    referral = world.core.draft(intake.intake, "")
    return clinic.handouts.refer(world.session, ANA, referral, Asked())  # type: ignore[arg-type]  # an emergency


def change_practice(clinic: OpenClinic, world: World) -> Any:
    now = clinic.clinic.practice(world.session)
    return clinic.clinic.change(world.session, replace(now, name="Other"))


def answer(clinic: OpenClinic, world: World) -> Any:
    return fever_assessed(replace(world, clinic=clinic), newest(world))


DRAFTED = (record_1, propose)
GIVEN = (*DRAFTED, release)
VISITED = (*GIVEN, visit_world.kept)
FEVERISH = (*GIVEN, lambda w: visit_world.kept(w, afresh=no_to_all(fever=IntakeAnswer.YES)))
SIGNED = (*GIVEN, visit_world.signed)
ADDENDUM = NewNote(kind=NoteKind.ADDENDUM, text="Slept well")
STEPS: dict[str, Step] = {
    "Patients.recent": Step(lambda c, w: c.patients.recent(w.session)),
    "Patients.find": Step(lambda c, w: c.patients.find(w.session, "ana")),
    "Patients.stop_finding": Step(lambda c, w: c.patients.stop_finding(w.session)),
    "Patients.similar": Step(lambda c, w: c.patients.similar(w.session, person_of(demo("1")))),
    "Patients.open": Step(lambda c, w: c.patients.open(w.session, ANA), rows=(("opened", "patient"),)),
    "Patients.add": Step(lambda c, w: c.patients.add(w.session, person_of(demo("2"))), rows=(("added", "patient"),)),
    "Patients.change": Step(
        lambda c, w: c.patients.change(w.session, ANA, patient(w).lock, replace(patient(w).person, phone="1")),
        rows=(("changed", "patient"),),
    ),
    "Intakes.latest": Step(lambda c, w: c.intakes.latest(w.session, ANA), (record_1,), (("opened", "intake"),)),
    "Intakes.begin": Step(lambda c, w: c.intakes.begin(w.session, ANA), (record_1,), (("opened draft", "intake"),)),
    "Intakes.keep": Step(lambda c, w: c.intakes.keep(w.session, ANA, 0, demo("1")), rows=(("kept draft", "intake"),)),
    "Intakes.drop": Step(lambda c, w: c.intakes.drop(w.session, ANA), (keep_intake,), (("dropped draft", "intake"),)),
    "Intakes.look": Step(lambda c, w: c.intakes.look(w.session, demo("1"))),
    "Intakes.record": Step(
        lambda c, w: c.intakes.record(w.session, ANA, 0, demo("1")), DRAFTED, (("recorded", "intake"),)
    ),
    "TreatmentPlans.propose": Step(lambda c, w: c.plans.propose(w.session, ANA), (record_1,), (("drafted", "plan"),)),
    "TreatmentPlans.propose, emergency": Step(
        lambda c, w: c.plans.propose(w.session, ANA), (emergency,), (("drafted referral", "intake"),)
    ),
    "TreatmentPlans.open": Step(lambda c, w: c.plans.open(w.session, newest(w).id), DRAFTED, (("opened", "plan"),)),
    "TreatmentPlans.open_version": Step(
        lambda c, w: c.plans.open_version(w.session, newest(w).version), DRAFTED, (("opened", "plan"),)
    ),
    "TreatmentPlans.versions": Step(lambda c, w: c.plans.versions(w.session, ANA), DRAFTED, rows=(("listed", "plan"),)),
    "TreatmentPlans.visits": Step(
        lambda c, w: c.plans.visits(w.session, newest(w).version), GIVEN, rows=(("listed visits", "plan"),)
    ),
    "TreatmentPlans.look": Step(lambda c, w: c.plans.look(w.session, newest(w).plan, demo("1")), DRAFTED),
    "TreatmentPlans.preview": Step(
        lambda c, w: c.plans.preview(w.session, newest(w).plan, demo("1"), Asked()), DRAFTED
    ),
    "TreatmentPlans.keep": Step(
        lambda c, w: c.plans.keep(w.session, newest(w).version, newest(w).lock, replace(newest(w).plan, aim="Sleep")),
        DRAFTED,
        (("changed", "plan"),),
    ),
    "TreatmentPlans.answer": Step(answer, (fever, propose), (("answered", "plan"),), detail="RF12 assessed"),
    "TreatmentPlans.release": Step(
        lambda c, w: c.plans.release(w.session, newest(w).version, newest(w).lock, Asked()),
        DRAFTED,
        (("released", "plan"),),
    ),
    "TreatmentPlans.amend": Step(lambda c, w: c.plans.amend(w.session, newest(w).id), GIVEN, (("amended", "plan"),)),
    "TreatmentPlans.drop": Step(
        lambda c, w: c.plans.drop(w.session, newest(w).version, newest(w).lock), DRAFTED, (("dropped draft", "plan"),)
    ),
    "Visits.begin": Step(lambda c, w: c.visits.begin(w.session, ANA), GIVEN, (("opened draft", "visit"),)),
    "Visits.look": Step(lambda c, w: c.visits.look(w.session, ANA, draft_visit(w)), VISITED),
    "Visits.keep": Step(
        lambda c, w: c.visits.keep(w.session, ANA, draft_visit(w).lock, draft_visit(w).visit),
        VISITED,
        (("kept draft", "visit"),),
    ),
    "Visits.answer": Step(answer_visit, FEVERISH, (("answered", "visit"),), detail="RF12 assessed"),
    "Visits.drop": Step(lambda c, w: c.visits.drop(w.session, ANA), VISITED, (("dropped draft", "visit"),)),
    "Visits.sign": Step(
        lambda c, w: c.visits.sign(w.session, id_of(draft_visit(w)), draft_visit(w).lock, PASSPHRASE),
        VISITED,
        (("signed", "visit"),),
        detail="key [0-9a-f]{64} digest [0-9a-f]{64}",
    ),
    "Visits.add_note": Step(
        lambda c, w: c.visits.add_note(w.session, last_visit(w), ADDENDUM, PASSPHRASE),
        SIGNED,
        (("noted", "visit"),),
        detail="note 1 addendum key [0-9a-f]{64} digest [0-9a-f]{64}",
    ),
    "Visits.open": Step(lambda c, w: c.visits.open(w.session, last_visit(w)), SIGNED, (("opened", "visit"),)),
    "Visits.of_patient": Step(lambda c, w: c.visits.of_patient(w.session, ANA), SIGNED, (("listed", "visit"),)),
    "Visits.verify": Step(lambda c, w: c.visits.verify(w.session, ANA), SIGNED, (("verified", "visit"),)),
    "Visits.verify_all": Step(lambda c, w: c.visits.verify_all(w.session), SIGNED, (("verified visits", "audit"),)),
    "Handouts.of_patient": Step(
        lambda c, w: c.handouts.of_patient(w.session, ANA), GIVEN, rows=(("listed", "handout"),)
    ),
    "Handouts.today": Step(lambda c, w: c.handouts.today(w.session), GIVEN, rows=(("listed", "handout"),)),
    "Handouts.open": Step(lambda c, w: c.handouts.open(w.session, handout(w)), GIVEN, (("opened", "handout"),)),
    "Handouts.given": Step(
        lambda c, w: c.handouts.given(w.session, handout(w), "printed"), GIVEN, (("printed", "handout"),)
    ),
    "Handouts.refer": Step(refer, (emergency,), (("referred", "handout"),)),
    "Forms.waiting": Step(lambda c, w: c.forms.waiting(w.session), (keep_form,)),
    "Forms.keep": Step(
        lambda c, w: c.forms.keep(w.session, "patient.1", {"phone": "1"}, ANA), rows=(("kept", "form"),)
    ),
    "Forms.drop": Step(lambda c, w: c.forms.drop(w.session, "patient.1"), (keep_form,), (("let go", "form"),)),
    "Backups.make": Step(
        lambda c, w: c.backups.make(w.session), rows=(("backed up", "clinic"),), detail="backup 1, proven"
    ),
    "Backups.known": Step(lambda c, w: c.backups.known(w.session)),
    "Backups.status": Step(lambda c, w: c.backups.status(w.session)),
    "Backups.restored": Step(lambda c, w: c.backups.restored(w.session)),
    "Backups.asks_anew": Step(lambda c, w: c.backups.asks_anew(w.session, None)),
    "OwnClinic.library": Step(lambda c, w: c.clinic.library(w.session)),
    "OwnClinic.languages": Step(lambda c, w: c.clinic.languages(w.session)),
    "OwnClinic.practice": Step(lambda c, w: c.clinic.practice(w.session)),
    "OwnClinic.change": Step(change_practice, rows=(("changed", "clinic"),)),
    "OwnClinic.info": Step(lambda c, w: c.clinic.info(w.session)),
    "Audit.find": Step(lambda c, w: c.audit.find(w.session, Wanted()), rows=(("read", "audit"),)),
    "Audit.own": Step(lambda c, w: c.audit.own(w.session), rows=(("read own", "audit"),)),
    "Audit.of_patient": Step(lambda c, w: c.audit.of_patient(w.session, ANA), rows=(("read", "audit"),)),
    "Audit.verify": Step(lambda c, w: c.audit.verify(w.session), rows=(("verified", "audit"),)),
    "Audit.answer": Step(
        lambda c, w: c.audit.answer(w.session, Answer.LOOKED_INTO),
        (break_audit,),
        (("answered", "audit"),),
        detail="looked_into: changed 1..1",
    ),
    **{name: Step(*given) for name, given in PEOPLE.items()},
}
OF_USERS = set(PEOPLE) - {"People.assign", "People.unassign"}
OF_NOBODY = OF_USERS | {"Handouts.today", "OwnClinic.change", "Audit.find", "Audit.own", "Audit.verify", "Audit.answer"}
OF_NOBODY |= {"Visits.verify_all", "Backups.make"}
WRITING = [name for name, step in STEPS.items() if step.rows]


def prepared(world: World, step: Step) -> None:
    for prepare in step.before:
        prepare(world)


def test_that_every_method_is_tried() -> None:
    named = {f"{service.__name__}.{name}" for service, rights in RIGHTS.items() for name in rights}
    assert {name.partition(",")[0] for name in STEPS} == named


@pytest.mark.parametrize("name", STEPS)
def test_that_a_method_leaves_exactly_its_rows(world: World, name: str) -> None:
    step = STEPS[name]
    prepared(world, step)
    before = world.audit()
    step.call(world.clinic, world)
    rows = world.audit()[len(before) :]
    assert [(row.deed.action, row.deed.of) for row in rows] == list(step.rows)
    for row in rows:
        assert (row.user, row.login, row.session) == (world.session.user, world.session.login, world.session.id)
        assert re.fullmatch(step.detail, row.deed.detail)
        assert (row.deed.patient is None) == (name in OF_NOBODY)


class Failing:
    """A record whose writing uses fail when all is done and noted, as on a full disk."""

    def __init__(self, real: Records) -> None:
        self._real = real
        self.tried = 0

    def reading(self) -> Any:
        return self._real.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._real.writing() as record:
            yield record
            self.tried += 1
            raise Unavailable("the disk is full")


@pytest.mark.parametrize("name", WRITING)
def test_that_what_fails_after_its_row_leaves_neither_row_nor_deed(world: World, name: str) -> None:
    step = STEPS[name]
    prepared(world, step)
    before = everything(world)
    failing = Failing(world.records)
    with pytest.raises(Unavailable, match="the disk is full"):
        step.call(world.over(failing), world)
    assert failing.tried == 1
    assert everything(world) == before


def everything(world: World) -> tuple[Any, ...]:
    """All that can be read of the record."""
    with world.records.reading() as record:
        versions = record.plans.versions(ANA)
        return (
            record.practice.get(),
            record.practice.info().counts,
            record.patients.get(ANA),
            record.intakes.draft(ANA),
            record.intakes.latest(ANA),
            versions,
            tuple(record.plans.version(line.version) for line in versions),
            tuple(record.plans.visits(line.version) for line in versions),
            record.handouts.of_patient(ANA),
            record.visits.lines(ANA),
            record.visits.draft(ANA, world.session.user),
            record.visits.sealed(),
            record.visits.sealed_notes(),
            record.forms.of(world.session.user),
            record.trail.rows(1, 10_000),
        )


def test_that_no_row_holds_a_name_or_what_was_said(world: World) -> None:
    prepared(world, STEPS["TreatmentPlans.answer"])
    world.release(fever_assessed(world, newest(world)))
    person = patient(world).person
    told = " ".join(f"{row.deed.action} {row.deed.detail}" for row in world.audit())
    assert "RF12 assessed" in told
    for secret in (person.family_name, person.given_name, "ear infection"):
        assert secret not in told


def test_that_looking_for_what_is_not_there_leaves_no_row(world: World) -> None:
    before = world.audit()
    for missing in (
        lambda: world.clinic.plans.open(world.session, PlanId(99)),
        lambda: world.clinic.plans.open_version(world.session, VersionId(99)),
        lambda: world.clinic.handouts.open(world.session, HandoutId(99)),
        lambda: world.clinic.plans.propose(world.session, ANA),
    ):
        with pytest.raises(Exception, match=r"there is no|no recorded intake"):
            missing()
    assert world.audit() == before

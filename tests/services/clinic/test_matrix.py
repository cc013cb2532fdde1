"""Who may do what with what: every method, every role, every state of person and patient, against one written table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.clinic_fakes import CONTENT, FakeDirectory, FakeOpened, FixedClock, a_session
from tests.people_fakes import NOON, Crew
from tests.record_fakes import FakeRecords, State
from tests.services.clinic.conftest import ANA, World, demo, person_of
from tests.services.clinic.test_audit_rows import STEPS, Step, prepared
from tests.services.clinic.test_rights import RIGHTS, methods
from tests.visit_fakes import PASSPHRASE
from treatplan.domain.access import GRANTS, OF_PATIENTS, Extent, Permission, Role
from treatplan.domain.errors import NotAllowed, TreatplanError
from treatplan.domain.ids import AssignmentId, PatientId, UserId, VersionId, VisitId
from treatplan.domain.paper import Handout
from treatplan.domain.plan import Status
from treatplan.domain.record import Assignment, NoteKind, PlannedVisit, User
from treatplan.domain.visit.kept import NewNote
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.guard import Reach, needs, reach_of
from treatplan.services.plans import Plans

# Y: for every patient. A: for patients who are assigned, or booked with a locum, on the days of the account.
# O: what one wrote oneself. OA: both. From the table of roles that the design was made by; GRANTS is compared with it.
ROLES = (Role.OWNER, Role.PRACTITIONER, Role.LOCUM, Role.FRONT_DESK, Role.READ_ONLY)
TABLE = """
    find_patients    Y  Y  A  Y  A
    change_patients  Y  Y  -  Y  -
    read_record      -  Y  A  -  A
    write_record     -  Y  A  -  -
    release_plans    -  Y  A  -  -
    sign_visits      -  O  OA -  -
    give_handouts    Y  Y  A  Y  -
    read_clinic      Y  Y  Y  Y  Y
    run_clinic       Y  -  -  -  -
    run_users        Y  -  -  -  -
    read_audit       Y  -  -  -  -
    who_looked       Y  Y  -  -  -
    keep_own         Y  Y  Y  Y  Y
"""
SIGNS = {"Y": Extent.ALL, "A": Extent.SEEN, "O": Extent.OWN, "OA": Extent.OWN_SEEN}
MATRIX: dict[tuple[Role, str], str] = {
    (role, permission): sign
    for permission, *signs in (line.split() for line in TABLE.split("\n") if line.strip())
    for role, sign in zip(ROLES, signs, strict=True)
}

ME = UserId(7)
TODAY = NOON.date()
DAY = timedelta(days=1)
BO = PatientId(2)
OPEN = (TODAY - 9 * DAY, TODAY + 9 * DAY)


@dataclass(frozen=True)
class Case:
    """A person at the keyboard, and what they have to do with Ana. `lets_in` and `sees` are what should come of it."""

    assigned: tuple[tuple[PatientId, date, date], ...] = ()
    booked: date | None = None
    days: tuple[date, date] | None = OPEN
    active: bool = True
    keeps: bool = True  # the roles of the sitting
    hours: int = 0  # that the sitting has lasted
    wrote: bool = False
    lets_in: bool = True
    sees: bool = False
    sees_as_locum: bool = False


CASES = {
    "not assigned": Case(),
    "assigned": Case(assigned=((ANA, *OPEN),), sees=True),
    "assigned for one day, today": Case(assigned=((ANA, TODAY, TODAY),), sees=True),
    "assigned, and wrote it": Case(assigned=((ANA, *OPEN),), wrote=True, sees=True),
    "wrote it, not assigned any more": Case(assigned=((ANA, TODAY - 9 * DAY, TODAY - DAY),), wrote=True),
    "assigned until yesterday": Case(assigned=((ANA, TODAY - 9 * DAY, TODAY - DAY),)),
    "assigned from tomorrow": Case(assigned=((ANA, TODAY + DAY, TODAY + 9 * DAY),)),
    "another patient is assigned": Case(assigned=((BO, *OPEN),)),
    "booked": Case(booked=TODAY + DAY, sees_as_locum=True),
    "booked on a day after the account": Case(booked=TODAY + 10 * DAY),
    "account over": Case(assigned=((ANA, *OPEN),), days=(TODAY - 9 * DAY, TODAY - DAY), lets_in=False),
    "account not begun": Case(assigned=((ANA, *OPEN),), days=(TODAY + DAY, TODAY + 9 * DAY), lets_in=False),
    "disabled": Case(assigned=((ANA, *OPEN),), active=False, lets_in=False),
    "role taken away": Case(assigned=((ANA, *OPEN),), keeps=False, lets_in=False),
    "sitting of 11 hours": Case(assigned=((ANA, *OPEN),), hours=11, sees=True),
    "sitting of 13 hours": Case(assigned=((ANA, *OPEN),), hours=13, lets_in=False),
}


def expected(name: str, role: Role, case: Case, *, step_is_own: bool) -> bool:
    """Whether the table lets this person do it."""
    service, _, method = name.partition(",")[0].partition(".")
    [(rights, found)] = [
        (rights, dict(methods(one))[method]) for one, rights in RIGHTS.items() if one.__name__ == service
    ]
    sign = MATRIX[role, rights[method]]
    if sign == "-":
        return False
    reach = reach_of(found)
    if reach is Reach.GIVEN:  # nothing is read: what it works on was handed in
        return True
    if not case.lets_in:
        return False
    sees = case.sees or (role is Role.LOCUM and case.sees_as_locum)
    if reach is not Reach.ITS_IDS:
        return True
    return {"Y": True, "A": sees, "O": step_is_own, "OA": sees and step_is_own}[sign]


class NoPress:
    """Fills `HandoutWriter`: what stands on the paper is no question here."""

    def write(self, handout: Handout) -> bytes:
        return repr(handout.title).encode()

    def pages(self, pdf: bytes) -> int:
        return len(pdf) and 1


def a_world() -> World:
    clock = FixedClock()
    core = Plans(CONTENT, NoPress(), clock)
    opened = FakeOpened(a_session(), (records := FakeRecords()), FakeDirectory(records))
    clinic = OpenClinic(opened, CONTENT, core, clock)
    clinic.patients.add(opened.session, person_of(demo("1")))
    return World(clinic, records, opened.session, clock, core, opened)


def sat_down(state: State, role: Role, case: Case) -> State:
    """The record as it is when this person comes."""
    made = state.snapshot()
    roles = (role.value,) if case.keeps else ("front_desk" if role is not Role.FRONT_DESK else "read_only",)
    first, last = case.days if case.days and (role is Role.LOCUM or case.days != OPEN) else (None, None)
    me = User(id=ME, login="okafor", name="<Me>", roles=roles, active=case.active, first=first, last=last)
    given = {
        number: Assignment(id=AssignmentId(number), user=ME, patient=patient, first=begin, last=end)
        for number, (patient, begin, end) in enumerate(case.assigned, 900)
    }
    made.crew = Crew({**made.crew.users, ME: me}, {**made.crew.assignments, **given})
    if case.booked is not None:
        book(made, case.booked)
    if case.wrote:
        made.delivered = {id_: replace(one, opened_by=ME) for id_, one in made.delivered.items()}
    return made


def book(state: State, on: date) -> None:
    """A released plan of Ana's, beside whatever there is, with a visit on that day."""
    like = next(iter(a_released().versions.values()))
    state.versions[VersionId(9000)] = replace(like, version=VersionId(9000), id=like.id, status=Status.RELEASED)
    state.visits[9000] = (PlannedVisit(number=1, on=on),)


_RELEASED: list[State] = []


def a_released() -> State:
    if not _RELEASED:
        world = a_world()
        world.record(demo("1"))
        world.release(world.propose())
        assert isinstance(world.records, FakeRecords)
        _RELEASED.append(world.records.state)
    return _RELEASED[0]


def tried(world: World, step: Step, state: State, role: Role, case: Case) -> bool:
    """Whether the call went past the guard: done, or refused for another reason than rights."""
    assert isinstance(world.records, FakeRecords)
    world.records.state = state
    sitting = replace(a_session(role), user=ME, since=NOON - timedelta(hours=case.hours))
    try:
        step.call(world.clinic, replace(world, session=sitting))
    except NotAllowed:
        return False
    except TreatplanError:
        return True
    return True


def test_that_the_grants_are_those_of_the_table() -> None:
    granted = {(role, permission.value): GRANTS[role].get(permission) for role in Role for permission in Permission}
    assert granted == {key: SIGNS.get(sign) for key, sign in MATRIX.items()}


def booking_would_confuse(name: str, case: Case) -> bool:
    """These look for Ana's newest plan: one that was booked beside it is another."""
    return case.booked is not None and name.startswith(("TreatmentPlans.", "Visits."))


@pytest.mark.parametrize("name", STEPS)
def test_that_every_method_lets_in_whom_the_table_lets_in_and_nobody_else(name: str) -> None:
    world, step = a_world(), STEPS[name]
    prepared(world, step)
    assert isinstance(world.records, FakeRecords)
    state = world.records.state
    wrong = [
        f"{role}, {label}: {'may' if may else 'may not'}"
        for role in Role
        for label, case in CASES.items()
        if not booking_would_confuse(name, case)
        for may in [tried(world, step, sat_down(state, role, case), role, case)]
        if may != expected(name, role, case, step_is_own=case.wrote)
    ]
    assert wrong == []


LISTS: dict[str, Callable[[OpenClinic, Any], Any]] = {
    "recent": lambda clinic, session: clinic.patients.recent(session),
    "find": lambda clinic, session: clinic.patients.find(session, person_of(demo("1")).given_name),
    "today": lambda clinic, session: clinic.handouts.today(session),
}


@pytest.mark.parametrize("label", [label for label, case in CASES.items() if case.lets_in])
@pytest.mark.parametrize("name", LISTS)
def test_that_a_list_holds_whom_one_sees_and_nobody_else(name: str, label: str) -> None:
    world, case = a_world(), CASES[label]
    assert isinstance(world.records, FakeRecords)
    world.record(demo("1"))
    world.release(world.propose())
    state = world.records.state
    for role in Role:
        sign = MATRIX[role, "give_handouts" if name == "today" else "find_patients"]
        if sign == "-":
            continue
        world.records.state = sat_down(state, role, case)
        sees = sign == "Y" or case.sees or (role is Role.LOCUM and case.sees_as_locum)
        sitting = replace(a_session(role), user=ME)
        assert bool(LISTS[name](world.clinic, sitting)) == sees, role


def test_that_what_is_not_there_and_what_is_not_ones_own_are_refused_in_the_same_words() -> None:
    world = a_world()
    assert isinstance(world.records, FakeRecords)
    world.records.state = sat_down(world.records.state, Role.LOCUM, CASES["not assigned"])
    session = replace(a_session(Role.LOCUM), user=ME)
    told = set()
    for id_ in (ANA, PatientId(4711), PatientId(-1), PatientId(2**70)):
        with pytest.raises(NotAllowed) as refused:
            world.clinic.patients.open(session, id_)
        told.add(str(refused.value))
    assert len(told) == 1


# Forgetting


def unsaid(service: type) -> list[str]:
    return [name for name, method in methods(service) if reach_of(method) is Reach.UNSAID]


@pytest.mark.parametrize("service", RIGHTS)
def test_that_every_method_about_patients_says_how_far_it_reaches(service: type) -> None:
    assert unsaid(service) == []


def kinds() -> Iterator[tuple[str, Any]]:
    for service, rights in RIGHTS.items():
        for name, method in methods(service):
            if rights[name] in OF_PATIENTS:
                yield f"{service.__name__}.{name}", reach_of(method)


def test_that_the_methods_that_are_not_checked_for_a_patient_are_these() -> None:
    """A new one is added by who has thought about it, and has shown above whom its answer leaves out."""
    assert {name: reach for name, reach in kinds() if reach is not Reach.ITS_IDS} == {
        "Patients.recent": Reach.DIRECTORY,
        "Patients.find": Reach.DIRECTORY,
        "Patients.stop_finding": Reach.GIVEN,
        "Patients.similar": Reach.LISTS,
        "Patients.add": Reach.CLINIC,
        "Intakes.look": Reach.GIVEN,
        "TreatmentPlans.look": Reach.GIVEN,
        "TreatmentPlans.preview": Reach.GIVEN,
        "Handouts.today": Reach.LISTS,
    }


def test_that_a_method_that_forgets_to_say_is_found_and_lets_nobody_in_who_does_not_see_everyone() -> None:
    records = FakeRecords()

    class Sloppy:
        def __init__(self) -> None:
            self._records = records

        @needs(Permission.READ_RECORD)
        def everything(self, _session: Any) -> str:
            return "all there is"

        @needs(Permission.READ_RECORD)
        def of(self, _session: Any, patient: PatientId | None = None) -> str:
            return f"of {patient}"

    assert unsaid(Sloppy) == ["everything"]
    world = a_world()
    assert isinstance(world.records, FakeRecords)
    records.state = sat_down(world.records.state, Role.LOCUM, CASES["assigned"])
    locum = replace(a_session(Role.LOCUM), user=ME)
    assert Sloppy().of(locum, ANA) == Sloppy().of(locum, patient=ANA) == "of 1"
    with pytest.raises(NotAllowed):
        Sloppy().everything(locum)
    for patient in (None, BO):
        with pytest.raises(NotAllowed):
            Sloppy().of(locum, patient)
    records.state.crew.users.clear()
    assert Sloppy().everything(a_session(Role.PRACTITIONER)) == "all there is"


def test_that_a_locum_marks_none_but_their_own_visits_as_entered_in_error() -> None:
    world = a_world()
    prepared(world, STEPS["Visits.add_note"])
    assert isinstance(world.records, FakeRecords)
    signed = world.records.state
    visit = next(iter(signed.delivered))
    by = NewNote(kind=NoteKind.ENTERED_IN_ERROR, reason="Another patient was on the table", text="")
    may: dict[tuple[Role, UserId], bool] = {}
    for role in (Role.PRACTITIONER, Role.LOCUM):
        for user in (ME, UserId(1)):
            state = sat_down(signed, role, CASES["assigned"])
            state.crew.users[user] = replace(state.crew.users[ME], id=user)
            state.crew.assignments[901] = replace(state.crew.assignments[900], id=AssignmentId(901), user=user)
            world.records.state = state
            sitting = replace(a_session(role), user=user)
            try:
                world.clinic.visits.add_note(sitting, VisitId(visit), by, PASSPHRASE)
            except NotAllowed:
                may[role, user] = False
            except TreatplanError:
                may[role, user] = True
            else:
                may[role, user] = True
    assert may == {
        (Role.PRACTITIONER, ME): True,
        (Role.PRACTITIONER, UserId(1)): True,
        (Role.LOCUM, ME): False,
        (Role.LOCUM, UserId(1)): True,
    }

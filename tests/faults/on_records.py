"""Operations in an open clinic: what is stored while somebody works."""

from datetime import date
from pathlib import Path

from tests.faults import house
from tests.faults.house import Broken
from tests.faults.operations import InTheClinic, Operation, numbered
from tests.visit_builders import filled
from treatplan.domain.access import Role
from treatplan.domain.errors import TreatplanError
from treatplan.domain.ids import PatientId, PlanId
from treatplan.domain.plan import Status
from treatplan.domain.record import NewUser, Person, VisitState
from treatplan.services.plans import Asked
from treatplan.storage.opened import OpenedClinic

_FAMILY = "Plug"
_TREATED = PatientId(1)
_RELEASED = PlanId(1)
_IN_FORCE = f"SELECT count(*) FROM plan_version WHERE plan_id = {_RELEASED} AND status = 'released'"


class Save(InTheClinic):
    """New patients."""

    name = "save"

    def act(self, opened: OpenedClinic, number: int) -> None:
        person = Person(given_name=str(number), family_name=_FAMILY, birth_date=date(1980, 2, 29))
        house.clinic_of(opened).patients.add(opened.session, person)

    def count(self, opened: OpenedClinic) -> int:
        rows = opened.directory.find(_FAMILY, 1000)
        done = numbered([row.given_name for row in rows], "patients by the search")
        noted = house.scalar(
            opened,
            "SELECT count(*) FROM audit JOIN patient ON patient.id = audit.patient_id"
            f" WHERE audit.action = 'added' AND patient.family_name = '{_FAMILY}'",
        )
        if noted != done:
            raise Broken(f"{done} patients, and the audit tells of {noted}")
        return done


class Correct(InTheClinic):
    """The same patient, changed again and again: each change finds the one before."""

    name = "correct"

    def act(self, opened: OpenedClinic, number: int) -> None:
        patients, one = house.clinic_of(opened).patients, PatientId(1)
        found = patients.open(opened.session, one)
        person = Person(given_name=str(number), family_name=_FAMILY, birth_date=date(1980, 2, 29))
        patients.change(opened.session, one, found.lock, person)

    def count(self, opened: OpenedClinic) -> int:
        before, noted = (
            0,
            house.scalar(opened, "SELECT count(*) FROM audit WHERE action = 'changed' AND of = 'patient'"),
        )
        found = opened.directory.find(_FAMILY, 2)
        done = int(found[0].given_name) if found else before
        if noted != done:
            raise Broken(f"{done} corrections, and the audit tells of {noted}")
        return done

    def found(self, folder: Path, template: house.Template) -> int:
        return super().found(folder, template.without("patient"))


class Draft(InTheClinic):
    """A form that is kept while somebody types."""

    name = "draft"

    def act(self, opened: OpenedClinic, number: int) -> None:
        house.clinic_of(opened).forms.keep(opened.session, "faults", {"typed": "x" * number})

    def count(self, opened: OpenedClinic) -> int:
        waiting = house.clinic_of(opened).forms.waiting(opened.session)
        return len(waiting[0].fields["typed"]) if waiting else 0


class Sign(InTheClinic):
    """Visits, each filled in, kept and signed."""

    name = "sign"
    steps = 10

    def act(self, opened: OpenedClinic, number: int) -> None:
        clinic = house.clinic_of(opened)
        visits, session = clinic.visits, clinic.session
        begun = visits.begin(session, _TREATED)
        kept = visits.keep(session, _TREATED, begun.lock, filled(begun.visit))
        assert kept.id is not None
        visits.sign(session, kept.id, kept.lock, house.PASSPHRASE)

    def count(self, opened: OpenedClinic) -> int:
        clinic = house.clinic_of(opened)
        wrong = clinic.visits.verify_all(clinic.session)
        if wrong:
            raise Broken(f"signed visits are not as they were signed: {wrong[0]}")
        return sum(line.state is VisitState.SIGNED for line in clinic.visits.of_patient(clinic.session, _TREATED))


class Release(InTheClinic):
    """A released plan, amended and released again, with its documents."""

    name = "release"
    steps = 3

    def act(self, opened: OpenedClinic, number: int) -> None:
        clinic = house.clinic_of(opened)
        newest = clinic.plans.open(clinic.session, _RELEASED)
        if newest.status is not Status.DRAFT:  # a draft may be left of a try before
            newest = clinic.plans.amend(clinic.session, _RELEASED)
        clinic.plans.release(clinic.session, newest.version, newest.lock, Asked())

    def count(self, opened: OpenedClinic) -> int:
        versions = f"FROM plan_version WHERE plan_id = {_RELEASED} AND number > 1 AND status <> 'draft'"
        done, in_force = (int(house.scalar(opened, sql)) for sql in (f"SELECT count(*) {versions}", _IN_FORCE))
        papers = house.scalar(
            opened, f"SELECT count(DISTINCT version_id) FROM handout WHERE version_id IN (SELECT id {versions})"
        )
        if in_force != 1 or papers != done:
            raise Broken(f"{done} new versions, {in_force} in force, {papers} with documents")
        return done

    def found(self, folder: Path, template: house.Template) -> int:
        return super().found(folder, template.without("plan", "plan_version"))


class Users(InTheClinic):
    """Somebody is let in, then let in no more, and so on with the next one."""

    name = "users"
    steps = 6

    def act(self, opened: OpenedClinic, number: int) -> None:
        people, session, own = house.clinic_of(opened).people, opened.session, house.PASSPHRASE
        login = f"locum{(number + 1) // 2}"
        if number % 2:
            new = NewUser(login=login, name="A. Adeyemi", roles=frozenset({Role.PRACTITIONER}))
            people.add(session, own, new, house.NEXT_PASSPHRASE)
        else:
            people.disable(session, own, people.named(session, login).id)

    def count(self, opened: OpenedClinic) -> int:
        clinic = house.clinic_of(opened)
        others = [user for user in clinic.people.all(clinic.session) if user.login != house.LOGIN]
        return numbered([user.login.removeprefix("locum") for user in others], "users") + sum(
            not user.active for user in others
        )

    def found(self, folder: Path, template: house.Template) -> int:
        place = folder / house.NAME
        with house.looked_at(place, template) as opened:
            done = self.count(opened)
        attempt = self.begin(folder, template)  # what a stop left half done is in nobody's way
        attempt.done = done
        try:
            attempt.go(done + 1, lambda _number: None)
        except TreatplanError as error:
            raise Broken(f"the next step is refused: {error}") from error
        finally:
            attempt.stop()
        with house.looked_at(place, template) as opened:
            active = {user.login for user in house.clinic_of(opened).people.all(opened.session) if user.active}
        let_in = set(house.keys_of(place).users())
        if active != let_in:
            raise Broken(f"{len(active)} are let in, {len(let_in)} have a place in the key file")
        return done


class Passphrase(InTheClinic):
    """One's own passphrase changed."""

    name = "passphrase"
    steps = 1

    def act(self, opened: OpenedClinic, number: int) -> None:
        people = house.clinic_of(opened).people
        people.change_passphrase(opened.session, house.PASSPHRASE, house.NEXT_PASSPHRASE)

    def count(self, opened: OpenedClinic) -> int:
        raise NotImplementedError

    def found(self, folder: Path, template: house.Template) -> int:
        return house.which_passphrase(folder / house.NAME, template)


ALL: tuple[Operation, ...] = (Save(), Correct(), Draft(), Sign(), Release(), Users(), Passphrase())

"""`treatplan demo`: the main job on sample patients, from intake to released handout, in a real encrypted clinic.

It needs no screen. The clinic stays in the output folder, to be opened with the passphrase that is told at the end.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.dose import Absent
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.intake import Intake, full_name
from treatplan.domain.plan import Plan
from treatplan.domain.record import PatientRecord, Person, PlanRecord, Practice
from treatplan.domain.safety import answers_to
from treatplan.exchange.files import read_intake, read_plan, write_bytes, write_text, write_value
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import NewClinic, OpenClinic
from treatplan.services.clinic.plans import Proposal
from treatplan.services.plans import Asked, Report

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_PRACTICE = "practice.json"
_CLINIC = "demo.treatplan"
_LOGIN = "demo"
_OPEN_SECRET = "sample patients only"  # noqa: S105  (it is told to everyone; nobody real is in this clinic)


@dataclass(frozen=True)
class _Made:
    name: str
    found: str
    pdf: Path


def add_to(commands: "Commands") -> None:
    """Add `demo` to the command line."""
    parser = commands.add_parser("demo", help="sample patients from intake to handout; ends with the PDFs' paths")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), metavar="DIR", help="default: build/demo")
    parser.set_defaults(run=_demo)


def _demo(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    _make(options.out)
    clinic = _fresh_clinic(desk, options.out / _CLINIC)
    try:
        made = list(_handouts(desk, clinic, options.out))
    finally:
        clinic.close()
    for case in made:
        print(f"{case.name}\n    {case.found}")
    print(f"\n{len(made)} sheets for the patients, each beside its intake, plan and findings.")
    print(f"The clinic is {options.out / _CLINIC}; {_LOGIN} opens it with the passphrase: {_OPEN_SECRET}")
    for case in made:
        print(case.pdf)
    return Exit.DONE


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"{folder}: this folder can't be made ({(error.strerror or '').lower()}).") from error


def _fresh_clinic(desk: Desk, place: Path) -> OpenClinic:
    """A new clinic of the demo. One of an earlier run is thrown away, but only if it opens as a demo's."""
    if desk.door.exists(str(place)):
        try:
            desk.door.enter(str(place), _LOGIN, _OPEN_SECRET, door.FACE).close()
        except Refused:
            message = "is not a clinic that the demo made; name another folder with --out"
            raise Refused(Problem(file=str(place), field="", message=message)) from None
        _remove(place)
    headed = read_plan(desk.samples / _PRACTICE)
    who = headed.practitioner
    new = NewClinic(
        practice=Practice(
            name=headed.clinic.name, address=headed.clinic.address, phone=headed.clinic.phone, jurisdiction="gb"
        ),
        login=_LOGIN,
        name=who.name,
        qualification="" if isinstance(who.qualification, Absent) else who.qualification,
        registration_no=who.registration_no,
    )
    return desk.door.create(str(place), new, _OPEN_SECRET, door.FACE)[0]


def _remove(place: Path) -> None:
    stem = place.with_suffix("")
    try:
        for file in (*place.parent.glob(f"{place.name}*"), *place.parent.glob(f"{stem.name}.tpkeys*")):
            file.unlink()
    except OSError as error:
        raise Unavailable(
            f"{place}: the last demo's clinic can't be removed ({(error.strerror or '').lower()})."
        ) from error


def _handouts(desk: Desk, clinic: OpenClinic, out: Path) -> Iterator[_Made]:
    for sample in sorted(desk.samples.glob("*.intake.json")):
        name = sample.name.removesuffix(".intake.json")
        intake = read_intake(sample)
        folder = out / name
        _make(folder)
        write_bytes(folder / "intake.json", sample.read_bytes())
        patient = _recorded(clinic, intake, sample.name)
        given = clinic.plans.propose(clinic.session, patient.id, _next_monday(intake.taken_on))
        found, pdf = (
            _referred(clinic, given, patient, folder) if given.plan is None else _given(clinic, given.plan, folder)
        )
        yield _Made(full_name(intake.patient), found, pdf)


def _recorded(clinic: OpenClinic, intake: Intake, file: str) -> PatientRecord:
    who = intake.patient
    person = Person(
        given_name=who.given_name,
        family_name=who.family_name,
        birth_date=who.birth_date,
        sex=who.sex,
        language=who.language,
        print_size=who.print_size,
    )
    patient = clinic.patients.add(clinic.session, person)
    clinic.intakes.record(clinic.session, patient.id, 0, intake, file)
    return patient


def _referred(clinic: OpenClinic, given: Proposal, patient: PatientRecord, folder: Path) -> tuple[str, Path]:
    note = given.referral
    if note is None:
        raise ValueError("neither a plan nor a referral was drafted")
    write_value(folder / "referral.json", note)
    pdf = folder / "referral-note.pdf"
    write_bytes(pdf, clinic.handouts.refer(clinic.session, patient.id, note, Asked()).pdf)
    return f"stopped: {', '.join(f'{flag.flag} {flag.name}' for flag in note.flags)}; a referral note instead", pdf


def _given(clinic: OpenClinic, drafted: PlanRecord, folder: Path) -> tuple[str, Path]:
    """Acknowledge what may be, release, and write plan, findings and handout of one case into its folder."""
    session = clinic.session
    report = clinic.plans.look(session, drafted.plan, drafted.intake.intake)
    write_text(folder / "findings.txt", tell.report(report))
    plan = drafted
    for finding in report.findings:
        if "acknowledged" in answers_to(finding):
            seen = Decision(rule=finding.rule, key=finding.key, decision="acknowledged")
            plan = clinic.plans.answer(session, plan.version, plan.lock, seen)
    pdf = folder / "handout.pdf"
    if report.blocked:  # stays a draft, and its paper says so
        write_value(folder / "plan.json", plan.plan)
        write_bytes(pdf, clinic.plans.preview(session, plan.plan, plan.intake.intake, Asked()).pdf)
        return f"{_said(plan.plan, report)}; not released", pdf
    made = clinic.plans.release(session, plan.version, plan.lock, Asked())
    write_value(folder / "plan.json", made.plan.plan)
    write_bytes(pdf, clinic.handouts.open(session, made.handouts[0].id).pdf)
    clinic.handouts.given(session, made.handouts[0].id, "saved")
    return f"{_said(plan.plan, report)}; released", pdf


def _said(plan: Plan, report: Report) -> str:
    levels = Counter(str(finding.level) for finding in report.findings)
    found = ", ".join(f"{number} {level}" for level, number in levels.items()) or "nothing to answer"
    given = " and ".join(component.modality for component in plan.components if component.modality != "advice")
    return f"{given.replace(' and ', ', ', given.count(' and ') - 1)}; findings: {found}"


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())

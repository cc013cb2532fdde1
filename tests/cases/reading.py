"""The cases of `tests/cases`: a patient and a plan each, as files of the program, with what a rule has to say of them.

A case lays changes over a plain adult: 40 years old, low back pain for five weeks, every factor and red flag answered
"no". Its `plan` is a list of components in the words of the plan file; items may go without their `item_id`.
"""

import csv
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from treatplan.bundle import bundled
from treatplan.content.packs import load_library
from treatplan.domain.findings import Finding
from treatplan.domain.intactness import sound_intake, sound_plan
from treatplan.domain.intake import Intake
from treatplan.domain.items import items
from treatplan.domain.library import Library
from treatplan.domain.plan import Plan
from treatplan.domain.rules import RedFlag, Rule, Scope
from treatplan.domain.safety import check, notes
from treatplan.domain.screening import screen
from treatplan.exchange.files import read_intake, read_plan

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
_ITEMS = ("points", "point_rules", "sites", "site_rules", "exercises", "items")
_ASKED = frozenset({"intake", "visit"})
_SCOPES = {
    "finding": Scope.FINDING,
    "conditional": Scope.CONDITIONAL,
    "session sheet or handout": Scope.SESSION,
    "visit": Scope.VISIT,
    "visit day only": Scope.VISIT,
    "library only": Scope.LIBRARY,
}


@dataclass(frozen=True)
class Row:
    """What the table says of a rule."""

    level: str
    scope: Scope
    overridable: bool
    factors: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One case. `touches` and `spares` are codes, exercises or item ids that the finding has to name, or may not.

    `level` and `overridable` stand where a part split from a row has its own in the words of the row (`P18b`), and
    where no row speaks of the rule.
    """

    name: str
    of: str
    fires: bool
    why: str
    intake: Mapping[str, Any] = field(default_factory=dict)
    plan: tuple[Mapping[str, Any], ...] = ()
    touches: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    level: str = ""
    overridable: bool | None = None
    urgency: str = ""


@cache
def library() -> Library:
    """The content that comes with the program."""
    return load_library([bundled("resources") / "content" / "core"])


@cache
def table() -> dict[str, Row]:
    """The safety rules as the clinical table has them, by id."""
    with (HERE / "safety.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: _row(row) for row in csv.DictReader(file)}


@cache
def flag_ids() -> tuple[str, ...]:
    """The red flags of the clinical table."""
    with (HERE / "redflags.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["id"] for row in csv.DictReader(file))


def rule_cases() -> tuple[Case, ...]:
    """Every case of every `rules_*.toml`."""
    return tuple(case for file in sorted(HERE.glob("rules_*.toml")) for case in _cases(file, "rule"))


def flag_cases() -> tuple[Case, ...]:
    """Every case of `redflags.toml`."""
    return tuple(case for file in sorted(HERE.glob("redflags.toml")) for case in _cases(file, "flag"))


def intake_of(case: Case, folder: Path) -> Intake:
    """The patient of a case, written to a file and read as the program reads one."""
    file = folder / "case.intake.json"
    file.write_text(json.dumps(_patient(case.intake, library())), encoding="utf-8")
    return sound_intake(read_intake(file), library(), file.name, TODAY)


def plan_of(case: Case, folder: Path) -> Plan:
    """The plan of a case, written to a file and read as the program reads one."""
    file = folder / "case.plan.json"
    components = [_numbered(dict(component), place) for place, component in enumerate(case.plan, start=1)]
    file.write_text(json.dumps({"format": "treatplan.plan/1", "components": components}), encoding="utf-8")
    return sound_plan(read_plan(file), library(), file.name)


def said_of(case: Case, folder: Path) -> tuple[Finding, ...]:
    """What the rule of a case says of its plan, wherever it shows. A rule of the library is asked as if it were shown.

    (No part of the program evaluates those against a plan: they are information beside the points.)
    """
    rule = library().rules[case.of]
    plan, intake = plan_of(case, folder), intake_of(case, folder)
    if rule.scope in {Scope.SESSION, Scope.VISIT}:
        found = notes(plan, intake, library())
    else:
        found = check(plan, intake, _shown(rule, library()) if rule.scope is Scope.LIBRARY else library())
    return tuple(finding for finding in found if finding.rule == rule.id)


def touched_by(found: Iterable[Finding], plan: Plan) -> set[str]:
    """Item ids, and codes of points and exercises, that findings touch; a component named as a whole is all of it."""
    touched = {item.item_id for finding in found for item in finding.items}
    words: set[str] = set()
    whole = False
    for item in items(plan, library()):
        if item.whole:
            whole = item.item_id in touched
        elif whole or item.item_id in touched:
            words |= {item.item_id, item.label.split(" ")[0]}
    return words


def raised_by(case: Case, folder: Path) -> tuple[Finding, ...]:
    """What the red flag of a case says of its patient; questions that are still open are not told."""
    found = screen(intake_of(case, folder), library())
    return tuple(finding for finding in found if finding.rule == case.of and finding.kind == "red_flag")


def no_to_every_flag(flags: Mapping[str, RedFlag]) -> dict[str, str]:
    """A "no" to every question that a red flag asks."""
    return {f"{flag.id}.{part.id}": "no" for flag in flags.values() for part in flag.parts if not part.derived}


def no_to_every_factor(of: Library) -> dict[str, dict[str, str]]:
    """A "no" to every health fact that is asked."""
    return {factor.id: {"answer": "no"} for factor in of.factors.values() if factor.ask in _ASKED}


def _row(row: Mapping[str, str]) -> Row:
    return Row(
        level=row["level"],
        scope=_SCOPES[row["scope"].replace(",", ":").split(":")[0]],
        overridable={"yes": True, "no": False}[row["overridable"]],
        factors=frozenset(name.strip() for name in row["patient_factor"].split(";")),
    )


def _shown(rule: Rule, of: Library) -> Library:
    return replace(of, rules={rule.id: replace(rule, scope=Scope.FINDING)})


def _cases(file: Path, kind: str) -> Iterator[Case]:
    with file.open("rb") as opened:
        entries = tomllib.load(opened)["case"]
    for place, entry in enumerate(entries, start=1):
        of, fires = entry.pop(kind), entry["fires"]
        words: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in entry.items()}
        yield Case(name=f"{of}-{'fires' if fires else 'near'}-{file.stem}-{place}", of=of, **words)


def _patient(changes: Mapping[str, Any], of: Library) -> dict[str, Any]:
    """The plain adult with the changes of a case. Raises `KeyError` for a change that no intake knows."""
    asked = dict(changes)
    sex = asked.pop("sex", "male")
    pregnancy = asked.pop("pregnancy", {"status": "no" if sex == "female" else "not_possible"})
    factors = no_to_every_factor(of)
    for factor, answer in asked.pop("factors", {}).items():
        factors[factor] = {"answer": answer} if isinstance(answer, str) else dict(answer)
    made: dict[str, Any] = {
        "format": "treatplan.intake/1",
        "taken_on": TODAY.isoformat(),
        "patient": {
            "given_name": "Ana",
            "family_name": "O'Neil & <Smith>",
            "birth_date": f"{TODAY.year - asked.pop('age', 40)}-01-15",
            "sex": sex,
            "pregnancy": pregnancy,
        },
        "complaint": _complaint() | asked.pop("complaint", {}),
        "red_flags": no_to_every_flag(of.red_flags) | asked.pop("red_flags", {}),
        "factors": factors,
        "examination": _examination() | asked.pop("examination", {}),
    }
    for name in ("causes", "patterns", "medicines", "consent", "tongue", "pulse"):
        if name in asked:
            made[name] = asked.pop(name)
    if asked:
        raise KeyError(f"a case can't change {sorted(asked)}")
    return made


def _complaint() -> dict[str, Any]:
    return {
        "places": [{"region": "low_back"}],
        "started_on": "2026-10-20",
        "first_episode": "no",
        "quality": ["aching"],
        "pain_now": 4,
    }


def _examination() -> dict[str, Any]:
    normal = dict.fromkeys(("power", "reflexes", "sensation", "straight_leg_raise"), "normal")
    return normal | {"systolic_mmhg": 125, "diastolic_mmhg": 80, "temperature_c": 36.7}


def _numbered(component: dict[str, Any], place: int) -> dict[str, Any]:
    for name in _ITEMS:
        if name in component:
            component[name] = [
                {"item_id": f"{place}.{name}.{number}"} | item for number, item in enumerate(component[name], start=1)
            ]
    return component

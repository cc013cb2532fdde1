"""Findings: what safety rules and red flags say about this plan for this patient, and whether it was answered."""

from typing import Literal

from treatplan.domain.places import Region
from treatplan.domain.rules import Level, Scope
from treatplan.domain.value import value


@value
class Fact:
    """A fact about the patient: which factor, the intake field it stands in, what was seen, and where on the body.

    `also` names what else it rests on (`patient.sex: female`); `week` is the week of pregnancy, for facts about one.
    """

    factor: str
    field: str
    seen: str
    regions: tuple[Region, ...] = ()
    levels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    week: int | None = None


@value
class Touched:
    """An item of the plan that a finding is about, with what in it crossed the line (empty if all of it)."""

    item_id: str
    label: str
    detail: str = ""


@value
class Finding:
    """One rule or red flag that fired.

    `key` is the hash of rule, rule set, items and fact that an answer must carry. `blocks` is true while it stands
    in the way of release; `answered` tells whether a valid answer was found in the plan. `question` is what was asked
    (red flags) or what is still to be asked (`kind` is `not_asked`). `assessed` is a red flag that a doctor has looked
    into: it keeps nothing out of the plan any more. Until then its `items` are those that it keeps out.
    """

    rule: str
    title: str
    level: Level
    scope: Scope
    fact: Fact
    items: tuple[Touched, ...]
    why: str
    do: str
    sources: tuple[str, ...]
    overridable: bool
    key: str
    answered: bool
    blocks: bool
    kind: Literal["rule", "red_flag", "not_asked"] = "rule"
    question: str = ""
    assessed: bool = False

"""Answers to findings: what the practitioner decided, checked against what the finding asks for."""

from datetime import date
from typing import Literal

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.plan import FindingAnswer
from treatplan.domain.safety import REASON_LETTERS, answers_to
from treatplan.domain.value import value
from treatplan.services.plans import Report


@value
class Decision:
    """What was decided about one finding, named by its rule and key."""

    rule: str
    key: str
    decision: Literal["overridden", "assessed", "acknowledged"]
    reason: str = ""


def answered(decision: Decision, report: Report, *, by: str, on: date) -> FindingAnswer:
    """The answer to store. Raises `Refused` where no such finding stands, or this can't answer it."""
    finding = next(
        (one for one in report.findings if (one.rule, one.key) == (decision.rule, decision.key)),
        None,
    )
    if finding is None:
        message = "is no finding of this plan any more; look at the findings again"
        raise Refused(Problem(file="", field=decision.rule, message=message))
    allowed = answers_to(finding)
    if decision.decision not in allowed:
        raise Refused(Problem(file="", field=finding.rule, message=_why_not(finding, allowed)))
    answer = FindingAnswer(
        rule=finding.rule,
        rule_set=report.rule_set,
        item_id=finding.items[0].item_id if finding.items else "",
        fact_hash=finding.key,
        decision=decision.decision,
        reason=decision.reason.strip(),
        by=by,
        on=on,
    )
    if decision.decision != "acknowledged" and len(answer.reason) < REASON_LETTERS:
        message = f"the reason is needed, in at least {REASON_LETTERS} letters"
        raise Refused(Problem(file="", field=finding.rule, message=message))
    return answer


def _why_not(finding: Finding, allowed: tuple[str, ...]) -> str:
    if finding.kind == "not_asked":
        return "can't be answered away; ask the patient and record it in the intake"
    if not allowed:
        return "can't be overridden; take out what it is about, or refer the patient"
    return f"can only be {' or '.join(allowed)}"

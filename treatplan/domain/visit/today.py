"""What is known of a patient today: the intake, what later visits added, and today's answers over it.

Findings and red flags are worked out of that anew, and on what was really given. What is asked afresh never rests on an
earlier answer: unanswered today, it counts as not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from treatplan.domain.care import VisitQuestion
from treatplan.domain.fieldtest import seen_in
from treatplan.domain.findings import Fact, Finding
from treatplan.domain.intake import Answer, Examination, Intake, Pregnancy, PregnancyStatus
from treatplan.domain.library import Library
from treatplan.domain.plan import PLAN_FORMAT, Plan
from treatplan.domain.rules import Level
from treatplan.domain.safety import check, notes
from treatplan.domain.value import value
from treatplan.domain.visit.as_given import as_given
from treatplan.domain.visit.visit import Afresh, Visit

_STATUS = {Answer.YES: PregnancyStatus.YES, Answer.NO: PregnancyStatus.NO, Answer.NOT_SURE: PregnancyStatus.NOT_SURE}
_NOT_ASKED = Afresh()


@value
class Today:
    """The patient as of today. `findings` are of what was given, strongest first; `notes` belong to the day."""

    intake: Intake
    questions: tuple[VisitQuestion, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def emergencies(self) -> tuple[Finding, ...]:
        """Findings that stop the treatment of today."""
        return tuple(finding for finding in self.findings if finding.level is Level.EMERGENCY)


def today_of(plan: Plan | None, intake: Intake, earlier: Sequence[Visit], visit: Visit, library: Library) -> Today:
    """Look at a visit. `earlier` are the signed visits since the intake, oldest first."""
    before = known_before(intake, earlier, library)
    asked = questions_for(before, library)
    now = _with_today(before, visit, asked)
    planned = plan or Plan(format=PLAN_FORMAT)
    delivered = as_given(planned, visit)
    found = check(replace(delivered, answers=visit.answers), now, library)
    answered = [finding for finding in check(planned, now, library) if finding.answered]
    fresh = frozenset(_fresh_fields(visit, asked))
    return Today(
        intake=now,
        questions=asked,
        findings=tuple(_judged(finding, answered, fresh) for finding in found),
        notes=notes(delivered, now, library),
    )


def known_before(intake: Intake, earlier: Iterable[Visit], library: Library) -> Intake:
    """The intake with what was learned at each later visit. Consent and what is asked afresh are today's business."""
    for visit in earlier:
        intake = _with_past(intake, visit, library)
    return intake


def questions_for(intake: Intake, library: Library) -> tuple[VisitQuestion, ...]:
    """The questions to put to this patient at every visit, in their order."""
    found = (one for one in library.visit_questions.values() if not one.asked_when or seen_in(one.asked_when, intake))
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))


def examined(before: Examination, now: Examination) -> Examination:
    """What was examined now, over what was found before."""
    done = {
        one.name: getattr(now, one.name)
        for one in fields(Examination)
        if getattr(now, one.name) != getattr(Examination(), one.name)
    }
    return replace(before, **done)


def day_of(intake: Intake, on: date) -> Intake:
    """The intake as a referral of this day tells it."""
    return replace(intake, taken_on=on)


def _with_past(intake: Intake, visit: Visit, library: Library) -> Intake:
    for question in library.visit_questions.values():
        answer = visit.afresh.get(question.id, _NOT_ASKED)
        if answer.answer is not Answer.NOT_ASKED:
            intake = _answered(intake, question, answer)
    return _beside(intake, visit)


def _with_today(intake: Intake, visit: Visit, asked: Sequence[VisitQuestion]) -> Intake:
    for question in asked:
        intake = _answered(intake, question, visit.afresh.get(question.id, _NOT_ASKED))
    return replace(_beside(intake, visit), consent=dict(visit.consent))


def _answered(intake: Intake, question: VisitQuestion, given: Afresh) -> Intake:
    match question.asks:
        case "medicines":
            new = (line for line in given.medicines if given.answer is Answer.YES)
            return replace(intake, medicines=tuple(dict.fromkeys((*intake.medicines, *new))))
        case "pregnancy":
            status = _STATUS.get(given.answer, PregnancyStatus.NOT_ASKED)
            week = given.week if status is PregnancyStatus.YES else None
            return replace(intake, patient=replace(intake.patient, pregnancy=Pregnancy(status=status, week=week)))
        case "flag":
            return replace(intake, red_flags=_flags(intake.red_flags, question, given.answer))


def _flags(before: Mapping[str, Answer], question: VisitQuestion, answer: Answer) -> Mapping[str, Answer]:
    made = dict(before)
    if not (question.no_keeps and answer in {Answer.NO, Answer.NOT_ASKED}):
        made |= dict.fromkeys(question.parts, answer)
    if answer in {Answer.YES, Answer.NOT_SURE}:
        made |= dict.fromkeys(question.opens, Answer.NOT_ASKED)
    return made


def _beside(intake: Intake, visit: Visit) -> Intake:
    return replace(
        intake,
        red_flags={**intake.red_flags, **visit.red_flags},
        factors={**intake.factors, **visit.factors},
        examination=examined(intake.examination, visit.examination),
    )


def _fresh_fields(visit: Visit, asked: Sequence[VisitQuestion]) -> Iterable[str]:
    """Fields of the signs that the patient spoke of today: an assessment of an earlier day says nothing of them."""
    for question in asked:
        if visit.afresh.get(question.id, _NOT_ASKED).answer in {Answer.YES, Answer.NOT_SURE}:
            yield from (f"red_flags.{part}" for part in question.parts)
    yield from (f"red_flags.{part}" for part, answer in visit.red_flags.items() if answer is not Answer.NO)


def _judged(finding: Finding, answered: Sequence[Finding], fresh: frozenset[str]) -> Finding:
    """A finding that the plan has answered stays answered where it is about no more than it was then.

    A red flag that a doctor has assessed keeps nothing out, whatever was given.
    """
    if finding.answered or not fields_of_fact(finding.fact).isdisjoint(fresh):
        return finding
    about = {(item.item_id, item.detail) for item in finding.items}
    for other in answered:
        same = (other.rule, other.fact) == (finding.rule, finding.fact)
        if same and other.assessed:
            return replace(finding, items=(), answered=True, blocks=False, assessed=True)
        if same and about <= {(item.item_id, item.detail) for item in other.items}:
            return replace(finding, answered=True, blocks=False)
    return finding


def fields_of_fact(fact: Fact) -> frozenset[str]:
    """Every field of the intake that a fact rests on."""
    return frozenset((fact.field, *(also.partition(":")[0] for also in fact.also)))

"""Everything that is on the plan page as values, and the view made of it."""

from treatplan.domain.ids import HandoutId
from treatplan.domain.plan import Plan, Status
from treatplan.domain.record import HandoutRow, PlanRecord
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.plan.course import course_view, head_view
from treatplan.presenters.plan.desk import Loaded
from treatplan.presenters.plan.findings import finding_views, unanswered, unseen
from treatplan.presenters.plan.history import History
from treatplan.presenters.plan.items import component_views
from treatplan.presenters.plan.paper import Choice, document_view, paper_view
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import PlanView, SignView, State
from treatplan.services.plans import Printed, Report


@value
class Screen:
    """The state of the page. `plan` may be newer than what `record` holds; `report` and `printed` follow it."""

    loaded: Loaded | None = None
    record: PlanRecord | None = None
    plan: Plan | None = None
    report: Report | None = None
    choice: Choice | None = None
    printed: Printed | None = None
    paper_problem: str = ""
    stored: bytes = b""
    stored_of: HandoutId | None = None
    note: HandoutRow | None = None
    loading: bool = False
    busy: bool = False
    unsaved: bool = False
    stale: bool = False
    problem: str = ""


def screen_view(screen: Screen, history: History, telling: Telling | None, texts: Texts) -> PlanView:
    """The view of a state."""
    state = _state(screen)
    common = {"problem": screen.problem, "stale": screen.stale, "busy": screen.busy}
    if screen.loaded is None or telling is None or state in {"loading", "closed", "no_intake", "empty"}:
        return PlanView(state=state, can_redraft=False, **common)  # type: ignore[arg-type]
    if state == "referral":
        return _referral(screen, telling)
    return _plan(screen, history, telling, texts)


def _state(screen: Screen) -> State:
    if screen.loaded is None:
        return "loading" if screen.loading else "closed"
    if screen.plan is not None:
        return "plan"
    if screen.loaded.referral is not None:
        return "referral"
    return "empty" if screen.loaded.intake is not None else "no_intake"


def _referral(screen: Screen, telling: Telling) -> PlanView:
    referral = screen.loaded.referral if screen.loaded else None
    flags = referral.flags if referral else ()
    seen = tuple(
        SignView(
            title=flag.name,
            seen=telling.texts.say(
                "sign.seen", question=flag.question, answer=telling.word(f"seen.{flag.answer}", flag.answer)
            ).strip(),
            do=flag.action,
        )
        for flag in flags
    )
    note = document_view(screen.note, telling) if screen.note is not None else None
    return PlanView(
        state="referral", signs=seen, referral_note=note, problem=screen.problem, stale=screen.stale, busy=screen.busy
    )


def _plan(screen: Screen, history: History, telling: Telling, texts: Texts) -> PlanView:
    loaded, record, plan, choice = screen.loaded, screen.record, screen.plan, screen.choice
    if loaded is None or record is None or plan is None or choice is None:
        return PlanView(state="loading")
    draft = record.status is Status.DRAFT
    findings = finding_views(screen.report, plan, telling, frozen=not draft) if screen.report else ()
    open_ones = unanswered(findings) if draft else 0
    cautions = unseen(findings)
    undo, redo = (history.undo_words, history.redo_words) if draft else ("", "")
    return PlanView(
        state="plan",
        frozen=not draft,
        head=head_view(record, plan, screen.report.completeness if screen.report else (), telling),
        findings=tuple(finding for finding in findings if not finding.modality),
        components=component_views(plan, findings, telling),
        course=course_view(plan, telling),
        paper=paper_view(
            loaded, choice, screen.printed, stored=screen.stored, problem=screen.paper_problem, telling=telling
        ),
        undo=texts.say("undo", what=undo) if undo else "",
        redo=texts.say("redo", what=redo) if redo else "",
        to_answer=open_ones,
        unseen=texts.count("release.unseen", cautions) if cautions else "",
        release=texts.count("release.open", open_ones) if open_ones else texts.say("release"),
        can_release=draft and screen.report is not None and not open_ones and not screen.paper_problem,
        can_amend=record.status is Status.RELEASED,
        can_redraft=True,
        problem=screen.problem,
        stale=screen.stale,
        busy=screen.busy,
    )

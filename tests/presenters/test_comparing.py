"""Two at the same intake or plan: both versions stand side by side, in words, and nobody's work is written over."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from tests.clinic_fakes import CONTENT
from tests.presenters.intake_fakes import ANA
from tests.presenters.intake_fakes import TEXTS as INTAKE_TEXTS
from tests.presenters.intake_fakes import Desk as IntakeDesk
from tests.presenters.plan_desk import TEXTS as PLAN_TEXTS
from tests.presenters.plan_desk import Desk as PlanDesk
from tests.presenters.plan_desk import demo
from treatplan.domain.differing import NOTHING, Path, differences
from treatplan.domain.intake import Answer, Examination, FactorAnswer, Intake, Modifier, Outcome, Quality, Sign
from treatplan.domain.modality import NeedlePoint
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.plan import Plan, Status, all_items
from treatplan.domain.record import PlanRecord
from treatplan.presenters.comparing import Comparing, Comparison
from treatplan.presenters.intake.differing import IntakeWords
from treatplan.presenters.intake.words import Wording
from treatplan.presenters.plan.differing import PlanWords
from treatplan.presenters.plan.telling import Telling
from treatplan.services.plans import Asked

pytestmark = pytest.mark.usefixtures("qapp")
LIBRARY = CONTENT.library("en")


def rows(comparing: Comparing | None) -> list[tuple[str, str, str, str]]:
    assert comparing is not None
    return [(one.name, one.mine, one.theirs, one.chosen) for one in comparing.view.rows]


# The presenter itself


class Plain:
    """The words of nothing: paths and values as they are."""

    def name(self, path: Path) -> str:
        return ".".join(path)

    def said(self, path: Path, found: object) -> str:
        return str(found)


def a_comparison(done: list[Intake]) -> Comparison[Intake]:
    base = demo(1)
    mine, theirs = replace(base, tongue="red", pulse="fast"), replace(base, tongue="pale", goals=("sleep",))
    return Comparison(mine, theirs, base, Plain(), done.append)


def test_that_only_what_both_changed_waits_for_a_choice() -> None:
    shown = a_comparison([]).shown
    assert [(one.name, one.chosen) for one in shown.view.rows] == [
        ("tongue", ""),
        ("pulse", "mine"),
        ("goals", "theirs"),
    ]
    assert shown.view.open == 1


def test_that_nothing_is_made_before_everything_is_chosen_and_then_once() -> None:
    done: list[Intake] = []
    comparison = a_comparison(done)
    shown = comparison.shown
    shown.settle()
    assert done == []
    shown.choose(0, "mine")
    shown.choose(99, "mine")
    shown.settle()
    assert done == [replace(demo(1), tongue="red", pulse="fast", goals=("sleep",))]


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_that_all_can_be_taken_from_one_side(side: Any) -> None:
    done: list[Intake] = []
    comparison = a_comparison(done)
    shown = comparison.shown
    shown.choose_all(side)
    shown.settle()
    assert done == [
        replace(demo(1), tongue="red", pulse="fast")
        if side == "mine"
        else replace(demo(1), tongue="pale", goals=("sleep",))
    ]


# The intake


@pytest.fixture
def desk() -> IntakeDesk:
    """The form of Ana, with a draft that is stored."""
    made = IntakeDesk()
    made.editor.open(ANA)
    made.editor.pain.set("note", "since the move")
    made.editor.flush()
    return made


def draft(desk: IntakeDesk) -> Intake:
    found = desk.records.state.intakes
    return next(one.intake for one in found.values() if one.state == "draft")


def elsewhere(desk: IntakeDesk, **changes: Any) -> None:
    """Somebody else fills in the same draft."""
    session = desk.clinic.session
    now = desk.clinic.intakes.begin(session, ANA)
    desk.clinic.intakes.keep(session, ANA, now.lock, replace(now.intake, **changes))


def test_that_two_at_one_draft_both_keep_what_they_typed(desk: IntakeDesk) -> None:
    elsewhere(desk, tongue="pale", pulse="slow")
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    assert rows(desk.editor.comparing) == [("Tongue", "", "pale", "theirs"), ("Pulse", "fast", "slow", "")]
    assert (draft(desk).tongue, draft(desk).pulse) == ("pale", "slow")
    assert desk.editor.comparing is not None
    desk.editor.comparing.choose(1, "mine")
    desk.editor.comparing.settle()
    assert (draft(desk).tongue, draft(desk).pulse, draft(desk).complaint.note) == ("pale", "fast", "since the move")
    assert not desk.editor.unsaved


def test_that_nothing_is_typed_or_recorded_past_the_choice(desk: IntakeDesk) -> None:
    elsewhere(desk, pulse="slow")
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    desk.editor.tradition.tongue("red")
    desk.editor.record()
    assert (draft(desk).pulse, draft(desk).tongue) == ("slow", "")
    assert rows(desk.editor.comparing) == [("Pulse", "fast", "slow", "")]


def test_that_a_draft_recorded_meanwhile_stays_and_what_was_typed_becomes_the_next(desk: IntakeDesk) -> None:
    session = desk.clinic.session
    now = desk.clinic.intakes.begin(session, ANA)
    whole = replace(demo(1), patient=now.intake.patient)
    desk.clinic.intakes.record(session, ANA, now.lock, whole)
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    assert desk.editor.comparing is not None
    desk.editor.comparing.choose_all("theirs")
    pulse = next(one.key for one in desk.editor.comparing.view.rows if one.name == "Pulse")
    desk.editor.comparing.choose(pulse, "mine")
    desk.editor.comparing.settle()
    latest = desk.clinic.intakes.latest(session, ANA)
    assert latest is not None
    assert latest.intake == whole
    assert draft(desk) == replace(whole, pulse="fast")


def test_that_a_draft_thrown_away_meanwhile_is_not_lost_here(desk: IntakeDesk) -> None:
    desk.clinic.intakes.drop(desk.clinic.session, ANA)
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    assert ("Note on the pain", "since the move", "", "theirs") in rows(desk.editor.comparing)
    assert desk.editor.comparing is not None
    desk.editor.comparing.choose_all("mine")
    desk.editor.comparing.settle()
    assert (draft(desk).pulse, draft(desk).complaint.note) == ("fast", "since the move")


def test_that_a_page_left_in_the_middle_asks_again_when_it_is_opened(desk: IntakeDesk) -> None:
    elsewhere(desk, pulse="slow")
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    desk.editor.leave()
    assert desk.editor.unsaved
    assert desk.editor.comparing is None
    desk.editor.open(ANA)
    assert rows(desk.editor.comparing) == [("Pulse", "fast", "slow", "")]


def test_that_two_who_typed_the_same_are_not_asked(desk: IntakeDesk) -> None:
    elsewhere(desk, pulse="fast")
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    assert desk.editor.comparing is None
    assert not desk.editor.unsaved


# The plan


def plan_elsewhere(desk: PlanDesk, **changes: Any) -> PlanRecord:
    """Somebody else changes the same draft."""
    line = desk.clinic.plans.versions(desk.clinic.session, ANA)[0]
    now = desk.clinic.plans.open_version(desk.clinic.session, line.version)
    return desk.clinic.plans.keep(desk.clinic.session, now.version, now.lock, replace(now.plan, **changes))


def test_that_two_at_one_plan_both_keep_what_they_did() -> None:
    desk = PlanDesk().drafted()
    plan_elsewhere(desk, aim="Sleep again")
    desk.editor.remove("needling.GB34")
    assert ("Aim", "theirs") in [(name, chosen) for name, _, _, chosen in rows(desk.editor.comparing)]
    assert ("GB34", "", "mine") in [(name, mine, chosen) for name, mine, _, chosen in rows(desk.editor.comparing)]
    assert "needling.GB34" in [item.item_id for item in all_items(desk.stored())]
    assert desk.editor.comparing is not None
    desk.editor.comparing.settle()
    assert desk.stored().aim == "Sleep again"
    assert "needling.GB34" not in [item.item_id for item in all_items(desk.stored())]
    assert (desk.editor.unsaved, desk.editor.view.problem) == (False, "")


def test_that_a_plan_is_not_edited_or_released_past_the_choice() -> None:
    desk = PlanDesk().drafted()
    plan_elsewhere(desk, aim="Sleep again")
    desk.editor.change_plan("aim", "Walk again")
    desk.editor.change_plan("aim", "Run again")
    desk.editor.release()
    assert rows(desk.editor.comparing)[0][1:] == ("Walk again", "Sleep again", "")
    assert (desk.stored().aim, desk.stored().status) == ("Sleep again", Status.DRAFT)


def test_that_a_plan_released_meanwhile_stays_and_what_was_done_becomes_the_next_version() -> None:
    desk = PlanDesk().drafted()
    line = desk.clinic.plans.versions(desk.clinic.session, ANA)[0]
    now = desk.clinic.plans.open_version(desk.clinic.session, line.version)
    released = desk.clinic.plans.release(desk.clinic.session, now.version, now.lock, Asked()).plan
    desk.editor.change_plan("aim", "Walk again")
    assert desk.editor.comparing is not None
    assert ("Aim", "Walk again", released.plan.aim, "mine") in rows(desk.editor.comparing)
    desk.editor.comparing.settle()
    numbers = [(line.number, line.status) for line in desk.clinic.plans.versions(desk.clinic.session, ANA)]
    assert numbers == [(2, Status.DRAFT), (1, Status.RELEASED)]
    assert desk.stored().aim == "Walk again"
    assert desk.clinic.plans.open_version(desk.clinic.session, line.version).plan == released.plan
    assert not desk.editor.unsaved


def test_that_undo_does_not_lead_back_past_what_somebody_else_did() -> None:
    desk = PlanDesk().drafted()
    desk.editor.change_plan("aim", "Walk again")
    plan_elsewhere(desk, aim="Sleep again")
    desk.editor.remove("needling.GB34")
    assert desk.editor.comparing is not None
    desk.editor.comparing.choose_all("theirs")
    desk.editor.comparing.settle()
    desk.editor.undo()
    assert desk.stored().aim == "Sleep again"


# In words

FACTOR = next(iter(LIBRARY.factors))

WHOLE = replace(
    demo(1),
    causes=tuple(LIBRARY.causes)[:1],
    patterns=tuple(LIBRARY.patterns)[:1],
    factors={FACTOR: FactorAnswer(answer=Answer.YES, note="5 mg", regions=(Region.KNEE,), levels=("L4",))},
    red_flag_notes={"RF01.bladder": "<b>since Monday</b>"},
    examination=Examination(power=Sign.CHANGED, systolic_mmhg=140, temperature_c=37.5, note="李"),
    outcomes=(Outcome(measure="PEG-3", score=5, on=date(2026, 1, 2)),),
    goals=("garden",),
    consent={"needling": Answer.YES},
)


def emptied(found: Any) -> Any:
    """The same with nothing said, as far as that goes: every field differs."""
    blank: dict[str, Any] = {}
    for one in fields(found):
        old = getattr(found, one.name)
        if one.default is not MISSING:
            blank[one.name] = one.default
        elif is_dataclass(old):
            blank[one.name] = emptied(old)
        elif isinstance(old, tuple | dict):
            blank[one.name] = type(old)()
        elif isinstance(old, str) and type(old) is str and one.name not in {"format", "modality", "item_id"}:
            blank[one.name] = ""
    return replace(found, **blank)


def texts_of(found: tuple[Any, ...], words: Any) -> Iterator[str]:
    for one in found:
        yield words.name(one.path)
        yield from (words.said(one.path, side) for side in (one.mine, one.theirs))


def test_that_every_field_of_an_intake_has_its_words() -> None:
    words = IntakeWords(Wording(INTAKE_TEXTS, LIBRARY))
    found = differences(WHOLE, emptied(WHOLE))
    names = [words.name(one.path) for one in found]
    assert len(set(names)) == len(names)
    for text in texts_of(found, words):
        assert "_" not in text
        assert not text.startswith(("Answer.", "Nothing", "Place(", "FactorAnswer("))
    said = {words.name(one.path): words.said(one.path, one.mine) for one in found}
    assert said["Temperature"] == "37.5"
    assert said[f"Consent: {INTAKE_TEXTS.say('modality.needling')}"] == "Yes"
    assert "5 mg" in said[LIBRARY.factors[FACTOR].text.name]


def test_that_what_somebody_wrote_is_shown_whatever_it_is() -> None:
    words = IntakeWords(Wording(INTAKE_TEXTS, LIBRARY))
    for text in ("unknown", "not_done", "None", "nothing", "<Smith>", "\u202eعلي"):
        assert words.said(("tongue",), text) == text
    assert words.said(("tongue",), NOTHING) == ""


def test_that_lists_are_in_words() -> None:
    words = IntakeWords(Wording(INTAKE_TEXTS, LIBRARY))
    places = (Place(region=Region.LOW_BACK, side=Side.LEFT), Place(region=Region.KNEE))
    assert words.said(("complaint", "places"), places) == "Low back, left\nKnee"
    assert words.said(("complaint", "quality"), (Quality.DULL,)).casefold() == "dull"
    assert "_" not in words.said(("complaint", "worse_with"), tuple(Modifier))


def plans() -> Iterator[Plan]:
    for number in (1, 2, 3, 4, 5):
        desk = PlanDesk(demo(number)).drafted()
        if desk.editor.view.state == "plan":
            yield desk.stored()


def test_that_every_part_of_a_drafted_plan_has_its_words() -> None:
    telling = Telling(PLAN_TEXTS, LIBRARY)
    seen = 0
    for plan in plans():
        bare = emptied(plan)
        halved = replace(plan, components=tuple(_changed(component) for component in plan.components))
        for other in (bare, halved):
            found = differences(plan, other)
            words = PlanWords(plan, other, telling)
            for one in found:
                seen += 1
                assert "_" not in words.name(one.path), one.path
                for side in (one.mine, one.theirs):
                    assert "NOT_REPORTED" not in words.said(one.path, side)
                    assert "(" not in words.said(one.path, side).partition("=")[0] or "=" not in words.said(
                        one.path, side
                    )
    assert seen > 100


def _changed(component: Any) -> Any:
    """Every other item gone, the rest with nothing said."""
    made: dict[str, Any] = {}
    for one in fields(component):
        items: Any = getattr(component, one.name)
        if isinstance(items, tuple) and items and hasattr(items[0], "item_id"):
            made[one.name] = tuple(emptied(item) for item in items[::2])
    return replace(component, **made)


def test_that_an_item_is_called_as_its_row_is() -> None:
    plan = PlanDesk().drafted().stored()
    words = PlanWords(plan, plan, Telling(PLAN_TEXTS, LIBRARY))
    point = next(item for item in all_items(plan) if isinstance(item, NeedlePoint))
    path = ("components", "needling", "points", point.item_id)
    assert words.name(path) == f"{point.code} {point.level}".strip()
    assert words.name((*path, "depth_mm")) == f"{words.name(path)}: {PLAN_TEXTS.say('field.depth_mm')}"
    assert words.name(("components", "needling")) == "Needling"

"""Whatever is edited in whatever order: counts are right, ids stay their own, the file is read, the paper is made."""

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.composing.samples import the_texts
from tests.domain.drafting.reading import drafted, library, part
from tests.domain.editing.samples import counted, draft, on_warfarin, plain, pregnant
from treatplan.domain.completeness import completeness
from treatplan.domain.dose import highest
from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.describing import KEYS, describe
from treatplan.domain.editing.edits import (
    AddComponent,
    AddItem,
    AddPhase,
    ChangeComponent,
    ChangeCourse,
    ChangeItem,
    ChangePlan,
    Edit,
    RemoveComponent,
    RemoveItem,
    RemovePhase,
)
from treatplan.domain.editing.fields import fields_of, names_of
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.handout import compose
from treatplan.domain.intactness import sound_plan
from treatplan.domain.intake import Intake
from treatplan.domain.modality import Needling
from treatplan.domain.paper import Wish
from treatplan.domain.places import Side
from treatplan.domain.plan import Plan, all_items, items_of
from treatplan.domain.safety import check
from treatplan.exchange.files import read_plan, write_value

MODALITIES = ("needling", "moxibustion", "cupping", "stretching", "advice")
TEXTS = (
    "20", "10-15", "38 or more", "2.5", "0", "3", "1", "", "n/a", "left", "both", "midline", "none", "electrical",
    "box", "wet", "prone", "day", "month", "week", "yes", "no", "de qi", "2026-11-30", "30/11/2026", "<Smith>", "李伟",
    "x" * 400, "O'Neil & Sons", "100", "7", "fire", "smokeless", "oblique",
)  # fmt: skip
WHATS = (
    "ki3", "ub60", "GB30", "GV4", "EX-B2 L4", "EX-B2 T5", "肾俞", "CV8", "SP6", "BL23", "low back", "buttock", "neck",
    "ashi", "EX05", "bird-dog", "walking", "ex2", "stay active", "heat_at_home", "pace_load", "zhongdu", "<Smith>", "",
)  # fmt: skip
OF_THE_THING = ("code", "level", "region", "regions", "exercise", "leaflet")
SIDES = (None, None, Side.LEFT, Side.RIGHT, Side.BILATERAL, Side.MIDLINE)


@cache
def patients() -> tuple[Intake, ...]:
    return plain(), on_warfarin(), pregnant()


@st.composite
def an_edit(draw: st.DrawFn, plan: Plan) -> Edit:
    """An edit of something that is in the plan, or of what may come into it; not all of them can be made."""
    pick = draw(st.integers(min_value=0, max_value=9))
    text = draw(st.sampled_from(TEXTS))
    items, parts = all_items(plan), plan.components
    if pick <= 2 or not items:
        side = draw(st.sampled_from(SIDES))
        return AddItem(modality=draw(st.sampled_from(MODALITIES)), what=draw(st.sampled_from(WHATS)), side=side)
    if pick == 3:
        return RemoveItem(item_id=draw(st.sampled_from(items)).item_id)
    if pick <= 5:
        item = draw(st.sampled_from(items))
        return ChangeItem(item_id=item.item_id, field=draw(st.sampled_from(names_of(item))), text=text)
    if pick == 6:
        component = draw(st.sampled_from(parts))
        names = names_of(component) or ("nothing",)
        return ChangeComponent(modality=component.modality, field=draw(st.sampled_from(names)), text=text)
    if pick == 7:
        return ChangeCourse(field=draw(st.sampled_from(names_of(plan.regimen))), text=text)
    if pick == 8:
        return ChangePlan(field=draw(st.sampled_from(names_of(plan))), text=text)
    modality = draw(st.sampled_from(MODALITIES))
    others: tuple[Edit, ...] = (AddComponent(modality=modality), RemoveComponent(modality=modality), AddPhase())
    return draw(st.sampled_from((*others, RemovePhase(place=0))))


@settings(max_examples=60)
@given(data=st.data())
def test_that_any_edits_leave_a_plan_that_is_counted_sound_and_printable(data: st.DataObject) -> None:
    intake = data.draw(st.sampled_from(patients()))
    plan = draft(intake)
    history = [plan]
    named: dict[str, object] = {}
    for _ in range(data.draw(st.integers(min_value=1, max_value=10))):
        edit = data.draw(an_edit(plan))
        key, values = describe(edit, plan, library())
        assert key in KEYS
        assert all(len(value) <= 40 for value in values.values())
        before = repr(plan)
        after, problems = tried(plan, edit, intake)
        assert all(problem.field and problem.message for problem in problems)
        assert repr(plan) == before  # undo is to go back to a value that never changed
        plan = after
        history.append(plan)
        holds(plan, named)
    assert history[0] == drafted(intake)
    check(plan, intake, library())
    completeness(plan, library())
    compose(plan, intake, library(), the_texts(), Wish())


def tried(plan: Plan, edit: Edit, intake: Intake) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan after the edit, or as it was with the problems for which the edit is refused."""
    try:
        return apply(plan, edit, intake, library()), ()
    except Refused as refused:
        return plan, refused.problems


def holds(plan: Plan, named: dict[str, object]) -> None:
    """What is true of every plan that edits lead to. `named` are the ids so far, each with what it stands for."""
    assert sound_plan(plan, library(), "plan") == plan
    ids = [item.item_id for item in all_items(plan)]
    assert len(set(ids)) == len(ids)
    for component in plan.components:
        for item in items_of(component):
            what = tuple(getattr(item, name, "") for name in OF_THE_THING)
            assert named.setdefault(item.item_id, (component.modality, *what)) == (component.modality, *what)
            assert item.because
    if part(plan, Needling) is not None:
        stated, needed = counted(plan)
        assert stated == needed
    regimen = plan.regimen
    sessions = [phase.sessions for phase in regimen.phases]
    if all(isinstance(one, int) for one in sessions):
        assert regimen.sessions == sum(one for one in sessions if isinstance(one, int))
    most = highest(regimen.sessions)
    assert most is None or regimen.review_session is None or regimen.review_session <= most
    assert regimen.phases


@settings(max_examples=25)
@given(data=st.data())
def test_that_an_edited_plan_is_read_from_its_file_as_it_was(tmp_path_factory: Any, data: st.DataObject) -> None:
    plan = draft()
    for _ in range(8):
        plan, _ = tried(plan, data.draw(an_edit(plan)), plain())
    file = Path(tmp_path_factory.mktemp("edited")) / "plan.json"
    write_value(file, plan)
    assert read_plan(file) == plan


@settings(max_examples=40)
@given(text=st.text(max_size=60), data=st.data())
def test_that_no_text_does_more_than_be_refused(text: str, data: st.DataObject) -> None:
    plan = draft()
    component = data.draw(st.sampled_from(plan.components))
    item = data.draw(st.sampled_from(items_of(component)))
    edits: list[Edit] = [
        AddItem(modality=component.modality, what=text),
        AddItem(modality=text, what="BL23"),
        AddItem(modality="needling", what="EX-B2", level=text),
        RemoveItem(item_id=text),
        ChangePlan(field=text, text=text),
        *(ChangeItem(item_id=item.item_id, field=field.name, text=text) for field in fields_of(item)),
        *(ChangeComponent(modality=component.modality, field=one.name, text=text) for one in fields_of(component)),
        *(ChangeCourse(field=field.name, text=text) for field in fields_of(plan.regimen)),
    ]
    for edit in edits:
        made, problems = tried(plan, edit, plain())
        assert all(len(str(problem)) < 1000 for problem in problems)
        assert sound_plan(made, library(), "plan") == made


def test_that_the_patients_of_these_tests_differ_in_what_rules_say() -> None:
    assert len({len(check(draft(intake), intake, library())) for intake in patients()}) > 1

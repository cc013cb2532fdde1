"""What the plan page shows, already worded. Frozen: a page redraws what differs from what it drew before."""

from typing import Literal, TypeAlias

from treatplan.domain.value import value

State: TypeAlias = Literal["closed", "loading", "no_intake", "empty", "referral", "plan"]
Loud: TypeAlias = Literal["stop", "caution", "info"]


@value
class FieldView:
    """One field that can be edited: `kind` is number, choice, text or date; `choices` are keys and words."""

    name: str
    label: str
    kind: str
    unit: str = ""
    text: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@value
class WhyView:
    """Why something is there: sentences, and the works behind them."""

    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@value
class RowView:
    """One item of a component: its columns, what can be edited in it, and why it is there."""

    id: str
    code: str
    name: str
    note: str
    cells: tuple[str, str, str]  # side, amount, manner
    spoken: str
    fields: tuple[FieldView, ...]
    why: WhyView


@value
class FindingView:
    """A finding where it belongs. `under` is the row that caused it, else "" for the top of its component or page.

    `decisions` are the answers that can be given, with their words; `ask` is the intake field to ask now.
    """

    key: str
    rule: str
    level: Loud
    title: str
    because: str
    touches: str = ""
    why: str = ""
    do: str = ""
    basis: str = ""
    state: str = ""
    answered: bool = False
    decisions: tuple[tuple[str, str], ...] = ()
    reasoned: bool = False
    ask: str = ""
    blocks: bool = False
    unseen: bool = False  # a caution that nobody has acknowledged
    modality: str = ""
    under: str = ""


@value
class ComponentView:
    """One component as a card; off where the plan does not hold it, with what the draft said of that."""

    modality: str
    title: str
    meta: str
    on: bool
    left_out: tuple[str, ...] = ()
    add_word: str = ""
    add_hint: str = ""
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    findings: tuple[FindingView, ...] = ()


@value
class MissingView:
    """One thing that a reporting standard asks for and the plan does not say; `modality` is where to jump."""

    modality: str
    words: str


@value
class StandardView:
    """How complete the plan is by one standard."""

    words: str
    done: int
    asked: int
    modality: str
    missing: tuple[MissingView, ...] = ()


@value
class HeadView:
    """The card that the page begins with."""

    title: str
    reasoning: str
    aim: str
    why: WhyView
    status: str
    standards: tuple[StandardView, ...] = ()
    left_out: tuple[str, ...] = ()


@value
class PhaseView:
    """One phase of the course."""

    words: str
    fields: tuple[FieldView, ...]


@value
class CourseView:
    """The course: its phases, what can be edited in it, and what follows from that."""

    meta: str
    phases: tuple[PhaseView, ...]
    fields: tuple[FieldView, ...]
    lines: tuple[str, ...]
    why: WhyView


@value
class DocumentView:
    """A stored document that can be printed and saved."""

    id: int
    words: str
    given: str
    file_name: str


@value
class PaperView:
    """The preview: the bytes, their count of pages, what was chosen of the paper, and what to say below it."""

    pdf: bytes = b""
    pages: str = ""
    language: str = "en"
    size: str = "standard"
    sheet: str = "a4"
    languages: tuple[tuple[str, str], ...] = ()
    sizes: tuple[tuple[str, str], ...] = ()
    sheets: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    remarks: tuple[str, ...] = ()
    problem: str = ""
    documents: tuple[DocumentView, ...] = ()


@value
class SignView:
    """A sign that asks for a doctor at once: what was asked and answered, and what to do."""

    title: str
    seen: str
    do: str


@value
class SuggestionView:
    """What a typed text may mean: what Enter adds, and what speaks against it for this patient."""

    key: str
    level: str
    code: str
    name: str
    note: str
    hint: str
    warning: str = ""
    there: bool = False


@value
class PlanView:
    """The plan page."""

    state: State = "closed"
    frozen: bool = False  # released: it is read, not changed
    head: HeadView | None = None
    findings: tuple[FindingView, ...] = ()
    components: tuple[ComponentView, ...] = ()
    course: CourseView | None = None
    paper: PaperView | None = None
    signs: tuple[SignView, ...] = ()
    referral_note: DocumentView | None = None
    undo: str = ""
    redo: str = ""
    to_answer: int = 0
    unseen: str = ""  # how many cautions nobody has acknowledged, in words
    release: str = ""  # the words on the release button
    can_release: bool = False
    can_amend: bool = False
    can_redraft: bool = False
    problem: str = ""  # what went wrong and what to do; the page offers `retry`
    stale: bool = False
    busy: bool = False

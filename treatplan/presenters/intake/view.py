"""What the intake page shows, as frozen values: worded where the words depend on the patient or the library."""

from typing import Literal, TypeAlias

from treatplan.domain.intake import Answer, Complaint, Examination, Path, PregnancyStatus, Reach
from treatplan.domain.places import Region, Side
from treatplan.domain.value import value

Mode: TypeAlias = Literal["closed", "loading", "failed", "form", "recorded"]
SECTIONS = ("flags", "pain", "health", "examination", "tradition", "consent")
Urgency: TypeAlias = Literal["emergency", "refer", "caution"]


@value
class FindingView:
    """A sign that fires: how grave it is, why, and what to do."""

    level: Urgency
    name: str
    title: str
    text: str


@value
class Question:
    """A question with its answer. `told` says where the answer is known from, if not from here."""

    id: str
    words: str
    answer: Answer = Answer.NOT_ASKED
    must: bool = False
    note: str = ""
    noted: bool = False  # whether there is reason to write a note
    in_person: bool = False
    told: str = ""
    sited: bool = False
    regions: tuple[Region, ...] = ()
    levels: str = ""


@value
class FlagBlock:
    """One red flag: the questions to put now or answered, and what it says."""

    flag: str
    questions: tuple[Question, ...] = ()
    finding: FindingView | None = None


@value
class FlagCard:
    """Red flags of one concern, such as the four signs of one syndrome."""

    key: str
    title: str
    blocks: tuple[FlagBlock, ...]


@value
class FlagsView:
    """Red flags: first those without which nothing can be released, then the others."""

    first: tuple[FlagCard, ...] = ()
    others: tuple[FlagCard, ...] = ()
    to_ask: tuple[str, ...] = ()  # in the order of the page
    progress: str = ""


@value
class PlaceRow:
    """One sore place with its side; `None` while nobody has said it."""

    region: Region
    side: Side | None = None


@value
class PainView:
    """Where and how it hurts."""

    complaint: Complaint
    places: tuple[PlaceRow, ...] = ()
    leg: bool = False
    reach: Reach | None = None
    path: Path = Path.NOT_SURE
    leg_side: Side | None = None
    suggested: bool = False  # the leg's side is that of the sore place, until somebody says it
    since: str = ""


@value
class MedicineView:
    """One line of the medicines, and what it was recognised as."""

    line: str
    known_as: str = ""


@value
class FactorGroupView:
    """Questions about health under one heading. `open` ones have no answer; `taken` were answered "no" at once."""

    key: str
    title: str
    questions: tuple[Question, ...]
    open: tuple[str, ...] = ()
    taken: int = 0


@value
class HealthView:
    """Health facts that matter for safety."""

    pregnancy_possible: bool = False
    pregnancy: PregnancyStatus = PregnancyStatus.NOT_ASKED
    week: int | None = None
    medicines: tuple[MedicineView, ...] = ()
    first: tuple[Question, ...] = ()
    groups: tuple[FactorGroupView, ...] = ()


@value
class ExaminationView:
    """The short examination; `leg` says that the signs of the leg are asked for."""

    examination: Examination
    leg: bool = False
    findings: tuple[FindingView, ...] = ()


@value
class ChoiceView:
    """A cause or a pattern that can be chosen, with what tells it."""

    id: str
    name: str
    help: str
    chosen: bool


@value
class TraditionView:
    """Suspected causes, and the traditional view."""

    causes: tuple[ChoiceView, ...] = ()
    patterns: tuple[ChoiceView, ...] = ()
    tongue: str = ""
    pulse: str = ""


@value
class ConsentView:
    """What the patient agrees to, and wants to reach."""

    consent: tuple[tuple[str, Answer], ...] = ()
    goals: str = ""


@value
class FormView:
    """All sections of an intake that is being filled in."""

    flags: FlagsView
    pain: PainView
    health: HealthView
    examination: ExaminationView
    tradition: TraditionView
    consent: ConsentView


@value
class SectionView:
    """An entry of the section list: how many questions must still be answered, and how many may."""

    key: str
    title: str
    must: int = 0
    useful: int = 0
    done: bool = False


@value
class OpenItem:
    """One thing that is still open, with the field where it is answered."""

    field: str
    words: str
    must: bool


@value
class AlertView:
    """A fact that matters, as a chip."""

    words: str
    tone: Literal["plain", "caution", "stop"] = "caution"


@value
class NoticeView:
    """Something to tell in the page, with what can be done about it (`action` names it, "" for nothing)."""

    title: str
    text: str
    action: str = ""
    action_words: str = ""


@value
class SummaryPart:
    """A heading of the recorded intake, and the facts below it: name and words."""

    title: str
    lines: tuple[tuple[str, str], ...]


@value
class IntakeView:
    """What is on the screen. `problems` are sentences by field."""

    mode: Mode = "closed"
    serial: int = 0  # another one: another intake was opened
    title: str = ""
    meta: str = ""
    notice: NoticeView | None = None
    emergency: tuple[FindingView, ...] = ()
    alerts: tuple[AlertView, ...] = ()
    sections: tuple[SectionView, ...] = ()
    open: tuple[OpenItem, ...] = ()
    open_words: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    form: FormView | None = None
    summary: tuple[SummaryPart, ...] = ()
    can_record: bool = False
    can_revise: bool = False
    can_discard: bool = False
    busy: bool = False
    saved: str = ""
    saved_badly: bool = False

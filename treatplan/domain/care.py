"""What is asked at every visit, and what may go wrong at one: content values."""

from datetime import date
from typing import Literal, TypeAlias

from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value

Modality: TypeAlias = Literal["needling", "moxibustion", "cupping", "stretching"]


@value
class VisitQuestionText:
    """The words of a question; `of` is the fact version it was made from."""

    of: int
    reviewed: date
    name: str
    question: str


@value
class VisitQuestion:
    """A question that is asked afresh at every visit, and what its answer says of the patient.

    `parts` are questions of red flags that take the answer (`RF01.bladder`); with `no_keeps` a no leaves them as the
    record has them, since it speaks of the time since the last visit only. `opens` are asked anew, unless the answer is
    no. A new medicine is named beside the answer and counts from then on; pregnancy is told with its week. `asked_when`
    (alternatives) narrows whom it is put to.
    """

    id: str
    version: int = 1
    reviewed: date
    order: int
    asks: Literal["flag", "medicines", "pregnancy"] = "flag"
    parts: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    no_keeps: bool = False
    asked_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...]
    text: VisitQuestionText


@value
class AdverseKindText:
    """What an adverse event is called."""

    of: int
    reviewed: date
    name: str


@value
class AdverseKind:
    """A kind of adverse event, and what it may come of (empty: anything). `serious` ones ask for what was done."""

    id: str
    version: int = 1
    reviewed: date
    order: int
    of: tuple[Modality, ...] = ()
    serious: bool = False
    sources: tuple[str, ...]
    text: AdverseKindText

"""Where a draft may start: as the intake says, a pattern or a cause alone, a protocol, a past plan, or nothing.

A start is the practitioner's choice, so it needs no word of the intake. What it adds (a pattern, a cause) is laid over
the intake for safety rules only: a rule that looks at patterns sees both.
"""

from dataclasses import replace
from typing import Literal, TypeAlias

from treatplan.domain.combining import protocol
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import Intake
from treatplan.domain.library import Library
from treatplan.domain.plan import Plan
from treatplan.domain.points import near
from treatplan.domain.protocol import Protocol, Published
from treatplan.domain.value import value

StartKind: TypeAlias = Literal["intake", "pattern", "cause", "protocol", "plan", "nothing"]
KINDS: tuple[StartKind, ...] = ("intake", "pattern", "cause", "protocol", "plan", "nothing")
_NAMED = ("pattern", "cause", "protocol", "plan")


@value
class Start:
    """A place to start from. `id` is that of a pattern, cause or protocol, or how the user names a past plan.

    `plan` is the past plan itself; whoever knows where plans lie puts it there.
    """

    kind: StartKind = "intake"
    id: str = ""
    plan: Plan | None = None


@value
class Found:
    """What a start names in the library: causes and patterns to hear alone, or a protocol."""

    causes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    own: Protocol | None = None
    published: Published | None = None

    @property
    def added(self) -> tuple[str, ...]:
        """Ids of the causes and patterns that the start brings."""
        return (*self.causes, *self.patterns)


def read_start(text: str) -> Start:
    """The start that people write: `pattern:T01`, `cause:W04`, `protocol:W04-T12`, `plan:...`, `nothing`.

    Raises `Refused`.
    """
    word, _, id_ = text.strip().partition(":")
    for kind in KINDS:
        if word.casefold() == kind and bool(id_.strip()) == (kind in _NAMED):
            return Start(kind=kind, id=id_.strip())
    message = f"is '{text[:60]}'; it may be pattern:T01, cause:W04, protocol:W04-T12, plan:WHICH, intake or nothing"
    raise Refused(Problem(file="", field="start", message=message))


def found(start: Start, library: Library) -> Found:
    """What the start names. Raises `Refused` for an id that the library lacks, with what is near it."""
    match start.kind:
        case "pattern":
            return Found(patterns=(_known(start.id, "pattern", tuple(library.patterns)),))
        case "cause":
            return Found(causes=(_known(start.id, "cause", tuple(library.causes)),))
        case "protocol":
            named = protocol(start.id, library)
            if isinstance(named, Published):
                return Found(published=named)
            return Found(causes=(named.cause,), patterns=(named.pattern,), own=named)
        case "plan" if start.plan is None:
            raise Refused(Problem(file="", field="plan", message=f"there is no '{start.id[:60]}' to start from"))
        case _:
            return Found()


def laid_over(intake: Intake, what: Found) -> Intake:
    """The intake with the causes and patterns of the start beside its own."""
    if not what.added:
        return intake
    return replace(
        intake,
        causes=tuple(dict.fromkeys((*intake.causes, *what.causes))),
        patterns=tuple(dict.fromkeys((*intake.patterns, *what.patterns))),
    )


def _known(id_: str, kind: str, known: tuple[str, ...]) -> str:
    found_ = next((name for name in known if name.casefold() == id_.casefold()), None)
    if found_ is None:
        close = ", ".join(near(id_, known)) or ", ".join(known[:6])
        raise Refused(Problem(file="", field=kind, message=f"there is no '{id_[:60]}'; near it: {close}"))
    return found_

"""The case that a draft is made for: intake, library and facts, with the words and tests that all its parts use."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.facts import facts_of
from treatplan.domain.fieldtest import seen
from treatplan.domain.findings import Fact
from treatplan.domain.intake import Intake
from treatplan.domain.keeping import Keepers
from treatplan.domain.library import Library
from treatplan.domain.modality import Reason
from treatplan.domain.plan import FindingAnswer
from treatplan.domain.recipe import OnsetProfile
from treatplan.domain.rules import FieldTest
from treatplan.domain.safety import kept_out
from treatplan.domain.texts import fill

START = "unknown"
"""The onset profile that every draft begins with; it also holds the words of drafts."""

PRACTITIONER = "practitioner"
"""The field of reasons that rest on the practitioner's choice, not on the intake."""

Alternatives: TypeAlias = Sequence[Sequence[FieldTest]]


class Case:
    """One intake under one library. `known` are the ids of the factors that are true.

    `added` are causes and patterns that a start put into the intake: safety rules look at them too, but they are no
    answer of the intake. `answers` are those given so far to findings: what a doctor has assessed is kept out no more.
    """

    def __init__(
        self, intake: Intake, library: Library, added: Collection[str] = (), answers: Iterable[FindingAnswer] = ()
    ) -> None:
        self.intake = intake
        self.added = frozenset(added)
        self.answers = tuple(answers)
        self.library = library
        self.facts: tuple[Fact, ...] = facts_of(intake, library)
        self.known = frozenset(fact.factor for fact in self.facts)

    @cached_property
    def kept_out(self) -> Keepers:
        """The red flags that keep things out until a doctor has assessed the patient."""
        return kept_out(self.intake, self.library, self.facts, self.answers)

    @cached_property
    def start(self) -> OnsetProfile:
        """What every draft begins with. Raises `Refused` where the packs do not have it."""
        start = self.library.onsets.get(START)
        if start is None:
            raise Refused(Problem(file=f"onsets/{START}", field="", message="is missing; every draft begins with it"))
        return start

    def say(self, key: str, **values: object) -> str:
        """The sentence `key` with its gaps filled. Raises `Refused` where a pack took it away."""
        words = self.start.text.words
        if key not in words:
            raise Refused(Problem(file=f"onsets/{START}", field=f"words.{key}", message="is missing; drafts use it"))
        return fill(words[key], values)

    def plain(self, word: str) -> str:
        """A word of a closed list as people say it."""
        return self.start.text.words.get(f"value.{word}", word.replace("_", " "))

    def listed(self, words: Iterable[str]) -> str:
        """Several words of closed lists in a row: "lower back, buttock and thigh"."""
        *first, last = dict.fromkeys(self.plain(word) for word in words)
        return self.say("list.and", first=", ".join(first), last=last) if first else last

    def fact_words(self, fact: Fact) -> str:
        """A patient fact inside a sentence: "is pregnant: week 30"; what was seen only where it says more."""
        factor = self.library.factors.get(fact.factor)
        name = factor.text.name if factor else fact.factor.replace("_", " ")
        name = name[:1].lower() + name[1:]
        seen_there = self.plain(fact.seen) if fact.week is None else self.say("fact.week", week=fact.week)
        return f"{name}: {seen_there}" if seen_there.lower() not in {"", "yes", "true", name} else name

    def met(self, tests: Iterable[FieldTest]) -> tuple[Reason, ...]:
        """One reason for each test that holds."""
        found = (seen(test, self.intake, self.known) for test in tests)
        return tuple(self._reason(*what) for what in found if what is not None)

    def all_met(self, alternatives: Alternatives) -> tuple[Reason, ...] | None:
        """The reasons of the first alternative whose tests all hold; None where there is none."""
        for tests in alternatives:
            reasons = self.met(tests)
            if len(reasons) == len(tests):
                return reasons
        return None

    def fact_reason(self, fact: Fact, text: str) -> Reason:
        """A reason that rests on a patient fact; its field is one that the intake file has."""
        for other in self.facts:
            if fact.field == "facts" and other.factor == fact.seen and other.field != "facts":
                return self.fact_reason(other, text)
        field, value = self._asked(fact.field, fact.seen)
        return Reason(field=field, value=value, text=text)

    def by_hand(self) -> Reason:
        """The reason of what no voice proposed: the practitioner chose it."""
        return Reason(field=PRACTITIONER, value="added", text=self.say("because.added"))

    def by_needle(self, high_mm: float, length_mm: float) -> Reason:
        """The reason of a depth that the chosen needle holds back."""
        text = self.say("because.needle", high=f"{high_mm:g}", length=f"{length_mm:g}")
        return Reason(field=PRACTITIONER, value=f"needle {length_mm:g} mm", text=text)

    def _reason(self, path: str, what: str) -> Reason:
        field, value = self._asked(path, what)
        shown = self.plain(value)
        key = f"because.{field}"
        if field.startswith("factors."):
            key, shown = "because.factor", self.library.factors[field.removeprefix("factors.")].text.name
        known = key in self.start.text.words
        text = self.say(key if known else "because.field", field=field, value=shown)
        return Reason(field=field, value=value, text=text)

    def _asked(self, path: str, what: str) -> tuple[str, str]:
        """The field of the intake file behind a path that tests may use, and what stands in it."""
        if path == "complaint.duration_days":
            started = self.intake.complaint.started_on
            return "complaint.started_on", started.isoformat() if started else what
        if path == "patient.age_years":
            return "patient.birth_date", self.intake.patient.birth_date.isoformat()
        if path.startswith("factors."):
            return path.removesuffix(".answer"), what
        return path.removesuffix(".region"), what


def once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """One reason for each field and value: the one that says most."""
    found: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        key = (reason.field, reason.value)
        if key not in found or len(reason.text) > len(found[key].text):
            found[key] = reason
    return tuple(found.values())

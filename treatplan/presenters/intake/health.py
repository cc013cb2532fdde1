"""Health facts that matter for safety: pregnancy, medicines, and the questions of the library's vocabulary.

Three kinds of questions, told apart on purpose. Pregnancy and those whose unknown answer blocks release stand first and
are answered one by one, each by its own key. The others stand in groups; once all of a group was on the screen, one
press answers "no" to those of it that are still open, and one press takes that back. There is no "no to everything".
"""

from collections.abc import Callable
from dataclasses import replace

from treatplan.domain.facts import facts_of, named_in, unknown_factors
from treatplan.domain.filling import (
    answer_factor,
    answer_no,
    answer_pregnancy,
    level_factor,
    note_factor,
    site_factor,
    week_of_pregnancy,
)
from treatplan.domain.findings import Fact
from treatplan.domain.intake import Answer, FactorAnswer, Intake, Pregnancy, PregnancyStatus, Sex
from treatplan.domain.library import Library
from treatplan.domain.places import Region
from treatplan.domain.rules import Factor
from treatplan.presenters.intake.view import FactorGroupView, HealthView, MedicineView, Question
from treatplan.presenters.intake.words import Wording

_BLANK = FactorAnswer()
_NOTED = (Answer.YES, Answer.NOT_SURE)


class Health:
    """What is done in the section of health facts."""

    def __init__(self, change: Callable[[Callable[[Intake], Intake]], None]) -> None:
        self._change = change
        self._taken: dict[str, tuple[str, ...]] = {}  # by group, what was answered "no" at one press

    def forget(self) -> None:
        """Another intake begins."""
        self._taken.clear()

    def pregnancy(self, status: PregnancyStatus) -> None:
        """Whether she is pregnant."""
        self._change(lambda intake: answer_pregnancy(intake, status))

    def week(self, week: int | None) -> None:
        """In which week."""
        self._change(lambda intake: week_of_pregnancy(intake, week))

    def medicines(self, lines: tuple[str, ...]) -> None:
        """What the patient takes, one medicine a line."""
        kept = tuple(line.strip() for line in lines if line.strip())
        self._change(lambda intake: replace(intake, medicines=kept))

    def answer(self, factor: str, answer: Answer) -> None:
        """Answer a question about health, or take the answer back."""
        self._change(lambda intake: answer_factor(intake, factor, answer, intake.taken_on))

    def regions(self, factor: str, regions: tuple[Region, ...]) -> None:
        """Where on the body it is."""
        self._change(lambda intake: site_factor(intake, factor, regions))

    def levels(self, factor: str, text: str) -> None:
        """At which levels of the spine it is, with commas between."""
        levels = tuple(part.strip() for part in text.split(",") if part.strip())
        self._change(lambda intake: level_factor(intake, factor, levels))

    def note(self, factor: str, text: str) -> None:
        """What was told."""
        self._change(lambda intake: note_factor(intake, factor, text))

    def rest_is_no(self, group: FactorGroupView) -> None:
        """All questions of a group were put, and the open ones are answered "no"."""
        self._taken[group.key] = group.open
        self._change(lambda intake: answer_no(intake, group.open, intake.taken_on))

    def take_back(self, group: str) -> None:
        """Undo `rest_is_no`: they are not asked again, as before. What was answered otherwise since stays."""
        taken = self._taken.pop(group, ())

        def changed(intake: Intake) -> Intake:
            for factor in taken:
                if intake.factors.get(factor, _BLANK).answer is Answer.NO:
                    intake = answer_factor(intake, factor, Answer.NOT_ASKED, intake.taken_on)
            return intake

        self._change(changed)

    def view(self, intake: Intake, words: Wording) -> HealthView:
        """The section as it is now."""
        library = words.library
        facts = {fact.factor: fact for fact in reversed(facts_of(intake, library))}  # the first of each is told
        unknown = {factor.id for factor, _ in unknown_factors(intake, library, tuple(facts.values()))}
        asked = [factor for factor in library.factors.values() if factor.ask == "intake"]
        groups: dict[str, list[Factor]] = {}
        for factor in asked:
            if not factor.unknown_blocks:
                groups.setdefault(factor.group or "other", []).append(factor)

        def question(factor: Factor) -> Question:
            return _question(factor, intake, facts.get(factor.id), words, must=factor.id in unknown)

        return HealthView(
            pregnancy_possible=pregnancy_possible(intake, library),
            pregnancy=intake.patient.pregnancy.status,
            week=intake.patient.pregnancy.week,
            medicines=tuple(
                MedicineView(line=line, known_as=words.listed(map(words.factor, named_in(line, library))))
                for line in intake.medicines
            ),
            first=tuple(question(factor) for factor in asked if factor.unknown_blocks),
            groups=tuple(
                self._group(key, tuple(question(factor) for factor in factors), words)
                for key, factors in groups.items()
            ),
        )

    def _group(self, key: str, questions: tuple[Question, ...], words: Wording) -> FactorGroupView:
        still_no = {one.id for one in questions if one.answer is Answer.NO}
        return FactorGroupView(
            key=key,
            title=words.texts.say(f"group.{key}"),
            questions=questions,
            open=tuple(one.id for one in questions if one.answer is Answer.NOT_ASKED and not one.told),
            taken=len(still_no.intersection(self._taken.get(key, ()))),
        )


def pregnancy_possible(intake: Intake, library: Library) -> bool:
    """Whether the question arises: content says for whom an unasked pregnancy is open. What was answered is shown."""
    if intake.patient.pregnancy.status is not PregnancyStatus.NOT_ASKED:
        return intake.patient.sex is not Sex.MALE or intake.patient.pregnancy.status is PregnancyStatus.YES
    unasked = replace(intake, patient=replace(intake.patient, pregnancy=Pregnancy()))
    open_ones = unknown_factors(unasked, library, facts_of(unasked, library))
    return any(fact.field.startswith("patient.pregnancy") for _, fact in open_ones)


def _question(factor: Factor, intake: Intake, fact: Fact | None, words: Wording, *, must: bool) -> Question:
    given = intake.factors.get(factor.id, _BLANK)
    elsewhere = fact is not None and not fact.field.startswith(f"factors.{factor.id}")
    told = _told(fact, words) if fact is not None and elsewhere else ""
    return Question(
        id=factor.id,
        words=factor.text.question or factor.text.name,
        answer=given.answer,
        must=must,
        note=given.note,
        noted=given.answer in _NOTED or bool(given.note),
        told=told,
        sited=factor.sited and given.answer in _NOTED,
        regions=given.regions,
        levels=", ".join(given.levels),
    )


def _told(fact: Fact, words: Wording) -> str:
    """Where a fact is known from: the medicines, or another answer."""
    if fact.field == "medicines":
        return words.texts.say("factor.from_medicines", medicine=fact.seen)
    other = fact.field.removeprefix("factors.")
    named = words.factor(other) if other in words.library.factors else ""
    return words.texts.say("factor.from_answer", answer=named) if named else words.texts.say("factor.from_elsewhere")

"""The sections that need few words: the short examination, causes and patterns, consent and goals."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from treatplan.domain.consent import MODALITIES
from treatplan.domain.filling import answer_consent, change_examination
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, Intake, Sign
from treatplan.domain.recipe import Cause, Pattern
from treatplan.presenters.intake.view import ChoiceView, ConsentView, ExaminationView, TraditionView
from treatplan.presenters.intake.words import Wording

LEG_SIGNS = ("power", "reflexes", "sensation", "straight_leg_raise")
Change = Callable[[Callable[[Intake], Intake]], None]


class Examining:
    """What is done in the section of the examination."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def set(self, field: str, value: Any) -> None:
        """A sign, a number or the note."""
        self._change(lambda intake: change_examination(intake, **{field: value}))

    def view(self, intake: Intake, words: Wording, findings: Iterable[Finding], *, leg: bool) -> ExaminationView:
        """The section as it is now; findings are those of rules that rest on what was measured.

        `leg` says that the leg is worth a look.
        """
        done = any(getattr(intake.examination, name) is not Sign.NOT_DONE for name in LEG_SIGNS)
        here = (one for one in findings if one.kind == "rule")
        return ExaminationView(
            examination=intake.examination,
            leg=leg or done,
            findings=tuple(words.finding(one) for one in here),
        )


class Tradition:
    """What is done in the section of causes and the traditional view."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def cause(self, id_: str, *, chosen: bool) -> None:
        """Suspect a cause, or no longer."""
        self._change(lambda intake: replace(intake, causes=_with(intake.causes, id_, chosen=chosen)))

    def pattern(self, id_: str, *, chosen: bool) -> None:
        """See a pattern, or no longer."""
        self._change(lambda intake: replace(intake, patterns=_with(intake.patterns, id_, chosen=chosen)))

    def tongue(self, text: str) -> None:
        self._change(lambda intake: replace(intake, tongue=text))

    def pulse(self, text: str) -> None:
        self._change(lambda intake: replace(intake, pulse=text))

    def view(self, intake: Intake, words: Wording) -> TraditionView:
        """The section as it is now."""
        return TraditionView(
            causes=_choices(words.library.causes, intake.causes),
            patterns=_choices(words.library.patterns, intake.patterns),
            tongue=intake.tongue,
            pulse=intake.pulse,
        )


class Consenting:
    """What is done in the section of consent and goals."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def answer(self, modality: str, answer: Answer) -> None:
        """Whether the patient agrees to a kind of treatment."""
        self._change(lambda intake: answer_consent(intake, modality, answer))

    def goals(self, text: str) -> None:
        """What the patient wants to reach, one goal a line."""
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        self._change(lambda intake: replace(intake, goals=lines))

    def view(self, intake: Intake) -> ConsentView:
        """The section as it is now."""
        return ConsentView(
            consent=tuple((one, intake.consent.get(one, Answer.NOT_ASKED)) for one in MODALITIES),
            goals="\n".join(intake.goals),
        )


def _choices(known: Mapping[str, Cause] | Mapping[str, Pattern], chosen: tuple[str, ...]) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(id=one.id, name=one.text.name, help=one.text.body, chosen=one.id in chosen) for one in known.values()
    )


def _with(ids: tuple[str, ...], id_: str, *, chosen: bool) -> tuple[str, ...]:
    others = tuple(one for one in ids if one != id_)
    return (*others, id_) if chosen else others

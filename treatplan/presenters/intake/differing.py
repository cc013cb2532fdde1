"""The fields of an intake in words, where two versions of it are compared."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Final

from treatplan.domain.differing import NOTHING, Path
from treatplan.domain.intake import (
    Answer,
    FactorAnswer,
    Intake,
    Modifier,
    Onset,
    Outcome,
    PregnancyStatus,
    Quality,
    Radiation,
    Reach,
    Sign,
)
from treatplan.domain.intake import Path as LegPath
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.record import IntakeRecord
from treatplan.presenters.comparing import Comparison
from treatplan.presenters.intake.keeping import Keeper
from treatplan.presenters.intake.words import Wording

_GROUPS: Final[Mapping[type[Enum], str]] = {
    Answer: "answer",
    Modifier: "modifier",
    Onset: "onset",
    LegPath: "path",
    PregnancyStatus: "pregnancy",
    Quality: "quality",
    Reach: "reach",
    Region: "region",
    Side: "side",
    Sign: "sign",
}
_UNSAID: Final = (
    None, NOTHING, Answer.NOT_ASKED, Sign.NOT_DONE, Onset.UNKNOWN, PregnancyStatus.NOT_ASKED,
)  # fmt: skip


def compared(
    mine: Keeper, draft: IntakeRecord, latest: IntakeRecord | None, words: Wording, done: Callable[[Intake], None]
) -> Comparison[Intake]:
    """What is typed beside what is stored now: the waiting draft; where it was recorded meanwhile, what it became."""
    theirs = latest.intake if draft.id is None and latest is not None else draft.intake
    return Comparison(mine.intake, theirs, mine.stored.intake, IntakeWords(words), done)


class IntakeWords:
    """Fills `Tell`."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def name(self, path: Path) -> str:
        """`Power`, `Warfarin: note`, or the question of a red flag."""
        match path:
            case ("red_flags", part):
                return self._question(part)
            case ("red_flag_notes", part):
                return self._named(self._question(part), "note")
            case ("factors", id_):
                return self._words.factor(id_)
            case ("factors", id_, field):
                return self._words.factor(id_) if field == "answer" else self._named(self._words.factor(id_), field)
            case ("consent", modality):
                return self._named(self._word("differs.consent"), modality, "modality.")
            case _:
                return self._word(f"differs.{'.'.join(path)}")

    def said(self, path: Path, found: object) -> str:
        """What stands there, as the form would show it; "" for nothing."""
        if type(found) is not str and found in _UNSAID:  # "unknown" may be what somebody wrote
            return ""
        match found:
            case Enum():
                group = _GROUPS.get(type(found))
                return self._words.choice(group, found) if group else str(found.value).replace("_", " ")
            case date():
                return self._words.day(found)
            case tuple():
                return "\n".join(self.said(path, one) for one in found)
            case Place():
                return self._words.place(found)
            case Radiation():
                return self._listed(path, found.reach, found.path, found.side)
            case FactorAnswer():
                return self._listed(path, found.answer, *found.regions, *found.levels, found.note)
            case Outcome():
                return self._listed(path, found.measure, f"{found.score:g}", found.on)
            case float() | int():
                return f"{found:g}"
            case _:
                return self._known(path, str(found))

    def _listed(self, path: Path, *parts: object) -> str:
        return self._words.listed(self.said(path, part) for part in parts)

    def _known(self, path: Path, text: str) -> str:
        """Causes and patterns are stored by their ids."""
        library = self._words.library
        if path[0] == "causes" and text in library.causes:
            return library.causes[text].text.name
        if path[0] == "patterns" and text in library.patterns:
            return library.patterns[text].text.name
        return text

    def _question(self, part: str) -> str:
        flag, _, which = part.partition(".")
        found = self._words.library.red_flags.get(flag)
        return found.text.questions.get(which, part) if found is not None else part

    def _named(self, whole: str, field: str, prefix: str = "differs.factors.") -> str:
        return self._words.texts.say("differs.part", whole=whole, part=self._word(f"{prefix}{field}"))

    def _word(self, key: str) -> str:
        return worded(self._words.texts.say, key)


def worded(say: Callable[[str], str], key: str) -> str:
    """The wording of a key made from data; a field that came later has its own name, without underscores."""
    try:
        return say(key)
    except KeyError:
        return key.rpartition(".")[2].replace("_", " ")

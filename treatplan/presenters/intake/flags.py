"""Red flags: asked one by one, in the library's order, those first without which nothing can be released."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from treatplan.domain.filling import answer_flag, note_flag
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.library import Library
from treatplan.domain.once import once_per
from treatplan.domain.rules import RedFlag
from treatplan.domain.screening import to_ask
from treatplan.presenters.intake.view import FlagBlock, FlagCard, FlagsView, Question
from treatplan.presenters.intake.words import Wording

_NOTED = (Answer.YES, Answer.NOT_SURE)


class Flags:
    """What is done in the section of red flags."""

    def __init__(self, change: Callable[[Callable[[Intake], Intake]], None]) -> None:
        self._change = change
        self._shown: set[str] = set()  # questions that were on the screen: they don't vanish from under a sign

    def forget(self) -> None:
        """Another intake begins."""
        self._shown.clear()

    def answer(self, part: str, answer: Answer) -> None:
        """Answer a question, or take the answer back."""
        self._change(lambda intake: answer_flag(intake, part, answer))

    def note(self, part: str, text: str) -> None:
        """Write what was told."""
        self._change(lambda intake: note_flag(intake, part, text))

    def view(self, intake: Intake, words: Wording, findings: Iterable[Finding]) -> FlagsView:
        """The section as it is now."""
        library = words.library
        waiting = to_ask(intake, library)
        fired = {one.rule: one for one in findings if one.kind == "red_flag"}
        first_ones = _first(library)
        blocks = [(flag, self._block(flag, intake, waiting, fired, words)) for flag in library.red_flags.values()]
        first = tuple(_cards((flag, block) for flag, block in blocks if flag.id in first_ones))
        others = tuple(_cards((flag, block) for flag, block in blocks if flag.id not in first_ones))
        order = [question.id for card in (*first, *others) for block in card.blocks for question in block.questions]
        open_ = [name for name in order if name in waiting]
        must = [name for name in order if library.red_flags[name.partition(".")[0]].blocks_if_unasked]
        counted = must if waiting.intersection(must) else order  # what the section's badge counts
        asked = sum(name in intake.red_flags and name not in waiting for name in counted)
        said = "flags.progress.must" if counted is not order else "flags.progress"
        return FlagsView(
            first=first,
            others=others,
            to_ask=tuple(open_),
            progress=words.texts.say(said, asked=asked, all=asked + sum(name in waiting for name in counted)),
        )

    def _block(
        self, flag: RedFlag, intake: Intake, waiting: frozenset[str], fired: dict[str, Finding], words: Wording
    ) -> FlagBlock:
        finding = fired.get(flag.id)
        questions = []
        for part in flag.parts:
            name = f"{flag.id}.{part.id}"
            answer = intake.red_flags.get(name, Answer.NOT_ASKED)
            wanted = name in waiting or answer is not Answer.NOT_ASKED or name in intake.red_flag_notes
            if part.derived or not (wanted or (finding and name in self._shown)):
                continue
            note = intake.red_flag_notes.get(name, "")
            questions.append(
                Question(
                    id=name,
                    words=flag.text.questions.get(part.id, name),
                    answer=answer,
                    must=flag.blocks_if_unasked and name in waiting,
                    note=note,
                    noted=answer in _NOTED or bool(note),
                    in_person=part.practitioner_asks,
                )
            )
        self._shown |= {question.id for question in questions}
        told = words.finding(finding) if finding else None
        return FlagBlock(flag=flag.id, questions=tuple(questions), finding=told)


def _cards(blocks: Iterable[tuple[RedFlag, FlagBlock]]) -> Iterator[FlagCard]:
    """Neighbours whose names begin alike ("Possible cauda equina syndrome: bladder") share a card."""
    seen = ((flag, block) for flag, block in blocks if block.questions or block.finding)
    for title, together in groupby(seen, key=lambda one: one[0].text.name.partition(": ")[0]):
        here = [block for _, block in together]
        yield FlagCard(key=here[0].flag, title=title, blocks=tuple(here))


@once_per
def _first(library: Library) -> frozenset[str]:
    """Flags that block while they are not asked, and those whose answers such a flag rests on."""
    flags = library.red_flags
    blocking = {flag.id for flag in flags.values() if flag.blocks_if_unasked}
    named = {
        name.partition(".")[0]
        for id_ in blocking
        for trigger in flags[id_].triggers
        for name in (*trigger.all_of, *trigger.any_of)
        if "." in name
    }
    return frozenset(blocking | (named & flags.keys()))

"""`treatplan outcome`: score an outcome measure, and compare it with an earlier sheet."""

import argparse
from typing import TYPE_CHECKING

from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.outcomes import Answer, Answers, Direction, Doubt, OutcomeMeasure
from treatplan.exchange.canonical import readable
from treatplan.services.outcomes import Outcome

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_WORDS = {"yes": 1.0, "y": 1.0, "no": 0.0, "n": 0.0}
_LEFT_OUT = "-"
_DIRECTIONS = {
    Direction.BETTER: "better, by a change that matters",
    Direction.SAME: "about the same",
    Direction.WORSE: "worse, by a change that matters",
}
_OWN_WORD = {
    Direction.BETTER: "better, in the patient's own word",
    Direction.SAME: "about the same, in the patient's own word",
    Direction.WORSE: "worse, in the patient's own word",
}


def add_to(commands: "Commands") -> None:
    """Add `outcome` to the command line."""
    parser = commands.add_parser(
        "outcome",
        help="score an outcome measure, and compare it with an earlier sheet",
        description="An answer is a number, yes or no, '-' where it was left out, or NAME=NUMBER for an activity.",
    )
    parser.add_argument("measure", metavar="MEASURE", help="as `treatplan library measures` lists them")
    parser.add_argument("answers", nargs="+", metavar="ANSWER")
    parser.add_argument("--before", nargs="+", metavar="ANSWER", help="the same sheet, as it was answered earlier")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_outcome)


def _outcome(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    outcomes = open_desk().outcomes
    measure = outcomes.measure(options.measure)
    before = _answers(options.before, measure, "--before") if options.before else None
    found = outcomes.scored(measure.id, _answers(options.answers, measure, "ANSWER"), before)
    print(_json(found) if options.json else _told(found), end="")
    return Exit.DONE


def _answers(said: list[str], measure: OutcomeMeasure, field: str) -> Answers:
    if measure.scoring != "named":
        return Answers(values=tuple(_answer(word, field) for word in said))
    parts = [word.rpartition("=") for word in said]
    return Answers(
        values=tuple(_answer(number, field) for _, _, number in parts), labels=tuple(name for name, _, _ in parts)
    )


def _answer(word: str, field: str) -> Answer:
    if word == _LEFT_OUT:
        return None
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    try:
        return float(word)
    except ValueError:
        message = f"is '{word[:40]}'; an answer is a number, yes, no, or - where it was left out"
        raise Refused(Problem(file="", field=field, message=message)) from None


def _told(found: Outcome) -> str:
    measure, score = found.measure, found.score
    if score.value is None:
        least = measure.answers_least
        return f"{measure.text.name}: no score; {score.answered} of {score.asked} answered, {least} are needed.\n"
    lines = [f"{measure.text.name}: {score.value:.3g} of {measure.high:g} ({measure.better} is better)"]
    if measure.text.choices:
        lines[0] += f": {measure.text.choices[f'{score.value:g}']}"
    if score.doubt is Doubt.SOME_MISSING:
        open_ = "what was left open counts as no" if measure.scoring == "count" else "the score rests on those"
        lines.append(f"{score.answered} of {score.asked} answered; {open_}.")
    if found.change is not None:
        share = "" if found.change.percent is None else f" ({found.change.percent:+.0f} %)"
        lines.append(f"Gain {found.change.gain:+.3g}{share}: {_DIRECTIONS[found.change.direction]}.")
    if found.direction is not None:
        lines.append(f"{_OWN_WORD[found.direction].capitalize()}.")
    return "\n".join(lines) + "\n"


def _json(found: Outcome) -> str:
    return readable(
        {
            "measure": found.measure.id,
            "version": found.measure.version,
            "score": found.score.value,
            "answered": found.score.answered,
            "asked": found.score.asked,
            "doubt": found.score.doubt,
            "gain": found.change and found.change.gain,
            "percent": found.change and found.change.percent,
            "direction": found.direction or (found.change and found.change.direction),
            "sources": list(found.measure.sources),
        }
    )

"""Exercises as words for a terminal: how to do one, its dose, whom it suits, and who must leave it out."""

import textwrap
from collections.abc import Mapping, Sequence

from treatplan.domain.library import Stretch

_WIDTH = 100
_OUR_OWN = "our default"


def entries(found: Sequence[Stretch], factors: Mapping[str, str], *, whole: bool) -> str:
    """Exercises: a line each, or one whole. `factors` are the names of patient factors by their ids."""
    if not whole:
        return "\n".join(f"{one.id}  {one.text.name}: {dose(one)}" for one in found) + "\n"
    return "\n".join(line for one in found for line in _whole(one, factors)) + "\n"


def dose(stretch: Stretch) -> str:
    """The usual dose: `hold 5 s, 5 times, each side, once a day, 7 days a week`."""
    parts = [
        f"hold {stretch.hold_s:g} s" if stretch.hold_s else "",
        f"{stretch.minutes[0]:g} to {stretch.minutes[1]:g} minutes" if stretch.minutes else "",
        f"{stretch.reps} times" if stretch.reps > 1 else "",
        "each side" if stretch.each_side else "",
        f"{stretch.sets} rounds" if stretch.sets > 1 else "",
        "once a day" if stretch.times_per_day == 1 else f"{stretch.times_per_day} times a day",
        f"{stretch.days_per_week} days a week",
    ]
    return ", ".join(part for part in parts if part)


def _whole(stretch: Stretch, factors: Mapping[str, str]) -> list[str]:
    text = stretch.text
    standing = _OUR_OWN if stretch.dose_standing == "app_default" else "as published"
    avoid = [*(factors.get(id_, id_) for id_ in stretch.avoid_factors), *stretch.avoid_factors_text]
    lines = [f"{stretch.id} {text.name}", *_wrapped(f"{dose(stretch)} ({standing})", "  ")]
    lines += _told("needs", ", ".join(stretch.equipment))
    lines += ["", *_wrapped(text.start, "  ")]
    for number, step in enumerate(text.steps, 1):
        lines += _wrapped(step, f"  {number}. ")
    lines += _told("feels", text.feel)
    lines += _told("easier", text.easier)
    lines += ["", *_told("going on", text.progress, stretch.progress_sources)]
    lines += _told("stop", text.stop, stretch.stop_sources)
    lines += _told("suits", "; ".join(text.suits))
    lines += _told("not for", "; ".join(avoid))
    lines += ["", *_told("drawn, start", text.alt_start), *_told("drawn, end", text.alt_end)]
    return [*lines, *_told("sources", ", ".join(stretch.sources)), f"  reviewed {stretch.reviewed}"]


def _told(name: str, what: str, sources: Sequence[str] = ()) -> list[str]:
    behind = f" [{', '.join(sources)}]" if sources else ""
    return _wrapped(f"{name}: {what}{behind}", "  ") if what else []


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))

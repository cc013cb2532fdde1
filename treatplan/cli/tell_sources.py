"""The bibliography in words: each source, how it stands, when it was looked at, and what rests on it."""

import textwrap
from collections.abc import Sequence

from treatplan.domain.bibliography import Reference
from treatplan.exchange.canonical import readable, to_plain

_WIDTH = 100
_NAMED = 12  # places named in a line; the JSON has them all
_STANDING = {
    "read": "a copy was read",
    "memory": "from memory, not read again",
    "second_reading": "our own second reading; waits for a clinician",
    "app_default": "our own default; waits for a clinician",
}


def references(found: Sequence[Reference], *, as_json: bool) -> str:
    """Every source, or a sentence where there is none."""
    if as_json:
        return readable([_plain(reference) for reference in found])
    if not found:
        return "No source is due to be looked at again.\n"
    return "\n".join("\n".join(_lines(reference)) for reference in found) + "\n"


def _lines(reference: Reference) -> list[str]:
    source, supports = reference.source, reference.supports
    reviewed = f"looked at on {source.reviewed}" if source.reviewed else "never looked at"
    lines = [f"{source.id}  ({_STANDING[source.standing]}; {reviewed}{'; due' if reference.due else ''})"]
    lines += textwrap.wrap(source.citation, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if source.address:
        lines.append(f"  {source.address}")
    more = f" and {len(supports) - _NAMED} more" if len(supports) > _NAMED else ""
    rests = f"Supports {', '.join(supports[:_NAMED])}{more}" if supports else "Supports nothing"
    return [*lines, *textwrap.wrap(rests, _WIDTH, initial_indent="  ", subsequent_indent="    ")]


def _plain(reference: Reference) -> dict[str, object]:
    return {**to_plain(reference.source), "supports": list(reference.supports), "due": reference.due}

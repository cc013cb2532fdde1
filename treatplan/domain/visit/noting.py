"""What may be added to a signed visit: each kind has its label, its author, its moment and its reason."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from treatplan.domain.record import NoteKind
from treatplan.domain.safety import REASON_LETTERS
from treatplan.domain.visit.kept import NewNote

_MOST = 4000
_NO_TEXT = {"Cc", "Cs"}


def problems_of_note(note: NewNote, visited_on: date, today: date, *, own: bool) -> Iterator[tuple[str, str]]:
    """Field and sentence for all that is wrong. `own`: the writer signed the visit; who did not says why they write."""
    for name in ("reason", "text"):
        found = getattr(note, name)
        if len(found) > _MOST:
            yield name, f"is longer than {_MOST} letters"
        if any(unicodedata.category(char) in _NO_TEXT and char not in "\n\t" for char in found):
            yield name, "holds a character that is no part of a text"
    needs_reason = note.kind is not NoteKind.ADDENDUM or not own
    if needs_reason and len(note.reason.strip()) < REASON_LETTERS:
        yield "reason", f"is needed, in at least {REASON_LETTERS} letters"
    if note.kind is not NoteKind.ENTERED_IN_ERROR and not note.text.strip():
        yield "text", "is empty"
    if note.about is not None and note.about > today:
        yield "about", f"is {note.about}, which lies in the future"
    if note.kind is NoteKind.LATE_ENTRY and note.about is None:
        yield "about", f"is needed: the day that the late entry speaks of, such as {visited_on}"

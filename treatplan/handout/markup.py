"""The only door by which text reaches the page: runs in, spans of one face out.

Text is never parsed. What is bold or italic comes from the fields of a run, so `<b>`, `&amp;` and `{patient}` in a
name are drawn as they stand.
"""

from treatplan.domain.paper import Rich, plain
from treatplan.handout.fonts import Faces, Span, clean


def spans_of(text: Rich | str, faces: Faces, *, bold: bool = False) -> tuple[Span, ...]:
    """A text as spans; `bold` makes all of it bold."""
    runs = plain(text) if isinstance(text, str) else text
    return tuple(
        span for run in runs for span in faces.spans(clean(run.text), bold=bold or run.bold, italic=run.italic)
    )

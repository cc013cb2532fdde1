"""The clinical library for those who look something up or check a pack of their own."""

from collections.abc import Mapping
from pathlib import Path

from treatplan.domain.bibliography import Reference, bibliography
from treatplan.domain.combining import offered
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intactness import near_points
from treatplan.domain.points import near, parse_code
from treatplan.services.ports import Clock, ContentSource

SHELVES = (
    *("points", "patterns", "causes", "protocols", "stretches", "leaflets", "articles"),
    *("rules", "redflags", "cards", "factors", "measures", "sources"),
)
_FIELDS = {"redflags": "red_flags"}


class Shelves:
    """Looks things up in the library by shelf and code."""

    def __init__(self, content: ContentSource, clock: Clock) -> None:
        self._content = content
        self._clock = clock

    def entries(self, shelf: str, code: str | None) -> tuple[object, ...]:
        """Everything on a shelf, or what has this code (a point: this name). Raises `Refused` with what is near it."""
        library = self._content.library("en")
        shelved: Mapping[str, object] = (
            offered(library) if shelf == "protocols" else getattr(library, _FIELDS.get(shelf, shelf))
        )
        if code is None:
            return tuple(shelved.values())
        wanted = parse_code(code, library.points) if shelf == "points" else code
        found = [id_ for id_ in shelved if wanted is not None and id_.lower() == wanted.lower()]
        if not found and shelf == "points":
            name = "".join(code.lower().split())
            found = [point.code for point in library.points.values() if name in {point.pinyin_plain, point.hanzi}]
        if not found:
            close = ", ".join(near_points(code, library) if shelf == "points" else near(code, shelved)) or "nothing"
            raise Refused(Problem(file="", field=shelf, message=f"there is no '{code[:60]}'; near it: {close}"))
        return tuple(shelved[id_] for id_ in found)

    def references(self, *, due: bool = False) -> tuple[Reference, ...]:
        """Every source with what it supports; with `due` only those that nobody looked at for 24 months."""
        found = bibliography(self._content.library("en"), self._clock.today())
        return tuple(reference for reference in found if reference.due or not due)

    def overdue(self) -> tuple[Problem, ...]:
        """What should be reviewed again. No mistake, but a handout should not rest on it for long."""
        return self._content.overdue("en", self._clock.today())

    def problems(self, folder: Path | None) -> tuple[Problem, ...]:
        """What is wrong with the content, a clinic's own pack laid over ours if a folder is named.

        Files that do not load, names that lead nowhere, stale texts, claims that are not allowed.
        """
        return self._content.problems("en", folder, self._clock.today())

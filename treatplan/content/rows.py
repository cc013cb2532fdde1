"""What must hold of the drafting table: every row says what it rests on, and a protocol begins with what its rows name.

A choice without sources of its own rests on those of its row, so an empty row is where a draft would lose its sources.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from treatplan.domain.combining import row_points
from treatplan.domain.library import Library
from treatplan.domain.modality import CupSite, HeatPoint, NeedlePoint, PointRule
from treatplan.domain.plan import Status
from treatplan.domain.protocol import Combination, Published, Sign
from treatplan.domain.recipe import Cause, Course, OnsetProfile, Pair, Pattern, Recipe

Found: TypeAlias = tuple[str, str]
_APP_DEFAULT = "app-default"

NAMES_OF_ROWS: Mapping[type, Mapping[str, str]] = {
    Pair: {"one": "point", "other": "point"},
    Sign: {"local": "point", "distal": "point"},
    Combination: {
        "cause": "cause",
        "pattern": "pattern",
        "core_local": "point",
        "core_distal": "point",
        "signs": "sign",
        "stretches": "stretch",
    },
    NeedlePoint: {"code": "point"},
    HeatPoint: {"code": "point"},
    CupSite: {"code": "point"},
    PointRule: {"choose_from": "point"},
}
"""What the fields of protocols, ours and published, name."""


def of_recipe(row: Recipe | OnsetProfile, _library: Library) -> Iterator[Found]:
    """A row and each of its courses have a source; a number of our own says that it is ours."""
    if not (row.choice_sources or row.sources):
        yield "choice_sources", "is empty, and so is sources: no point, exercise or dose of this row has a source"
    others = row.other_courses if isinstance(row, Recipe) else ()
    if row.course is not None:
        yield from _course("course", row.course)
    for index, course in enumerate(others):
        yield from _course(f"other_courses[{index}]", course)


def of_combination(row: Combination, library: Library) -> Iterator[Found]:
    """The core points of a protocol are points of its rows; what takes their place has a source of its own."""
    rows = [found for found in (library.causes.get(row.cause), library.patterns.get(row.pattern)) if found]
    named = {choice.code for one in rows for choice in row_points(one, "local")}
    far = {choice.code for one in rows for choice in row_points(one, "distal")}
    for field, codes, known in (("core_local", row.core_local, named), ("core_distal", row.core_distal, far)):
        for code in codes:
            if rows and code not in known:
                yield field, f"names {code}, which neither {row.cause} nor {row.pattern} has in this place"
    if row.course is not None:
        yield from _course("course", row.course)
    for field in ("moxa", "cupping", "electro"):
        part = getattr(row, field)
        if part is not None and not part.sources:
            yield f"{field}.sources", "is empty; what takes the place of the two rows needs a source of its own"


def of_published(one: Published, _library: Library) -> Iterator[Found]:
    """A published protocol says where it was published, and is no plan of a patient."""
    if one.plan.citation is None:
        yield "plan.citation", "is missing; a published protocol stands under its citation"
    elif one.plan.citation.id != one.id:
        yield "plan.citation.id", f"is '{one.plan.citation.id}', but the protocol is called '{one.id}'"
    if one.plan.status is not Status.PUBLISHED:
        yield "plan.status", f"is '{one.plan.status}'; it must be 'published'"
    if one.plan.for_patient:
        yield "plan.for_patient", "is filled; a published protocol is nobody's plan"


def _course(field: str, course: Course) -> Iterator[Found]:
    if not course.sources:
        yield f"{field}.sources", "is empty; name a source, or app-default for a course of our own"
    elif course.standing == "app_default" and _APP_DEFAULT not in course.sources:
        yield f"{field}.sources", f"lacks {_APP_DEFAULT}, though the course is our own default"


OF_ROWS: Mapping[type, Callable[[Any, Library], Iterator[Found]]] = {
    Cause: of_recipe,
    Pattern: of_recipe,
    OnsetProfile: of_recipe,
    Combination: of_combination,
    Published: of_published,
}
"""How the rows of the drafting table are looked at."""

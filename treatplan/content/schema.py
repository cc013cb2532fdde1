"""What each file of a pack holds, and how what is wrong with it is said: the field, what stands there, what may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Annotated, Any

from annotated_types import Len
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from treatplan.domain.article import Article, ArticleText
from treatplan.domain.care import AdverseKind, AdverseKindText, VisitQuestion, VisitQuestionText
from treatplan.domain.caution import Caution, CautionText
from treatplan.domain.errors import Problem, dotted, shown
from treatplan.domain.firstaid import ResponseCard, ResponseText
from treatplan.domain.leaflet import (
    Claim,
    ClaimText,
    Jurisdiction,
    JurisdictionText,
    Leaflet,
    LeafletText,
)
from treatplan.domain.library import DepthLine, Medicine, Point, PointText, Source, Stretch, StretchText
from treatplan.domain.outcomes import MeasureText, OutcomeMeasure
from treatplan.domain.protocol import Combination, ProtocolText, Published, Sign, SignText
from treatplan.domain.recipe import Cause, OnsetProfile, Pattern, RecipeText
from treatplan.domain.rules import Factor, FactorText, RedFlag, RedFlagText, Rule, RuleText
from treatplan.domain.standard import Standard
from treatplan.domain.value import value


@value
class Manifest:
    """`pack.toml`: what a pack is called and which set of rules it brings."""

    name: Annotated[str, Len(1, 40)]
    version: Annotated[str, Len(1, 20)]
    rule_set: Annotated[str, Len(0, 40)] = ""
    reviewed: date | None = None
    licence: str = ""


@dataclass(frozen=True)
class Shelf:
    """One kind of thing: where its files are (`place`), what it is, and the field that holds its id (`key`).

    The folder holds one file per thing, or, with `tables`, files of many tables that are named by their ids; with
    `top` there is one such file and no folder. `text` is the class of the words, if the kind has any.
    """

    name: str
    kind: type
    text: type | None = None
    tables: bool = False
    top: bool = False
    key: str = "id"
    folder: str = ""

    @property
    def place(self) -> str:
        """Folder, or the stem of the file at the top of the pack."""
        return self.folder or self.name


SHELVES = (
    Shelf("sources", Source, tables=True, top=True),
    Shelf("factors", Factor, FactorText, tables=True, top=True),
    Shelf("points", Point, PointText, tables=True, key="code"),
    Shelf("cautions", Caution, CautionText, tables=True, top=True),
    Shelf("rules", Rule, RuleText),
    Shelf("red_flags", RedFlag, RedFlagText, folder="redflags"),
    Shelf("causes", Cause, RecipeText),
    Shelf("patterns", Pattern, RecipeText),
    Shelf("onsets", OnsetProfile, RecipeText),
    Shelf("signs", Sign, SignText, tables=True, top=True),
    Shelf("protocols", Combination, ProtocolText, tables=True),
    Shelf("published", Published),
    Shelf("stretches", Stretch, StretchText),
    Shelf("claims", Claim, ClaimText),
    Shelf("leaflets", Leaflet, LeafletText),
    Shelf("articles", Article, ArticleText),
    Shelf("cards", ResponseCard, ResponseText),
    Shelf("jurisdictions", Jurisdiction, JurisdictionText),
    Shelf("standards", Standard),
    Shelf("measures", OutcomeMeasure, MeasureText),
    Shelf("visit_questions", VisitQuestion, VisitQuestionText, tables=True, top=True),
    Shelf("adverse_kinds", AdverseKind, AdverseKindText, tables=True, top=True),
)
# Files at the top of a pack that hold a list of tables: the list's name and what its entries are.
LISTS: Mapping[str, tuple[str, type]] = {"medicines": ("medicine", Medicine), "depth_lines": ("line", DepthLine)}


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def field_names(kind: type) -> frozenset[str]:
    """The fields of a value."""
    return frozenset(field.name for field in fields(kind))


def read_value(kind: type, data: Mapping[str, Any]) -> Any:
    """The value that `data` describes. Raises pydantic's `ValidationError`.

    Read as JSON, because only there strict reading lets a list be a tuple and a word be one of a closed set.
    """
    return _adapter(kind).validate_json(to_json(data, inf_nan_mode="strings"), strict=True)


def problems_of(error: ValidationError, data: Any, file: str, text_file: str = "") -> tuple[Problem, ...]:
    """The problems of a refused value, one for each field. Those of its words are told of `text_file`."""
    by_path: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False, include_context=True):
        by_path.setdefault(_path(detail, data), []).append(detail)
    deepest = [path for path in by_path if not any(path != other and path == other[: len(path)] for other in by_path)]
    return tuple(_problem(path, by_path[path], data, file, text_file) for path in deepest)


def _problem(path: tuple[str | int, ...], found: list[ErrorDetails], data: Any, file: str, text_file: str) -> Problem:
    in_text = bool(text_file) and path[:1] == ("text",) and len(path) > 1
    shown_path = path[1:] if in_text else path
    return Problem(file=text_file if in_text else file, field=dotted(shown_path), message=_message(found, path, data))


def _path(detail: ErrorDetails, data: Any) -> tuple[str | int, ...]:
    """The way to the field in the file, without pydantic's own names for the branches of a choice."""
    path: list[str | int] = []
    here = data
    for step in detail["loc"]:
        if isinstance(here, Mapping) and isinstance(step, str):
            if step not in here and detail["type"] != "missing_argument" and not _is_missing(detail):
                continue
            path.append(step)
            here = here.get(step)
        elif isinstance(here, list | tuple) and isinstance(step, int):
            path.append(step)
            here = here[step] if step < len(here) else None
    return tuple(path)


def _is_missing(detail: ErrorDetails) -> bool:
    return detail["type"].startswith("missing")


def _message(details: Sequence[ErrorDetails], path: Sequence[str | int], data: Any) -> str:
    first = details[0]
    if first["type"] == "unexpected_keyword_argument":
        return "is not a field that may stand here"
    if _is_missing(first):
        return "is missing"
    found = data
    for step in path:
        found = found[step]
    allowed = dict.fromkeys(_allowed(detail) for detail in details)
    return f"is {shown(found)}; it must be {' or '.join(allowed)}"


def _allowed(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return str(context.get("expected", ""))
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind.startswith("date"):
        return "a date that exists, as in 2026-11-22"
    return _KINDS.get(kind) or detail["msg"].removeprefix("Input should be ").removeprefix("a valid ").lower()


_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dataclass_type": "a table",
    "mapping_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list",
    "list_type": "a list",
    "none_required": "left out",
}

"""Turns what the reader found wrong with a file into sentences: which field, what stands there, what is allowed."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from treatplan.domain.errors import Problem, dotted, shown

_TAGS = ("modality",)
_DOSE = 'a number, {"low": 1, "high": 2}, {"at_least": 1}, "not_reported" or "not_applicable"'


def problems_of(error: ValidationError, data: Any, file: str) -> tuple[Problem, ...]:
    """The problems of a refused file, one for each field, in the file's order."""
    details = error.errors(include_url=False, include_context=True)
    wrong_branches = _wrong_branches(details)
    doses = _doses(details, data)
    by_path: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for detail in details:
        if any(detail["loc"][:length] in wrong_branches for length in range(len(detail["loc"]) + 1)):
            continue
        if _path(detail, data) in doses and _of_other_dose(detail, data):
            continue
        by_path.setdefault(_path(detail, data), []).append(detail)
    if not by_path:  # no branch of a union fits at all: then the tag itself is what is wrong
        first = next((detail for detail in details if _is_tag(detail)), details[0])
        by_path[_path(first, data)] = [first]
    deepest = _without_parents(by_path)
    return tuple(
        Problem(file=file, field=dotted(path), message=_message(found, path, data))
        for path, found in by_path.items()
        if path in deepest
    )


def _wrong_branches(details: Sequence[ErrorDetails]) -> set[tuple[str | int, ...]]:
    """Where a component's tag says it is of another kind, what that kind lacks is of no interest."""
    return {detail["loc"][:-1] for detail in details if _is_tag(detail)}


def _doses(details: Sequence[ErrorDetails], data: Any) -> set[tuple[str | int, ...]]:
    """Where a dose is wrong, and the fields inside it."""
    found: set[tuple[str | int, ...]] = set()
    for detail in details:
        if any(_is_dose_label(step) for step in detail["loc"]):
            found.add(_path(detail, data))
            place = next(n for n, step in enumerate(detail["loc"]) if _is_dose_label(step))
            found.add(_steps(detail["loc"][:place], data))
    return found


def _is_dose_label(step: str | int) -> bool:
    return str(step).startswith(("Span", "AtLeast"))


def _of_other_dose(detail: ErrorDetails, data: Any) -> bool:
    """Whether the error tells how a dose is not of a kind that it does not look like (a range, at least, a number)."""
    label = str(detail["loc"][-1])
    place = next((n for n, step in enumerate(detail["loc"]) if _is_dose_label(step)), None)
    found = _found(_path(detail, data) if place is None else _steps(detail["loc"][:place], data), data)
    if place is None:
        return isinstance(found, dict) and ("[" in label or "-" in label)
    looks_like = "AtLeast" if isinstance(found, dict) and "at_least" in found else "Span"
    return not isinstance(found, dict) or not str(detail["loc"][place]).startswith(looks_like)


def _is_tag(detail: ErrorDetails) -> bool:
    return detail["type"] == "literal_error" and bool(detail["loc"]) and detail["loc"][-1] in _TAGS


def _path(detail: ErrorDetails, data: Any) -> tuple[str | int, ...]:
    """The way to the field in the file. The reader's own labels for kinds of value are left out."""
    path = _steps(detail["loc"], data)
    last = detail["loc"][-1] if detail["loc"] else ""
    return (*path, last) if detail["type"].startswith("missing") and path[-1:] != (last,) else path


def _steps(loc: Sequence[str | int], data: Any) -> tuple[str | int, ...]:
    path: list[str | int] = []
    here = data
    for step in loc:
        if isinstance(here, dict) and isinstance(step, str) and step in here:
            path.append(step)
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int):
            path.append(step)
            here = here[step] if step < len(here) else None
    return tuple(path)


def _without_parents(by_path: Iterable[tuple[str | int, ...]]) -> set[tuple[str | int, ...]]:
    paths = set(by_path)
    return paths - {path[:length] for path in paths for length in range(len(path))}


def _found(path: Sequence[str | int], data: Any) -> Any:
    for step in path:
        if isinstance(data, dict) and step not in data:
            return None
        data = data[step]
    return data


def _message(details: Sequence[ErrorDetails], path: Sequence[str | int], data: Any) -> str:
    kinds = {detail["type"] for detail in details}
    first = details[0]
    if "unexpected_keyword_argument" in kinds:
        return f"is not a field of this format{_near_field(str(path[-1]), details, data, path)}"
    if kinds <= {"missing", "missing_argument", "missing_keyword_only_argument"}:
        return "is missing"
    value = shown(_found(path, data))
    if "value_error" in kinds:
        return f"is {value}; {next(_single(d) for d in details if d['type'] == 'value_error')}"
    limit = next((d for d in details if d["type"] in _LIMITS), None)
    if limit is not None and len({d["type"] for d in details} & {"greater_than_equal", "less_than_equal"}) <= 1:
        return f"is {value}; it must be {_LIMITS[limit['type']](limit.get('ctx', {}))}"
    if len(details) > 1:
        return f"is {value}; it must be {_DOSE if _is_dose(details) else _choices(details)}"
    return f"is {value}; {_single(first)}"


def _is_dose(details: Sequence[ErrorDetails]) -> bool:
    return any("Span" in str(step) for detail in details for step in detail["loc"])


def _choices(details: Sequence[ErrorDetails]) -> str:
    return " or ".join(dict.fromkeys(_single(detail).removeprefix("it must be ") for detail in details))


def _single(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind in _LIMITS:
        return f"it must be {_LIMITS[kind](context)}"
    if kind in ("enum", "literal_error"):
        return f"it must be {context.get('expected', '')}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    if kind.startswith("date"):
        why = str(context.get("error", "")) or "write it as 1980-02-29"
        return f"it must be a date that exists, as in 1980-02-29 ({why})"
    return f"it must be {_KINDS.get(kind, detail['msg'].lower())}"


def _near_field(name: str, details: Sequence[ErrorDetails], data: Any, path: Sequence[str | int]) -> str:
    known = sorted({str(key) for detail in details for key in detail.get("ctx", {}).get("fields", ())})
    beside = _found(path[:-1], data)
    near = difflib.get_close_matches(name, known, n=1)
    return f"; is {near[0]} meant?" if near and near[0] not in beside else ""


_LIMITS = {
    "greater_than_equal": lambda c: f"{c['ge']:g} or more",
    "greater_than": lambda c: f"more than {c['gt']:g}",
    "less_than_equal": lambda c: f"{c['le']:g} or less",
    "less_than": lambda c: f"less than {c['lt']:g}",
    "too_long": lambda c: f"at most {c['max_length']} long (it has {c['actual_length']})",
    "too_short": lambda c: f"at least {c['min_length']} long",
    "string_too_long": lambda c: f"at most {c['max_length']} letters",
    "string_too_short": lambda c: f"at least {c['min_length']} letters",
}

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dataclass_type": "an object",
    "mapping_type": "an object",
    "dict_type": "an object",
    "tuple_type": "a list",
    "list_type": "a list",
    "none_required": "null",
    "finite_number": "a finite number",
}

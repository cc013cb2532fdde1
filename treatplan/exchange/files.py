"""Reads and writes intake, plan, visit and referral files. Whatever is wrong with a file ends as one clear line."""

import contextlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from treatplan.domain.errors import Problem, Refused, TooNew, Unavailable, shown
from treatplan.domain.intake import INTAKE_FORMAT, Intake
from treatplan.domain.letters import is_of_a_clinic
from treatplan.domain.modality import Component
from treatplan.domain.plan import PLAN_FORMAT, Plan
from treatplan.domain.referral import REFERRAL_FORMAT, Referral
from treatplan.domain.visit.visit import VISIT_FORMAT, Visit
from treatplan.exchange.canonical import readable
from treatplan.exchange.wording import problems_of

T = TypeVar("T")

FORMATS: dict[str, tuple[type, str]] = {
    "intake": (Intake, INTAKE_FORMAT),
    "plan": (Plan, PLAN_FORMAT),
    "referral": (Referral, REFERRAL_FORMAT),
    "visit": (Visit, VISIT_FORMAT),
}
_MOST_BYTES = 5_000_000  # an intake is some kilobytes; more is not one of ours
_DEEPEST = 40
_COMPONENTS = tuple(kind.__name__ for kind in get_args(Component))
_MODALITIES = tuple(name.lower() for name in _COMPONENTS)


def read_intake(path: Path) -> Intake:
    """The intake in a file. Raises `Refused` naming file, field and value; `Unavailable` where it can't be read."""
    return _read(path, "intake", Intake)


def read_plan(path: Path) -> Plan:
    """The plan in a file, as written: point codes are made canonical by `domain.intactness`. Raises as above."""
    return _read(path, "plan", Plan)


def read_plan_or_referral(path: Path) -> Plan | Referral:
    """What `plan draft` wrote: a plan, or a referral where an emergency stopped it."""
    content = _bytes(path)
    data = _parse(path.name, content)
    if isinstance(data, dict) and data.get("format") == REFERRAL_FORMAT:
        return _made(path.name, content, data, "referral", Referral)
    return _made(path.name, content, data, "plan", Plan)


def intake_of(text: str) -> Intake:
    """The intake of a text, read as strictly as a file. Raises `Refused`, `TooNew`."""
    return _of_text(text, "intake", Intake)


def plan_of(text: str) -> Plan:
    """The plan of a text. Raises as above."""
    return _of_text(text, "plan", Plan)


def read_visit(path: Path) -> Visit:
    """The visit in a file. Raises as above."""
    return _read(path, "visit", Visit)


def visit_of(text: str) -> Visit:
    """The visit of a text. Raises as above."""
    return _of_text(text, "visit", Visit)


def read_text(path: Path) -> str:
    """A text that somebody wrote, such as a note. Raises as above."""
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "is not text in UTF-8; save it as UTF-8 and try again"
        raise Refused(Problem(file=path.name, field="", message=message)) from None


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a full disk or a killed program leaves what was there before.

    The new file is for its owner's eyes only. Raises `Refused` where the place can't hold a file.
    """
    if not path.name or path.is_dir():
        raise Refused(Problem(file=str(path) or "''", field="", message="is a folder; name the file to be written"))
    if not path.parent.is_dir():
        raise Refused(Problem(file=str(path), field="", message="could not be written: there is no such folder"))
    if is_of_a_clinic(path.resolve()) and path.exists():
        raise Refused(Problem(file=str(path), field="", message="is a file of a clinic; name another"))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a device is written to, never replaced
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise Unavailable(f"{path}: could not be written ({_why(error)}). Nothing was changed.") from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".treatplan-")
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            half.unlink()
        raise


def write_value(path: Path, value: object) -> None:
    """Write a value as a readable file of its format."""
    write_text(path, readable(value))


def schema(kind: str) -> str:
    """The JSON Schema (2020-12) of a format, as text."""
    made = _adapter(kind).json_schema(mode="validation")
    for name, part in made.get("$defs", {}).items():
        if name in _COMPONENTS:
            part["required"] = ["modality", *part.get("required", [])]
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMATS[kind][1]} | made
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(FORMATS[name][0])


def _read(path: Path, name: str, kind: type[T]) -> T:
    content = _bytes(path)
    return _made(path.name, content, _parse(path.name, content), name, kind)


def _of_text(text: str, name: str, kind: type[T]) -> T:
    content = text.encode(errors="surrogatepass")  # half a character is then refused in words
    if len(content) > _MOST_BYTES:
        raise Refused(Problem(file="", field="", message=f"is too large to be a {name}"))
    return _made("", content, json.loads(text), name, kind)


def _made(file: str, content: bytes, data: Any, name: str, kind: type[T]) -> T:
    _check_format(file, data, FORMATS[name][1])
    problems = [*_strange_text(file, data), *_unsaid_kinds(file, data, name)]
    if problems:
        raise Refused(*problems)
    try:
        read = _adapter(name).validate_json(content.removeprefix(b"\xef\xbb\xbf"), strict=True)
    except ValidationError as error:
        raise Refused(*problems_of(error, data, file)) from None
    if not isinstance(read, kind):
        raise TypeError(name)
    return read


def _unsaid_kinds(file: str, data: Any, name: str) -> Iterator[Problem]:
    """A component must say what it is: points alone could be needled or warmed."""
    components = data.get("components") if name == "plan" else None
    for index, component in enumerate(components if isinstance(components, list) else ()):
        found = component.get("modality") if isinstance(component, dict) else None
        if isinstance(component, dict) and (not isinstance(found, str) or found not in _MODALITIES):
            what = "is missing" if "modality" not in component else f"is {shown(found)}"
            message = f"{what}; it must be one of {', '.join(_MODALITIES)}"
            yield Problem(file=file, field=f"components[{index}].modality", message=message)


def _strange_text(file: str, data: Any, field: str = "") -> Iterator[Problem]:
    """Control characters (a terminal would obey them) and halves of characters are no text."""
    if isinstance(data, dict):
        for key, entry in data.items():
            yield from _strange_text(file, key, field)
            yield from _strange_text(file, entry, f"{field}.{key}" if field else key)
    elif isinstance(data, list):
        for index, entry in enumerate(data):
            yield from _strange_text(file, entry, f"{field}[{index}]")
    elif isinstance(data, str):
        bad = next((c for c in data if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"), None)
        if bad is not None:
            where = "".join(c for c in field if c.isprintable())
            yield Problem(file=file, field=where, message=f"holds U+{ord(bad):04X}, which is no character of a text")


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused(Problem(file=str(path), field="", message="is a folder; a file is wanted"))
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise Refused(Problem(file=str(path), field="", message="there is no such file")) from None
    except OSError as error:
        raise Unavailable(f"{path}: could not be read ({_why(error)}).") from error
    except ValueError:
        raise Refused(Problem(file=shown(str(path)), field="", message="this can't be the name of a file")) from None
    if len(content) > _MOST_BYTES:
        raise Refused(Problem(file=path.name, field="", message="is too large to be a file of this program"))
    return content


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _parse(file: str, content: bytes) -> Any:
    def refuse(message: str) -> Refused:
        return Refused(Problem(file=file, field="", message=message))

    if not content.strip():
        raise refuse("is empty")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("is not text in UTF-8; save it as UTF-8 and try again") from None
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated"):
            raise refuse(f"ends too early, at {place}: the file is cut off") from None
        raise refuse(f"is not JSON: {error.msg.lower()} at {place}") from None
    except RecursionError:
        raise refuse("is nested too deeply to be a file of this program") from None
    except ValueError as error:
        too_long = "holds a number with far too many digits"
        raise refuse(too_long if str(error).startswith("Exceeds") else str(error)) from None
    if _depth(data) > _DEEPEST:
        raise refuse("is nested too deeply to be a file of this program")
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, entry in pairs:
        if key in made:
            raise ValueError(f"the field {shown(key)} stands twice in the same place; keep one")
        made[key] = entry
    return made


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _depth(data: Any) -> int:
    deepest, level = 0, [data]
    while level:
        deepest += 1
        inner = [list(entry.values()) if isinstance(entry, dict) else entry for entry in level]
        level = [child for entry in inner if isinstance(entry, list) for child in entry]
    return deepest


def _check_format(file: str, data: Any, wanted: str) -> None:
    if not isinstance(data, dict):
        raise Refused(Problem(file=file, field="", message=f"holds no object; a file of format {wanted} is wanted"))
    found = data.get("format")
    if found == wanted:
        return
    name, _, version = wanted.partition("/")
    if isinstance(found, str) and found.startswith(name + "/") and found[len(name) + 1 :].isdigit():
        raise TooNew(
            Problem(
                file=file,
                field="format",
                message=f"is {found}; this program reads {name}/{version}. "
                f"A treatplan that knows {name}/{found[len(name) + 1 :]} is needed",
            )
        )
    what = "is missing" if found is None else f"is {shown(found)}"
    raise Refused(Problem(file=file, field="format", message=f"{what}; {wanted} is wanted"))

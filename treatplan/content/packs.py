"""Loads content packs, one laid over the other, into a `Library` in one language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from treatplan.content.files import Reader
from treatplan.content.gather import ENGLISH, Raw, gather
from treatplan.content.loosening import loosened
from treatplan.content.markdown import blocks
from treatplan.content.schema import LISTS, SHELVES, Manifest, Shelf, problems_of, read_value
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.leaflet import ClaimRules
from treatplan.domain.library import Defaults, DepthLine, Library, Medicine
from treatplan.domain.points import expand
from treatplan.domain.rules import Rule

_CLAIM_RULES = "claim_rules.toml"
_RULES = ("rules", "redflags", "depth_lines.toml")
_BESIDE = ("README", "LICENSE")


@dataclass
class _Stack:
    """What the packs read so far hold together: `raw` as their files say it, `values` as it was understood."""

    language: str
    raw: dict[str, dict[str, Raw]] = field(default_factory=lambda: {shelf.name: {} for shelf in SHELVES})
    values: dict[str, dict[str, Any]] = field(default_factory=lambda: {shelf.name: {} for shelf in SHELVES})
    manifests: list[Manifest] = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)
    made_defaults: Defaults | None = None
    medicines: list[Medicine] = field(default_factory=list)
    depth_lines: dict[str, DepthLine] = field(default_factory=dict)


def load_library(folders: Sequence[Path], language: str = ENGLISH) -> Library:
    """The library of the packs in `folders`, a later pack laid over an earlier one, with words in `language`.

    Where a thing has no words in that language it has the English ones. Ranges of points are written out. Raises
    `Refused` with every problem found, each naming file and field, and `Unavailable` where a file can't be read.
    """
    stack = _Stack(language)
    problems: list[Problem] = []
    for folder in folders:
        problems += _lay(folder, stack)
    if not problems and stack.made_defaults is None:
        where = folders[-1].name if folders else "pack"
        problems.append(Problem(file=f"{where}/defaults.toml", field="", message="is missing"))
    if problems or stack.made_defaults is None:
        raise Refused(*problems)
    return Library(
        name=" + ".join(manifest.name for manifest in stack.manifests),
        version=" + ".join(manifest.version for manifest in stack.manifests),
        rule_set=" + ".join(manifest.rule_set for manifest in stack.manifests if manifest.rule_set),
        language=language,
        defaults=stack.made_defaults,
        medicines=tuple(stack.medicines),
        depth_lines=tuple(stack.depth_lines.values()),
        **{name: MappingProxyType(values) for name, values in stack.values.items()},
    )


def load_claim_rules(folder: Path) -> ClaimRules:
    """What printed texts may say, from the shipped pack; a clinic's pack has no say in it. Raises as above."""
    reader = Reader(folder)
    if _CLAIM_RULES not in reader.names():
        raise Refused(Problem(file=reader.told(_CLAIM_RULES), field="", message="is missing"))
    data = reader.toml(_CLAIM_RULES)
    rules = None if data is None else _value(reader, ClaimRules, data, _CLAIM_RULES)
    if not isinstance(rules, ClaimRules):
        raise Refused(*reader.problems)
    return rules


def _lay(folder: Path, stack: _Stack) -> list[Problem]:
    """Lay one pack over the stack; what is wrong with it."""
    if not folder.is_dir():
        return [Problem(file=str(folder), field="", message="there is no such folder")]
    reader = Reader(folder)
    names = reader.names()
    _refuse_strangers(reader, names)
    _lay_manifest(reader, stack, names)
    if "defaults.toml" in names:
        stack.defaults |= reader.toml("defaults.toml") or {}
        stack.made_defaults = _value(reader, Defaults, stack.defaults, "defaults.toml") or stack.made_defaults
    if "medicines.toml" in names:
        stack.medicines += [made for _, made in _entries(reader, "medicines")]
    if "depth_lines.toml" in names:
        _lay_depth_lines(reader, stack)
    for shelf in SHELVES:
        for id_ in gather(reader, shelf, stack.raw[shelf.name], stack.language, names):
            _lay_thing(reader, shelf, id_, stack)
    return reader.problems


def _refuse_strangers(reader: Reader, names: Sequence[str]) -> None:
    """A misspelt file would else be passed over in silence, and its rules with it."""
    tops = {"pack.toml", "defaults.toml", _CLAIM_RULES, *(f"{stem}.toml" for stem in LISTS)}
    tops |= {shelf.place if not shelf.top else f"{shelf.place}.toml" for shelf in SHELVES}
    worded = tuple(f"{shelf.place}." for shelf in SHELVES if shelf.top and shelf.text)
    for name in names:
        if name not in tops and not name.startswith(_BESIDE) and not (name.startswith(worded) and name[-5:] == ".toml"):
            reader.refuse(name, "", "is not a file or folder of a pack")


def _lay_manifest(reader: Reader, stack: _Stack, names: Sequence[str]) -> None:
    if "pack.toml" not in names:
        reader.refuse("pack.toml", "", "is missing: it says the name and the version of the pack")
        return
    data = reader.toml("pack.toml")
    manifest = None if data is None else _value(reader, Manifest, data, "pack.toml")
    if isinstance(manifest, Manifest):
        stack.manifests.append(manifest)
        # Answers to findings are kept for a set of rules, so a pack that changes rules must name its own.
        if not manifest.rule_set and not set(_RULES).isdisjoint(names):
            reader.refuse("pack.toml", "rule_set", "is missing: a pack that brings rules must name its set of rules")


def _lay_depth_lines(reader: Reader, stack: _Stack) -> None:
    file = "depth_lines.toml"
    seen: set[str] = set()
    for name, line in _entries(reader, "depth_lines"):
        if line.id in seen:
            reader.refuse(file, f"{name}.id", f"is '{line.id}', which stands twice in this file")
        seen.add(line.id)
        made = replace(line, points=_written_out(reader, reader.told(file), f"{name}.points", line.points))
        _refuse_loosened(reader, reader.told(file), name, stack.depth_lines.get(line.id), made)
        stack.depth_lines[line.id] = made


def _entries(reader: Reader, place: str) -> Iterator[tuple[str, Any]]:
    """Where each entry of a file that is a list of tables stands, and its value."""
    file = f"{place}.toml"
    name, kind = LISTS[place]
    data = reader.toml(file) or {}
    for key in data.keys() - {name}:
        reader.refuse(file, key, f"may not stand here; the file is a list of tables, each under [[{name}]]")
    entries = data.get(name, [])
    if not isinstance(entries, list):
        reader.refuse(file, name, f"must be a list of tables, each under [[{name}]]")
        return
    for index, entry in enumerate(entries):
        made = _value(reader, kind, entry, file, f"{name}[{index}]")
        if made is not None:
            yield f"{name}[{index}]", made


def _value(reader: Reader, kind: type, data: Any, file: str, prefix: str = "") -> Any | None:
    try:
        return read_value(kind, data)
    except ValidationError as error:
        _tell(reader, problems_of(error, data, reader.told(file)), prefix)
        return None


def _tell(reader: Reader, problems: Sequence[Problem], prefix: str) -> None:
    for problem in problems:
        inner = ".".join(part for part in (prefix, problem.field) if part)
        reader.problems.append(replace(problem, field=inner))


def _lay_thing(reader: Reader, shelf: Shelf, id_: str, stack: _Stack) -> None:
    raw = stack.raw[shelf.name][id_]
    prefix = id_ if shelf.tables else ""
    made = _thing(reader, shelf, id_, raw)
    if isinstance(made, Rule):
        made = replace(
            made,
            targets=tuple(
                replace(target, points=_written_out(reader, raw.file, f"targets[{index}].points", target.points))
                for index, target in enumerate(made.targets)
            ),
        )
    if made is not None:
        _refuse_loosened(reader, raw.file, prefix, stack.values[shelf.name].get(id_), made)
        stack.values[shelf.name][id_] = made


def _thing(reader: Reader, shelf: Shelf, id_: str, raw: Raw) -> Any | None:
    """The value of one thing, or None with what is wrong told."""
    prefix = id_ if shelf.tables else ""
    if wrong := _incomplete(shelf, id_, raw):
        if not raw.broken:
            reader.problems.append(Problem(file=raw.file, field=prefix, message=wrong))
        return None
    data = dict(raw.facts or {})
    if shelf.text is not None:
        data["text"] = raw.words
    try:
        made = read_value(shelf.kind, data)
    except ValidationError as error:
        _tell(reader, problems_of(error, data, raw.file, raw.text_file), prefix)
        return None
    if raw.body_line and made.text.body:
        try:
            made = replace(made, text=replace(made.text, blocks=blocks(made.text.body, raw.text_file, raw.body_line)))
        except Refused as refused:
            reader.problems += refused.problems
            return None
    return made


def _incomplete(shelf: Shelf, id_: str, raw: Raw) -> str:
    """Why a thing can't be made of what its files hold; "" if it can."""
    if raw.facts is None:
        return "has words, but no pack has its facts"
    if raw.facts.setdefault(shelf.key, id_) != id_:
        return f"has the {shelf.key} '{raw.facts[shelf.key]}', but is called '{id_}'; they must be the same"
    if "text" in raw.facts:
        return "has a field 'text'; words stand in the language file"
    if shelf.text is not None and raw.words is None:
        return "has no words, neither in the language asked for nor in English"
    return ""


def _written_out(reader: Reader, file: str, field_: str, points: Sequence[str]) -> tuple[str, ...]:
    """Points with their ranges written out."""
    codes: list[str] = []
    for text in points:
        try:
            codes += expand(text)
        except ValueError as error:
            reader.problems.append(Problem(file=file, field=field_, message=str(error)))
    return tuple(codes)


def _refuse_loosened(reader: Reader, file: str, prefix: str, earlier: object | None, later: object) -> None:
    if earlier is not None:
        _tell(reader, [Problem(file=file, field=name, message=what) for name, what in loosened(earlier, later)], prefix)

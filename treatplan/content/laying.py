"""Lays one pack over those before it. What is wrong in it is told; the thing in question stays as it was below."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from treatplan.content.files import Reader, plain
from treatplan.content.gather import Raw, gather
from treatplan.content.loosening import loosened
from treatplan.content.markdown import blocks
from treatplan.content.schema import LISTS, SHELVES, Manifest, Shelf, problems_of, read_value
from treatplan.content.stack import DEFAULTS, DEPTH_LINES, ID, MEDICINES, Key, Laid, Layer, Stack
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.library import Defaults
from treatplan.domain.points import expand
from treatplan.domain.rules import Rule

CLAIM_RULES = "claim_rules.toml"
_RULES = ("rules", "redflags", "depth_lines.toml")
_BESIDE = ("README", "LICENSE")
_MADE_FROM = "made_from"
_UNREAD = "unread"


class Laying:
    """Lays one pack. `layer` is what came of it, once `all` or single shelves have been laid."""

    def __init__(self, folder: Path, stack: Stack, *, own: bool) -> None:
        self.reader = Reader(folder, own=own)
        self.stack = stack
        self.own = own
        self.names = self.reader.names()
        self.layer = Layer(folder, self._manifest())
        stack.layers.append(self.layer)

    def all(self) -> Layer:
        """Lay everything; the problems in the layer have their lines."""
        self.strangers()
        self.lists()
        for shelf in SHELVES:
            self.shelf(shelf)
        self.layer.problems = self.reader.with_lines(self.reader.problems)
        return self.layer

    def lists(self) -> None:
        """Lay what is no shelf: the defaults and the lists."""
        self._defaults()
        if "medicines.toml" in self.names:
            for place, made in self._entries("medicines"):
                number = str(len(self.stack.things.get(MEDICINES, {})))
                self.stack.put(self.layer, (MEDICINES, number), self._laid("medicines.toml", place, made))
        if "depth_lines.toml" in self.names:
            self._depth_lines()

    def shelf(self, shelf: Shelf) -> None:
        """Lay the things of one shelf."""
        raw = self.stack.raw(shelf.name)
        before = {id_.casefold(): id_ for id_ in raw} if self.own else {}
        for id_ in gather(self.reader, shelf, raw, self.stack.language, self.names):
            if not ID.fullmatch(id_):
                prefix = plain(id_) if shelf.tables else ""
                self._tell([Problem(file=raw[id_].file, field=prefix, message="is no id: letters, digits, _ and -")])
            elif (shipped := before.get(id_.casefold(), id_)) != id_:
                message = f"is called '{id_}', but '{shipped}' is there already; write it in the same letters"
                self._tell([Problem(file=raw[id_].file, field="", message=message)])
            else:
                self._thing(shelf, id_, raw[id_])

    def strangers(self) -> None:
        """Refuse what has no place in a pack: a misspelt file would else be passed over, and its rules with it."""
        tops = {"pack.toml", "defaults.toml", *(f"{stem}.toml" for stem in LISTS)}
        tops |= {shelf.place if not shelf.top else f"{shelf.place}.toml" for shelf in SHELVES}
        worded = tuple(f"{shelf.place}." for shelf in SHELVES if shelf.top and shelf.text)
        for name in self.names:
            if name == CLAIM_RULES and self.own:
                self.reader.refuse(name, "", "is shipped only: no pack changes what printed texts may claim")
            elif (
                name not in {*tops, CLAIM_RULES}
                and not name.startswith(_BESIDE)
                and not (name.startswith(worded) and name.endswith(".toml"))
            ):
                self.reader.refuse(name, "", "is not a file or folder of a pack")

    # Parts

    def _manifest(self) -> Manifest:
        """Name and version; those of the folder where `pack.toml` can't be read, so that the pack's rules stand."""
        file = "pack.toml"
        unread = Manifest(name=plain(self.reader.folder.name)[:40] or _UNREAD, version=_UNREAD)
        if file not in self.names:
            self.reader.refuse(file, "", "is missing: it says the name and the version of the pack")
            return self._with_rule_set(unread)
        data = self.reader.toml(file)
        found = None if data is None else self._value(Manifest, data, file)
        if not isinstance(found, Manifest):
            return self._with_rule_set(unread)
        for name, wrong in _unusable(found):
            self.reader.refuse(file, name, wrong)
            found = replace(found, **{name: getattr(unread, name)})
        # Answers to findings are kept for a set of rules, so a pack that changes rules must name its own.
        if not found.rule_set and self._has_rules():
            self.reader.refuse(file, "rule_set", "is missing: a pack that brings rules must name its set of rules")
        return self._with_rule_set(found)

    def _with_rule_set(self, manifest: Manifest) -> Manifest:
        if manifest.rule_set or not self._has_rules():
            return manifest
        return replace(manifest, rule_set=f"{manifest.name} {manifest.version}"[:40])

    def _has_rules(self) -> bool:
        return not set(_RULES).isdisjoint(self.names)

    def _defaults(self) -> None:
        file, key = "defaults.toml", (DEFAULTS, "")
        if file not in self.names:
            return
        below = self.stack.top(key)
        facts = {**((below and below.raw.facts) or {}), **(self.reader.toml(file) or {})}
        made = self._value(Defaults, facts, file)
        if made is not None and not self._is_looser(key, file, "", made):
            self.stack.put(self.layer, key, self._laid(file, "", made, facts))

    def _depth_lines(self) -> None:
        file = "depth_lines.toml"
        seen: set[str] = set()
        for place, line in self._entries("depth_lines"):
            if line.id in seen:
                self.reader.refuse(file, f"{place}.id", f"is '{line.id}', which stands twice in this file")
                continue
            seen.add(line.id)
            before = len(self.reader.problems)
            points = self._written_out(self.reader.told(file), f"{place}.points", line.points)
            made = replace(line, points=points)
            if not self._is_looser((DEPTH_LINES, line.id), file, place, made) and len(self.reader.problems) == before:
                self.stack.put(self.layer, (DEPTH_LINES, line.id), self._laid(file, place, made))

    def _laid(self, file: str, place: str, made: Any, facts: dict[str, Any] | None = None) -> Laid:
        return Laid(Raw(file=self.reader.told(file), facts=facts or {"": repr(made)}), made, place)

    def _is_looser(self, key: Key, file: str, place: str, made: object) -> bool:
        below = self.stack.top(key)
        found = [] if below is None else list(loosened(below.value, made))
        self._tell([Problem(file=self.reader.told(file), field=name, message=what) for name, what in found], place)
        return bool(found)

    def _entries(self, stem: str) -> Iterator[tuple[str, Any]]:
        """Where each entry of a file that is a list of tables stands, and its value."""
        file = f"{stem}.toml"
        name, kind = LISTS[stem]
        data = self.reader.toml(file) or {}
        for key in data.keys() - {name}:
            self.reader.refuse(
                file, plain(key), f"may not stand here; the file is a list of tables, each under [[{name}]]"
            )
        entries = data.get(name, [])
        if not isinstance(entries, list):
            self.reader.refuse(file, name, f"must be a list of tables, each under [[{name}]]")
            return
        for index, entry in enumerate(entries):
            made = self._value(kind, entry, file, f"{name}[{index}]")
            if made is not None:
                yield f"{name}[{index}]", made

    def _value(self, kind: type, data: Any, file: str, prefix: str = "") -> Any | None:
        try:
            return read_value(kind, data)
        except ValidationError as error:
            self._tell(problems_of(error, data, self.reader.told(file)), prefix)
        except ValueError as error:
            self.reader.refuse(file, prefix, _deep(error))
        return None

    def _tell(self, problems: Sequence[Problem], prefix: str = "") -> None:
        for problem in problems:
            inner = ".".join(part for part in (prefix, problem.field) if part)
            self.reader.problems.append(replace(problem, field=inner))

    def _thing(self, shelf: Shelf, id_: str, raw: Raw) -> None:
        key, prefix = (shelf.name, id_), id_ if shelf.tables else ""
        before = len(self.reader.problems)
        made_from = self._made_from(raw, prefix)
        made = self._made(shelf, id_, raw)
        if isinstance(made, Rule):
            targets = (
                replace(target, points=self._written_out(raw.file, f"targets[{index}].points", target.points))
                for index, target in enumerate(made.targets)
            )
            made = replace(made, targets=tuple(targets))
        below = self.stack.top(key)
        if made is not None and below is not None:
            for name, what in loosened(below.value, made):
                in_text = name.startswith("text.")
                file = raw.text_file if in_text else raw.file
                self._tell([Problem(file=file, field=name.removeprefix("text."), message=what)], prefix)
        if made is not None and not raw.broken and len(self.reader.problems) == before:
            self.stack.put(self.layer, key, Laid(raw, made, prefix, made_from))

    def _made_from(self, raw: Raw, prefix: str) -> int | None:
        """The version of the thing below that a clinic's own was made from, taken out of the facts."""
        if not self.own or raw.facts is None or _MADE_FROM not in raw.facts:
            return None
        raw.facts = dict(raw.facts)
        found = raw.facts.pop(_MADE_FROM)
        if not raw.file.startswith(self.reader.told("")):  # the facts are those of a pack below
            return None
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            message = "must be the version of the shipped thing, a whole number"
            self._tell([Problem(file=raw.file, field=_MADE_FROM, message=message)], prefix)
            return None
        return found

    def _made(self, shelf: Shelf, id_: str, raw: Raw) -> Any | None:
        """The value of one thing, or None with what is wrong told."""
        prefix = id_ if shelf.tables else ""
        if wrong := _incomplete(shelf, id_, raw):
            if not raw.broken:
                self._tell([Problem(file=raw.file, field=prefix, message=wrong)])
            return None
        data = dict(raw.facts or {})
        if shelf.text is not None:
            data["text"] = raw.words
        try:
            made = read_value(shelf.kind, data)
        except ValidationError as error:
            self._tell(problems_of(error, data, raw.file, raw.text_file), prefix)
            return None
        except ValueError as error:
            self._tell([Problem(file=raw.file, field=prefix, message=_deep(error))])
            return None
        if raw.body_line and made.text.body:
            try:
                body = blocks(made.text.body, raw.text_file, raw.body_line)
            except Refused as refused:
                self._tell(refused.problems)
                return None
            made = replace(made, text=replace(made.text, blocks=body))
        return made

    def _written_out(self, file: str, field_: str, points: Sequence[str]) -> tuple[str, ...]:
        """Points with their ranges written out."""
        codes: list[str] = []
        for text in points:
            try:
                codes += expand(text)
            except ValueError as error:
                self._tell([Problem(file=file, field=field_, message=str(error))])
        return tuple(codes)


def _unusable(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """A plan names packs in one line of text, from which they can be read again."""
    if " + " in manifest.name or manifest.name != manifest.name.strip() or not manifest.name.isprintable():
        yield "name", "must be one line of text without ' + ' and without spaces at its ends"
    if not manifest.version.isprintable() or not manifest.version.isascii() or set(manifest.version) & set(" /+"):
        yield "version", "must be letters, digits and full stops, as in 1.0"


def _incomplete(shelf: Shelf, id_: str, raw: Raw) -> str:
    """Why a thing can't be made of what its files hold; "" if it can."""
    if raw.facts is None:
        return "has words, but no pack has its facts"
    if raw.facts.setdefault(shelf.key, id_) != id_:
        named = plain(str(raw.facts[shelf.key]))
        return f"has the {shelf.key} '{named}', but is called '{id_}'; they must be the same"
    if "text" in raw.facts:
        return "has a field 'text'; words stand in the language file"
    if shelf.text is not None and raw.words is None:
        return "has no words, neither in the language asked for nor in English"
    return ""


def _deep(_error: ValueError) -> str:
    return "is nested too deeply to be a file of a pack"

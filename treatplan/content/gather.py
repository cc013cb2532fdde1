"""Which files of a pack speak of which thing: its facts, and its words in the wanted language or in English."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from treatplan.content.files import Reader
from treatplan.content.schema import Shelf, field_names

ENGLISH = "en"


@dataclass
class Raw:
    """One thing as its files say it: facts and words, and which file to name for each.

    `body_line` is where its Markdown body begins; `broken` that a file could not be read (which has been told).
    """

    file: str = ""
    facts: dict[str, Any] | None = None
    text_file: str = ""
    words: dict[str, Any] | None = None
    body_line: int = 0
    broken: bool = False


def gather(reader: Reader, shelf: Shelf, raw: dict[str, Raw], language: str, names: Sequence[str]) -> list[str]:
    """Put what a pack says of a shelf into `raw`, over what earlier packs said; the ids that it touches."""
    if shelf.top:
        parts = {name: name.split(".") for name in names if name.endswith(".toml")}
        files = [(name, part[0], "".join(part[1:-1])) for name, part in parts.items() if part[0] == shelf.place]
    elif shelf.place in names:
        files = list(reader.files(shelf.place, "toml" if shelf.tables else "md"))
    else:
        return []
    if shelf.tables:
        return _of_tables(reader, files, raw, language)
    return _of_files(reader, shelf, files, raw, language)


def _of_tables(reader: Reader, files: list[tuple[str, str, str]], raw: dict[str, Raw], language: str) -> list[str]:
    """Many things to a file. Facts come first, then English, then the wanted language over it."""
    order = {"": 0, ENGLISH: 1, language: 2}
    seen: dict[tuple[str, str], str] = {}
    unread: set[str] = set()
    doubled: set[str] = set()
    for file, _, spoken in sorted(files, key=lambda entry: order.get(entry[2], 0)):
        if spoken not in order:
            continue
        tables = reader.toml(file)
        if tables is None:
            unread.add(_stem(file))
        for id_, table in (tables or {}).items():
            if not isinstance(table, dict):
                reader.refuse(file, id_, f'must be a table, written ["{id_}"]')
                continue
            if before := seen.get((id_, spoken)):
                reader.refuse(file, id_, f"stands in {before} too")
                doubled.add(id_)
            seen[id_, spoken] = file
            if spoken:
                entry = raw.setdefault(id_, Raw(file=reader.told(file)))
                entry.text_file, entry.words = reader.told(file), table
            else:
                entry = raw.setdefault(id_, Raw())
                entry.file, entry.facts = reader.told(file), table
    for (id_, _), file in seen.items():
        # what is missing here may stand in the file that could not be read
        raw[id_].broken |= _stem(file) in unread or id_ in doubled
    return list(dict.fromkeys(id_ for id_, _ in seen))


def _stem(file: str) -> str:
    """What the neutral file and those of its languages share: `points/BL` of `points/BL.en.toml`."""
    return file.rpartition("/")[2].partition(".")[0]


def _of_files(
    reader: Reader, shelf: Shelf, files: list[tuple[str, str, str]], raw: dict[str, Raw], language: str
) -> list[str]:
    """One file to a thing, and one for each of its languages."""
    worded = {(id_, spoken): file for file, id_, spoken in files if spoken}
    if shelf.text is None:
        for file in worded.values():
            reader.refuse(file, "", "does not belong here: these things have no words of their own")
        worded = {}
    facts = {id_: file for file, id_, spoken in files if not spoken}
    for id_, file in facts.items():
        entry = raw.setdefault(id_, Raw())
        entry.file, entry.facts = reader.told(file), reader.toml(file)
        entry.broken = entry.facts is None
    touched = list(facts)
    for id_ in dict.fromkeys(id_ for id_, _ in worded):
        chosen = worded.get((id_, language)) or worded.get((id_, ENGLISH))
        if chosen is not None:
            entry = raw.setdefault(id_, Raw(file=reader.told(chosen)))
            entry.text_file, entry.words, entry.body_line = reader.told(chosen), None, 0
            _read_words(reader, shelf, chosen, entry)
            entry.broken |= entry.words is None
            touched.append(id_)
    for id_ in touched:
        raw[id_].broken |= reader.is_doubtful(shelf.place, id_)
    return list(dict.fromkeys(touched))


def _read_words(reader: Reader, shelf: Shelf, file: str, entry: Raw) -> None:
    read = reader.front_matter(file)
    if read is None:
        return
    words, body, line = read
    for name in ("body", "blocks"):
        if name in words:
            reader.refuse(file, name, "may not stand here; text is written below the front matter")
            return
    if body and (shelf.text is None or "body" not in field_names(shelf.text)):
        reader.refuse(file, f"line {line}", "is text below the front matter, where none is printed")
        return
    if body:
        words["body"] = body
        entry.body_line = line
    entry.words = words

"""Begins a clinic's own version of a shipped thing: its files in a pack, with the version they were made from."""

import contextlib
from pathlib import Path

from treatplan.content.files import Reader, plain
from treatplan.content.schema import SHELVES, Shelf
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.points import near

_WITH_RULES = ("rules", "redflags")


def adapt(core: Path, what: str, folder: Path) -> tuple[Path, ...]:
    """Copy a shipped thing (`stretches/EX03`) into the pack in `folder`, which is begun if it is not there.

    The files that were written. Raises `Refused` where there is no such thing or a file is there already;
    `Unavailable`. Nothing is left where anything fails.
    """
    place, _, named = what.partition("/")
    shelf = next((one for one in SHELVES if one.place == place and not one.tables), None)
    if shelf is None:
        places = ", ".join(one.place for one in SHELVES if not one.tables)
        raise Refused(Problem(file="", field=plain(what), message=f"is no SHELF/CODE to adapt; shelves are {places}"))
    id_ = _id(core, shelf, named)
    wanted = {f"{place}/{name}": text for name, text in _files(core, shelf, id_).items()}
    if not (folder / "pack.toml").exists():
        wanted = {"pack.toml": _begun(folder, shelf), **wanted}
    for name in wanted:
        if (folder / name).exists():
            raise Refused(Problem(file=str(folder / name), field="", message="is there already; nothing was written"))
    written: list[Path] = []
    try:
        for name, text in wanted.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                written.append(folder / name)
                file.write(text)
    except OSError as error:
        _undo(written)
        raise Unavailable(
            f"{folder}: could not be written ({(error.strerror or 'no reason given').lower()})."
        ) from error
    return tuple(written)


def _id(core: Path, shelf: Shelf, named: str) -> str:
    ids = {name.split(".")[0] for name in Reader(core).names(shelf.place)}
    found = next((id_ for id_ in sorted(ids) if id_.lower() == named.lower()), None)
    if found is None:
        close = ", ".join(near(named, ids)) or "nothing"
        message = f"there is no '{plain(named)}' in {shelf.place}; near it: {close}"
        raise Refused(Problem(file="", field=shelf.place, message=message))
    return found


def _files(core: Path, shelf: Shelf, id_: str) -> dict[str, str]:
    """Name and text of each file of a thing; the facts say which version they were made from."""
    reader = Reader(core)
    files: dict[str, str] = {}
    for name in reader.names(shelf.place):
        if name.split(".")[0] == id_:
            text = reader.text(f"{shelf.place}/{name}") or ""
            if name == f"{id_}.toml":
                version = (reader.toml(f"{shelf.place}/{name}") or {}).get("version", 1)
                text = f"made_from = {version}\n{text}"
            files[name] = text
    return files


def _begun(folder: Path, shelf: Shelf) -> str:
    """The start of a pack, named as its folder."""
    name = plain(folder.resolve().name).replace('"', "").replace("\\", "").replace(" + ", " ")[:40].strip() or "ours"
    lines = [f'name = "{name}"', 'version = "1"']
    if shelf.place in _WITH_RULES:
        lines.append(f'rule_set = "{name[:36]}-1"')
    return "\n".join(lines) + "\n"


def _undo(written: list[Path]) -> None:
    for path in written:
        with contextlib.suppress(OSError):
            path.unlink()

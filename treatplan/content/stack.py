"""What packs hold together, one laid over the other. Each thing keeps what lies below it, to fall back on."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from treatplan.bundle import bundled
from treatplan.content.figures import Figures
from treatplan.content.gather import Raw
from treatplan.content.schema import SHELVES, Manifest
from treatplan.domain.errors import Problem
from treatplan.domain.library import Library, Stamp
from treatplan.domain.packs import Entry

Key: TypeAlias = tuple[str, str]
"""Shelf and id of a thing. The lists are shelves too: `depth_lines` by id, `medicines` by number, `defaults` by ""."""

DEPTH_LINES, MEDICINES, DEFAULTS = "depth_lines", "medicines", "defaults"
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}")
_NOTHING = "-"


@dataclass(frozen=True)
class Laid:
    """One thing as it is with one pack laid over those before: `raw` as the files say it, `value` as understood.

    `place` is where it stands in its file; `made_from` the version below that the pack's facts were made from.
    """

    raw: Raw
    value: Any
    place: str = ""
    made_from: int | None = None


@dataclass
class Layer:
    """One pack: what it is called, what is wrong with it, and which things it brings that stand."""

    folder: Path
    manifest: Manifest
    problems: list[Problem] = field(default_factory=list)
    things: dict[Key, Laid] = field(default_factory=dict)

    @property
    def stamp(self) -> Stamp:
        """Name and version."""
        return Stamp(name=self.manifest.name, version=self.manifest.version)

    def listing(self) -> Mapping[Key, Entry]:
        """What the pack itself says of each thing, so short that two versions can be held against each other."""
        here = f"{self.folder.name}/"
        return {
            key: Entry(
                version=getattr(laid.value, "version", None),
                facts=_digest(laid.raw.facts) if laid.raw.file.startswith(here) else _NOTHING,
                words=_digest(laid.raw.words) if laid.raw.text_file.startswith(here) else _NOTHING,
            )
            for key, laid in self.things.items()
        }


@dataclass
class Stack:
    """The packs read so far. What a later pack says of a thing lies over what earlier ones say."""

    language: str
    layers: list[Layer] = field(default_factory=list)
    things: dict[str, dict[str, list[Laid]]] = field(default_factory=dict)

    def top(self, key: Key) -> Laid | None:
        """A thing as it stands."""
        laid = self.things.get(key[0], {}).get(key[1])
        return laid[-1] if laid else None

    def values(self, shelf: str) -> dict[str, Any]:
        """What stands on a shelf."""
        return {id_: laid[-1].value for id_, laid in self.things.get(shelf, {}).items()}

    def raw(self, shelf: str) -> dict[str, Raw]:
        """What the files say of a shelf; the next pack may write into it."""
        return {id_: replace(laid[-1].raw) for id_, laid in self.things.get(shelf, {}).items()}

    def put(self, layer: Layer, key: Key, laid: Laid) -> None:
        """Lay a thing over what is there."""
        self.things.setdefault(key[0], {}).setdefault(key[1], []).append(laid)
        layer.things[key] = laid

    def take(self, layer: Layer, key: Key) -> None:
        """Take a layer's version of a thing away again: what lies below stands."""
        taken = layer.things.pop(key)
        laid = self.things[key[0]][key[1]]
        laid[:] = [other for other in laid if other is not taken]
        if not laid:
            del self.things[key[0]][key[1]]

    def forget(self, layer: Layer, shelf: str) -> None:
        """Let go of what the files said of a shelf that nothing will be laid over."""
        for id_ in self.things.pop(shelf, {}):
            del layer.things[shelf, id_]

    def below(self, layer: Layer, key: Key) -> Laid | None:
        """What a layer's version of a thing lies on."""
        laid = self.things[key[0]][key[1]]
        index = next(index for index, other in enumerate(laid) if other is layer.things[key])
        return laid[index - 1] if index else None

    def library(self) -> Library:
        """The library as it stands."""
        shelves: dict[str, Any] = {shelf.name: MappingProxyType(self.values(shelf.name)) for shelf in SHELVES}
        return Library(
            **heading(self.layers),
            language=self.language,
            defaults=self.values(DEFAULTS)[""],
            medicines=tuple(self.values(MEDICINES).values()),
            depth_lines=tuple(self.values(DEPTH_LINES).values()),
            **shelves,
        )


def heading(layers: list[Layer]) -> dict[str, Any]:
    """Names and versions of the packs, as the library has them."""
    return {
        "name": " + ".join(layer.manifest.name for layer in layers),
        "version": " + ".join(layer.manifest.version for layer in layers),
        "rule_set": " + ".join(layer.manifest.rule_set for layer in layers if layer.manifest.rule_set),
        "packs": tuple(layer.stamp for layer in layers),
        "figures": Figures(bundled("resources") / "figures"),
    }


def _digest(found: Any) -> str:
    if found is None:
        return _NOTHING
    return hashlib.sha256(repr(_sorted(found)).encode(errors="surrogatepass")).hexdigest()[:16]


def _sorted(found: Any) -> Any:
    """The same whatever the order of the keys."""
    if isinstance(found, dict):
        return [(key, _sorted(found[key])) for key in sorted(found)]
    return [_sorted(entry) for entry in found] if isinstance(found, list) else found

"""A clinic's own packs laid over the shipped one: what is broken is left out and told, all else is used.

What is broken in a thing that a clinic adapted leaves the shipped thing standing; a rule above all.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from treatplan.content.check import doubts, flaws
from treatplan.content.files import Reader
from treatplan.content.packs import lay
from treatplan.content.schema import SHELVES
from treatplan.content.stack import MEDICINES, Key, Laid, Layer, Stack
from treatplan.content.vocabulary import SAFETY_SECTIONS
from treatplan.domain.claims import problems_of as claim_problems
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.leaflet import ClaimRules, Leaflet
from treatplan.domain.library import Library
from treatplan.domain.packs import Adapted, PackReport

_PLACES = {shelf.name: shelf.place for shelf in SHELVES}


def laid(shipped: Path, own: Sequence[Path], language: str) -> Stack:
    """The shipped pack and a clinic's own over it, each thing of theirs that can't be used taken away again.

    Raises `Refused` with what is wrong in the shipped pack, and `Unavailable`.
    """
    stack = lay((shipped, *own), language)
    if stack.layers[0].problems:
        raise Refused(*stack.layers[0].problems)
    while dropped := _drop(stack):  # what named a thing that has just gone leads nowhere now
        for layer, problems in dropped:
            layer.problems += Reader(layer.folder, own=True).with_lines(problems)
    return stack


def report(stack: Stack, layer: Layer, today: date, claims: ClaimRules) -> PackReport:
    """One pack of a stack as a person is told of it."""
    over = [key for key in layer.things if stack.below(layer, key) is not None]
    library = stack.library()
    return PackReport(
        folder=layer.folder.name,
        name=layer.manifest.name,
        version=layer.manifest.version,
        rule_set=layer.manifest.rule_set,
        adds=tuple(_name(key) for key in layer.things if key not in over and key[0] in _PLACES),
        adapts=tuple(_adapted(stack, layer, key) for key in over),
        problems=tuple(layer.problems),
        warnings=tuple(_warnings(stack, layer, library, today, claims)),
    )


def _drop(stack: Stack) -> list[tuple[Layer, list[Problem]]]:
    """Take away what can't be used of the packs laid over the first; what was wrong with it, by layer."""
    own = {
        key: (layer, one) for layer in stack.layers[1:] for key, one in layer.things.items() if _is_top(stack, key, one)
    }
    found: dict[Key, list[Problem]] = {}
    for key, (_, one) in own.items():
        if replaced := _replaces_safety(stack, one.value):
            message = f"takes the place of {replaced}, which keeps patients safe; adapt that leaflet instead"
            found.setdefault(key, []).append(_problem(one, "replaces", message))
    numbers = list(stack.things.get(MEDICINES, {}))
    counted = {(MEDICINES, str(index)): (MEDICINES, number) for index, number in enumerate(numbers)}
    only = {told for told, key in counted.items() if key in own} | {key for key in own if key[0] != MEDICINES}
    for told, (field, message) in flaws(stack.library(), only) if only else ():
        key = counted.get(told, told)
        found.setdefault(key, []).append(_problem(own[key][1], field, message))
    dropped: dict[int, tuple[Layer, list[Problem]]] = {}
    for key, problems in found.items():
        layer = own[key][0]
        stack.take(layer, key)
        dropped.setdefault(id(layer), (layer, []))[1].extend(problems)
    return list(dropped.values())


def _replaces_safety(stack: Stack, thing: object) -> str:
    """The shipped leaflet about safety that a leaflet of a clinic's own would keep from patients; "" if none."""
    if not isinstance(thing, Leaflet):
        return ""
    shipped = stack.layers[0].things
    before = shipped.get(("leaflets", thing.id))
    kept = before.value.replaces if before is not None else ()
    for id_ in thing.replaces:
        replaced = shipped.get(("leaflets", id_))
        if replaced is not None and id_ not in kept and replaced.value.section in SAFETY_SECTIONS:
            return id_
    return ""


def _is_top(stack: Stack, key: Key, one: Laid) -> bool:
    return stack.top(key) is one


def _problem(one: Laid, field: str, message: str) -> Problem:
    """What is wrong with a thing, told of the file of its facts or that of its words."""
    in_text = bool(one.raw.text_file) and field.startswith("text.")
    inner = field.removeprefix("text.") if in_text else field
    parts = (one.place, inner)
    file = one.raw.text_file if in_text else one.raw.file
    return Problem(file=file, field=".".join(part for part in parts if part), message=message)


def _name(key: Key) -> str:
    return f"{_PLACES.get(key[0], key[0])}/{key[1]}".rstrip("/")


def _adapted(stack: Stack, layer: Layer, key: Key) -> Adapted:
    below = stack.below(layer, key)
    return Adapted(
        what=_name(key),
        made_from=layer.things[key].made_from,
        shipped=getattr(below.value, "version", None) if below else None,
    )


def _warnings(stack: Stack, layer: Layer, library: Library, today: date, claims: ClaimRules) -> Iterator[Problem]:
    here = f"{layer.folder.name}/"
    found = [problem for key in layer.things for problem in _origin(stack, layer, key, here)]
    tops = {key for key, one in layer.things.items() if stack.top(key) is one and key[0] in _PLACES}
    for key, (field, message) in doubts(library, tops, today):
        found.append(_problem(layer.things[key], field, message))
    texts = {_name(key): layer.things[key].raw for key in tops}
    for problem in claim_problems(library, claims):
        raw = texts.get(problem.file.removesuffix(".toml").removesuffix(".md").removesuffix(".en"))
        if raw is not None:
            yield Problem(file=raw.text_file or raw.file, field=problem.field, message=problem.message)
    yield from Reader(layer.folder, own=True).with_lines(found)


def _origin(stack: Stack, layer: Layer, key: Key, here: str) -> Iterator[Problem]:
    """Whether an adapted thing says what it was made from, and whether that is what is shipped."""
    one, below = layer.things[key], stack.below(layer, key)
    if not one.raw.file.startswith(here) or key[0] not in _PLACES:
        return
    if below is None:
        if one.made_from is not None:
            yield _problem(one, "made_from", f"names version {one.made_from} of a thing that is shipped no more")
        return
    now = getattr(below.value, "version", None)
    if now is None or now == one.made_from:
        return
    if one.made_from is None:
        message = f"is missing: say from which version it was made; what is shipped is version {now} now"
    else:
        message = f"is {one.made_from}, but what is shipped is version {now} now: see whether yours should change too"
    yield _problem(one, "made_from", message)

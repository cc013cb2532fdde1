"""How complete a plan is by the standard of each modality: done, asked, and what is missing.

What is not applicable, and what only a visit can answer, is left out of the count.
"""

from collections.abc import Iterator
from enum import Enum, auto

from treatplan.domain.dose import Absent
from treatplan.domain.library import Library
from treatplan.domain.modality import Component
from treatplan.domain.plan import Plan
from treatplan.domain.standard import Standard, StandardItem
from treatplan.domain.value import value


@value
class Completeness:
    """One component against its standard. `unverified` items come from memory of the standard, not from its text."""

    standard: str
    name: str
    modality: str
    done: int
    asked: int
    missing: tuple[StandardItem, ...]
    unverified: tuple[str, ...]


class _State(Enum):
    FILLED = auto()
    MISSING = auto()
    NOT_APPLICABLE = auto()


def completeness(plan: Plan, library: Library) -> tuple[Completeness, ...]:
    """Each component of the plan against the standard of its modality, in the plan's order."""
    by_modality = {standard.modality: standard for standard in library.standards.values()}
    return tuple(
        _against(by_modality[component.modality], plan, component)
        for component in plan.components
        if component.modality != "advice" and component.modality in by_modality
    )


def _against(standard: Standard, plan: Plan, component: Component) -> Completeness:
    states = {item.id: _state(item, plan, component) for item in standard.items if item.need == "plan"}
    asked = [item for item in standard.items if states.get(item.id, _State.NOT_APPLICABLE) is not _State.NOT_APPLICABLE]
    missing = tuple(item for item in asked if states[item.id] is _State.MISSING)
    return Completeness(
        standard=standard.id,
        name=standard.name,
        modality=standard.modality,
        done=len(asked) - len(missing),
        asked=len(asked),
        missing=missing,
        unverified=tuple(item.id for item in asked if not item.verified),
    )


def _state(item: StandardItem, plan: Plan, component: Component) -> _State:
    """Filled if one alternative is; not applicable if one says so and none is filled."""
    states = [_all(paths, plan, component) for paths in item.fields]
    for state in (_State.FILLED, _State.NOT_APPLICABLE):
        if state in states:
            return state
    return _State.MISSING


def _all(paths: tuple[str, ...], plan: Plan, component: Component) -> _State:
    states = {_one(path, plan, component) for path in paths}
    if _State.MISSING in states:
        return _State.MISSING
    return _State.FILLED if _State.FILLED in states else _State.NOT_APPLICABLE


def _one(path: str, plan: Plan, component: Component) -> _State:
    if path == "others":
        return _State.FILLED if len(plan.components) > 1 else _State.MISSING
    start, rest = (component, path.removeprefix("component.")) if path.startswith("component.") else (plan, path)
    found = list(_values(start, rest.split(".")))
    if found and all(entry is Absent.NOT_APPLICABLE for entry in found):
        return _State.NOT_APPLICABLE
    return _State.FILLED if found and all(_is_filled(entry) for entry in found) else _State.MISSING


def _values(start: object, steps: list[str]) -> Iterator[object]:
    """What stands at the end of a path; `name[]` goes into every entry of a list."""
    step, *rest = steps
    name = step.removesuffix("[]")
    if isinstance(start, Absent):
        yield start
        return
    found = getattr(start, name)
    for entry in found if step.endswith("[]") and isinstance(found, tuple) else (found,):
        if rest:
            yield from _values(entry, rest)
        else:
            yield entry


def _is_filled(entry: object) -> bool:
    return not isinstance(entry, Absent) and entry not in (None, "", ())

"""Whether a dotted path of a content file leads to a field of the intake, and which words may stand there.

The same paths that `domain.fieldtest` follows in an intake, followed here in its types.
"""

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from treatplan.domain.intake import Intake

_COMPUTED: Mapping[str, object] = {"patient.age_years": float, "complaint.duration_days": float, "facts": str}


@cache
def kind_at(path: str) -> Any | None:
    """The type of what stands at a path (`float`, `str`, an enum, a value); None if there is no such field."""
    if path in _COMPUTED:
        return _COMPUTED[path]
    here: Any = Intake
    steps = path.split(".")
    while steps:
        here = _bare(here)
        if get_origin(here) is Mapping:
            # a key may hold a dot (RF13.weight_loss), so what follows is told from the type of the entry
            here = get_args(here)[1]
            steps = steps[-1:] if is_dataclass(here) and len(steps) > 1 else []
            continue
        hints = get_type_hints(here) if is_dataclass(here) else {}
        if steps[0] not in hints:
            return None
        here = hints[steps[0]]
        steps = steps[1:]
    return _bare(here)


def words_at(path: str) -> frozenset[str] | None:
    """The words that may stand at a path, if they are a closed set."""
    kind = kind_at(path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return frozenset(str(member.value) for member in kind)
    return None


def _bare(kind: Any) -> Any:
    """Without what says optional or many: `tuple[Modifier, ...] | None` is `Modifier`."""
    while True:
        origin, inner = get_origin(kind), get_args(kind)
        if origin in {Union, types.UnionType}:
            kind = next(part for part in inner if part is not type(None))
        elif origin is tuple:
            kind = inner[0]
        else:
            return kind

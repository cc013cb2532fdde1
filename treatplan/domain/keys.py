"""The key of a finding: what an answer to it must carry. It changes with the fact, the items and what they do."""

import hashlib
from collections.abc import Iterable

from treatplan.domain.findings import Fact, Touched

_LETTERS = 16


def key_of(rule: str, rule_set: str, items: Iterable[Touched], fact: Fact) -> str:
    """First 16 hex letters of the SHA-256 over rule, rule set, touched items (in any order) and the fact."""
    touched = sorted(f"{item.item_id}={item.detail}" for item in items)
    # written by length, so that no name can be read as two
    place = (*sorted(fact.regions), *sorted(fact.levels))
    parts = (rule, rule_set, fact.field, fact.seen, *sorted(fact.also), *place, *touched)
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_LETTERS]

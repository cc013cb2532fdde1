"""What a signature stands under. The text of a visit is signed by its digest, together with what its row says of it.

So neither the text nor patient, plan, number, signer or time can be changed without the signature telling; and none
of it can be moved to another visit or another clinic.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime


def digest_of(text: str) -> str:
    """SHA-256 of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def statement(kind: str, parts: Sequence[str | int | datetime | None]) -> str:
    """The one text that is signed: each part with its length before it, so that no two lists read the same."""
    words = [kind, *(_word(part) for part in parts)]
    return "".join(f"{len(word)}:{word}" for word in words)


def _word(part: str | int | datetime | None) -> str:
    if isinstance(part, datetime):
        return part.astimezone(UTC).isoformat(timespec="microseconds")
    return "-" if part is None else str(part)

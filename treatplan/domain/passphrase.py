"""What a passphrase must be. Long is enough: no rule asks for digits or capitals, and none expires."""

import unicodedata
from collections.abc import Sequence

LEAST = 15  # characters after NFKC
MOST = 512
_FEWEST_DIFFERENT = 6
_OWN_LETTERS = 8  # letters and digits that must be left when the names are taken out
_SHORTEST_WORD = 3  # of a name: shorter parts ("of", "&") say nothing about whose name it is


def passphrase_problem(passphrase: str, names: Sequence[str] = ()) -> str | None:
    """The key of what is wrong with a passphrase, or None. `names` are those of the user and of the clinic.

    The keys are `passphrase.short`, `.long`, `.repeats` (too few different characters) and `.name` (nothing but names).
    """
    if len(passphrase) > 4 * MOST:  # normalising a book would take long, and no composing makes it this short
        return "passphrase.long"
    normal = unicodedata.normalize("NFKC", passphrase)
    if len(normal) < LEAST:
        return "passphrase.short"
    if len(normal) > MOST:
        return "passphrase.long"
    folded = normal.casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return "passphrase.repeats"
    if names and len(_without(folded, names)) < _OWN_LETTERS:
        return "passphrase.name"
    return None


def _without(text: str, names: Sequence[str]) -> str:
    """The letters and digits of `text` that belong to no name and no word of one."""
    parts = {_letters(name) for name in names}
    parts |= {_letters(word) for name in names for word in name.split() if len(_letters(word)) >= _SHORTEST_WORD}
    left = _letters(text)
    for part in sorted(parts - {""}, key=lambda part: (-len(part), part)):
        left = left.replace(part, "")
    return left


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())

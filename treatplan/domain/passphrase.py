"""What a passphrase must be. Long is enough: no rule asks for digits or capitals, and none expires."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

LEAST = 15  # characters after NFKC
MOST = 512
_FEWEST_DIFFERENT = 6
_OWN_LETTERS = 8  # letters and digits that must be left when the names are taken out
_SHORTEST_WORD = 3  # of a name: shorter parts ("of", "&") say nothing about whose name it is
_SHORTEST_COMMON = 4
_OF_THE_PRODUCT = ("treatplan", "acupuncture", "acupuncturist", "clinic", "patient", "passphrase", "password")
_IN_A_ROW = 0.7  # of the pairs of letters: so much of it follows the alphabet, or counts


def passphrase_problem(passphrase: str, names: Sequence[str] = (), common: Collection[str] = ()) -> str | None:
    """The key of what is wrong with a passphrase, or None.

    `names` are those of the user and of the clinic; `common` are words and phrases that many people take.
    The keys are `passphrase.short`, `.long`, `.repeats` (too few different characters), `.name` (nothing but names) and
    `.common` (nothing but what is tried first: such words, the alphabet, the program's own).
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
    named = _parts(names, _SHORTEST_WORD)
    own = _without(folded, named)
    if own != _letters(folded) and len(own) < _OWN_LETTERS:  # where no name stands in it, its signs are its own
        return "passphrase.name"
    usual = {_letters(one) for one in (*_OF_THE_PRODUCT, *common)}
    usual = {one for one in usual if len(one) >= _SHORTEST_COMMON or not one.isascii()}
    if _counts_on(folded) or len(_without(folded, named | usual)) < _OWN_LETTERS <= len(_letters(folded)):
        return "passphrase.common"
    return None


def _parts(names: Iterable[str], shortest: int) -> set[str]:
    """Names without what is no letter, and their words."""
    whole = {_letters(name) for name in names}
    return whole | {_letters(word) for name in names for word in name.split() if len(_letters(word)) >= shortest}


def _without(text: str, parts: Collection[str]) -> str:
    """The letters and digits of `text` that belong to none of the parts, the longest taken out first."""
    left = _letters(text)
    held = [part for part in parts if part and part in left]  # a list of thousands is gone through once
    for part in sorted(held, key=lambda part: (-len(part), part)):
        left = left.replace(part, "")
    return left


def _counts_on(text: str) -> bool:
    """Whether most of a text goes on by one letter or digit, up or down: abcdef, 98765."""
    pairs = list(pairwise(_letters(text)))
    steps = sum(abs(ord(one) - ord(next_)) == 1 for one, next_ in pairs)
    return bool(pairs) and steps / len(pairs) >= _IN_A_ROW


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())

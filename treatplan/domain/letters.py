"""Which signs a text may hold. What is no letter is refused where it is stored, or taken out where it is typed."""

import re
import unicodedata
from pathlib import PurePath

_NO_TEXT = frozenset({"Cc", "Cs"})  # control characters, halves of characters
_BREAKS = frozenset({"Zl", "Zp"})
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # count as letters, and show nothing
_BREAK = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_OF_A_CLINIC = (".treatplan", ".tpkeys", ".tpanchor", ".tpbackup")


def is_blank(text: str) -> bool:
    """Whether nothing of a text could be seen: only spaces, also such as take no room."""
    return all(char in _UNSEEN or unicodedata.category(char)[0] in "CZ" for char in text)


def strange(text: str) -> bool:
    """Whether a text of one line holds what is no letter of it: a control character, a break, what turns writing.

    What turns the direction of writing could show one name as another. Marks that Arabic and Hebrew need are no such.
    """
    return any(
        unicodedata.category(char) in _NO_TEXT | _BREAKS or unicodedata.bidirectional(char) in _TURNING for char in text
    )


def one_line(text: str) -> str:
    """A text as it goes into one line: a break or a tab is a space, what else is strange is left out."""
    return "".join(char for char in _BREAK.sub(" ", text) if not strange(char))


def many_lines(text: str) -> str:
    """A text as it goes into a field of several lines: control characters and halves of characters are left out."""
    return "".join(char for char in text if char in "\n\r\t" or unicodedata.category(char) not in _NO_TEXT)


def is_of_a_clinic(path: PurePath) -> bool:
    """Whether a file bears the name of a clinic, its keys or its backup: nothing else is ever written over it."""
    return any(ending.startswith(_OF_A_CLINIC) for ending in path.suffixes)

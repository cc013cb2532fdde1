"""Login names: how they are kept, when two are the same, and what is no name."""

import unicodedata

LONGEST = 100  # letters
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # they could dress one name up as another


def kept(name: str) -> str:
    """The name as it is stored and shown: composed, without spaces around it or doubled in it."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def folded(name: str) -> str:
    """What of a name counts when two are compared: no case, no width, no invisible characters."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return kept("".join(char for char in text if unicodedata.category(char) != "Cf"))


def fault(name: str) -> str:
    """What is wrong with a name that is to be stored, or nothing."""
    if not folded(name):
        return "is empty"
    if len(name) > LONGEST:
        return f"is longer than {LONGEST} letters"
    if any(unicodedata.category(char) in _NO_TEXT or unicodedata.bidirectional(char) in _TURNING for char in name):
        return "holds a character that is no part of a name"
    return ""

"""How hard a text is to read: its sentences, and the school grade that two formulas give it."""

import re
from collections.abc import Iterable, Iterator

from treatplan.domain.paper import Block, ItemList, Paragraph, Rich, Subheading

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_WORD = re.compile(r"[A-Za-zÀ-ž0-9]+(?:['’.,-][A-Za-zÀ-ž0-9]+)*")
_NAME = "name"


def sentences(text: str) -> list[str]:
    """The sentences of a text, spaces tidied. A full stop inside a number (1.5, 10,000) does not end one."""
    held = re.sub(r"(?<=\d)\.(?=\d)", "\u2024", text)
    found = (" ".join(match.group().split()).replace("\u2024", ".") for match in _SENTENCE.finditer(held))
    return [sentence for sentence in found if re.search(r"\w", sentence)]


def words(text: str) -> list[str]:
    """The words of a text; a number is one, and so is what a hyphen joins."""
    return _WORD.findall(text)


def words_a_sentence(text: str) -> float:
    """How long the sentences of a text are, on average."""
    return len(words(text)) / max(1, len(sentences(text)))


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of an English text; syllables are counted by groups of vowels."""
    found = words(text)
    if not found:
        return 0.0
    return 0.39 * words_a_sentence(text) + 11.8 * sum(map(_syllables, found)) / len(found) - 15.59


def letters_grade(text: str) -> float:
    """Automated readability index: as `reading_grade`, but from the length of words in letters."""
    found = words(text)
    if not found:
        return 0.0
    letters = sum(char.isalnum() for word in found for char in word)
    return 4.71 * letters / len(found) + 0.5 * words_a_sentence(text) - 21.43


def set_aside(text: str, names: Iterable[str], required: Iterable[str] = ()) -> str:
    """The text as it is measured: `required` sentences left out, each of `names` an ordinary word of one syllable."""
    for sentence in required:
        text = text.replace(sentence, "")
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _NAME, text, flags=re.IGNORECASE)
    return text


def prose(blocks: Iterable[Block]) -> Iterator[str]:
    """The running text of blocks as it is read: a paragraph, a subheading or an entry of a list each."""
    for block in blocks:
        match block:
            case Paragraph():
                yield spoken(block.text)
            case Subheading():
                yield block.text
            case ItemList():
                yield from map(spoken, block.items)
            case _:
                pass


def spoken(text: Rich) -> str:
    """Rich text without its faces."""
    return "".join(run.text for run in text)


def _syllables(word: str) -> int:
    lower = word.lower()
    groups = len(re.findall(r"[aeiouyà-ž]+", lower))
    silent = lower.endswith("e") and not lower.endswith(("le", "ee", "ye")) and groups > 1
    return max(1, groups - silent)

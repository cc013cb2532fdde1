"""Reads the wording of a language from its gettext catalogue (`en.po`): keys instead of sentences as message ids."""

import gettext
from io import BytesIO
from pathlib import Path

import polib

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.texts import Texts, fill, places

ENGLISH = "en"
_UTF8 = "text/plain; charset=UTF-8"


class _NothingElse(gettext.NullTranslations):
    """The end of every catalogue: a key that nobody knows is a mistake, never printed as it stands."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002  (gettext's own names)
        raise KeyError(msgid1)


def load_texts(folder: Path, language: str = ENGLISH) -> Texts:
    """The wording in `language`, with English for what is not translated (or is marked as unsure).

    Raises `Refused` where there is no catalogue, or it can't be used.
    """
    english = _entries(folder, ENGLISH)
    catalogue = _compiled(ENGLISH, english)
    catalogue.add_fallback(_NothingElse())
    if language != ENGLISH:
        translated = _entries(folder, language)
        _refuse_other_places(translated, english, f"{language}.po")
        base, catalogue = catalogue, _compiled(language, translated)
        catalogue.add_fallback(base)
    return Texts(language, catalogue)


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that have a catalogue, English first."""
    found = sorted(path.stem for path in folder.glob("*.po") if not path.name.startswith("."))
    return tuple(sorted(found, key=lambda language: language != ENGLISH))


def _entries(folder: Path, language: str) -> polib.POFile:
    file = f"{language}.po"
    if language not in languages(folder):
        raise Refused(Problem(file=file, field="", message="there is no wording in this language"))
    try:
        return polib.pofile(str(folder / file), encoding="utf-8", check_for_duplicates=True)
    except (OSError, ValueError) as error:  # polib says with both that the text is not a catalogue
        message = f"is not a catalogue of wording: {str(error).replace(str(folder / file), file)[:200]}"
        raise Refused(Problem(file=file, field="", message=message)) from None


def _compiled(language: str, entries: polib.POFile) -> gettext.GNUTranslations:
    entries.metadata["Content-Type"] = _UTF8
    for entry in entries.translated_entries():
        for text in _wordings(entry):
            if not {"{", "}"}.isdisjoint(fill(text, dict.fromkeys(places(text), ""))):
                problem = f"has a brace that is no place for a value: '{text[:80]}'"
                raise Refused(Problem(file=f"{language}.po", field=entry.msgid, message=problem))
    try:
        return gettext.GNUTranslations(BytesIO(entries.to_binary()))
    except ValueError as error:  # a Plural-Forms header that is no formula
        raise Refused(Problem(file=f"{language}.po", field="Plural-Forms", message=str(error)[:200])) from None


def _wordings(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


def _refuse_other_places(translated: polib.POFile, english: polib.POFile, file: str) -> None:
    """A translation asks for the values that English asks for; more would fail while printing."""
    known = {entry.msgid: entry for entry in english.translated_entries()}
    problems = []
    for entry in translated.translated_entries():
        if entry.msgid not in known:
            problems.append(Problem(file=file, field=entry.msgid, message="is not a key of the English wording"))
            continue
        given = frozenset[str]().union(*map(places, _wordings(known[entry.msgid])))
        extra = frozenset[str]().union(*map(places, _wordings(entry))) - given
        if extra:
            message = f"asks for {', '.join(sorted(extra))}, which the English wording does not have"
            problems.append(Problem(file=file, field=entry.msgid, message=message))
    if problems:
        raise Refused(*problems)

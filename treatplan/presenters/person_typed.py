"""Who a patient is, as it stands in a form: as it is typed, as it is stored, and as it is kept while it is typed."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from treatplan.domain.differing import NOTHING, Path
from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.record import Person
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.saying import day

LANGUAGES = (
    "en",
    "ar",
    "bn",
    "de",
    "es",
    "fr",
    "hi",
    "it",
    "ja",
    "ko",
    "pa",
    "pl",
    "pt",
    "ru",
    "so",
    "tr",
    "ur",
    "vi",
    "zh",
)
_WAS, _LOCK = "was.", "lock"


@value
class Typed:
    """The form as it was typed. The birth date is `None` while nothing there can be read as a day."""

    family_name: str = ""
    given_name: str = ""
    other_names: str = ""
    birth_date: date | None = None
    sex: str = Sex.NOT_RECORDED.value
    phone: str = ""
    language: str = "en"
    print_size: str = PrintSize.STANDARD.value
    access_needs: str = ""


def as_typed(person: Person) -> Typed:
    """A stored person as the form shows them."""
    return Typed(
        family_name=person.family_name,
        given_name=person.given_name,
        other_names=person.other_names,
        birth_date=person.birth_date,
        sex=person.sex.value,
        phone=person.phone,
        language=person.language,
        print_size=person.print_size.value,
        access_needs=person.access_needs,
    )


def as_person(typed: Typed) -> Person:
    """What is stored of a form. Raises `ValueError` without a birth date."""
    if typed.birth_date is None:
        raise ValueError("no birth date")
    return Person(
        family_name=typed.family_name.strip(),
        given_name=typed.given_name.strip(),
        other_names=typed.other_names.strip(),
        birth_date=typed.birth_date,
        sex=Sex(typed.sex),
        phone=typed.phone.strip(),
        language=typed.language,
        print_size=PrintSize(typed.print_size),
        access_needs=typed.access_needs.strip(),
    )


# As it is kept while it is typed: with what it was when the form was opened, so that two versions can be compared


def to_keep(typed: Typed, was: Typed | None = None, lock: int = 0) -> dict[str, str]:
    """The form in plain texts, with what was stored when it was opened, and its lock, where anything was."""
    if was is None:
        return _texts(typed)
    return {**_texts(typed), **{f"{_WAS}{name}": text for name, text in _texts(was).items()}, _LOCK: str(lock)}


def typed_in(kept: Mapping[str, str]) -> Typed:
    """The form as it was typed."""
    return _typed(kept)


def was_in(kept: Mapping[str, str]) -> tuple[Typed, int] | None:
    """What was stored when the form was opened, with its lock; None for a patient who was new."""
    was = {name.removeprefix(_WAS): text for name, text in kept.items() if name.startswith(_WAS)}
    return (_typed(was), int(kept[_LOCK])) if was else None


def _texts(typed: Typed) -> dict[str, str]:
    found = {one.name: getattr(typed, one.name) for one in fields(typed)}
    return {
        name: text if isinstance(text, str) else text.isoformat() for name, text in found.items() if text is not None
    }


def _typed(kept: Mapping[str, str]) -> Typed:
    own = {one.name: kept[one.name] for one in fields(Typed) if one.name in kept and one.name != "birth_date"}
    born = kept.get("birth_date")
    return Typed(**own, birth_date=date.fromisoformat(born) if born else None)


class PersonWords:
    """The fields of a person in the words of their form. Fills `Tell`."""

    def __init__(self, texts: Texts, words: Texts) -> None:
        self._texts, self._words = texts, words

    def name(self, path: Path) -> str:
        return self._texts.say(f"form.{path[0]}")

    def said(self, path: Path, found: object) -> str:
        """As the form shows it."""
        if found is NOTHING or not found:
            return ""
        if isinstance(found, date):
            return day(self._words, found)
        match path[0]:
            case "sex":
                return self._texts.say(f"sex.{found}")
            case "print_size":
                return self._texts.say(f"size.{found}")
            case "language":
                return language_name(self._texts, str(found))
            case _:
                return str(found)


def language_name(texts: Texts, language: str) -> str:
    """A language in its own words; a code that is not in our list stays a code."""
    return texts.say(f"language.{language}") if language in LANGUAGES else language


def languages(texts: Texts, own: str) -> tuple[tuple[str, str], ...]:
    """The languages to choose from, with the patient's own where it is another."""
    known = LANGUAGES if own in LANGUAGES else (*LANGUAGES, own)
    return tuple((language, language_name(texts, language)) for language in known)

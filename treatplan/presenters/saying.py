"""Words that several presenters need: an error as it is told, a day, a name."""

from datetime import date
from typing import TYPE_CHECKING

from treatplan.domain.errors import TreatplanError
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

if TYPE_CHECKING:  # the page before a clinic is open says things too, and does without the record
    from treatplan.domain.record import PatientRow, Person


@value
class Told:
    """Something to tell in the page: a title, and what to do about it."""

    title: str
    text: str = ""


def in_words(error: Exception) -> str:
    """What went wrong, as it is told to the user. Raises the error again where it is a mistake of the program."""
    if not isinstance(error, TreatplanError):
        raise error
    text = str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def day(words: Texts, on: date) -> str:
    """A day as the screen writes it: `12 Mar 1971`."""
    return words.say("date", day=on.day, month=words.say(f"month.short.{on.month}"), year=f"{on.year:04}")


def age(texts: Texts, born: date, today: date) -> str:
    """`55`; for babies `under 1`; nothing for who is not born yet."""
    from treatplan.domain.intake import age_years  # noqa: PLC0415  (see above)

    years = age_years(born, today)
    if years < 0:
        return ""
    return texts.count("age", years) if years else texts.say("age.baby")


def name_of(who: "PatientRow | Person") -> str:
    """The name as people write it."""
    from treatplan.domain.intake import Patient, full_name  # noqa: PLC0415  (see above)

    named = Patient(given_name=who.given_name, family_name=who.family_name, birth_date=who.birth_date)
    return full_name(named)

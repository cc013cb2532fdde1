"""What a person's data must agree on before it is stored."""

import unicodedata
from datetime import date

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import Patient, Pregnancy, age_years
from treatplan.domain.letters import is_blank, strange
from treatplan.domain.record import Person

_OLDEST = 130
_NAMES = ("given_name", "family_name", "other_names")


def problems_of(person: Person, today: date) -> tuple[tuple[str, str], ...]:
    """Field and sentence for everything that is wrong, in the order of the form."""
    found: list[tuple[str, str]] = []
    if is_blank(person.given_name + person.family_name):
        found.append(("family_name", "is empty, and so is given_name; one of them is needed"))
    found += [
        (name, "holds a character that is no part of a text")
        for name in (*_NAMES, "phone", "access_needs")
        if strange(getattr(person, name))
    ]
    found += [(name, f"is longer than {most} letters") for name, most in _LONGEST.items() if _over(person, name, most)]
    if person.birth_date > today:
        found.append(("birth_date", f"is {person.birth_date}, which lies in the future"))
    elif age_years(person.birth_date, today) > _OLDEST:
        found.append(("birth_date", f"is {person.birth_date}: nobody is more than {_OLDEST} years old"))
    return tuple(found)


_LONGEST = {"given_name": 120, "family_name": 120, "other_names": 300, "phone": 60, "access_needs": 300}


def refuse_strange(**lines: str) -> None:
    """Refuse what is no line of a text: a break, a control character. It may be the line of a user, or of a letterhead.

    Raises `Refused` naming each that is wrong.
    """
    wrong = [name for name, text in lines.items() if strange(text)]
    if wrong:
        message = "holds a character that is no part of a text"
        raise Refused(*(Problem(file="", field=name, message=message) for name in wrong))


def _over(person: Person, name: str, most: int) -> bool:
    return len(getattr(person, name)) > most


def as_patient(person: Person, pregnancy: Pregnancy) -> Patient:
    """The patient of an intake: who it is comes from the clinic's record, pregnancy from the intake."""
    return Patient(
        given_name=person.given_name.strip(),
        family_name=person.family_name.strip(),
        birth_date=person.birth_date,
        sex=person.sex,
        pregnancy=pregnancy,
        language=person.language,
        print_size=person.print_size,
    )


def same_person(person: Person, patient: Patient) -> bool:
    """Whether an intake made elsewhere is of this person: name and birth date."""
    return patient_key(person.given_name, person.family_name, person.birth_date) == patient_key(
        patient.given_name, patient.family_name, patient.birth_date
    )


def patient_key(given: str, family: str, birth: date) -> tuple[str, str, date]:
    """Name and birth date, as they are compared."""
    return _tidy(given), _tidy(family), birth


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()

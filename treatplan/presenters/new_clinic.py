"""The form of a new clinic: what was typed so far, and what is still wrong with it. Passphrases are never kept here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from treatplan.domain.passphrase import LEAST, MOST, passphrase_problem
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

if TYPE_CHECKING:
    from treatplan.services.clinic.entry import NewClinic

NO_COUNTRY = "intl"  # as content names it


@value
class Country:
    """A country whose duties and paper the clinic follows."""

    id: str
    name: str


def in_order(countries: Iterable[Country]) -> tuple[Country, ...]:
    """Countries by name; the one that stands for none of them comes last."""
    return tuple(sorted(countries, key=lambda country: (country.id == NO_COUNTRY, country.name.casefold())))


@value
class ClinicTyped:
    """The form as it was typed."""

    clinic: str = ""
    address: str = ""
    phone: str = ""
    country: str = ""
    name: str = ""
    qualification: str = ""
    registration_no: str = ""
    login: str = ""
    place: str = ""


def with_field(typed: ClinicTyped, field: str, text: str) -> ClinicTyped:
    """The form with another text in one field. A login name follows the person's until it is typed itself."""
    changed = replace(typed, **{field: text})
    if field == "name" and typed.login == login_from(typed.name):
        return replace(changed, login=login_from(text))
    return changed


def login_from(name: str) -> str:
    """A login name to begin with: the last word of a name in small letters."""
    words = name.split()
    return words[-1].casefold() if words else ""


def problems_of_clinic(typed: ClinicTyped, texts: Texts) -> dict[str, str]:
    """What is missing, by field; passphrases apart."""
    return {
        field: texts.say(f"new.{field}.missing")
        for field in ("clinic", "country", "name", "login", "place")
        if not getattr(typed, field).strip()
    }


def problems_of_secret(passphrase: str, again: str, names: tuple[str, ...], texts: Texts) -> Mapping[str, str]:
    """What is wrong with a new passphrase, by field `passphrase` or `again`."""
    key = passphrase_problem(passphrase, names)
    if key is not None:
        return {"passphrase": texts.say(key, least=LEAST, most=MOST)}
    if passphrase != again:
        return {"again": texts.say("passphrase.differs")}
    return {}


def as_new_clinic(typed: ClinicTyped) -> "NewClinic":
    """What the door makes a clinic from."""
    from treatplan.domain.record import Practice  # noqa: PLC0415  (not loaded before the first paint)
    from treatplan.services.clinic.entry import NewClinic  # noqa: PLC0415  (the same)

    return NewClinic(
        practice=Practice(
            name=typed.clinic.strip(),
            address=typed.address.strip(),
            phone=typed.phone.strip(),
            jurisdiction=typed.country,
        ),
        login=typed.login.strip(),
        name=typed.name.strip(),
        qualification=typed.qualification.strip(),
        registration_no=typed.registration_no.strip(),
    )

"""Hashes that tie things together: an answer to its finding, a plan to its patient.

The key of a finding changes with the fact, the items and what they do. That of a red flag with items has two parts: a
medical assessment is about the patient and rests on the first alone, an override on both.
"""

import hashlib
import unicodedata
from collections.abc import Iterable

from treatplan.domain.findings import Fact, Touched
from treatplan.domain.intake import Patient

_LETTERS = 16


def patient_mark(patient: Patient) -> str:
    """Tells one patient's plan from another's without naming anyone: a hash over name and birth date."""
    parts = (patient.given_name, patient.family_name, patient.birth_date.isoformat())
    text = "|".join(unicodedata.normalize("NFC", part).strip().casefold() for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_LETTERS]


def key_of(rule: str, rule_set: str, items: Iterable[Touched], fact: Fact) -> str:
    """First 16 hex letters of the SHA-256 over rule, rule set, touched items (in any order) and the fact."""
    place = (*sorted(fact.regions), *sorted(fact.levels))
    return _hash((rule, rule_set, fact.field, fact.seen, *sorted(fact.also), *place, *_told(items)))


def key_with(key: str, items: Iterable[Touched]) -> str:
    """The key of a red flag that touches these items: its own, a dot, and the hash of the items."""
    return f"{key}.{_hash(_told(items))}"


def key_of_patient(key: str) -> str:
    """The part of a red flag's key that is about the patient alone."""
    return key.partition(".")[0]


def _told(items: Iterable[Touched]) -> list[str]:
    return sorted(f"{item.item_id}={item.detail}" for item in items)


def _hash(parts: Iterable[str]) -> str:
    # written by length, so that no name can be read as two
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_LETTERS]

"""The recovery code: 160 random bits that a person can print, keep in a safe, and type back.

It is written in 9 groups of 4 letters and digits (Crockford's alphabet: no I, L, O, U): 32 for the bits, 4 to check
them. The check is the remainder by a prime just below 2^20. It catches every single wrong letter and every two letters
of the bits that changed places; of other slips all but one in a million.
"""

import secrets
import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BITS = 160
_LETTERS = 32
_CHECK_LETTERS = 4
_PRIME = 1_048_573  # 32 is a primitive root of it: no two places of the code weigh the same


class Mistyped(Exception):
    """This can't be a recovery code as it was printed. Its text says why, and quotes nothing."""


def new_code() -> tuple[str, bytes]:
    """A fresh code as it is printed, and the 20 bytes that it stands for."""
    secret = secrets.token_bytes(_BITS // 8)
    return code_of(secret), secret


def code_of(secret: bytes) -> str:
    """The code for 20 bytes."""
    number = int.from_bytes(secret)
    text = _written(number, _LETTERS) + _written(number % _PRIME, _CHECK_LETTERS)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def secret_of(code: str) -> bytes:
    """The 20 bytes of a typed code. Case, spaces and dashes don't matter. Raises `Mistyped`."""
    plain = unicodedata.normalize("NFKC", code).upper()
    text = "".join(char for char in plain if not _is_between(char)).translate(_READ_AS)
    if len(text) != _LETTERS + _CHECK_LETTERS:
        raise Mistyped(f"has {len(text)} letters and digits; a recovery code has {_LETTERS + _CHECK_LETTERS}")
    if any(char not in _ALPHABET for char in text):
        raise Mistyped("holds a character that is in no recovery code")
    number = _number(text[:_LETTERS])
    if number % _PRIME != _number(text[_LETTERS:]):
        raise Mistyped("is mistyped: its last four letters do not fit the rest")
    return number.to_bytes(_BITS // 8)


def _is_between(char: str) -> bool:
    return char.isspace() or char == "\N{MINUS SIGN}" or unicodedata.category(char) in {"Pd", "Cf"}


def _written(number: int, letters: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(letters - 1, -1, -1))


def _number(text: str) -> int:
    number = 0
    for char in text:
        number = number << 5 | _ALPHABET.index(char)
    return number
